c_decl {
  int states[1], least[1], greatest[1];
}
c_code {
  void report(void)
  {
    int at;
    for (at = 0; at < 1; at++)
      printf("protocol %d states %d least %d greatest %d\n", at, states[at], least[at], greatest[at]);
  }
  void prepare(void)
  {
    int at;
    for (at = 0; at < 1; at++) least[at] = greatest[at] = -1;
    atexit(report);
  }
}

short x0;
short x1;
short x2;
short x3;
short x4;
short x5;
short x6;
short x7;
short x8;
short x9;
short x10;
short x11;
short x12;
short x13;
short x14;
short x15;
short x16;
short x17;
short x18;
short x19;
short x20;
short x21;
short x22;
short x23;
short x24;
short x25;
short x26;
short x27;
short x28;
short x29;
short x30;
short x31;
short x32;
short x33;
short x34;
short which;
init {
  atomic {
    c_code { prepare(); };
    if
    :: which = 0; x6 = 2; x11 = 3
    fi
  };
  if
  :: which == 0 ->
    do
    :: atomic {
         c_code { states[0]++; };
         d_step {
           if
           :: (x1 == 3) ->
              x20 = 1;
           :: else ->
              skip;
           fi;
           if
           :: (x7 == 2) ->
              x26 = 1;
           :: else ->
              skip;
           fi;
           x19 = 0;
           if
           :: (x1 == 0) ->
              skip;
           :: else ->
              if
              :: (x1 == 1) ->
                 if
                 :: (!((x3 == 1)) && ((x12 == 1) || (x13 == 1)) && ((x3 == 1) || (x12 == 1) || (x13 == 1))) ->
                    x19 = 4;
                 :: else ->
                    skip;
                 fi;
              :: else ->
                 skip;
              fi;
           fi;
           x25 = 0;
           if
           :: (x7 == 0) ->
              if
              :: (x20 == 1) ->
                 x25 = 2;
              :: else ->
                 skip;
              fi;
           :: else ->
              skip;
           fi;
         };
         if
         :: ((x17 == 0) && (((x15 == 1) && (x13 == 0)) || ((x1 == 1) && !((x3 == 1)) && !(((x12 == 1) || (x13 == 1))) && !((!((x12 == 1)) && (x13 == 2))) && (x13 == 0)) || ((x19 == 2) && !(((x12 == 1) || (x13 == 1))) && !((!((x12 == 1)) && (x13 == 2))) && (x13 == 0)) || ((x7 == 0) && (x25 == 0) && !((x9 == 1)) && (0 <= x8) && (x8 <= 0)) || ((x25 == 1) && (3 <= x11)))) ->
            x17 = 1;
            if
            :: x18 = 0
            :: x18 = 1
            :: x18 = 2
            fi;
            d_step {
              if
              :: !((x18 == 0)) ->
                 x13 = x18;
                 x14 = 0;
              :: else ->
                 skip;
              fi;
            };
         :: else ->
            skip;
         fi;
         d_step {
           x19 = 0;
           if
           :: (x1 == 0) ->
              skip;
           :: else ->
              if
              :: (x1 == 1) ->
                 if
                 :: (!((x3 == 1)) && ((x12 == 1) || (x13 == 1)) && ((x3 == 1) || (x12 == 1) || (x13 == 1))) ->
                    x19 = 4;
                 :: else ->
                    skip;
                 fi;
              :: else ->
                 skip;
              fi;
           fi;
           x25 = 0;
           if
           :: (x7 == 0) ->
              if
              :: (x20 == 1) ->
                 x25 = 2;
              :: else ->
                 skip;
              fi;
           :: else ->
              skip;
           fi;
           x15 = (((x13 == 0) && ((x15 == 1) || ((x1 == 1) && !((x3 == 1)) && !(((x12 == 1) || (x13 == 1))) && !((!((x12 == 1)) && (x13 == 2))) && (x13 == 0)) || ((x19 == 2) && !(((x12 == 1) || (x13 == 1))) && !((!((x12 == 1)) && (x13 == 2))) && (x13 == 0)))) -> 1 : 0);
           if
           :: (x0 == 0) ->
              if
              :: (x19 == 4) ->
                 x1 = 3;
                 x4 = 0;
                 x5 = 0;
                 x2 = 0;
                 x3 = 0;
              :: else ->
                 if
                 :: (x19 == 3) ->
                    x1 = 2;
                    x4 = 0;
                    x5 = 0;
                    x2 = 0;
                    x3 = 0;
                 :: else ->
                    if
                    :: (x19 == 2) ->
                       x1 = 1;
                       x4 = 0;
                       x5 = 0;
                       x2 = ((x6 < 2) -> (2 - x6) : 0);
                       x3 = 0;
                       if
                       :: ((x12 == 1) || (x13 == 1) || (!(((x12 == 1) || (x13 == 1))) && !((!((x12 == 1)) && (x13 == 2))))) ->
                          x23 = 1;
                       :: else ->
                          skip;
                       fi;
                    :: else ->
                       if
                       :: (x19 == 1) ->
                          x1 = 0;
                          x4 = 0;
                          x5 = 0;
                          x2 = 0;
                          x3 = 0;
                          x4 = 0;
                       :: else ->
                          if
                          :: (x1 == 0) ->
                             skip;
                          :: else ->
                             if
                             :: (x1 == 1) ->
                                if
                                :: (x3 == 1) ->
                                   skip;
                                :: else ->
                                   if
                                   :: (!((x3 == 1)) && ((x12 == 1) || (x13 == 1))) ->
                                      x2 = 0;
                                      x3 = 1;
                                      x4 = 0;
                                      x5 = 0;
                                   :: else ->
                                      if
                                      :: (!(((x12 == 1) || (x13 == 1))) && !((!((x12 == 1)) && (x13 == 2)))) ->
                                         x23 = 1;
                                      :: else ->
                                         skip;
                                      fi;
                                   fi;
                                fi;
                             :: else ->
                                skip;
                             fi;
                          fi;
                       fi;
                    fi;
                 fi;
              fi;
              if
              :: (x25 == 3) ->
                 x7 = 2;
                 x10 = 0;
                 x8 = 0;
                 x9 = 0;
              :: else ->
                 if
                 :: (x25 == 2) ->
                    x7 = 1;
                    x10 = 0;
                    x8 = 0;
                    x9 = 0;
                 :: else ->
                    if
                    :: (x25 == 1) ->
                       x7 = 0;
                       x10 = 0;
                       x8 = ((x11 < 3) -> (3 - x11) : 0);
                       x9 = 0;
                    :: else ->
                       skip;
                    fi;
                 fi;
              fi;
           :: else ->
              skip;
           fi;
           if
           :: (x0 == 0) ->
              if
              :: (x1 == 0) ->
                 if
                 :: (!((x3 == 1)) && ((-2) <= x2) && (x2 <= 0) && (x23 == 0) && (x21 == 0)) ->
                    x22 = 1;
                 :: else ->
                    skip;
                 fi;
              :: else ->
                 if
                 :: (x1 == 1) ->
                    if
                    :: (!((x3 == 1)) && ((-1) <= x2) && (x2 <= 1) && (x23 == 0) && (x21 == 0)) ->
                       x22 = 1;
                    :: else ->
                       skip;
                    fi;
                 :: else ->
                    if
                    :: (x1 == 2) ->
                       if
                       :: (!((x3 == 1)) && (0 <= x2) && (x2 <= 0) && (x23 == 0) && (x21 == 0)) ->
                          x22 = 1;
                       :: else ->
                          skip;
                       fi;
                    :: else ->
                       skip;
                    fi;
                 fi;
              fi;
              if
              :: (x7 == 0) ->
                 if
                 :: (!((x9 == 1)) && (0 <= x8) && (x8 <= 0) && (x29 == 0)) ->
                    x28 = 1;
                 :: else ->
                    skip;
                 fi;
              :: else ->
                 skip;
              fi;
           :: else ->
              skip;
           fi;
           x31 = ((x28 == 1) -> 1 : 0);
           x31 = ((!((x18 == 0)) && (0 < x31)) -> 1 : 0);
           if
           :: ((x28 == 1) && (0 < x31)) ->
              x30 = 1;
           :: else ->
              skip;
           fi;
           x31 = ((x22 == 1) -> 1 : 0);
         };
         if
         :: x31 >= 0 -> x31 = 0
         :: x31 >= 1 -> x31 = 1
         fi;
         d_step {
           if
           :: ((x22 == 1) && (0 < x31)) ->
              x24 = 1;
           :: else ->
              skip;
           fi;
           x33 = (((((x1 == 0) && (x24 == 1)) -> 1 : 0) + (((x1 == 1) && (x24 == 1)) -> 1 : 0)) + (((x1 == 2) && (x24 == 1)) -> 1 : 0));
           x19 = 0;
           x25 = 0;
           if
           :: (x0 == 0) ->
              if
              :: (x1 == 0) ->
                 if
                 :: (x24 == 1) ->
                    if
                    :: (x4 == 0) ->
                       x2 = (x2 + 3);
                       x4 = 1;
                    :: else ->
                       x2 = 0;
                       x3 = 1;
                       x4 = 0;
                       x5 = 0;
                    fi;
                    x6 = 0;
                 :: else ->
                    if
                    :: (!((x3 == 1)) && (x2 <= (-2))) ->
                       if
                       :: (x4 == 0) ->
                          x2 = (x2 + 3);
                          x4 = 1;
                       :: else ->
                          x2 = 0;
                          x3 = 1;
                          x4 = 0;
                          x5 = 0;
                       fi;
                    :: else ->
                       skip;
                    fi;
                 fi;
                 if
                 :: (x3 == 1) ->
                    x19 = 2;
                 :: else ->
                    skip;
                 fi;
              :: else ->
                 if
                 :: (x1 == 1) ->
                    if
                    :: (x24 == 1) ->
                       x5 = (((x5 + 1) < 3) -> (x5 + 1) : 3);
                       x2 = 2;
                       x6 = 0;
                    :: else ->
                       if
                       :: (!((x3 == 1)) && (x2 <= (-1))) ->
                          x2 = (x2 + 2);
                       :: else ->
                          skip;
                       fi;
                    fi;
                    if
                    :: (!((x3 == 1)) && (3 <= x5)) ->
                       x19 = 3;
                    :: else ->
                       if
                       :: (x3 == 1) ->
                          x19 = 4;
                       :: else ->
                          skip;
                       fi;
                    fi;
                 :: else ->
                    if
                    :: (x1 == 2) ->
                       if
                       :: (x24 == 1) ->
                          x2 = 0;
                          x3 = 1;
                          x4 = 0;
                          x5 = 0;
                          x6 = 0;
                       :: else ->
                          if
                          :: (!((x3 == 1)) && (x2 <= 0)) ->
                             x2 = 0;
                             x3 = 1;
                             x4 = 0;
                             x5 = 0;
                          :: else ->
                             skip;
                          fi;
                       fi;
                       if
                       :: (x3 == 1) ->
                          x19 = 4;
                       :: else ->
                          skip;
                       fi;
                    :: else ->
                       skip;
                    fi;
                 fi;
              fi;
              if
              :: (x7 == 0) ->
                 if
                 :: (x30 == 1) ->
                    x10 = (((x10 + 1) < 2) -> (x10 + 1) : 2);
                    if
                    :: (2 <= x10) ->
                       x8 = 0;
                       x9 = 1;
                       x10 = 0;
                    :: else ->
                       x8 = 3;
                    fi;
                    x11 = 0;
                 :: else ->
                    if
                    :: (!((x9 == 1)) && (x8 <= 0)) ->
                       x8 = (x8 + 3);
                    :: else ->
                       skip;
                    fi;
                 fi;
                 if
                 :: (x9 == 1) ->
                    x25 = 3;
                 :: else ->
                    skip;
                 fi;
              :: else ->
                 if
                 :: (x7 == 1) ->
                    x25 = 3;
                 :: else ->
                    skip;
                 fi;
              fi;
           :: else ->
              skip;
           fi;
           if
           :: ((x0 == 0) && ((x1 == 3) || (x19 == 4)) && ((x7 == 2) || (x25 == 3))) ->
              x0 = 1;
           :: else ->
              skip;
           fi;
           x34 = x33;
           if
           :: (x13 == 1) ->
              x12 = 1;
           :: else ->
              skip;
           fi;
           if
           :: (x0 == 0) ->
              if
              :: (x1 == 0) ->
                 if
                 :: !((x3 == 1)) ->
                    x2 = (x2 + (-1));
                 :: else ->
                    skip;
                 fi;
              :: else ->
                 if
                 :: (x1 == 1) ->
                    if
                    :: !((x3 == 1)) ->
                       x2 = (x2 + (-1));
                    :: else ->
                       skip;
                    fi;
                 :: else ->
                    if
                    :: (x1 == 2) ->
                       if
                       :: !((x3 == 1)) ->
                          x2 = (x2 + (-1));
                       :: else ->
                          skip;
                       fi;
                    :: else ->
                       skip;
                    fi;
                 fi;
              fi;
              x6 = (((x6 + 1) < 2) -> (x6 + 1) : 2);
              if
              :: (x7 == 0) ->
                 if
                 :: !((x9 == 1)) ->
                    x8 = (x8 + (-1));
                 :: else ->
                    skip;
                 fi;
              :: else ->
                 skip;
              fi;
              x11 = (((x11 + 1) < 3) -> (x11 + 1) : 3);
              if
              :: !((x13 == 0)) ->
                 if
                 :: (2 <= x14) ->
                    x13 = 0;
                    x14 = 0;
                 :: else ->
                    x14 = (x14 + 1);
                 fi;
              :: else ->
                 skip;
              fi;
              if
              :: (x19 == 4) ->
                 x1 = 3;
                 x4 = 0;
                 x5 = 0;
                 x2 = 0;
                 x3 = 0;
              :: else ->
                 if
                 :: (x19 == 3) ->
                    x1 = 2;
                    x4 = 0;
                    x5 = 0;
                    x2 = 0;
                    x3 = 0;
                 :: else ->
                    if
                    :: (x19 == 2) ->
                       x1 = 1;
                       x4 = 0;
                       x5 = 0;
                       x2 = ((x6 < 2) -> (2 - x6) : 0);
                       x3 = 0;
                    :: else ->
                       if
                       :: (x19 == 1) ->
                          x1 = 0;
                          x4 = 0;
                          x5 = 0;
                          x2 = 0;
                          x3 = 0;
                          x4 = 0;
                       :: else ->
                          skip;
                       fi;
                    fi;
                 fi;
              fi;
              if
              :: (x25 == 3) ->
                 x7 = 2;
                 x10 = 0;
                 x8 = 0;
                 x9 = 0;
              :: else ->
                 if
                 :: (x25 == 2) ->
                    x7 = 1;
                    x10 = 0;
                    x8 = 0;
                    x9 = 0;
                 :: else ->
                    if
                    :: (x25 == 1) ->
                       x7 = 0;
                       x10 = 0;
                       x8 = ((x11 < 3) -> (3 - x11) : 0);
                       x9 = 0;
                    :: else ->
                       skip;
                    fi;
                 fi;
              fi;
           :: else ->
              skip;
           fi;
           x16 = (((x16 + x34) < 7) -> (x16 + x34) : 7);
         };
         x17 = 0;
         x18 = 0;
         x19 = 0;
         x20 = 0;
         x21 = 0;
         x22 = 0;
         x23 = 0;
         x24 = 0;
         x25 = 0;
         x26 = 0;
         x27 = 0;
         x28 = 0;
         x29 = 0;
         x30 = 0;
         x31 = 0;
         x32 = 0;
         x33 = 0;
         x34 = 0;
         if :: x0 == 0 -> skip
            :: x0 == 1 -> c_code {
               if (least[0] < 0 || now.x16 < least[0]) least[0] = now.x16;
               if (now.x16 > greatest[0]) greatest[0] = now.x16;
            }; break
            :: x0 == 2 -> break
         fi
       }
    od
  fi
}

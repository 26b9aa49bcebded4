"""What the layout looks like: each example is what comes of many ways to write the same."""

import random
from textwrap import dedent

import pytest
from tests.properties.formatting import faults, formatted, respaced

EXAMPLES = {
    "columns of names, titles and marks": """
        protocol p "Title" {
          version 1.0.0
          status  draft
          subject cohort  @s

          purpose    "x"      @s
          population "xyz y"  @s "page 2"  assumed "why"

          month  = 28 days  assumed "a"
          day 0  = first ivig
          week 0 = day 0    assumed "b"

          source s         "A text"  doi 10.1/x  pmid 1
          source long_name "Other"   pmc PMC1

          event e        "An event"
          event an_event "Another"

          param a         = 1 %   assumed "x"
          param bb        unstated "y"
          param long_name = 15 %  @s
        }
        """,
    "clauses below each other, and on one line where they are few": """
        protocol p {
          policy {
            missed   postpone at most 3 days then review  assumed "a"
            next_due on grid
            hold     clock stops, at most 28 days then review
            rounding unstated "c"
          }

          patient weight "Body weight" { unit kg  range 2..300 kg   fresh for 12 weeks assumed "x" }
          patient height "Height"      { unit cm  range 40..230 cm  fresh for 52 weeks assumed "y" }
          patient score { range 0.5 .. 2 ratio }

          lab cd20 "CD20+" {
            unit  % of "lymphocytes"  @s
            range 0..100 %
            fresh for 5 weeks         assumed "x"
          }
          drug a { route oral  dose 10 mg }
          drug b { }
          drug c {
            route oral              @s
            dose  2 g/kg of weight  @s "page 1"
            over  unstated "on how many days"
            rounded up to 1 mg      assumed "x"
          }
        }
        """,
    "rows and cells": """
        protocol p {
          table t "T" of ige by weight {
            columns                  from 30 to 60 kg     | above 60 to 70 kg
            from 30 to 100 IU/mL   : 150 mg every 4 weeks | 75 mg every 2 weeks
            above 100 to 200 IU/mL : 300 mg               | none  @s
          } @s "table"
          table u {
            when a and b : 10 mg   @s
            otherwise    : 100 mg  assumed "x"
          }
        }
        """,
    "statements of a phase": """
        protocol p {
          track t {
            start a
            phase a "A" {
              give one       on weeks 0, 4, 8 window -1..+3 days  @s
              give long_name every 4 weeks, 6 times               @s

              first when x  go b         @s
              when long_one go c as new  @s
              after 6 weeks go b         @s
              then end                   unstated "what follows"
            }
            phase b {
              repeat every 7 days { measure anc on days 0, 2, 4 of cycle }  @s
              decide "D" by anc at each anc missed skip {
                below 35 s      : give x dose 80 mg, raise l by 2 mg  @s
                from 35 to 45 s : nothing
                otherwise       : stop                                @s
              } @s "one"  @s "two"
            }
            phase c {
              stop unstated "what follows"
            }
          }
        }
        """,
    "a scenario": """
        protocol p {
          background {
            set a = 4 weeks
            patient { weight 70 kg  height 175 cm }
          }

          scenario "s" {
            cd20      = 9 %  from week 0
            cd20      = 15 % from week 8
            platelets = 3 %  at day 2
            cd20 missing from week 40
            expect count(a during b) = 12 by week 24
            expect end at day 707
          }
        }
        """,
    "what is too long": """
        protocol p {
          source s "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, Bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb. A journal 2018;9:1189"
                 doi 10.3389/fimmu.2018.01189  pmid 30072982

          trigger depleted "B cells depleted" when cd20 < depleted_below
            if missing measure now  assumed "no rule for a missing result was found anywhere"
          fact ready "Counts allow the next cycle"
            when first_cycle
              or not two_episodes and agc >= 1.5 x10^9/L and platelets >= 50 x10^9/L
              or two_episodes and (agc >= 1.9 x10^9/L and platelets >= 75 x10^9/L)  @trial "table"
          stop when boxed_warning  @rituximab_label "boxed warning"
            assumed "the label stops rituximab, that immunoglobulin ends too is this file's own choice"

          track t {
            hold t when bilirubin >= 3 mg/dL or alt > alt_stop
              until bilirubin_of_the_day < 3 mg/dL and alt_of_the_day < 2 times and n >= 1, at most 9 days then review
          }
        }
        """,
    "comments": """
        # At the top.

        # Another.
        protocol p {  # behind the brace
          # The first.

          event e  # behind a statement
          # On a line of its own.
          event f

          drug d {
            route oral  # by mouth
            # The last of the block.
          }  # behind the block
          stop when a  # why
            # and why again
            and b  @s
          drug g {
            # Only this.
          }
        }
        # At the end.
        """,
    "imports and a variant": """
        import "../ahmed.proto"
        import "../library/labs.proto" sha256 "00"

        variant v of p "Title" {
          version 2.0.0

          add source x "A text"  because "y"
          add param z unstated "who knows"
          remove require twelve  weakens because "fewer"
          set gap  = 6 weeks  @s "table 1"
          set wait unstated "nobody says it"
          rename phase t.a to b "B"  because "x"

          change phase t.a {
            replace give a on weeks 4, 8  @s
            remove then                   because "goes elsewhere"
          }
        }
        """,
}


def text_of(example: str) -> str:
    return dedent(EXAMPLES[example]).lstrip("\n")


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_laid_out_stays(example: str) -> None:
    assert formatted(text_of(example)) == text_of(example)
    assert faults(text_of(example)) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_other_white_space_gives_the_same(example: str) -> None:
    for seed in range(20):
        other = respaced(text_of(example), random.Random(seed))
        assert formatted(other) == text_of(example), other


def test_line_ends_marks_and_blank_lines_of_other_systems() -> None:
    assert formatted("protocol p {\r\n\r\n\r\n\tevent e\r\n\r\n\r\n\tevent f }") == (
        "protocol p {\n  event e\n\n  event f\n}\n"
    )
    assert formatted("protocol p { }") == "protocol p { }\n"


def test_numbers_texts_and_units_are_never_touched() -> None:
    text = 'protocol p {\n  drug d "a  b\\" { # " { dose 0.10 x10^9/L }\n}\n'
    assert '"a  b\\" { # "' in formatted(text) and "0.10 x10^9/L" in formatted(text)


def test_one_long_line_does_not_push_the_others_away() -> None:
    long = "a" * 60
    text = formatted(f'protocol p {{ event {long} "x" event b "y" event cc "z" }}')
    assert '  event b  "y"\n  event cc "z"\n' in text


def test_what_is_very_long_takes_its_time_and_no_more() -> None:
    for text in ("a" + " + a" * 5_000, "a" + " and a" * 5_000, "(" * 50 + "a" + ")" * 50):
        # Trees so deep cannot be compared; that no token differs is looked at by the formatter itself.
        laid_out = formatted(f"protocol p {{ trigger t when {text} > 1 }}")
        assert formatted(laid_out) == laid_out
    assert faults("protocol p { " + "# x\n" * 5_000 + "}") == []
    assert faults("protocol p { purpose " + '"x" @a ' * 2 + ' @a "x"' * 3_000 + "}") == []

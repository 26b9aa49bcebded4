"""Protocols built to explode: each is well formed, and much too large to be walked through."""

from __future__ import annotations

HEAD = """protocol large {
  version 1.0.0  status draft
  month = calendar  day 0 = first a  week 0 = day 0
  policy { missed skip  next_due after last given  hold clock stops, at most 9 days then review  rounding to 1 mg }
  drug a { dose 1 mg }
"""
LAB = '  lab x { unit % of "cells"  range 0..100 %  fresh for 30 days }\n'


def coupled_tracks(number: int = 20) -> str:
    """Tracks with drugs of their own that all wait for one lab."""
    drugs = "".join(f"  drug d{at} {{ dose 1 mg }}\n" for at in range(number))
    tracks = "".join(
        f"""  track t{at} {{ start p{at}
    phase p{at} {{ give d{at} every {at + 7} days window -1..+2 days until low, at most {at + 5} times  then q{at} }}
    phase q{at} {{ when high go r{at} }}
    phase r{at} {{ give a every 5 days, 3 times  then end }} }}\n"""
        for at in range(number)
    )
    measured = "  track m { phase n { measure x every 7 days, 20 times  then end } }\n"
    triggers = "  trigger low when x < 10 % if missing measure now\n  trigger high when x > 50 % if missing ignore\n"
    return (
        f"{HEAD}{LAB}{drugs}{triggers}{tracks}{measured}  require r: count(a) <= 60\n  require s: gap(a) <= 90 days\n}}"
    )


def many_phases(number: int = 10_000) -> str:
    """One phase after another."""
    phases = "".join(
        f"    phase p{at} {{ give a every 5 days, 2 times  then {f'p{at + 1}' if at + 1 < number else 'end'} }}\n"
        for at in range(number)
    )
    return f"{HEAD}  track t {{ start p0\n{phases}  }}\n  require r: count(a) = {2 * number}\n}}"


def many_labs(number: int = 50, thresholds: int = 3) -> str:
    """Thresholds in many labs, all in one rule."""
    labs = "".join(f'  lab x{at} {{ unit % of "cells"  range 0..100 %  fresh for 30 days }}\n' for at in range(number))
    triggers = "".join(
        f"  trigger t{at}_{step} when x{at} < {10 * step + 5} % if missing measure now\n"
        for at in range(number)
        for step in range(thresholds)
    )
    exits = "".join(
        f"      {'first ' if at == step == 0 else ''}when t{at}_{step} and t{(at + 1) % number}_0 go q\n"
        for at in range(number)
        for step in range(thresholds)
    )
    stops = " or ".join(f"t{at}_0" for at in range(number))
    return f"""{HEAD}{labs}{triggers}  stop when {stops}
  track t {{ start p
    phase p {{ give a every 5 days, 9 times
{exits}      then end }}
    phase q {{ give a every 3 days, 2 times  then end }}
    phase m {{ {" ".join(f"measure x{at} every 7 days, 3 times" for at in range(number))} then end }}
  }}
  require r: count(a) <= 11
}}"""


def long_windows(days: int = 1_000_000) -> str:
    """A dose that may be late for as long as a patient lives."""
    return f"""{HEAD}{LAB}  drug b {{ dose 1 mg }}
  trigger low when x < 10 % if missing ignore
  track t {{ start p phase p {{ give a every {days + 7} days, 4 times window -0..+{days} days  then end }} }}
  track u {{ start q phase q {{ give b every {days + 5} days until low, at most {days} times else go r
              window -0..+{days} days  then end }}
            phase r {{ give a every {days} days, 3 times  then end }} }}
  require r: count(a) = 4
  require s: gap(a) <= {days} days between low and end of t
  require w: span(b) <= {days} days
}}"""


def long_repeats(times: int = 1_000_000) -> str:
    """Plain repeats without a window of their own."""
    return f"""{HEAD}  track t {{ start p phase p {{ give a every 7 days, {times} times  then end }} }}
  require r: count(a) = {times}
  require s: span(a) <= {7 * times} days
}}"""


def wide_requirements(times: int = 400) -> str:
    """Requirements about long stretches of time that begin and end with results, over two tracks that overlap."""
    return f"""{HEAD}{LAB}  drug b {{ dose 1 mg }}
  trigger low when x < 10 % if missing ignore
  trigger high when x > 50 % if missing ignore
  track t {{ start p phase p {{ give a every 7 days, {times} times window -3..+3 days  then end }} }}
  track u {{ start q phase q {{ give b every 9 days until low, at most {times} times else go r
              window -0..+8 days  then end }}
            phase r {{ give a every 3 days, {times} times  then end }} }}
  track m {{ start z phase z {{ measure x every 1 day, {times} times  then end }} }}
  require r: a in every 31 days between low and high
  require s: at most 40 a in any 200 days between high and low
  require t: low leads to given(a) within 300 days
  require v: a only after high within 300 days
}}"""


def lost_phases(number: int = 2_000) -> str:
    """Phases that nothing leads to, each of which leads to the same long row of phases, itself out of reach."""
    row = "".join(
        f"    phase r{at} {{ give a every 5 days, 2 times  then {f'r{at + 1}' if at + 1 < number else 'end'} }}\n"
        for at in range(number)
    )
    lost = "".join(f"    phase l{at} {{ give a every 5 days, 2 times  then r0 }}\n" for at in range(number))
    first = "    phase p { give a every 5 days, 2 times  then end }\n"
    return f"{HEAD}  track t {{ start p\n{first}{lost}{row}  }}\n  require r: count(a) = 2\n}}"

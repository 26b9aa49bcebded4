"""Circles of phases whose every round moves a level one step towards the last one need no other limit."""

import pytest

from protolang.driver import analyse

HEAD = """protocol example "Example" {
  day 0 = enrolment  assumed "x"
  policy {
    missed   skip                                      assumed "x"
    next_due after last given                          assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
    missing  block                                     assumed "x"
    rounding to 1 mg                                   assumed "x"
  }
  event seen "Patient seen"
  event bad  "Toxicity"
"""
LADDER = 'level dose { start 10 mg assumed "x"  steps 10, 20, 30 mg assumed "x" }'
UP = "when seen and not bad and dose < 30 mg : raise dose, go again"
TOP = "when seen and not bad and dose >= 30 mg : go done"
BAD = "when seen and bad : lower dose, go done"


def codes(rows, level=LADDER, more=""):
    decided = "\n".join(f'        {row}  assumed "x"' for row in rows)
    text = f"""{HEAD}
  {level}
  {more}
  track care {{
    start step
    phase step {{
      decide at each seen {{
{decided}
      }} assumed "x"
    }}
    phase again {{ then step  assumed "x" }}
    phase done {{ then end  assumed "x" }}
  }}
}}
"""
    found = analyse("example.proto", text.encode()).diagnostics
    return [item.code.number for item in found if item.code.number == "PL504"]


def test_a_ladder_comes_to_its_last_step():
    assert codes([UP, TOP, BAD]) == []


def test_a_ladder_downwards_comes_to_its_first_step():
    down = 'level dose { start 30 mg assumed "x"  steps 10, 20, 30 mg assumed "x" }'
    rows = ["when seen and dose > 10 mg : lower dose, go again", "when seen and dose <= 10 mg : go done"]
    assert codes(rows, down) == []


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([UP, TOP, "when seen and bad : go again"], id="a round without a step"),
        pytest.param([UP, TOP, "when seen and bad : lower dose"], id="a step back between the rounds"),
        pytest.param([UP, TOP, "when seen and bad : lower dose, go again"], id="a round with a step back"),
        pytest.param([UP.replace("go again", "go again as new"), TOP, BAD], id="a round that begins anew"),
        pytest.param([UP.replace("< 30", "<= 30"), BAD], id="rounds at the last step"),
        pytest.param([UP.replace("< 30", "< 40"), BAD], id="a limit beyond the last step"),
        pytest.param(["when seen and not bad : raise dose, go again", BAD], id="no limit"),
        pytest.param(["when seen and not bad and dose < 30 mg : go again", TOP, BAD], id="a limit without a step"),
    ],
)
def test_a_circle_that_need_not_climb_has_no_maximum(rows):
    assert codes(rows) == ["PL504"]


@pytest.mark.parametrize(
    ("level", "more"),
    [
        (LADDER, 'veto raise dose when count(bad over 7 days) >= 1  assumed "x"'),
        (LADDER.replace("}", "rounded to 20 mg }"), ""),
        (LADDER, 'track other { phase o { decide at each bad { when bad : lower dose  assumed "x" } assumed "x" } }'),
    ],
    ids=["a veto", "a rounding", "another track"],
)
def test_what_keeps_a_level_from_its_last_step(level, more):
    assert codes([UP, TOP, BAD], level, more) == ["PL504"]

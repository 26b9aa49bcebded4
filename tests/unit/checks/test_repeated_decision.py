"""A decision that is repeated without a number of times, alone in a phase that nothing leads out of."""

import pytest

from protolang.driver import analyse

TEXT = """protocol example "Example" {
  day 0 = enrolment  assumed "x"
  policy {
    missed   skip                                      assumed "x"
    next_due on grid                                   assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
    missing  ignore                                    assumed "x"
  }
  event over "Over"
  lab x { unit points  range 0..10 points  fresh for 3 days assumed "x" }
  level l { start 1 mg assumed "x"  steps 1, 2 mg }
  drug a { dose l }
  track care {
    start course
    phase course {
      ACTION
      DECIDE { when x < 5 points : lower l  otherwise : raise l } assumed "x"
      WAY
      then end  assumed "x"
    }
    phase done { then end  assumed "x" }
  }
}
"""


def told(decide, way='when over go done  assumed "x"', action=""):
    text = TEXT.replace("DECIDE", decide).replace("WAY", way).replace("ACTION", action)
    found = analyse("example.proto", text.encode()).diagnostics
    return [item.message for item in found if item.code.number == "PL504"]


def test_it_keeps_the_phase_for_ever():
    assert told("decide every 1 week", "") == [
        "a decision in `course` is repeated for ever, and nothing else is done there"
    ]


def test_beside_doses_that_end_it_keeps_nobody():
    assert told("decide every 1 week", "", 'give a every 1 week, 4 times  assumed "x"') == []


@pytest.mark.parametrize(
    "decide", ["decide every 1 week, 4 times", "decide on days 7, 14", "decide at each x", "decide"]
)
def test_a_decision_that_ends_or_waits_does_not(decide):
    assert told(decide, "") == []


@pytest.mark.parametrize(
    "way", ['when over go done  assumed "x"', 'after 8 weeks go done  assumed "x"', 'stop when over  assumed "x"']
)
def test_a_way_out_is_enough(way):
    assert told("decide every 1 week", way) == []

"""Circles of phases that an event leads through only so often need no other limit."""

import pytest

from protolang.driver import analyse

TEXT = """protocol example "Example" {
  day 0 = enrolment  assumed "x"
  policy {
    missed   skip                                      assumed "x"
    next_due after last given                          assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
  }
  event relapse "Relapse"
  event other   "Another event"
  drug a { dose 10 mg assumed "x" }
  fact again_allowed when relapse and count(relapse) < 3  assumed "x"
  track care {
    start course
    phase course { give a every 1 week, 2 times assumed "x"  then watching assumed "x" }
    phase watching {
      WAY
      after 52 weeks go done  assumed "x"
    }
    phase pause { after 1 week go back assumed "x" }
    phase done { then end  assumed "x" }
  }
}
"""


def codes(way):
    found = analyse("example.proto", TEXT.replace("WAY", way).encode()).diagnostics
    return [item.code.number for item in found if item.code.number == "PL504"]


@pytest.mark.parametrize(
    "way",
    [
        'when relapse and count(relapse) < 3 go course  assumed "x"',
        'when count(relapse) <= 3 and relapse go course as new  assumed "x"',
        'when again_allowed go course  assumed "x"',
        'when relapse and count(relapse) < 3 go pause  assumed "x"',
        'decide at each relapse { when count(relapse) < 3 : go course  otherwise : nothing } assumed "x"',
    ],
)
def test_a_counted_event_ends_the_rounds(way):
    assert codes(way) == []


@pytest.mark.parametrize(
    "way",
    [
        pytest.param('when relapse go course  assumed "x"', id="nothing is counted"),
        pytest.param('when count(relapse) < 3 go course  assumed "x"', id="a round without the event"),
        pytest.param('when other and count(relapse) < 3 go course  assumed "x"', id="another event"),
        pytest.param('when relapse and count(relapse over 1 week) < 3 go course  assumed "x"', id="of a week only"),
        pytest.param('when relapse and count(relapse) > 3 go course  assumed "x"', id="from then on"),
        pytest.param('when relapse or count(relapse) < 3 go course  assumed "x"', id="one of both"),
        pytest.param('decide at each relapse { otherwise : go course } assumed "x"', id="a row without a count"),
        pytest.param('when other go pause  assumed "x"', id="a way back"),
    ],
)
def test_any_other_circle_still_needs_a_limit(way):
    assert "PL504" in codes(way)

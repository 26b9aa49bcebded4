"""A hold whose end can hold together with its reason."""

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
  lab y { unit points  range 0..10 points  fresh for 3 days assumed "x" }
  param open unstated "how high"
  drug a { dose 1 mg assumed "x" }
  track care {
    start course
    phase course { give a every 1 week, 4 times  assumed "x"  HOLD assumed "x"  then end  assumed "x" }
  }
  track samples {
    start taken
    phase taken { measure x every 1 day, 9 times assumed "x"  measure y every 1 day, 9 times assumed "x"
      when x > open and over go other assumed "x"  then end assumed "x" }
    phase other { then end assumed "x" }
  }
}
"""


def told(hold):
    found = analyse("example.proto", TEXT.replace("HOLD", hold).encode()).diagnostics
    return [(item.message,) for item in found if item.code.number == "PL201"]


@pytest.mark.parametrize(
    "hold",
    [
        "hold when x < 5 points until x >= 4 points",
        "hold when x < 5 points until x > 2 points, at most 7 days then stop",
    ],
)
def test_it_would_begin_again_on_the_day_it_ends(hold):
    (found,) = told(hold)
    assert found[0] == "a hold of `care` ends while its reason still holds"


def test_two_results_that_do_not_exclude_each_other():
    assert len(told("hold when x < 5 points until y >= 4 points")) == 1


@pytest.mark.parametrize(
    "hold",
    [
        "hold when x < 5 points until x >= 5 points",
        "hold when x < 5 points until x >= 7 points",
        "hold when x < 5 points",
        "hold when over until x >= 4 points",
        "hold when x < 5 points until x >= open",
        "hold when x < 5 points or y < 5 points until x >= 5 points and y >= 5 points",
    ],
)
def test_one_that_ends_with_its_reason_is_quiet(hold):
    assert told(hold) == []

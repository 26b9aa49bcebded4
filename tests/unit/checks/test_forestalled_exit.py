"""An exit that another one always comes before, where cells cannot tell and a solver is asked."""

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
  lab x { unit points  range 0..10 points  fresh for 3 days assumed "x" }
  lab y { unit points  range 0..10 points  fresh for 3 days assumed "x" }
  drug a { dose 1 mg assumed "x" }
  track care {
    start course
    phase course {
      give a every 1 week, 4 times  assumed "x"
      first when x + y > STRONGER points go other assumed "x"
      when x + y > 8 points go third assumed "x"
      then end assumed "x"
    }
    phase other { then end assumed "x" }
    phase third { then end assumed "x" }
  }
  track samples {
    start taken
    phase taken { measure x every 1 day, 30 times assumed "x"  measure y every 1 day, 30 times assumed "x"
      then end assumed "x" }
  }
}
"""


def told(stronger):
    found = analyse("example.proto", TEXT.replace("STRONGER", str(stronger)).encode(), budget=0).diagnostics
    return [(item.code.number, item.message) for item in found if item.code.number in ("PL203", "PL610")]


def test_a_sum_that_is_covered_is_found():
    assert told(7) == [("PL203", "the exit of `course` to `third` can never apply")]
    assert told(8) == [("PL203", "the exit of `course` to `third` can never apply")]


@pytest.mark.parametrize("stronger", [9, 15])
def test_a_sum_that_is_not_covered_is_left_alone(stronger):
    assert told(stronger) == []


def test_what_the_solver_has_no_work_left_for_is_said(monkeypatch):
    monkeypatch.setattr("protolang.verify.solver.STEPS_FOR_ALL", 0)
    assert told(7) == [("PL610", "whether the exit of `course` to `third` can ever apply could not be decided")]

"""A time limit of a group of phases counts from the entry of the group, and bounds the circles inside it."""

from protolang.diagnostics import Severity
from protolang.driver import analyse

TEXT = """protocol example "Example" {
  day 0 = enrolment  assumed "x"
  policy {
    missed   skip                                      assumed "x"
    next_due on grid                                   assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
    missing  ignore                                    assumed "x"
  }
  event high "High"
  event low  "Low"
  track care {
    start course
    phase course {
      start giving
      LIMIT
      phase giving { when high go held  assumed "x" }
      phase held   { when low go giving  assumed "x"  after 4 weeks go stopped  assumed "x" }
    }
    phase stopped { stop assumed "x" }
    phase done { then end  assumed "x" }
  }
}
"""


def codes(limit):
    found = analyse("example.proto", TEXT.replace("LIMIT", limit).encode()).diagnostics
    return {item.code.number for item in found} & {"PL203", "PL504"}


def test_a_limit_of_the_group_bounds_its_circles_and_is_not_forestalled():
    assert codes('after 26 weeks go done  assumed "x"') == set()


def test_without_it_nobody_says_how_long():
    assert codes("") == {"PL504"}


def test_one_that_is_not_decided_is_what_is_missing():
    text = TEXT.replace("LIMIT", 'after longest go done  assumed "x"').replace(
        "  track care", '  param longest unstated "for how long"\n  track care'
    )
    found = [item for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL504"]
    assert [(item.message, item.severity) for item in found] == [
        ("`giving` and `held` lead back to one another without a maximum until `longest` is decided", Severity.WARNING)
    ]
    assert [label.span.text for label in found[0].secondary][-1] == "param longest"
    decided = analyse("example.proto", text.encode(), {"longest": "26 weeks"}).diagnostics
    assert "PL504" not in {item.code.number for item in decided}


def test_one_with_a_condition_bounds_nothing():
    assert "PL504" in codes('after 26 weeks when low go done  assumed "x"')


def test_a_phase_cannot_outlast_its_group():
    assert codes('after 3 weeks go done  assumed "x"') == {"PL203"}

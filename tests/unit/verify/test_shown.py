"""What an example patient's timeline tells of results that are alike."""

from protolang.driver import analyse

TEXT = """protocol example "Example" {
  day 0 = enrolment  assumed "x"
  week 0 = day 0     assumed "x"
  policy {
    missed   skip     assumed "x"
    next_due on grid  assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
    missing  ignore   assumed "x"
  }
  lab hb "Haemoglobin" { unit g/dL  range 3..25 g/dL  fresh for FRESH  assumed "x" }
  drug a "Antibody" { dose 1 mg  assumed "x" }
  trigger low "Low" when hb < 8 g/dL  assumed "x"
  track t {
    start p
    phase p { when low go q  assumed "x"  give a  assumed "x"  then end }
    phase q { after 2 weeks go r  assumed "x" }
    phase r { give a  assumed "x"  then end }
  }
  track blood { phase s { measure hb every 1 week, 3 times  assumed "x"  then end } }
  require r: a never while low  assumed "x"
}
"""


def told(fresh: str) -> list[tuple[int, str]]:
    """The results that the timeline of the one broken requirement tells."""
    (result,) = analyse("example.proto", TEXT.replace("FRESH", fresh).encode()).results
    return [(step.day, step.what) for step in result.timeline if "Haemoglobin:" in step.what]


def test_a_result_that_says_the_same_again_is_told_where_the_last_had_grown_too_old() -> None:
    # the dose of day 14 comes while haemoglobin is low, which the result of day 0 cannot tell any more
    assert [day for day, _ in told("10 days")] == [0, 14]


def test_a_result_that_still_counts_is_told_once() -> None:
    assert [day for day, _ in told("4 weeks")] == [0]

"""The least total that is told beside a loop without a maximum: sure, whatever the patient does."""

import pytest

from protolang.driver import analyse

HEAD = """protocol example "Example" {{
  day 0 = first rituximab  assumed "x"
  policy {{
    missed   {missed}  assumed "x"
    next_due after last given                          assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
  }}
  event relapse "Relapse"
  drug rituximab {{ dose 500 mg  assumed "x" }}
  track infusions {{
    start course
    phase course {{ {course} }}
    phase short {{ give rituximab on days 300 assumed "x" then loop }}
    phase loop {{ give rituximab every 4 weeks until relapse assumed "x" then end }}
  }}
}}
"""
REVIEW, SKIP = "postpone at most 3 days then review", "skip"


@pytest.mark.parametrize(
    ("missed", "course", "least"),
    [
        (REVIEW, "give rituximab on days 0, 14 assumed 'x' then short", ": a complete course has at least 3 doses"),
        (
            REVIEW,
            "give rituximab every 2 weeks, 6 times assumed 'x' then short",
            ": a complete course has at least 7 doses",
        ),
        # given doses count towards the number of times, so what is skipped comes later
        (
            SKIP,
            "give rituximab every 2 weeks, 6 times assumed 'x' then loop",
            ": a complete course has at least 6 doses",
        ),
        (SKIP, "give rituximab on days 0, 14 assumed 'x' then short", ""),
        # whoever leaves early has had nothing for sure
        (
            REVIEW,
            "give rituximab on days 0, 14 assumed 'x' first when relapse go short assumed 'x' then loop",
            ": a complete course has at least 1 dose",
        ),
    ],
)
def test_the_least_total(missed, course, least):
    text = HEAD.format(missed=missed, course=course.replace("'", '"'))
    (found,) = (item for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL403")
    assert found.message == f"the total of `rituximab` has no maximum{least}"

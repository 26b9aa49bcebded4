"""What is to come before a dose, and does not."""

import pytest
from tests.near_misses.small_course import A, B, care, protocol

from protolang.driver import analyse


def told(*statements, header=""):
    text = protocol(A + B, care(*statements), header=header)
    return [item for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL303"]


@pytest.mark.parametrize(
    "dose",
    ["give a on day 0 of phase", "give a on days 0, 14", "give a every 2 weeks, 3 times", "give a"],
)
def test_a_dose_on_the_first_day_leaves_no_day_before_it(dose):
    (found,) = told(dose, "give b 2 days before a")
    assert found.message == "`b` is due 2 days before phase `course` begins, so `a` is given without it"
    assert [label.span.source.text[label.span.start : label.span.end] for label in found.labels] == [
        "give b 2 days before a",
        dose,
        "phase course",
    ]


def test_the_first_day_of_a_cycle():
    (found,) = told(
        'repeat every 3 weeks, 4 times { give a on day 1 of cycle assumed "x" give b 3 days before a assumed "x" }'
    )
    assert "`b` is due 2 days before the cycle begins" in found.message


@pytest.mark.parametrize("windows", [("-3..+0", "-0..+0"), ("-2..+0", "-0..+1"), ("-0..+0", "-0..+3")])
def test_windows_that_cross(windows):
    (found,) = told(f"give a on day 9 window {windows[0]} days", f"give b 3 days before a window {windows[1]} days")
    assert found.message == "`a` can be given before `b`, which must precede it"


def test_a_clock_of_hours_knows_half_a_day():
    clock = 'resolution 1 hour assumed "x"'
    assert told("give a on day 0", "give b 12 hours before a", header=clock)
    assert not told("give a on day 0", "give b 12 hours before a")


@pytest.mark.parametrize("before", [True, False])
def test_a_dose_that_goes_on_from_a_phase_before_may_be_due_later(before):
    given = "give a on day 0" if before else "give b on day 0"
    first = f'phase first {{ {given} assumed "x" then course }}'
    course = 'phase course { give a every 2 weeks, 3 times assumed "x" give b 1 day before a assumed "x" then end }'
    text = protocol(A + B, f"track care {{ start first {first} {course} }}")
    found = [item.code.number for item in analyse("example.proto", text.encode()).diagnostics]
    assert ("PL303" in found) is not before

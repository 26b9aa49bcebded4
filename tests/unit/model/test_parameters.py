import pytest

from protolang.diagnostics import Severity
from protolang.model.treatment import NeedKind
from protolang.quantity import CalendarMonths, Days, Quantity, parse_unit

from .examples import mistakes, one, small

PAUSE = 'param pause unstated "how long to wait for depletion"'
NO_SET = ("    set pause = 12 weeks\n", "")
BOUND = "at most 3 times"


@pytest.mark.parametrize(
    ("use", "value", "needs", "expected"),
    [
        (("after pause", "after spare"), "3 weeks", NeedKind.DURATION, Days(21)),
        (("every 4 weeks", "every spare"), "2 calendar months", NeedKind.DURATION, CalendarMonths(2)),
        ((BOUND, "at most spare"), "36 cycles", NeedKind.LIMIT, 36),
        ((BOUND, "at most spare"), "4 weeks", NeedKind.LIMIT, Days(28)),
        (
            ("> 2 mg/dL", "> spare"),
            "0.02 g/L",
            NeedKind.THRESHOLD,
            Quantity(parse_unit("%").factor / 50, parse_unit("g/L")),
        ),
    ],
)
def test_a_value_takes_the_form_its_use_needs(use, value, needs, expected):
    protocol = small("param pause", f"param spare = {value}  param pause", *use, *spared(use))
    spare = next(parameter for parameter in protocol.parameters if parameter.id == "spare")
    assert (spare.value, spare.needs.kind) == (expected, needs)


def spared(use):
    """Where the use of `pause` was replaced, another one for it."""
    return ("every 1 week", "every pause") if use[0] == "after pause" else ()


def test_an_open_parameter_knows_what_it_needs():
    pause = small().parameters[1]
    assert (pause.value, pause.needs.kind) == (None, NeedKind.DURATION)
    limited = small("after pause", "after 3 weeks", BOUND, "at most pause").parameters[1]
    assert limited.needs.kind is NeedKind.LIMIT
    both = small(BOUND, "at most pause").parameters[1]
    assert both.needs.kind is NeedKind.DURATION


@pytest.mark.parametrize(
    ("replacements", "place", "message"),
    [
        ((PAUSE, "param pause = 3 %", *NO_SET), "3 %", "`pause` is `3 %`, not a time"),
        ((PAUSE, "param pause = 3 cycles", *NO_SET), "3 cycles", "`pause` is `3 cycles`, not a time"),
        ((PAUSE, "param pause = 36 hours", *NO_SET), "36 hours", "`36 hours` is 1.5 days, not a whole number of days"),
        (
            ("every 4 weeks", "every depleted_below"),
            "depleted_below",
            "`depleted_below` cannot be both a threshold in % and a time",
        ),
        (
            ("> 2 mg/dL", "> pause"),
            "pause",
            "`pause` cannot be both a threshold in mg/dL and a time",
        ),
        (
            ("param depleted_below = 1 %", "param depleted_below = 1 mg"),
            "depleted_below",
            "cannot compare `cd20` (percent) with `depleted_below` (mass)",
        ),
    ],
)
def test_a_parameter_of_another_dimension(replacements, place, message):
    assert mistakes(*replacements) == [("PL105", place, message)]


def test_one_finding_for_one_parameter():
    found = mistakes(
        "param depleted_below = 1 %", "param depleted_below = 1 mg", "cd19 from", "cd20 > depleted_below or cd19 from"
    )
    assert len(found) == 1


def test_a_parameter_on_the_left_and_of_two_parameters():
    small("cd20 < depleted_below", "depleted_below > cd20")
    spare = small("param pause", "param spare = 2 %  param pause", "> 2 mg/dL", "> 2 mg/dL or spare > depleted_below")
    assert spare.parameters[1].needs.unit.symbol == "%"
    finding = one("param pause", "param spare = 2 mg  param pause", "> 2 mg/dL", "> 2 mg/dL or spare > depleted_below")
    assert finding.message == "cannot compare `spare` (mass) with `depleted_below` (percent)"


def test_a_limit_of_never():
    assert mistakes(BOUND, "at most 0 times") == [("PL307", "0 times", "`0 times` is never")]
    assert one(BOUND, "at most 0 times").severity is Severity.ERROR
    assert mistakes(BOUND, "at most 0 weeks") == [("PL307", "0 weeks", "`0 weeks` cannot be a limit")]

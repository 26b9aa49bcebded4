import pytest

from protolang.diagnostics import Severity
from protolang.model.treatment import NeedKind
from protolang.quantity import CalendarMonths, Days, Quantity, parse_unit

from .examples import changed, lowered, mistakes, one, small

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


# ---- the range -------------------------------------------------------------------------------------------------

RANGED = 'param pause range 4..16 weeks unstated "how long to wait for depletion"'


def test_an_open_parameter_may_have_a_range_and_the_decision_says_it():
    protocol = small(PAUSE, RANGED)
    pause = protocol.parameters[1]
    assert (pause.value, pause.range.low, pause.range.high) == (None, Days(28), Days(112))
    assert protocol.decisions[0].between == "between 4 weeks and 16 weeks"


@pytest.mark.parametrize(
    ("value", "bounds"),
    [("4 weeks", "4..16 weeks"), ("112 days", "4..16 weeks"), ("1 calendar month", "28..31 days")],
)
def test_both_ends_of_a_range_are_in_it(value, bounds):
    pause = small(PAUSE, f"param pause = {value} range {bounds}", *NO_SET).parameters[1]
    assert pause.value is not None


@pytest.mark.parametrize(
    ("replacements", "place", "message"),
    [
        (
            (PAUSE, "param pause = 17 weeks range 4..16 weeks", *NO_SET),
            "17 weeks",
            "`pause` cannot be 17 weeks: it lies between 4 weeks and 16 weeks",
        ),
        (
            (PAUSE, "param pause = 1 calendar month range 29..31 days", *NO_SET),
            "1 calendar month",
            "`pause` cannot be 1 calendar month: it lies between 29 days and 31 days",
        ),
        (
            (PAUSE, RANGED.replace("16", "8")),
            "12 weeks",
            "`pause` cannot be 12 weeks: it lies between 4 weeks and 8 weeks",
        ),
        (
            ("param depleted_below = 1 %", "param depleted_below = 1 % range 2..5 %"),
            "1 %",
            "`depleted_below` cannot be 1 %: it lies between 2 % and 5 %",
        ),
    ],
)
def test_a_value_outside_the_range_is_named_with_both_places(replacements, place, message):
    found = [item for item in lowered(changed(*replacements))[1] if item.code.number == "PL113"]
    assert [(item.primary.span.text, item.message) for item in found] == [(place, message)]
    assert ".." in found[0].secondary[0].span.text


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ("16..4 weeks", "no value lies from `16 weeks` to `4 weeks`"),
        ("1..5 %", "`pause` cannot be `1 %`, which is not a time"),
    ],
)
def test_a_range_is_of_what_the_parameter_is(bounds, message):
    found = mistakes(PAUSE, PAUSE.replace("pause", f"pause range {bounds}", 1))
    assert message in [item[2] for item in found]


def test_a_range_tells_the_unit_of_an_open_threshold():
    open_one = 'param depleted_below range 1..5 % unstated "from when"'
    protocol, _ = lowered(
        changed("param depleted_below = 1 %", open_one, "cd20 < depleted_below", "depleted_below > cd20")
    )
    needs = protocol.parameters[0].needs
    assert (needs.kind, str(needs.unit)) == (NeedKind.THRESHOLD, "%")

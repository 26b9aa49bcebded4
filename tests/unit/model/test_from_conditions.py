from fractions import Fraction

import pytest

from protolang.model.expression import All, Any, Compare, Ended, Fact, Not, Occurred, Once, Operator
from protolang.model.term import Constant, ParameterValue, Reading
from protolang.quantity import Quantity, parse_unit

from .examples import mistakes, one, small

ILL = "creatinine > 2 mg/dL or cd19 from 1 % to below 3 %"


def percent(number):
    return Constant(Quantity(Fraction(number), parse_unit("%")))


def compare(operator, number, name="cd19", span=None):
    return Compare(Reading(name), operator, percent(number), span)


def condition(text):
    return small(ILL, text).triggers[1].when


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cd19 < 1 %", compare(Operator.BELOW, 1)),
        ("cd19 below 1 %", compare(Operator.BELOW, 1)),
        ("cd19 at most 1 %", compare(Operator.AT_MOST, 1)),
        ("cd19 at least 1 %", compare(Operator.AT_LEAST, 1)),
        ("cd19 above 0.1 %", compare(Operator.ABOVE, Fraction(1, 10))),
        ("cd19 = 1 %", compare(Operator.EQUAL, 1)),
        (
            "cd19 from 1 % to below 3 %",
            All((compare(Operator.AT_LEAST, 1), compare(Operator.BELOW, 3)), None),
        ),
        ("cd19 in 1 .. 3 %", All((compare(Operator.AT_LEAST, 1), compare(Operator.AT_MOST, 3)), None)),
        ("cd20 >= depleted_below", Compare(Reading("cd20"), Operator.AT_LEAST, ParameterValue("depleted_below"), None)),
        ("depleted_below <= cd20", Compare(ParameterValue("depleted_below"), Operator.AT_MOST, Reading("cd20"), None)),
        (
            "remission and not depleted or once depleted",
            Any(
                (All((Occurred("remission", None), Not(Fact("depleted", None), None)), None), Once("depleted", None)),
                None,
            ),
        ),
        ("end of infusions", Ended("infusions", None)),
    ],
)
def test_conditions_keep_their_edges(text, expected):
    assert condition(text) == expected


def test_each_part_knows_its_place():
    when = condition("remission and cd19 < 1 %")
    assert when.origin.text == "remission and cd19 < 1 %"
    assert [part.origin.text for part in when.operands] == ["remission", "cd19 < 1 %"]


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        ("3 %", "PL105", "3 %", "`3 %` alone is not a condition"),
        ("count(ivig) > 3", "PL105", "count(ivig)", "`count` measures a whole course, not one day of a patient"),
        ("count(ivig)", "PL105", "count(ivig)", "`count` measures a whole course, not one day of a patient"),
        ("cd19", "PL101", "cd19", "`cd19` is a lab, not a trigger or an event"),
        ("aborted", "PL101", "aborted", "`aborted` is a phase, not a trigger or an event"),
        (
            "depleted < 3 %",
            "PL101",
            "depleted",
            "`depleted` is a trigger, not a lab, a patient attribute or a parameter",
        ),
        ("(cd19 < 3 %) = 2 %", "PL105", "cd19 < 3 %", "a condition cannot be compared"),
        (
            "cd19 from 3 % to below 3 %",
            "PL105",
            "cd19 from 3 % to below 3 %",
            "no value lies from `3 %` to `3 %`",
        ),
        ("cd19 in 5 .. 3 %", "PL105", "cd19 in 5 .. 3 %", "no value lies from `5 %` to `3 %`"),
        ("once remission", "PL101", "remission", "`remission` is an event, not a trigger"),
    ],
)
def test_what_is_no_condition(text, code, place, message):
    assert mistakes(ILL, text) == [(code, place, message)]


def test_every_mistake_in_one_condition_is_told():
    found = mistakes(ILL, "cd19 < 3 mg and not (creatinine > 2 % or unknown)")
    assert [code for code, _, _ in found] == ["PL105", "PL105", "PL101"]


def test_a_trigger_cannot_be_defined_by_itself():
    assert mistakes(ILL, "not ill") == [("PL101", "ill", "trigger `ill` is defined by itself")]


def test_triggers_cannot_be_defined_by_each_other():
    circle = "trigger one when once two  if missing ignore  trigger two when remission or one  if missing ignore  event"
    finding = one("event", circle)
    assert finding.message == "triggers `one` and `two` are defined by each other"
    assert [label.text for label in finding.labels] == ["the circle starts here", "and passes here"]


def test_a_trigger_may_be_defined_by_another():
    small(ILL, "not depleted")

from fractions import Fraction

import pytest

from protolang.model.expression import Bound, Claim, CourseEnded, Fact, InPhase, Measure
from protolang.quantity import Days, Quantity, parse_unit

from .examples import mistakes, small


def test_a_scenario():
    (scenario,) = small().scenarios
    assert scenario.title == "usual"
    assert scenario.settings == (("pause", Days(84)),)
    assert scenario.attributes[0] == ("weight", Quantity(Fraction(70), parse_unit("kg")))
    reading, missing = scenario.readings
    assert (reading.name, reading.day, str(reading.value)) == ("cd20", 0, "9 %")
    assert (missing.day, missing.value) == (56, None)
    assert (scenario.occurrences[0].event, scenario.occurrences[0].day) == ("remission", 30)


def test_expectations():
    phase, count, end = small().scenarios[0].expectations
    assert (phase.claim, phase.day, phase.by) == (InPhase("treatment", None), 63, False)
    assert count.claim == Claim(Measure.COUNT, "ivig", None, Bound(3, True), Bound(3, True), None)
    assert (count.day, count.by, count.text) == (60, True, "count(ivig) = 3 by day 60")
    assert (end.claim, end.day, end.by) == (CourseEnded(None), 280, True)
    fact = small("expect treatment at week 9", "expect depleted at end").scenarios[0].expectations[0]
    assert (fact.claim, fact.day) == (Fact("depleted", None), None)


def test_values_are_converted_exactly():
    scenario = small("cd20 = 9 % from week 0", "creatinine = 0.1 g/L from week 0", "height 175 cm", "height 1.75 m")
    assert scenario.scenarios[0].readings[0].value == Quantity(Fraction(10), parse_unit("mg/dL"))
    assert scenario.scenarios[0].attributes[1][1] == Quantity(Fraction(175), parse_unit("cm"))


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "message"),
    [
        ("set pause = 12 weeks", "set paus = 12 weeks", "PL101", "paus", "no parameter is called `paus`"),
        (
            "set pause = 12 weeks",
            "set pause = 12 %",
            "PL105",
            "12 %",
            "`pause` cannot be `12 %`, which is not a time",
        ),
        (
            "set pause = 12 weeks",
            "set depleted_below = 12 mg",
            "PL105",
            "12 mg",
            "cannot compare `depleted_below` (percent) with `12 mg` (mass)",
        ),
        ("set pause = 12 weeks", "set pause = 1 week  set pause = 2 weeks", "PL102", "pause", "`pause` is set twice"),
        (
            "weight 70 kg",
            "weight 70 cm",
            "PL105",
            "70 cm",
            "cannot compare `weight` (body weight) with `70 cm` (length)",
        ),
        (
            "weight 70 kg",
            "bsa 2 m2",
            "PL101",
            "bsa",
            "`bsa` is a computed attribute, not a recorded attribute",
        ),
        ("cd20 = 9 %", "cd20 = 9 mg", "PL105", "9 mg", "cannot compare `cd20` (percent) with `9 mg` (mass)"),
        ("cd20 = 9 %", "cd21 = 9 %", "PL101", "cd21", "no lab or recorded attribute is called `cd21`"),
        ("remission on day", "depleted on day", "PL101", "depleted", "`depleted` is a trigger, not an event"),
        (
            "expect treatment at",
            "expect treatmant at",
            "PL101",
            "treatmant",
            "no phase, trigger or event is called `treatmant`",
        ),
        (
            "from week 0",
            "from week 999999999999",
            "PL105",
            "week 999999999999",
            "week 999999999999 lies more than a hundred years ahead",
        ),
    ],
)
def test_mistakes_in_scenarios(old, new, code, place, message):
    assert mistakes(old, new) == [(code, place, message)]


def test_two_scenarios_of_one_title():
    found = mistakes('scenario "usual" {', 'scenario "usual" { }  scenario "usual" {')
    assert [(code, message) for code, _, message in found] == [("PL102", "two scenarios are called `usual`")]

from fractions import Fraction

import pytest

from protolang.model.expression import (
    All,
    Any,
    Compare,
    Consecutive,
    Ended,
    Fact,
    GivenToday,
    InPhase,
    Is,
    Lasting,
    Monotone,
    Not,
    Occurred,
    Once,
    Operator,
    Several,
)
from protolang.model.term import Constant, ParameterValue, Reading
from protolang.quantity import Days, Quantity, parse_unit

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
        ("opening", InPhase("opening", None)),
        (
            "cd19 above 1 to 3 %",
            All((compare(Operator.ABOVE, 1), compare(Operator.AT_MOST, 3)), None),
        ),
        ("depleted lasting 4 weeks", Lasting("depleted", Days(28), None)),
        (
            "2 consecutive (cd19 < 1 %) apart 1 .. 4 weeks",
            Consecutive("cd19", compare(Operator.BELOW, 1), 2, Days(7), Days(28), None),
        ),
        (
            "3 consecutive (cd19 < 1 %) apart at least 2 weeks",
            Consecutive("cd19", compare(Operator.BELOW, 1), 3, Days(14), None, None),
        ),
        (
            "at least 2 of (remission, depleted, cd19 < 1 %)",
            Several(2, (Occurred("remission", None), Fact("depleted", None), compare(Operator.BELOW, 1)), None),
        ),
        ("rising(cd19 last 3)", Monotone("cd19", True, 3, None)),
        ("not falling(cd19 last 2)", Not(Monotone("cd19", False, 2, None), None)),
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
        ("span(ivig) > 3 weeks", "PL105", "span(ivig)", "`span` measures a whole course, not one day of a patient"),
        ("count(ivig)", "PL105", "count(ivig)", "`count(ivig)` alone is not a condition"),
        ("cd19 + cd19", "PL105", "cd19 + cd19", "`cd19 + cd19` alone is not a condition"),
        ("cd19", "PL101", "cd19", "`cd19` is a lab, not a trigger, an event or a phase"),
        (
            "depleted < 3 %",
            "PL101",
            "depleted",
            "`depleted` is a trigger, not a lab, a patient attribute, a parameter or a level",
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
        ("remission lasting 4 weeks", "PL101", "remission", "`remission` is an event, not a trigger"),
        (
            "(cd19 < 1 %) lasting 4 weeks",
            "PL105",
            "cd19 < 1 %",
            "only a named trigger or fact can be `lasting`",
        ),
        ("depleted lasting 4 mg", "PL105", "4 mg", "`4 mg` is not a time"),
        (
            "at least 3 of (remission, depleted)",
            "PL307",
            "at least 3 of (remission, depleted)",
            "of 2 conditions never 3 hold",
        ),
        (
            "at least 0 of (remission, depleted)",
            "PL307",
            "at least 0 of (remission, depleted)",
            "at least 0 conditions always hold",
        ),
        (
            "1 consecutive (cd19 < 1 %)",
            "PL307",
            "1 consecutive (cd19 < 1 %)",
            "`1 consecutive` is no repetition",
        ),
        (
            "2 consecutive (cd19 < 1 % and cd20 < 1 %)",
            "PL105",
            "cd19 < 1 % and cd20 < 1 %",
            "`2 consecutive` looks at the results of one lab, not of `cd19` and `cd20`",
        ),
        (
            "2 consecutive (weight < 50 kg)",
            "PL105",
            "weight < 50 kg",
            "`2 consecutive` looks at the results of one lab, not of `weight`",
        ),
        ("2 consecutive (depleted)", "PL105", "depleted", "`depleted` is no comparison of one result"),
        (
            "2 consecutive (mean(cd19 last 2) < 1 %)",
            "PL105",
            "mean(cd19 last 2) < 1 %",
            "`mean(cd19 last 2) < 1 %` is no comparison of one result",
        ),
        (
            "2 consecutive (cd19 < 1 %) apart 4 .. 1 weeks",
            "PL105",
            "4 .. 1 weeks",
            "no value lies from `4 weeks` to `1 weeks`",
        ),
        ("rising(cd19)", "PL109", "rising(cd19)", "nothing says of how many results `rising` is taken"),
        ("rising(cd19 last 1)", "PL307", "rising(cd19 last 1)", "`rising` needs at least 2 results"),
        ("rising(cd19 last 3) > 3 %", "PL105", "rising(cd19 last 3)", "`rising` holds or does not, it is no value"),
        ("given(ivig)", "PL105", "given(ivig)", "`given` can only be asked in a scenario or a requirement"),
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


# ---- words, groups, scenarios ----------------------------------------------------------------------------------

CULTURE = "lab culture { one of negative, positive  fresh for 1 week }  event remission"


def with_culture(text):
    return ("event remission", CULTURE, "measure creatinine", "measure culture  measure creatinine", ILL, text)


def test_a_word_is_one_of_its_choices():
    when = small(*with_culture("culture is positive or culture is not negative")).triggers[1].when
    assert when == Any(
        (Is("culture", "positive", 1, None), Not(Is("culture", "negative", 0, None), None)),
        None,
    )


@pytest.mark.parametrize(
    ("text", "code", "place", "message", "help"),
    [
        ("culture is positve", "PL101", "positve", "`culture` is never `positve`", "did you mean `positive`?"),
        (
            "culture = positive",
            "PL105",
            "culture = positive",
            "`culture` is a word, and words are not compared",
            "write `culture is positive`",
        ),
        (
            "culture + 1 > 2",
            "PL105",
            "culture",
            "`culture` is a word, not a number",
            "write `culture is negative`",
        ),
        (
            "mean(culture last 2) > 2",
            "PL105",
            "mean(culture last 2)",
            "`culture` is a word, so nothing can be computed from its results",
            None,
        ),
        (
            "cd19 is positive",
            "PL105",
            "cd19 is positive",
            "`cd19` is a number, so it is never `positive`",
            "compare it, as in `cd19 >= …`, or declare its words with `one of`",
        ),
    ],
)
def test_words_and_numbers_do_not_mix(text, code, place, message, help):
    finding = one(*with_culture(text)) if "culture" in text else one(ILL, text)
    assert (finding.code.number, finding.primary.span.text, finding.message) == (code, place, message)
    assert finding.help == help


def test_the_same_word_may_be_a_choice_of_two_labs_and_the_name_of_a_phase():
    labs = CULTURE.replace("event", "lab swab { one of positive, negative, aborted  fresh for 1 week }  event")
    when = (
        small(
            "event remission",
            labs,
            "measure creatinine",
            "measure culture  measure swab  measure creatinine",
            ILL,
            "culture is positive and swab is positive",
        )
        .triggers[1]
        .when
    )
    assert [part.index for part in when.operands] == [1, 0]


GROUP = "phase outer { start aborted  phase aborted { then inner }  phase inner { stop } }"


def test_a_group_of_phases_is_any_of_its_phases():
    protocol = small("phase aborted { stop }", GROUP, ILL, "outer or count(ivig during outer) > 3")
    inside, counted = protocol.triggers[1].when.operands
    assert inside == Any((InPhase("aborted", None), InPhase("inner", None)), None)
    assert [part.during for part in (counted.left.left, counted.left.right)] == ["aborted", "inner"]


def test_a_scenario_may_ask_what_is_given():
    protocol = small("expect end by", "expect given(ivig) at week 4  expect end by")
    assert protocol.scenarios[0].expectations[2].claim == GivenToday("ivig", None)


def test_circles_pass_through_what_lasts():
    finding = one("event remission", "trigger two when ill lasting 4 weeks  event remission", ILL, "once two")
    assert finding.message == "triggers `two` and `ill` are defined by each other"


def test_a_fact_is_a_trigger_without_a_policy():
    protocol = small("event remission", 'fact low "Low" when cd19 < 1 %  event remission', ILL, "low")
    low = next(trigger for trigger in protocol.triggers if trigger.id == "low")
    assert (low.fact, low.missing, low.title) == (True, None, "Low")
    assert mistakes("event remission", "fact low when cd19 < 1 %  event remission") == [
        ("PL104", "low", "fact `low` is never used")
    ]
    assert one("event remission", "fact low when low  event remission").message == "fact `low` is defined by itself"


def test_the_policy_says_what_an_unknown_trigger_does():
    protocol = small("rounding to 10 mg", "rounding to 10 mg  missing ignore", "  if missing block", "")
    assert [trigger.missing.value for trigger in protocol.triggers] == ["measure now", "ignore"]

from fractions import Fraction

import pytest

from protolang.model.action import AtEach, Every, Growing, OnDays, Origin
from protolang.model.expression import All, Compare, Fact, Is, Operator
from protolang.model.rule import Adjust, Go
from protolang.model.term import Constant, Reading
from protolang.model.treatment import MissingPolicy
from protolang.quantity import Days, Quantity, Window, parse_unit

from .statements import found_in, phase_of

BANDS = """decide by aptt at each aptt if missing measure now {
  below 35 s: raise basal by 4 IU
  from 35 to below 46 s: raise basal by 2 IU
  above 60 to 70 s: lower basal by 2 IU
  otherwise: nothing
}"""


def seconds(number):
    return Constant(Quantity(Fraction(number), parse_unit("s")))


def aptt(operator, number):
    return Compare(Reading("aptt"), operator, seconds(number), None)


def test_bands_become_comparisons_with_the_subject():
    (decision,) = phase_of(BANDS).decisions
    assert (decision.timing, decision.window, decision.cycle) == (AtEach("aptt", None), Window(), None)
    assert (decision.subject, decision.missing) == (Reading("aptt"), MissingPolicy.PROTECT)
    assert [row.when for row in decision.rows] == [
        aptt(Operator.BELOW, 35),
        All((aptt(Operator.AT_LEAST, 35), aptt(Operator.BELOW, 46)), None),
        All((aptt(Operator.ABOVE, 60), aptt(Operator.AT_MOST, 70)), None),
        None,
    ]
    assert [len(row.effects) for row in decision.rows] == [1, 1, 1, 0]
    assert {row.rank for row in decision.rows} == {1}


def test_rows_of_conditions_and_their_rank():
    (decision,) = phase_of(
        'decide every 4 weeks { first when relapse: go rest assumed "why"  when low: raise rung }'
    ).decisions
    first, second = decision.rows
    assert (first.rank, first.effects, first.evidence.assumptions) == (0, (Go("rest", False, None),), ("why",))
    assert (second.rank, second.when) == (1, Fact("low", None))
    assert second.effects == (Adjust("rung", True, None, None, None),)
    assert (decision.subject, decision.missing) == (None, None)


def test_rows_of_words():
    (decision,) = phase_of("decide by culture { is positive: go rest  is negative: nothing }").decisions
    assert [row.when for row in decision.rows] == [
        Is("culture", "positive", 1, None),
        Is("culture", "negative", 0, None),
    ]


@pytest.mark.parametrize(
    ("occasion", "timing"),
    [
        ("", None),
        ("on weeks 4, 8", OnDays((28, 56), "weeks", None)),
        ("on weeks 4, 8 of phase", OnDays((28, 56), "weeks", None, Origin.PHASE)),
        ("every 4 weeks, 3 times", Every(Days(28), 3, None)),
        ("every interval", Every("interval", None, None)),
        ("every 4, 8 weeks", Growing((Days(28), Days(56)), None)),
        ("at each relapse", AtEach("relapse", None)),
        ("at each ivig", AtEach("ivig", None)),
    ],
)
def test_occasions(occasion, timing):
    assert phase_of(f"decide {occasion} {{ when low: nothing }}").decisions[0].timing == timing


def test_decisions_of_a_phase_stand_in_order():
    decisions = phase_of("decide { when low: nothing }  decide at each aptt { when low: nothing }").decisions
    assert [decision.timing for decision in decisions] == [None, AtEach("aptt", None)]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("decide at each aptt { }", [("PL109", "decide at each aptt { }", "a decision without a row decides nothing")]),
        (
            "decide { when low: nothing  otherwise: nothing  otherwise: go rest }",
            [("PL102", "otherwise: go rest", "a decision has two rows `otherwise`")],
        ),
        ("decide { below 35 s: nothing }", [("PL109", "below 35 s", "nothing says what lies in this band")]),
        (
            "decide by aptt { below 35 mg: nothing }",
            [("PL105", "35 mg", "cannot compare `aptt` (time) with `35 mg` (mass)")],
        ),
        (
            "decide by culture { is positve: nothing }",
            [("PL101", "positve", "`culture` is never `positve`")],
        ),
        (
            "decide on day 1 of cycle { when low: nothing }",
            [("PL108", "on day 1 of cycle", "nothing says of which cycle the days are counted")],
        ),
        (
            "decide at each apt { when low: nothing }",
            [("PL101", "apt", "no lab, recorded attribute, event or drug is called `apt`")],
        ),
        (
            "repeat every 1 week, 4 times { decide every 2 weeks { when low: nothing } }",
            [("PL102", "every 2 weeks", "the time of the decision is said twice")],
        ),
        (
            "decide every basal { when low: nothing }",
            [("PL105", "basal", "level `basal` is in IU, which is no time")],
        ),
        (
            "decide { when low: go elsewhere }",
            [("PL101", "elsewhere", "`elsewhere` is a phase of track `other`, not of `main`")],
        ),
    ],
)
def test_mistakes_in_decisions(statement, found):
    assert found_in(statement) == found

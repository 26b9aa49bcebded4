"""A variant that keeps two drugs less far apart."""

import pytest
from tests.near_misses.pl302 import DEFECT

from protolang.compare.safety import Loss
from protolang.compare.statements import statement_changes
from protolang.compare.weakening import weakenings
from protolang.driver import analyse

RULE = "separate a and b by at least 28 days"


def read(text):
    return analyse("x.proto", text.encode(), budget=0).protocol


def weaker(text):
    return [(item.loss, item.base.sentence, item.witness) for item in weakenings(read(DEFECT), read(text))]


@pytest.mark.parametrize(
    ("rule", "loss", "witness"),
    [
        ("separate a and b by at least 27 days", Loss.RELAXED, "in the variant they need be only 27 days apart"),
        ("separate b and a by at least 1 week", Loss.RELAXED, "in the variant they need be only 1 week apart"),
        ("", Loss.REMOVED, "in the variant nothing keeps them apart"),
    ],
)
def test_less_far_or_not_at_all(rule, loss, witness):
    text = DEFECT.replace(f'{RULE} assumed "x"', f'{rule} assumed "x"' if rule else "")
    ((found, sentence, why),) = weaker(text)
    assert (found, why) == (loss, witness)
    assert sentence.startswith("Do NOT give a less than 4 weeks before or after b.")


@pytest.mark.parametrize("rule", [RULE, "separate b and a by at least 4 weeks", "separate a and b by at least 60 days"])
def test_as_far_or_farther(rule):
    assert not weaker(DEFECT.replace(RULE, rule))


def test_months_of_the_calendar_cannot_always_be_compared():
    assert not weaker(DEFECT.replace(RULE, "separate a and b by at least 1 calendar month"))
    base = read(DEFECT.replace(RULE, "separate a and b by at least 30 days"))
    variant = read(DEFECT.replace(RULE, "separate a and b by at least 1 calendar month"))
    assert [item.loss for item in weakenings(base, variant)] == [Loss.UNPROVED]


def test_the_change_is_told_as_a_requirement():
    (change,) = statement_changes(read(DEFECT), read(DEFECT.replace(RULE, "separate b and a by at least 29 days")))
    assert (change.kind.value, change.section.value) == ("changed", "requirements")
    assert not statement_changes(read(DEFECT), read(DEFECT.replace(RULE, "separate b and a by at least 4 weeks")))

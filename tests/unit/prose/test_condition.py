from __future__ import annotations

from fractions import Fraction

import attrs
import pytest

from protolang.model.expression import All, Any, Compare, Ended, Expression, Fact, Not, Occurred, Once, Operator
from protolang.model.protocol import Protocol
from protolang.model.term import Constant, ParameterValue, Reading
from protolang.prose import (
    Wording,
    condition_text,
    missing_result_text,
    parameter_text,
    trigger_definition,
    trigger_line,
)
from protolang.quantity import Quantity, parse_unit
from protolang.source import SourceFile, Span

SPAN = Span(SourceFile("t", ""), 0, 0)
ONE = Constant(Quantity(Fraction(1), parse_unit("x10^9/L")))
NEUTROPHILS = Reading("neutrophils")
DEPLETED, REPOPULATED = Fact("depleted", SPAN), Fact("repopulated", SPAN)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        (Operator.BELOW, "below"),
        (Operator.AT_MOST, "at most"),
        (Operator.EQUAL, "exactly"),
        (Operator.AT_LEAST, "at least"),
        (Operator.ABOVE, "above"),
    ],
)
def test_the_strictness_of_a_comparison_is_kept(operator: Operator, words: str, protocol: Protocol) -> None:
    text = condition_text(Compare(NEUTROPHILS, operator, ONE, SPAN), protocol)
    assert plain(text) == f"neutrophils {words} 1 ×10⁹/L"


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        (Operator.BELOW, "above"),
        (Operator.AT_MOST, "at least"),
        (Operator.EQUAL, "exactly"),
        (Operator.AT_LEAST, "at most"),
        (Operator.ABOVE, "below"),
    ],
)
def test_a_comparison_begins_with_what_is_measured(operator: Operator, words: str, protocol: Protocol) -> None:
    text = condition_text(Compare(ONE, operator, NEUTROPHILS, SPAN), protocol)
    assert plain(text) == f"neutrophils {words} 1 ×10⁹/L"


@pytest.mark.parametrize(
    ("expression", "short", "named"),
    [
        (DEPLETED, "depleted", "B cells depleted"),
        (Once("depleted", SPAN), "once depleted", "B cells depleted at some time up to now"),
        (Not(REPOPULATED, SPAN), "not repopulated", "not “B cells repopulated”"),
        (Not(Once("depleted", SPAN), SPAN), "not once depleted", "“B cells depleted” has never held up to now"),
        (
            All((Once("depleted", SPAN), Not(REPOPULATED, SPAN)), SPAN),
            "once depleted, and not repopulated",
            "B cells depleted at some time up to now, and not “B cells repopulated”",
        ),
        (
            Any((DEPLETED, All((REPOPULATED, Ended("immunoglobulin", SPAN)), SPAN)), SPAN),
            "depleted, or (repopulated, and the track “Immunoglobulin” has ended)",
            "B cells depleted, or (B cells repopulated, and the track “Immunoglobulin” has ended)",
        ),
        (
            Not(Any((DEPLETED, REPOPULATED), SPAN), SPAN),
            "not (depleted, or repopulated)",
            "not (B cells depleted, or B cells repopulated)",
        ),
        (Occurred("clinical_remission", SPAN), "clinical remission is reported", "clinical remission is reported"),
    ],
)
def test_short_and_named_say_the_same(expression: Expression, short: str, named: str, protocol: Protocol) -> None:
    assert plain(condition_text(expression, protocol, Wording.SHORT)) == short
    assert plain(condition_text(expression, protocol)) == named


def test_the_title_of_a_rule_is_a_part_of_the_sentence(protocol: Protocol) -> None:
    depleted, *others = protocol.triggers
    titled = attrs.evolve(protocol, triggers=(attrs.evolve(depleted, title="Few B cells"), *others))
    assert plain(condition_text(Fact("depleted", SPAN), titled)) == "few B cells"
    assert plain(condition_text(Not(Fact("depleted", SPAN), SPAN), titled)) == "not “Few B cells”"


def test_a_definition_says_what_is_measured_and_of_what(protocol: Protocol) -> None:
    depleted, repopulated, ready = protocol.triggers
    assert plain(trigger_definition(depleted, protocol)) == (
        "CD20+ B cells in peripheral blood below 1 % of lymphocytes"
    )
    assert plain(trigger_line(repopulated, protocol)) == (
        "B cells repopulated: CD20+ B cells in peripheral blood at least 15 % of lymphocytes"
    )
    assert plain(trigger_definition(ready, protocol)) == (
        "B cells depleted (CD20+ B cells in peripheral blood below 1 % of lymphocytes) at some time up to now, "
        "and not “B cells repopulated” (CD20+ B cells in peripheral blood at least 15 % of lymphocytes)"
    )


def test_what_nobody_decided_is_never_a_number(protocol: Protocol) -> None:
    open_bound = Compare(Reading("cd20"), Operator.BELOW, ParameterValue("closing_interval"), SPAN)
    assert condition_text(open_bound, protocol) == (
        "CD20+ B cells in peripheral blood below [undecided: closing interval] of lymphocytes"
    )
    assert parameter_text("closing_interval", protocol) == "[undecided: closing interval]"
    assert plain(parameter_text("longest_wait", protocol)) == "12 weeks"
    assert parameter_text("longest_maintenance", protocol) == "36"


def test_a_missing_result_has_its_rule(protocol: Protocol) -> None:
    depleted, repopulated, _ = protocol.triggers
    assert missing_result_text(depleted) == (
        "if a result is missing or too old: measure now; doses that depend on it wait"
    )
    assert missing_result_text(repopulated) == "if a result is missing or too old: not stated"

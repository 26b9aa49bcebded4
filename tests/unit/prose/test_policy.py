from __future__ import annotations

from fractions import Fraction

import pytest

from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.model.treatment import Anchor, Consequence, Hold, Missed, MissedAction, Policy
from protolang.prose import (
    anchor_text,
    day_zero_text,
    hold_text,
    missed_text,
    month_text,
    rounding_text,
    week_zero_text,
)
from protolang.quantity import Quantity, parse_unit
from protolang.source import SourceFile, Span

NONE = Evidence()
SPAN = Span(SourceFile("t", ""), 0, 0)


def plain(text: str | None) -> str:
    return (text or "").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("action", "consequence", "text"),
    [
        (
            MissedAction.POSTPONE,
            Consequence.REVIEW,
            "If a dose is late: give it up to 3 days late; after that, hold and ask for a clinician's review.",
        ),
        (
            MissedAction.MAKE_UP,
            Consequence.SKIP,
            "If a dose is missed: make it up within 3 days; after that, leave it out.",
        ),
        (MissedAction.SKIP, Consequence.SKIP, "If a dose is missed: leave it out."),
        (MissedAction.STOP, Consequence.STOP, "If a dose is missed: stop the whole protocol."),
    ],
)
def test_a_late_dose(action: MissedAction, consequence: Consequence, text: str) -> None:
    assert plain(missed_text(Missed(action, 3, consequence, NONE, SPAN))) == text


def test_what_the_author_left_out_is_said() -> None:
    assert missed_text(None) == "If a dose is late or missed: not stated."
    assert anchor_text(None) == "From where the next one is counted: not stated."
    assert hold_text(None) == "Holding treatment: not stated."
    assert rounding_text(Policy()) == "Rounding of a computed dose: not stated."


def test_every_anchor_has_its_sentence() -> None:
    assert len({anchor_text(anchor) for anchor in Anchor}) == len(Anchor)


def test_holds() -> None:
    assert plain(hold_text(Hold(True, 28, Consequence.REVIEW, NONE, SPAN))) == (
        "During a hold, planned days move back by its length; after 28 days at most, a clinician decides."
    )
    assert plain(hold_text(Hold(False, 28, Consequence.STOP, NONE, SPAN))) == (
        "During a hold, planned days stay, and doses may be missed; after 28 days at most, stop the whole protocol."
    )


def test_rounding() -> None:
    step = Quantity(Fraction(50), parse_unit("mg"))
    assert plain(rounding_text(Policy(rounding=step))) == "A computed dose is rounded to the nearest 50 mg."
    undecided = Policy(rounding_evidence=Evidence(open_questions=("no rule",)))
    assert rounding_text(undecided) == "Rounding of a computed dose: [undecided: rounding]."
    assert rounding_text(Policy(rounding_said=True)) == "Rounding of a computed dose: none."


def test_conventions(protocol: Protocol) -> None:
    conventions = protocol.conventions
    assert plain(month_text(conventions)) == "A month is 28 days."
    assert plain(day_zero_text(conventions, protocol)) == "Day 0 is the day of the first intravenous immunoglobulin."
    assert plain(week_zero_text(conventions)) == "Week 0 begins on day 0."

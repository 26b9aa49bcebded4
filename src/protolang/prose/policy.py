"""What holds throughout: late doses, the anchor of the next dose, holds, rounding, and what day and month mean."""

from typing import assert_never

from protolang.model.protocol import Conventions, Protocol
from protolang.model.treatment import Anchor, Consequence, Hold, Missed, MissedAction, MissingPolicy, Policy
from protolang.prose.naming import in_sentence, title_of
from protolang.prose.number import NBSP, count_text, duration_text, number_text, quantity_text, ticks_text

CONSEQUENCES = {
    Consequence.REVIEW: "hold and ask for a clinician's review",
    Consequence.SKIP: "leave it out",
    Consequence.STOP: "stop the whole protocol",
    Consequence.ALERT: "alert the clinician",
}
MISSING = {
    MissingPolicy.PERMIT: "what depends on it is not done",
    MissingPolicy.PROTECT: "measure now; doses that depend on it wait",
    MissingPolicy.ELECTIVE: "go on as if the rule did not apply",
}
_ANCHORS = {
    Anchor.LAST_GIVEN: "The next one is counted from the day the last one was given.",
    Anchor.GRID: "The next one keeps to its planned day, however late the last one was given.",
    Anchor.CYCLE_START: "The next one is counted from the start of the cycle.",
}


def missed_text(missed: Missed | None, occasion: str = "dose", per_day: int = 1) -> str:
    """`If a dose is late: give it up to 3 days late; after that, hold and ask for a clinician's review.`

    The limit is in ticks of a clock that ticks `per_day` times a day.
    """
    if missed is None:
        return f"If a {occasion} is late or missed: not stated."
    after = CONSEQUENCES[missed.consequence]
    days = ticks_text(missed.limit, per_day)
    do = "give it" if occasion in ("dose", "cycle", "infusion") else "make it"
    match missed.action:
        case MissedAction.POSTPONE:
            return f"If a {occasion} is late: {do} up to {days} late; after that, {after}."
        case MissedAction.MAKE_UP:
            return f"If a {occasion} is missed: make it up within {days}; after that, {after}."
        case MissedAction.SKIP:
            return f"If a {occasion} is missed: leave it out."
        case MissedAction.STOP:
            return f"If a {occasion} is missed: stop the whole protocol."
    assert_never(missed.action)


def anchor_text(anchor: Anchor | None) -> str:
    """From where the next planned day counts."""
    return "From where the next one is counted: not stated." if anchor is None else _ANCHORS[anchor]


def hold_text(hold: Hold | None, per_day: int = 1) -> str:
    """What a hold does to the planned days, and how long it may last (in ticks, `per_day` of them a day)."""
    if hold is None:
        return "Holding treatment: not stated."
    clock = "planned days move back by its length" if hold.clock_stops else "planned days stay, and doses may be missed"
    end = {Consequence.REVIEW: "a clinician decides"}.get(hold.consequence, CONSEQUENCES[hold.consequence])
    return f"During a hold, {clock}; after {ticks_text(hold.limit, per_day)} at most, {end}."


def rounding_text(policy: Policy) -> str:
    """How a computed dose is rounded, or that nobody has decided it."""
    if policy.rounding is not None:
        return f"A computed dose is rounded to the nearest {quantity_text(policy.rounding)}."
    if policy.rounding_evidence.open_questions:
        return "Rounding of a computed dose: [undecided: rounding]."
    return "Rounding of a computed dose: none." if policy.rounding_said else "Rounding of a computed dose: not stated."


def month_text(conventions: Conventions) -> str | None:
    """`A month is 28 days.`; None when the protocol uses none."""
    if conventions.month is None:
        return None
    days = conventions.month.days
    length = "a calendar month" if days is None else count_text(days, "day")
    return f"A month is {length}."


def day_zero_text(conventions: Conventions, protocol: Protocol) -> str:
    """`Day 0 is the day of the first intravenous immunoglobulin.`"""
    day = f"Day{NBSP}{number_text(conventions.first_day)}"
    if conventions.day_zero is None:
        return f"{day} is the day of enrolment." if conventions.day_zero_said else f"{day}: not stated."
    return f"{day} is the day of the first {in_sentence(title_of(conventions.day_zero, protocol))}."


def week_zero_text(conventions: Conventions) -> str | None:
    """`Week 0 begins on day 0.`; None when the protocol counts no weeks."""
    if conventions.week_zero is None:
        return None
    day = conventions.week_zero // conventions.resolution.per_day + conventions.first_day
    return f"Week{NBSP}0 begins on day{NBSP}{number_text(day)}."


def resolution_text(conventions: Conventions) -> str | None:
    """`Times are exact to the hour.`; None where the protocol counts in days."""
    per_day = conventions.resolution.per_day
    return None if per_day == 1 else f"Times are planned to the {conventions.resolution.name}, not only to the day."


def missing_policy_text(policy: Policy) -> str | None:
    """What a missing or old result does where a rule says nothing of its own; None when the protocol does not say."""
    if policy.missing is None:
        return None
    return f"If a result is missing or too old, and the rule says nothing else: {MISSING[policy.missing]}."


def max_age_text(policy: Policy) -> str | None:
    """How long a result may be used where the measurement says nothing of its own; None when it is not said."""
    if policy.max_age is None:
        return None
    return f"A result may be used for {duration_text(policy.max_age)} after sampling, unless its measurement says else."

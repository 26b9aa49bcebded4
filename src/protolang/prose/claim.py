"""What a protocol promises, and what the verifier found, in sentences."""

from typing import assert_never

from protolang.model.claim import AnyClaim, EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Rate
from protolang.model.expression import WHOLE_COURSE, Bound, Claim, CourseEnded, InPhase, Measure, NeverExit
from protolang.model.protocol import Protocol, Requirement
from protolang.prose.condition import Wording, condition_text
from protolang.prose.course import never_exit_text
from protolang.prose.day_claim import day_claim_text
from protolang.prose.naming import find_drug, in_sentence, phase_title, title_of, words
from protolang.prose.number import count_text, duration_text, quantity_text
from protolang.quantity import CalendarMonths, Days, Quantity
from protolang.verify.verdict import Result, Verdict

_VERDICTS = {
    Verdict.PROVED: "Proved: it holds for every course in scope.",
    Verdict.VIOLATED: "Violated: the protocol allows a course that breaks it.",
    Verdict.UNKNOWN: "Not decided.",
}


def claim_text(claim: AnyClaim | InPhase | CourseEnded, protocol: Protocol) -> str:
    """A claim as a sentence without its full stop: `Rituximab is given exactly 12 times`."""
    match claim:
        case Claim():
            return _measured_text(claim, protocol)
        case NeverExit():
            return never_exit_text(claim, protocol).removesuffix(".")
        case Holds() | LeadsTo() | Rate() | EveryWindow() | OnlyAfter() | NeverWhile():
            return day_claim_text(claim, protocol)
        case InPhase(phase=phase):
            return f"the {protocol.subject} is in {phase_title(phase, protocol)}"
        case CourseEnded():
            return "every track has ended"
    assert_never(claim)


def requirement_text(requirement: Requirement, protocol: Protocol) -> str:
    """A requirement with the stretch of time it speaks of."""
    text = claim_text(requirement.claim, protocol)
    opens, closes = requirement.opens, requirement.closes
    since = f"from the day of: {condition_text(opens, protocol, Wording.NAMED)}" if opens is not None else ""
    until = f"to the day of: {condition_text(closes, protocol, Wording.NAMED)}" if closes is not None else ""
    scope = ", ".join(part for part in (since, until) if part)
    return f"{text}, {scope}." if scope else f"{text}."


def requirement_name(requirement: Requirement) -> str:
    """The author's name for it as words."""
    return words(requirement.name)


def verdict_text(result: Result) -> str:
    """The verdict in a sentence, with the verifier's reason when it gives one."""
    return f"{_VERDICTS[result.verdict]} {result.reason}".rstrip()


def found_text(result: Result) -> str | None:
    """What every course in scope comes to: `always 161 days`, `from 6 to 26 times`; None without numbers."""
    match result.requirement.claim:
        case NeverExit() | Holds() | LeadsTo() | Rate() | EveryWindow() | OnlyAfter() | NeverWhile():
            return None
        case Claim(measure=Measure.TOTAL):
            return None
        case Claim(measure=measure):
            noun = "time" if measure is Measure.COUNT else "day"
            low, high = result.minimum, result.maximum
            if low is not None and low == high:
                return f"always {count_text(low, noun)}"
            if low is not None and high is not None and not result.exact:
                return f"never below {count_text(low, noun)} or above {count_text(high, noun)}"
            if low is not None and high is not None:
                return f"from {count_text(low, noun)} to {count_text(high, noun)}"
            if low is not None:
                end = "with no upper limit" if result.unbounded else "upper limit not known"
                return f"at least {count_text(low, noun)}, {end}"
            return f"at most {count_text(high, noun)}" if high is not None else None
    assert_never(result.requirement.claim)


def round_text(result: Result) -> str | None:
    """How a course goes on without end, as `day 0, then again and again, every 28 days: day 28, day 56 …`."""
    found = result.round
    if found is None:
        return None
    before = (
        f"{'…, ' if len(found.before) > _SHOWN else ''}{_days_text(found.before[-_SHOWN:])}, " if found.before else ""
    )
    again = (found.first[0], found.next[0]) if len(found.first) > 1 else (*found.first, *found.next)
    every = count_text(found.days, "day")
    return f"a course can go round without end: {before}then again and again, every {every}: {_days_text(again)} …"


_SHOWN = 4
"""How many days before the round are named; of one of several doses, the first of each turn is."""


def _days_text(days: tuple[int, ...]) -> str:
    return ", ".join(f"day {day}" for day in days)


def _measured_text(claim: Claim, protocol: Protocol) -> str:
    subject = title_of(claim.subject, protocol)
    is_drug = find_drug(claim.subject, protocol) is not None
    is_event = any(event.id == claim.subject for event in protocol.events)
    verb = "given" if is_drug else ("reported" if is_event else "measured")
    during = f" during {phase_title(claim.during, protocol)}" if claim.during else ""
    limits = _limits_text(claim.low, claim.high)
    if claim.basis is not None:
        limits += f" of {in_sentence(title_of(claim.basis, protocol))}"
    match claim.measure:
        case Measure.COUNT:
            return f"{subject} is {verb} {limits}{during}"
        case Measure.SPAN:
            return f"From the first to the last {in_sentence(subject)}{during}: {limits}"
        case Measure.GAP:
            return f"The longest time without {in_sentence(subject)}{during}: {limits}"
        case Measure.SPACING:
            return f"From one {in_sentence(subject)} to the next{during}: {limits}"
        case Measure.TOTAL:
            return f"All {in_sentence(subject)} together{during}: {limits}"
        case Measure.DURATION:
            return f"{_lasting(claim.subject, protocol)}: {limits}"
    assert_never(claim.measure)


def _lasting(subject: str, protocol: Protocol) -> str:
    if subject == WHOLE_COURSE:
        return "From the first day to the end of the course"
    if any(track.id == subject for track in protocol.tracks):
        return f"From the first day of the track “{title_of(subject, protocol)}” to its end"
    return f"Each stay in {phase_title(subject, protocol)}"


def _limits_text(low: Bound | None, high: Bound | None) -> str:
    if low is not None and low == high and low.inclusive:
        return f"exactly {_value_text(low)}"
    at_least = f"{'at least' if low.inclusive else 'more than'} {_value_text(low)}" if low else ""
    at_most = f"{'at most' if high.inclusive else 'less than'} {_value_text(high)}" if high else ""
    return " and ".join(part for part in (at_least, at_most) if part) or "any number"


def _value_text(bound: Bound) -> str:
    match bound.value:
        case int(count):
            return count_text(count, "time")
        case Days() | CalendarMonths():
            return duration_text(bound.value)
        case Quantity():
            return quantity_text(bound.value)
    assert_never(bound.value)

"""What a side does on one day, in words, and the patient to whom it does it."""

from collections.abc import Iterable, Iterator

from protolang import prose
from protolang.compare.difference import Alert, DayDone, Decided, DecidedBy, Differs, Standing
from protolang.execution.state import Status
from protolang.model.protocol import Protocol
from protolang.prose.naming import in_sentence

_BY = {
    DecidedBy.SETTING: "as set for this comparison",
    DecidedBy.SCENARIOS: "as the scenarios have it",
    DecidedBy.EXAMPLE: "as an example only",
}


def day_clauses(day: DayDone, other: DayDone, protocol: Protocol) -> tuple[str, ...]:
    """What is done on the day, as clauses about the side: `gives rituximab 691.7 mg`; what the other does too is left
    out, but for the doses."""
    return tuple(_clauses(day, other, protocol)) or ("does nothing else",)


def decided_lines(decided: Iterable[Decided]) -> tuple[str, ...]:
    """The values that nobody has decided for good: `closing interval = 4 weeks, … in A, as the scenarios have it`."""
    groups: dict[tuple[DecidedBy, tuple[int, ...]], list[str]] = {}
    for one in decided:
        groups.setdefault((one.by, one.sides), []).append(f"{prose.words(one.name)} = {decided_text(one)}")
    return tuple(f"{', '.join(values)} in {_sides(sides)}, {_BY[by]}" for (by, sides), values in groups.items())


def decided_text(one: Decided) -> str:
    """The value in words: `4 weeks`, `36 cycles`, `no limit`."""
    match one.value:
        case None:
            return "no limit"
        case int() as count if one.noun:
            return prose.count_text(count, one.noun)
        case value:
            return prose.setting_text(value)


def patient_lines(found: Differs) -> tuple[tuple[int, str], ...]:
    """The patient up to that day: each study day on which something happens or is measured, and what."""
    days: dict[int, list[str]] = {}
    for step in found.timeline:
        values = [f"{name}: {value}" for name, value in step.values]
        days.setdefault(step.day, []).extend(part for part in (step.what, *values) if part)
    return tuple((day, "; ".join(dict.fromkeys(parts))) for day, parts in days.items())


def _sides(sides: tuple[int, ...]) -> str:
    return prose.listed("AB"[side - 1] for side in sides) if sides else "neither"


def _clauses(day: DayDone, other: DayDone, protocol: Protocol) -> Iterator[str]:
    if day.stopped and not other.stopped:
        yield "stops the whole protocol"
    elif day.ended and not other.ended:
        yield "has ended"
    if day.given != other.given:
        doses = [f"{in_sentence(dose.title)} {dose.amount}".rstrip() for dose in day.given]
        yield f"gives {prose.listed(doses)}" if doses else "gives nothing"
    if measured := [name for name in day.measured if name not in other.measured]:
        yield f"measures {prose.listed(in_sentence(prose.title_of(name, protocol)) for name in measured)}"
    elif day.measured != other.measured:
        yield "does not measure that"
    told = day.given != other.given or day.measured != other.measured or day.stopped != other.stopped
    for standing in day.standing:
        # Where a patient is, under whatever name, matters where nothing else tells the sides apart.
        if standing not in other.standing and not told:
            yield _standing(standing, protocol.subject)
    for alert in day.alerts:
        if alert not in other.alerts:
            yield _alert(alert)


def _standing(standing: Standing, subject: str) -> str:
    if standing.phase is None:
        return f"has ended the track “{standing.title}”"
    held = ", on hold" if standing.status == Status.HELD.value else ""
    return f"has the {subject} in “{standing.title}”{held}"


def _alert(alert: Alert) -> str:
    return f"tells a clinician: {alert.text}"

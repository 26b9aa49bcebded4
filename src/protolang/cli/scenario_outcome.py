"""What came of a run, as lines that a scenario may expect. In: a Trace, a day, the run it departs from. Out: text."""

from collections.abc import Iterator

from protolang.execution.expectation import ended_on
from protolang.execution.standing import phase_on
from protolang.execution.trace import EntryKind, Trace
from protolang.model.protocol import Conventions
from protolang.quantity import UnitError, decimal_text, parse_unit


def outcome(trace: Trace, base: Trace, day: int, conventions: Conventions) -> tuple[str, ...]:
    """The phases after a day, doses, levels and alerts of it, and how the course went on; what follows `expect`."""
    return (
        *_phases(trace, day, conventions),
        *_doses(trace, base, day, conventions),
        *_levels(trace, day, conventions),
        *_alerts(trace, day, conventions),
        *_course(trace, day, conventions),
    )


def moment_text(conventions: Conventions, tick: int) -> str:
    """`day 12`, with a clock of hours `day 1 hour 6`, of minutes `minute 90`, in the numbering of the file."""
    resolution = conventions.resolution
    day, rest = divmod(tick, resolution.per_day)
    if resolution.per_day > 24 and rest:
        return f"minute {tick}"
    return f"day {day + conventions.first_day}" + (f" hour {rest}" if rest else "")


def _phases(trace: Trace, day: int, conventions: Conventions) -> Iterator[str]:
    # what completes on a day is followed on the next
    after = min(day + 1, trace.final.day)
    for phase in phase_on(trace, after):
        yield f"{phase} at {moment_text(conventions, after)}"


def _doses(trace: Trace, base: Trace, day: int, conventions: Conventions) -> Iterator[str]:
    given, usual = _given(trace, day), _given(base, day)
    when = moment_text(conventions, day)
    for drug in trace.machine.drugs:
        if drug.id in given:
            amount = given[drug.id]
            yield f"given({drug.id}) at {when}"
            if amount:
                yield f"dose({drug.id}) = {amount} at {when}"
        elif drug.id in usual:
            yield f"not given({drug.id}) at {when}"


def _given(trace: Trace, day: int) -> dict[str, str]:
    """The drugs given on a day with their amounts, empty where an amount is not known or not one decimal number."""
    if day >= len(trace.states):
        return {}
    units = {
        entry.subject: dict(entry.values).get("amount", "").removesuffix(", not rounded").partition(" ")[2]
        for entry in trace.entries
        if entry.day == day and entry.kind is EntryKind.GIVEN
    }
    found: dict[str, str] = {}
    drugs = {drug.id for drug in trace.machine.drugs}
    today = [item for item in trace.states[day].given if item.day == day and item.subject in drugs]
    for item in today:
        exact = None if item.amount is None else item.amount.rational
        text = ""
        if exact is not None and sum(other.subject == item.subject for other in today) == 1:
            try:
                unit = parse_unit(units.get(item.subject, ""))
                text = f"{decimal_text(exact / unit.factor)} {unit}"
            except UnitError:
                text = ""
        found[item.subject] = "" if text.startswith("≈") else text
    return found


def _levels(trace: Trace, day: int, conventions: Conventions) -> Iterator[str]:
    changed = {entry.subject for entry in trace.entries if entry.kind is EntryKind.LEVEL and entry.day == day}
    for level in trace.machine.levels:
        state = trace.states[min(day, trace.final.day)].levels.get(level.id)
        if level.id in changed and state is not None and state.value is not None:
            yield f"{level.id} = {state.value} at {moment_text(conventions, day)}"


def _alerts(trace: Trace, day: int, conventions: Conventions) -> Iterator[str]:
    told = (
        dict(entry.values).get("text", "")
        for entry in trace.entries
        if entry.kind is EntryKind.TOLD and entry.day == day
    )
    for text in dict.fromkeys(told):
        if text and '"' not in text:
            yield f'alert "{text}" at {moment_text(conventions, day)}'


def _course(trace: Trace, day: int, conventions: Conventions) -> Iterator[str]:
    ended = ended_on(trace)
    if ended is not None:
        for drug in trace.machine.drugs:
            yield f"count({drug.id}) = {_count(trace, drug.id, trace.final.day)} at end"
        yield f"end by {moment_text(conventions, ended)}"
        return
    # where a course has no end, the four weeks after the day speak for it
    until = min(day + 28 * conventions.resolution.per_day, trace.final.day)
    for drug in trace.machine.drugs:
        yield f"count({drug.id}) = {_count(trace, drug.id, until)} by {moment_text(conventions, until)}"


def _count(trace: Trace, drug: str, day: int) -> int:
    return sum(item.subject == drug for item in trace.states[day].given)

"""PL302: two drugs that are to be kept apart, and can be given too close to each other."""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.checks.days_given import Dose, completion, course_days, days, spread, ticks, within_phase
from protolang.checks.leaving import live_states, ways
from protolang.checks.pointing import statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL302
from protolang.machine.statechart import Machine, Region, State, TransitionEvent
from protolang.model.action import Alongside
from protolang.model.expression import Ended, Expression
from protolang.model.parts import all_parts
from protolang.model.protocol import Protocol
from protolang.model.rule import Separation, VetoVerb
from protolang.model.term import Count, TimeSince, Total
from protolang.quantity import Days
from protolang.source import Span
from protolang.verify.reading import fact, inside, terms_in, trigger_of


class _Clash(NamedTuple):
    """Two doses, where they stand, how many ticks lie between them, and the days of one patient."""

    first: Span
    second: Span
    apart: int
    witness: tuple[tuple[str, str], ...]


def kept_apart(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each pair of drugs, at the closest two doses that were found.

    Tracks run beside each other and are compared day by day. Within a track two doses of one phase, and of a phase and
    the next, are compared as they are planned. A condition that reads the other drug, or waits for its track to end,
    is taken to keep them apart.
    """
    for pair in protocol.separations:
        least = ticks(machine, pair.least)
        if least is None:
            continue
        found = min(_clashes(protocol, machine, pair, least), key=lambda clash: clash.apart, default=None)
        if found is not None:
            yield _finding(machine, pair, found)


def _finding(machine: Machine, pair: Separation, clash: _Clash) -> Diagnostic:
    close = "on one day" if not clash.apart else f"{Days(clash.apart, machine.resolution.per_day)} apart"
    same = clash.first == clash.second
    return Diagnostic(
        PL302,
        f"`{pair.first}` and `{pair.second}` can be given {close}, and must be at least {pair.least} apart",
        Label(statement(clash.second), f"given {close}"),
        (
            *(() if same else (Label(statement(clash.first), "and this"),)),
            Label(statement(pair.origin), "to be kept apart"),
        ),
        help="move one of the two, or forbid it for so long: "
        f"`veto give {pair.second} when time_since({pair.first}) < {pair.least}`",
        witness=clash.witness,
    )


def _clashes(protocol: Protocol, machine: Machine, pair: Separation, least: int) -> Iterator[_Clash]:
    live = tuple(live_states(machine))
    names = {pair.first, pair.second}
    regions = [region for region in machine.regions if not region.on_stop]
    giving = {
        region.name: [dose for dose in course_days(machine, region) if dose.item.subject in names] for region in regions
    }
    for region in regions:
        for other in regions:
            if region is not other:
                yield from _across(protocol, machine, pair, least, giving[region.name], giving[other.name])
    for region, state in live:
        yield from _together(protocol, machine, pair, least, region, state)
        yield from _after(protocol, machine, pair, least, region, state)


def _across(
    protocol: Protocol, machine: Machine, pair: Separation, least: int, ones: list[Dose], others: list[Dose]
) -> Iterator[_Clash]:
    """Doses of two tracks: the first drug in one of them, the second in the other."""
    for one in ones:
        for other in others:
            if (one.item.subject, other.item.subject) != (pair.first, pair.second):
                continue
            if _kept(machine, pair.first, pair.second) or _waits(machine, one, pair.second):
                continue
            if _waits(machine, other, pair.first):
                continue
            found = _closest(one.days, other.days, least)
            if found is not None:
                yield _clash(protocol, pair, one, other, *found)


def _closest(one: int, other: int, least: int) -> tuple[int, int] | None:
    """The first two days, a day of each set, that are as close as any."""
    for apart in range(least):
        met = one & (spread(other, apart, apart) | other >> apart)
        if met:
            day = next(days(met))
            return day, day - apart if day >= apart and other >> (day - apart) & 1 else day + apart
    return None


def _clash(protocol: Protocol, pair: Separation, one: Dose, other: Dose, day: int, second: int) -> _Clash:
    per_day = protocol.conventions.resolution.per_day
    shown = [f"day {at // per_day + protocol.conventions.first_day}" for at in (day, second)]
    witness = ((pair.first, shown[0]), (pair.second, shown[1]))
    return _Clash(one.item.origin, other.item.origin, abs(day - second), witness)


def _together(
    protocol: Protocol, machine: Machine, pair: Separation, least: int, region: Region, state: State
) -> Iterator[_Clash]:
    """Doses of one phase, counted from its entry."""
    if _kept(machine, pair.first, pair.second):
        return
    doses = within_phase(machine, region, state)
    for one in doses:
        for other in doses:
            if (one.item.subject, other.item.subject) != (pair.first, pair.second):
                continue
            beside = _beside(one, other)
            if beside is not None and beside < least:
                first = next(days(one.days), 0)
                yield _clash(protocol, pair, one, other, first, first + beside)
            elif beside is None:
                found = _closest(one.days, other.days, least)
                if found is not None:
                    yield _clash(protocol, pair, one, other, *found)


def _beside(one: Dose, other: Dose) -> int | None:
    """How far apart two doses are of which one goes along with the other."""
    match one.item.timing, other.item.timing:
        case Alongside(subject, offset), _ if subject == other.item.subject:
            return abs(offset)
        case _, Alongside(subject, offset) if subject == one.item.subject:
            return abs(offset)
        case _:
            return None


def _after(
    protocol: Protocol, machine: Machine, pair: Separation, least: int, region: Region, state: State
) -> Iterator[_Clash]:
    """The last dose of one phase, and the first of the phase that follows it."""
    last = within_phase(machine, region, state, windows=False)
    for way in ways(machine, region, state):
        target = None if way.target is None or way.target == state.name else region.state(way.target)
        if target is None:
            continue
        edge = next((item for item in state.transitions if item.origin == way.origin), None)
        completes = edge is not None and edge.event is TransitionEvent.COMPLETION
        done = completion(machine, region, state, windows=False).bit_length() - 1 if completes else None
        for one in last:
            for other in within_phase(machine, region, target, windows=False):
                drugs = {one.item.subject, other.item.subject}
                if drugs != {pair.first, pair.second} or not one.days or not other.days:
                    continue
                if _reads(machine, None if edge is None else edge.guard, one.item.subject):
                    continue
                if _forbidden(machine, other.item.subject, one.item.subject):
                    continue
                # who leaves by a condition may leave on the day after any dose
                before = one.days.bit_length() - 1
                leaves = before + 1 if done is None or done < before else done + 1
                if edge is not None and edge.event is TransitionEvent.TIMEOUT:
                    leaves = max(leaves, ticks(machine, edge.delay) or leaves)
                day = leaves + next(days(other.days))
                if day - before < least:
                    yield _Clash(
                        one.item.origin,
                        other.item.origin,
                        day - before,
                        ((one.item.subject, f"in `{state.name}`"), (other.item.subject, f"in `{target.name}`")),
                    )


# ---- what keeps them apart ---------------------------------------------------------------------------------------


def _kept(machine: Machine, first: str, second: str) -> bool:
    """Whether each of the two is forbidden for a time after the other."""
    return _forbidden(machine, first, second) and _forbidden(machine, second, first)


def _forbidden(machine: Machine, drug: str, other: str) -> bool:
    """Whether a veto on the drug reads when the other was given."""
    return any(
        veto.verb is VetoVerb.GIVE and veto.subject == drug and _reads(machine, veto.when, other)
        for veto in machine.vetoes
    )


def _waits(machine: Machine, dose: Dose, other: str) -> bool:
    """Whether a condition on the way to a dose, or a veto on it, reads the other drug or waits for a track to end."""
    region = next(item for item in machine.regions if dose.state in item.states)
    guards = [edge.guard for state in region.states for edge in state.transitions if edge.target == dose.state.name]
    return _forbidden(machine, dose.item.subject, other) or any(_reads(machine, guard, other) for guard in guards)


def _reads(machine: Machine, guard: Expression | None, drug: str) -> bool:
    if guard is None:
        return False
    for term in terms_in(machine, guard):
        match term:
            case Count(subject=subject) | TimeSince(subject) | Total(drug=subject) if subject == drug:
                return True
            case _:
                pass
    conditions = [*inside(machine, guard)]
    conditions += [fact(machine, name).when for item in conditions if (name := trigger_of(item)) is not None]
    return any(isinstance(part, Ended) for item in conditions for part in all_parts(item))

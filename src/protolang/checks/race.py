"""PL508: two tracks that can change one level on the same day, so that nobody knows what it is afterwards."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from protolang.checks.leaving import decisions, live_states
from protolang.checks.pointing import opening, statement
from protolang.checks.situations import undecided_in
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL508
from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.model.rule import Adjust, Assign, Effect, Restore
from protolang.source import Span
from protolang.verify.cases import Cases
from protolang.verify.cells import NotExactError


class _Writer(NamedTuple):
    """What changes a level: in which track, where, and when (None: whenever it is looked at)."""

    level: str
    region: str
    when: Expression | None
    origin: Span


def race(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each level and pair of tracks, at two changes that do not exclude each other."""
    told: set[tuple[str, str, str]] = set()
    for one, other in combinations(_writers(machine), 2):
        pair = (one.level, one.region, other.region)
        if one.level != other.level or one.region == other.region or pair in told or _exclude(machine, one, other):
            continue
        told.add(pair)
        level = next(item for item in machine.levels if item.id == one.level)
        yield Diagnostic(
            PL508,
            f"tracks `{one.region}` and `{other.region}` can both change `{one.level}` on one day",
            Label(statement(other.origin), f"changed in `{other.region}`"),
            (
                Label(statement(one.origin), f"changed in `{one.region}`"),
                Label(opening(level.origin), "of this level"),
            ),
            help="let one track decide about the level, or let the conditions of the two rows exclude each other",
        )


def _writers(machine: Machine) -> Iterator[_Writer]:
    for region, state in live_states(machine):
        for effect in (*state.on_entry, *state.on_exit):
            yield from _written(effect, region.name, None, effect.origin)
        for decision in decisions(state):
            for row in decision.rows:
                for effect in row.effects:
                    yield from _written(effect, region.name, row.when, row.origin)


def _written(effect: Effect, region: str, when: Expression | None, origin: Span) -> Iterator[_Writer]:
    match effect:
        case Adjust(level) | Restore(level) | Assign(level):
            yield _Writer(level, region, when, origin)
        case _:
            pass


def _exclude(machine: Machine, one: _Writer, other: _Writer) -> bool:
    """Whether there is no patient for whom both rows hold on one day."""
    guards = [item.when for item in (one, other) if item.when is not None]
    if len(guards) < 2 or undecided_in(machine, guards):
        return False
    try:
        cases = Cases(machine, guards)
    except NotExactError:
        return False
    return not any(all(cases.true_at(place)) for place in cases.places())

"""PL504: giving or measuring that may go on for ever."""

from collections.abc import Iterator

from protolang.checks.leaving import (
    endless,
    exits,
    leaving_rows,
    live_states,
    own_stops,
    staying,
    successor,
    undecided_delay,
    undecided_limit,
    until_of,
    ways,
)
from protolang.checks.pointing import opening, statement
from protolang.checks.wording import definitions, failing
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL504
from protolang.machine.statechart import Machine, Obligation, Region, State, StateKind
from protolang.model.action import ActionKind, Every
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol


def loop_without_limit(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each loop, an error when nothing bounds it, a warning when an open decision will.

    A loop `until end of TRACK` ends with that track; where that may last for ever, the track's own loop is told.
    """
    for region, state in live_states(machine):
        if state.kind is StateKind.STOP:
            continue
        told, found = set(), list[Diagnostic]()
        for item in endless(machine, state):
            until = until_of(state, item)
            place = item.origin if until is None else until.origin
            if place not in told:
                told.add(place)
                found += _loop(protocol, machine, region, state, item)
        # one finding is enough to say that the phase has no end
        yield from found or _decided_for_ever(machine, region, state)


def _decided_for_ever(machine: Machine, region: Region, state: State) -> Iterator[Diagnostic]:
    """A decision that is repeated without a number of times, where nothing else could complete its phase."""
    done = successor(state)
    if any(done is None or way.origin != done.origin for way in ways(machine, region, state)):
        return
    if own_stops(machine, region, state) or any(item.kind is not ActionKind.DECIDE for item in state.obligations):
        return
    for item in state.obligations:
        match item.kind, item.timing:
            case ActionKind.DECIDE, Every(times=None) if item.cycle is None:
                yield Diagnostic(
                    PL504,
                    f"a decision in `{state.name}` is repeated for ever, and nothing else is done there",
                    Label(statement(item.origin), "repeated without a number of times"),
                    (Label(opening(state.origin), "nothing else leads out of this phase"),),
                    help="write how often: `every 2 weeks, 6 times`, or a way out: `after 12 weeks go …`",
                )
            case _:
                pass


def may_go_on(machine: Machine, region: Region, state: State, item: Obligation) -> bool:
    """Whether a patient can stay in the loop for ever, as far as it is decided."""
    loop = until_of(state, item)
    until = () if loop is None else (loop.condition,)
    bare = not until and not exits(state) and not leaving_rows(state)
    return bare or staying(machine, region, state, until, assume_decided=False) is not None


def _loop(protocol: Protocol, machine: Machine, region: Region, state: State, item: Obligation) -> Iterator[Diagnostic]:
    if not may_go_on(machine, region, state, item):
        return
    loop = until_of(state, item)
    until = () if loop is None else (loop.condition,)
    bare = not until and not exits(state) and not leaving_rows(state)
    delays = [name for edge in exits(state) if (name := undecided_delay(machine, edge))]
    bounded_then = staying(machine, region, state, until, assume_decided=True) is None
    name = undecided_limit(machine, loop) or (delays[0] if delays and bounded_then and not bare else None)
    verb = item.kind.value
    # the bound itself is what a reader looks for
    place = item.origin if loop is None else loop.origin
    leaving = (*(edge.guard for edge in exits(state) if edge.guard is not None), *leaving_rows(state))
    yield Diagnostic(
        PL504,
        f"`{verb} {item.subject}` in `{state.name}` has no maximum until `{name}` is decided"
        if name
        else f"`{verb} {item.subject}` in `{state.name}` may go on for ever",
        Label(statement(place), "a loop without a decided maximum" if name else "a loop without a maximum"),
        (
            *definitions(machine, *until, *leaving),
            *(_decision(machine, name) if name else ()),
            Label(opening(state.origin), "the phase is left only when the loop ends")
            if until
            else Label(opening(state.origin), "the phase that repeats it"),
        ),
        notes=_for_ever(protocol, *until, *leaving),
        help=f"decide `{name}`, in the file or with `--set {name}=…`"
        if name
        else "write how often, or how long, at most: `until …, at most 24 cycles else go …`",
        severity=Severity.WARNING if name else Severity.ERROR,
    )


def _decision(machine: Machine, name: str) -> tuple[Label, ...]:
    return tuple(Label(statement(item.origin), "not decided yet") for item in machine.parameters if item.id == name)


def _for_ever(protocol: Protocol, *ways: Expression) -> tuple[str, ...]:
    if not ways:
        return ()
    stays = "; and ".join(failing(item, protocol) for item in ways)
    return (f"it goes on for as long as this stays so: {stays}",)

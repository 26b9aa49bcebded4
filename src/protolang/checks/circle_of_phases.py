"""PL504, PL506, PL507: phases that lead back to themselves, without a bound, or without any way to the end."""

from collections.abc import Iterator

from protolang.checks.counted_rounds import counts
from protolang.checks.immediate_circle import immediate_circles
from protolang.checks.ladder import climbs
from protolang.checks.leaving import Way, is_end, onward, reached, undecided_delay, ways
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Code, Diagnostic, Label
from protolang.diagnostics.codes import PL504, PL506, PL507, Severity
from protolang.machine.statechart import Machine, Region, State, Transition, TransitionEvent
from protolang.model.protocol import Protocol
from protolang.verify.components import circles_of


def circle_of_phases(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each circle: that the end is out of reach, or else that nothing bounds the rounds (R19)."""
    for region in machine.regions:
        live = reached(machine, region, (region.initial,))
        ends = any(is_end(machine, region, state) for state in region.states if state.name in live)
        told: set[str] = set()
        again = circles_of({state.name: onward(machine, region, state) for state in region.states})
        plain = not any(way.back for state in region.states for way in ways(machine, region, state))
        for state in region.states:
            if state.name not in live or state.name in told or state.name not in again:
                continue
            circle = (
                [item for item in region.states if item.name in again[state.name]]
                if plain
                else _circle(machine, region, state)
            )
            if not circle:
                continue
            told |= {item.name for item in circle}
            if _timed(machine, circle) or climbs(machine, region, circle) or counts(machine, region, circle):
                continue
            found, names = _finding(machine, region, circle, ends=ends), frozenset(item.name for item in circle)
            # phases that lead back to one another at once are told as that
            if found.code is not PL504 or names not in immediate_circles(machine, region):
                yield found


def _circle(machine: Machine, region: Region, state: State) -> list[State]:
    """The phases that can be reached from this one and lead back to it; empty when it is never entered again."""
    after = reached(machine, region, onward(machine, region, state))
    if state.name not in after:
        return []
    return [
        item for item in region.states if item.name in after and state.name in reached(machine, region, (item.name,))
    ]


def _timed(machine: Machine, circle: list[State]) -> bool:
    """Whether the circle lies in one group of phases that every patient leaves after some time, whatever the phase."""
    return any(_decided(machine, circle, depth) for depth in _depths(circle))


def _undecided(machine: Machine, circle: list[State]) -> str | None:
    """The open decision that would bound the circle: the time limit of its group."""
    parameters = {item.id for item in machine.parameters}
    for depth in _depths(circle):
        limits = _limits(circle, depth)
        if all(limits):
            names = (undecided_delay(machine, edge) for edge in limits[0])
            return next((name for name in names if name in parameters), None)
    return None


def _depths(circle: list[State]) -> Iterator[int]:
    """How deep the groups are, counted from outside, in which the whole circle lies."""
    for depth in range(1, min(len(item.groups) for item in circle) + 1):
        if len({item.groups[depth - 1] for item in circle}) == 1:
            yield depth


def _decided(machine: Machine, circle: list[State], depth: int) -> bool:
    return all(any(undecided_delay(machine, edge) is None for edge in edges) for edges in _limits(circle, depth))


def _limits(circle: list[State], depth: int) -> list[list[Transition]]:
    """For each phase, the ways out of the circle that time opens in its group at this depth."""
    names = {item.name for item in circle}
    return [
        [
            edge
            for edge in item.transitions
            if edge.event is TransitionEvent.TIMEOUT
            and (edge.scope, edge.guard) == (depth, None)
            and edge.delay is not None
            and not edge.back
            and edge.target not in names
        ]
        for item in circle
    ]


def _finding(machine: Machine, region: Region, circle: list[State], *, ends: bool) -> Diagnostic:
    names = [item.name for item in circle]
    listed = " and ".join(f"`{name}`" for name in names) if len(names) < 3 else f"`{names[0]}` … `{names[-1]}`"
    reachable = reached(machine, region, (names[0],))
    escapes = any(is_end(machine, region, state) for state in region.states if state.name in reachable)
    code, message = _verdict(region, listed, names, ends=ends, escapes=escapes)
    limit = _undecided(machine, circle) if code is PL504 else None
    return Diagnostic(
        code,
        message if limit is None else f"{message} until `{limit}` is decided",
        Label(opening(circle[0].origin), "the circle begins here"),
        (
            *(
                Label(statement(way.origin), _leads(way, names))
                for item in circle
                for way in ways(machine, region, item)
                if way.target in names or way.back
            ),
            *(Label(statement(item.origin), "not decided yet") for item in machine.parameters if item.id == limit),
        ),
        severity=code.severity if limit is None else Severity.WARNING,
        help=f"decide `{limit}`, in the file or with `--set {limit}=…`"
        if limit is not None
        else "a circle of phases has no maximum: repeat a dose with `every …, 6 times`, or `until …, at most …`"
        if code is PL504
        else "add a way out: `then end`, or an exit to a phase that leads to the end",
    )


def _leads(way: Way, names: list[str]) -> str:
    if way.back:
        return "goes back"
    return f"leads {'back ' if way.target == names[0] else ''}to `{way.target}`"


def _verdict(region: Region, listed: str, names: list[str], *, ends: bool, escapes: bool) -> tuple[Code, str]:
    if escapes:
        again = "leads back to itself" if len(names) == 1 else "lead back to one another"
        return PL504, f"{listed} {again} without a maximum"
    if not ends:
        return PL506, f"no patient can reach the end of track `{region.name}`"
    return PL507, f"from {listed} no patient can reach the end of the track any more"

"""The ways out of a phase, drawn: exits, limits, decisions with what they lead to, and what holds in several phases."""

from collections.abc import Iterator
from typing import assert_never

from protolang import prose
from protolang.model.action import Action, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.course import AfterExit, Phase, StopRule, Track, WhenExit
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.model.rule import Decision, Effect, Go, StopAll
from protolang.prose import Wording
from protolang.render.flowchart_chart import Arrow, ArrowKind, Box, BoxKind, Line
from protolang.render.flowchart_notes import with_parameters
from protolang.schedule.ways import successor_of

# More rows than this make a box that nobody reads beside the others; the handout has the whole table.
_MOST_ROWS = 5


def phase_node(phase: str) -> str:
    """The id of the box of a phase."""
    return f"phase_{phase}"


def ways_out(phase: Phase, track: Track, protocol: Protocol) -> list[tuple[Box | None, Arrow]]:
    """The arrows out of a phase, each with the box it leads to where that is not a phase."""
    tail = phase_node(phase.id)
    ways: list[tuple[Box | None, Arrow]] = []

    def add(kind: ArrowKind, head: str, line: Line, box: Box | None = None) -> None:
        ways.append((box, Arrow(f"{tail}_out_{len(ways) + 1}", tail, head, kind, line)))

    for action in phase.actions:
        # What is repeated stands in the box; the arrow back to it shows that something is.
        if repeated := loop_line(action, phase, protocol):
            add(ArrowKind.LOOP, tail, repeated)
    successor = successor_of(phase)
    if successor is not None:
        done = prose.completion_condition(phase, protocol, Wording.SHORT)
        line = Line(done if phase.actions else "", successor.evidence)
        if successor.back:
            back = Box(f"back_{phase.id}", BoxKind.END, "Back to the phase before")
            add(ArrowKind.COMPLETION, back.id, line, back)
        elif successor.target is None:
            end = Box(f"end_{phase.id}", BoxKind.END, f"End of {prose.title_of(track.id, protocol)}")
            add(ArrowKind.COMPLETION, end.id, line, end)
        else:
            add(ArrowKind.COMPLETION, phase_node(successor.target), line)
    for action in phase.actions:
        if action.until is not None and action.until.otherwise is not None:
            # What the limit is stands in the box.
            reached = "limit reached first"
            add(ArrowKind.LIMIT, phase_node(action.until.otherwise), Line(reached, _limit_evidence(action, protocol)))
    for cycle in phase.cycles:
        if cycle.otherwise is not None:
            add(ArrowKind.LIMIT, phase_node(cycle.otherwise), Line("limit of cycles reached first", cycle.evidence))
        if cycle.delay is not None and cycle.delay.target is not None:
            delayed = f"a cycle is more than {prose.duration_text(cycle.delay.limit)} late"
            add(ArrowKind.LIMIT, phase_node(cycle.delay.target), Line(delayed, cycle.evidence))
    for hold in prose.distinct_rules(protocol.holds):
        if hold.target is not None and hold.limit is not None and hold.track == track.id and hold.phase == phase.id:
            held = f"held for more than {prose.duration_text(hold.limit)}"
            add(ArrowKind.LIMIT, phase_node(hold.target), Line(held, hold.evidence))
    for way in phase.exits:
        box, head = _head(way.target, f"{phase.id}_{len(ways) + 1}")
        add(_exit_kind(way), head, _exit_line(way, protocol), box)
    for number, stop in enumerate(phase.stops, 1):
        if stop.when is not None:
            end = Box(f"stop_{phase.id}_{number}", BoxKind.STOP, "The whole protocol stops")
            add(
                ArrowKind.STOP,
                end.id,
                Line(prose.condition_text(stop.when, protocol, Wording.SHORT), stop.evidence),
                end,
            )
    ways += _rules_out(phase, protocol)
    return ways


def _exit_kind(way: WhenExit | AfterExit) -> ArrowKind:
    match way:
        case WhenExit():
            return ArrowKind.CONDITION
        case AfterExit():
            return ArrowKind.TIMEOUT
    assert_never(way)


def loop_line(action: Action, phase: Phase, protocol: Protocol) -> Line | None:
    """What keeps an action going round in its phase: shown as an arrow back to it, with its bound."""
    whose = f"{prose.title_of(action.subject, protocol)}: " if len(phase.actions) > 1 else ""
    noun = prose.occasion_noun(action, protocol)
    if action.until is not None:
        bound = prose.until_text(action.until, protocol, Wording.SHORT, noun)
        return Line(f"{whose}repeat {bound}", _limit_evidence(action, protocol))
    match action.timing:
        case Every(times=times):
            if times is None:
                return Line(f"{whose}repeat, no end stated", action.evidence)
            return Line(f"{whose}repeat, {prose.count_text(times, noun)} in all", action.evidence)
        case Growing() | Alongside() | AtEach() | OnDays() | OnMonths() | None:
            return None
    assert_never(action.timing)


# ---- decisions -------------------------------------------------------------------------------------------------


def _rules_out(phase: Phase, protocol: Protocol) -> Iterator[tuple[Box | None, Arrow]]:
    """A box for each decision of a phase, and an arrow for each row that leads on."""
    for number, decision in enumerate(phase.decisions, 1):
        table = _decision_box(f"decide_{phase.id}_{number}", decision, protocol)
        yield table, Arrow(f"{table.id}_in", phase_node(phase.id), table.id, ArrowKind.RULE, Line(""))
        for place, row in enumerate(decision.rows, 1):
            when = "otherwise" if row.when is None else prose.condition_text(row.when, protocol, Wording.SHORT)
            for effect in row.effects:
                name = f"{table.id}_{place}"
                found = _effect_head(effect, name)
                if found is not None:
                    box, head, kind = found
                    yield box, Arrow(f"{name}_out", table.id, head, kind, Line(when, row.evidence))


def _decision_box(name: str, decision: Decision, protocol: Protocol) -> Box:
    title = prose.decision_title_text(decision, protocol)
    if len(decision.rows) > _MOST_ROWS:
        count = prose.count_text(len(decision.rows), "row")
        return Box(
            name, BoxKind.TABLE, title, (Line(f"{count}: see the decision table in the handout.", decision.evidence),)
        )
    lines = []
    for row in decision.rows:
        turn = prose.row_turn(row, decision.rows)
        when = prose.row_condition(row, protocol, Wording.SHORT, rows=decision.rows)
        when = f"{turn}: {when}" if turn else when
        done = prose.effects_text(row.effects, protocol)
        lines.append(Line(done, row.evidence, f"{when[0].upper()}{when[1:]}:"))
    return Box(name, BoxKind.TABLE, title, tuple(lines))


def _effect_head(effect: Effect, name: str) -> tuple[Box | None, str, ArrowKind] | None:
    """Where an effect leads a patient to; None where it leaves her in the phase."""
    match effect:
        case Go(target=target):
            box, head = _head(target, name)
            return box, head, ArrowKind.CONDITION
        case StopAll():
            end = Box(f"stop_{name}", BoxKind.STOP, "The whole protocol stops")
            return end, end.id, ArrowKind.STOP
        case _:
            return None


# ---- what holds in several phases ------------------------------------------------------------------------------


def ways_around(track: Track, protocol: Protocol) -> Iterator[tuple[Box | None, Arrow | None]]:
    """A box for the ways out of every phase of a track, and one for those of every phase of a group."""
    yield from _around(f"any_{track.id}", "In any phase", track.exits, track.stops, protocol)
    for group in dict.fromkeys(group for phase in track.phases for group in phase.groups):
        title = f"In any phase of {prose.phase_title(group.id, protocol)}"
        yield from _around(f"any_{group.id}", title, group.exits, group.stops, protocol)


def _around(
    name: str,
    title: str,
    exits: tuple[WhenExit | AfterExit, ...],
    stops: tuple[StopRule, ...],
    protocol: Protocol,
) -> Iterator[tuple[Box | None, Arrow | None]]:
    if exits or stops:
        yield Box(name, BoxKind.DECISION, title), None
    for number, way in enumerate(exits, 1):
        box, head = _head(way.target, f"{name}_{number}")
        arrow = Arrow(f"{name}_out_{number}", name, head, _exit_kind(way), _exit_line(way, protocol))
        yield box, arrow
    for number, stop in enumerate(stops, 1):
        if stop.when is not None:
            end = Box(f"stop_{name}_{number}", BoxKind.STOP, "The whole protocol stops")
            when = Line(prose.condition_text(stop.when, protocol, Wording.SHORT), stop.evidence)
            yield end, Arrow(f"{name}_stop_{number}", name, end.id, ArrowKind.STOP, when)


def _head(target: str | None, name: str) -> tuple[Box | None, str]:
    """The box an arrow leads to; `back` has one of its own, since where it leads depends on the patient."""
    if target is not None:
        return None, phase_node(target)
    back = Box(f"back_{name}", BoxKind.END, "Back to the phase before")
    return back, back.id


def _exit_line(way: WhenExit | AfterExit, protocol: Protocol) -> Line:
    delays = [way.delay] if isinstance(way, AfterExit) else []
    evidence = with_parameters(way.evidence, delays, protocol)
    again = ", as new" if way.as_new else ""
    return Line(f"{prose.exit_condition(way, protocol, Wording.SHORT)}{again}", evidence)


def _limit_evidence(action: Action, protocol: Protocol) -> Evidence:
    limits = [action.until.limit] if action.until else []
    return with_parameters(action.evidence, limits, protocol)

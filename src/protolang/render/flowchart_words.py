"""A Protocol comes in, a Chart goes out: which boxes and arrows there are, and what each of them says."""

from typing import assert_never

from protolang import prose
from protolang.model.action import Action, ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.course import AfterExit, Phase, StopRule, Track, WhenExit
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.prose import Wording
from protolang.render.flowchart_chart import Arrow, ArrowKind, Box, BoxKind, Chart, Lane, Line
from protolang.render.flowchart_notes import notes_behind, notes_in_front, with_parameters
from protolang.render.renderer import Edition
from protolang.schedule.ways import successor_of

_NOTHING = Evidence()


def chart_of(edition: Edition) -> Chart:
    """The chart of an edition."""
    protocol = edition.protocol
    return Chart(
        lanes=tuple(_lane(track, protocol) for track in protocol.tracks),
        front=notes_in_front(protocol),
        back=notes_behind(edition),
    )


def phase_node(phase: str) -> str:
    """The id of the box of a phase."""
    return f"phase_{phase}"


# ---- lanes -----------------------------------------------------------------------------------------------------


def _lane(track: Track, protocol: Protocol) -> Lane:
    start = Box(f"start_{track.id}", BoxKind.START, f"Start on day{prose.NBSP}0")
    first = Arrow(f"{start.id}_out", start.id, phase_node(track.start), ArrowKind.START, Line(""))
    boxes, arrows = [start], [first]
    for phase in track.phases:
        boxes.append(_phase_box(phase, protocol))
        for box, arrow in _ways_out(phase, track, protocol):
            arrows.append(arrow)
            boxes.extend([box] if box else [])
    return Lane(track.id, prose.title_of(track.id, protocol), tuple(boxes), tuple(arrows))


def _phase_box(phase: Phase, protocol: Protocol) -> Box:
    title = prose.title_of(phase.id, protocol)
    lines = [line for action in phase.actions for line in _action_lines(action, protocol)]
    at_once = [stop for stop in phase.stops if stop.when is None]
    if at_once:
        lines += [Line(_stop_reason(stop), stop.evidence) for stop in at_once]
        kind = BoxKind.STOP
    elif phase.actions or not phase.exits:
        kind = BoxKind.PHASE
    else:
        kind = BoxKind.DECISION
    # How many times something is given stands with its interval; what ends a loop needs a line of its own.
    ended = [action for action in phase.actions if action.until is not None]
    loops = tuple(loop for action in ended if (loop := _loop_line(action, phase, protocol)))
    return Box(phase_node(phase.id), kind, title, tuple(lines), phase.id, loops)


def _action_lines(action: Action, protocol: Protocol) -> tuple[Line, ...]:
    when = Line(_when_text(action, protocol), _timing_evidence(action, protocol))
    special, per_day = [], protocol.conventions.resolution.per_day
    if action.missed is not None:
        said = action.missed.evidence if action.missed.evidence.given else action.evidence
        special.append(Line(prose.missed_text(action.missed, prose.occasion_noun(action, protocol), per_day), said))
    if action.window.before or action.window.after:
        special.append(Line(prose.window_text(action.window, protocol), action.evidence))
    match action.kind:
        case ActionKind.MEASURE:
            text = prose.action_text(action, protocol)
            return (Line(f"{text[0].upper()}{text[1:]}"), when, *special)
        case ActionKind.DECIDE:
            return (when,)
        case ActionKind.GIVE | ActionKind.INFUSE:
            return (Line(_gift_text(action, protocol), _dose_evidence(action, protocol)), when, *special)
    assert_never(action.kind)


def _gift_text(action: Action, protocol: Protocol) -> str:
    """Drug, dose and route. Over how many days stands in a note: it holds wherever the drug is given."""
    drug = next((drug for drug in protocol.drugs if drug.id == action.subject), None)
    title = prose.title_of(action.subject, protocol)
    if drug is None:
        return title
    route = f", {drug.route}" if drug.route else ""
    return f"{title} {prose.dose_text(action.dose or drug.dose, protocol)}{route}"


def _dose_evidence(action: Action, protocol: Protocol) -> Evidence:
    drug = next((drug for drug in protocol.drugs if drug.id == action.subject), None)
    if drug is None:
        return _NOTHING
    dose = action.dose or drug.dose
    return prose.merge(dose.evidence if dose else _NOTHING, drug.evidence)


def _timing_evidence(action: Action, protocol: Protocol) -> Evidence:
    names = [action.timing.interval] if isinstance(action.timing, Every) else []
    return with_parameters(action.evidence, names, protocol)


def _limit_evidence(action: Action, protocol: Protocol) -> Evidence:
    limits = [action.until.limit] if action.until else []
    return with_parameters(action.evidence, limits, protocol)


def _when_text(action: Action, protocol: Protocol) -> str:
    text = prose.timing_text(action.timing, protocol)
    count = prose.planned_times(action.timing)
    # A range says its count already; a list of weeks is easier to check with it.
    if count is not None and count > 2 and "times" not in text:
        text = f"{text} ({prose.count_text(count, 'time')})"
    return text[0].upper() + text[1:]


def _stop_reason(stop: StopRule) -> str:
    questions = stop.evidence.open_questions
    return f"[undecided] {'; '.join(questions)}" if questions else "The whole protocol ends here for this patient."


def _ways_out(phase: Phase, track: Track, protocol: Protocol) -> list[tuple[Box | None, Arrow]]:
    tail = phase_node(phase.id)
    ways: list[tuple[Box | None, Arrow]] = []

    def add(kind: ArrowKind, head: str, line: Line, box: Box | None = None) -> None:
        ways.append((box, Arrow(f"{tail}_out_{len(ways) + 1}", tail, head, kind, line)))

    for action in phase.actions:
        # What is repeated stands in the box; the arrow back to it shows that something is.
        if repeated := _loop_line(action, phase, protocol):
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
    for way in phase.exits:
        delays = [way.delay] if isinstance(way, AfterExit) else []
        evidence = with_parameters(way.evidence, delays, protocol)
        line = Line(prose.exit_condition(way, protocol, Wording.SHORT), evidence)
        if way.target is None:
            back = Box(f"back_{phase.id}_{len(ways) + 1}", BoxKind.END, "Back to the phase before")
            add(_exit_kind(way), back.id, line, back)
        else:
            add(_exit_kind(way), phase_node(way.target), line)
    for number, stop in enumerate(phase.stops, 1):
        if stop.when is not None:
            end = Box(f"stop_{phase.id}_{number}", BoxKind.STOP, "The whole protocol stops")
            add(
                ArrowKind.STOP,
                end.id,
                Line(prose.condition_text(stop.when, protocol, Wording.SHORT), stop.evidence),
                end,
            )
    return ways


def _exit_kind(way: WhenExit | AfterExit) -> ArrowKind:
    match way:
        case WhenExit():
            return ArrowKind.CONDITION
        case AfterExit():
            return ArrowKind.TIMEOUT
    assert_never(way)


def _loop_line(action: Action, phase: Phase, protocol: Protocol) -> Line | None:
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

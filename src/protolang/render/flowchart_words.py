"""A Protocol comes in, a Chart goes out: which boxes and arrows there are, and what each of them says."""

from typing import assert_never

from protolang import prose
from protolang.model.action import Action, ActionKind, Every
from protolang.model.course import Phase, StopRule, Track
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.prose import Wording
from protolang.render.flowchart_chart import Arrow, ArrowKind, Box, BoxKind, Chart, Lane, Line
from protolang.render.flowchart_notes import notes_behind, notes_in_front, with_parameters
from protolang.render.flowchart_ways import loop_line, phase_node, ways_around, ways_out
from protolang.render.renderer import Edition

_NOTHING = Evidence()


def chart_of(edition: Edition) -> Chart:
    """The chart of an edition."""
    protocol = edition.protocol
    return Chart(
        lanes=tuple(lane_of(track, protocol) for track in protocol.tracks),
        front=notes_in_front(edition),
        back=notes_behind(edition),
    )


# ---- lanes -----------------------------------------------------------------------------------------------------


def lane_of(track: Track, protocol: Protocol) -> Lane:
    """The lane of one track."""
    first_day = f"Start on day{prose.NBSP}{protocol.conventions.first_day}"
    begins = "Start on the day after the protocol was stopped" if track.on_stop else first_day
    start = Box(f"start_{track.id}", BoxKind.START, begins)
    first = Arrow(f"{start.id}_out", start.id, phase_node(track.start), ArrowKind.START, Line(""))
    boxes, arrows = [start], [first]
    for phase in track.phases:
        boxes.append(_phase_box(phase, protocol))
        for box, arrow in ways_out(phase, track, protocol):
            arrows.append(arrow)
            boxes.extend([box] if box else [])
    for around, way in ways_around(track, protocol):
        boxes.extend([around] if around else [])
        arrows.extend([way] if way else [])
    return Lane(track.id, prose.title_of(track.id, protocol), tuple(boxes), tuple(arrows))


def _phase_box(phase: Phase, protocol: Protocol) -> Box:
    title = prose.title_of(phase.id, protocol)
    around = [prose.phase_title(group.id, protocol) for group in phase.groups]
    lines = [Line(f"In {', in '.join(reversed(around))}")] if around else []
    lines += [Line(text) for text in (prose.entry_text(phase, protocol),) if text is not None]
    lines += [line for action in phase.actions for line in _action_lines(action, protocol)]
    for cycle in phase.cycles:
        lines.append(Line(prose.cycle_text(cycle, protocol, Wording.SHORT), cycle.evidence))
        lines += [
            Line(prose.cycle_delay_text(one, protocol, Wording.SHORT)) for one in (cycle.delay,) if one is not None
        ]
    lines += [Line(text) for text in (prose.leaving_text(phase, protocol),) if text is not None]
    at_once = [stop for stop in phase.stops if stop.when is None]
    if at_once:
        lines += [Line(_stop_reason(stop), stop.evidence) for stop in at_once]
        kind = BoxKind.STOP
    elif phase.actions or phase.decisions or not phase.exits:
        kind = BoxKind.PHASE
    else:
        kind = BoxKind.DECISION
    # How many times something is given stands with its interval; what ends a loop needs a line of its own.
    ended = [action for action in phase.actions if action.until is not None]
    loops = tuple(loop for action in ended if (loop := loop_line(action, phase, protocol)))
    return Box(phase_node(phase.id), kind, title, tuple(lines), phase.id, loops)


def _action_lines(action: Action, protocol: Protocol) -> tuple[Line, ...]:
    when = Line(_when_text(action, protocol), _timing_evidence(action, protocol))
    special, per_day = [], protocol.conventions.resolution.per_day
    if action.missed is not None:
        said = action.missed.evidence if action.missed.evidence.given else action.evidence
        special.append(Line(prose.missed_text(action.missed, prose.occasion_noun(action, protocol), per_day), said))
    if action.following is not None:
        special.append(Line(f"After {prose.in_sentence(prose.title_of(action.following, protocol))} is done"))
    if action.spacing is not None:
        special.append(Line(f"At least {prose.duration_text(action.spacing)} after the one before"))
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
    if action.course and action.dose is None and drug.dose is None:
        return f"{title}, tapering{route}"
    return f"{title} {prose.dose_text(action.dose or drug.dose, protocol)}{route}"


def _dose_evidence(action: Action, protocol: Protocol) -> Evidence:
    drug = next((drug for drug in protocol.drugs if drug.id == action.subject), None)
    if drug is None:
        return _NOTHING
    dose = action.dose or drug.dose
    return prose.merge(dose.evidence if dose else _NOTHING, drug.all_evidence)


def _timing_evidence(action: Action, protocol: Protocol) -> Evidence:
    names = [action.timing.interval] if isinstance(action.timing, Every) else []
    return with_parameters(action.evidence, names, protocol)


def _when_text(action: Action, protocol: Protocol) -> str:
    text = prose.timing_text(action.timing, protocol)
    course = prose.course_text(action, protocol)
    if course is not None:
        return f"{text[0].upper()}{text[1:]}: {course}"
    count = prose.planned_times(action.timing)
    # A range says its count already; a list of weeks is easier to check with it.
    if count is not None and count > 2 and "times" not in text:
        text = f"{text} ({prose.count_text(count, 'time')})"
    return text[0].upper() + text[1:]


def _stop_reason(stop: StopRule) -> str:
    questions = stop.evidence.open_questions
    return f"[undecided] {'; '.join(questions)}" if questions else "The whole protocol ends here for this patient."

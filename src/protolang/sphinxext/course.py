"""The chapters that say what is done: tracks, phases, ways out, and the rules above them all."""

from collections.abc import Iterator

from docutils import nodes

from protolang.model.action import Action, ActionKind
from protolang.model.course import Phase, Track
from protolang.model.expression import NeverExit
from protolang.prose import (
    action_text,
    alert_text,
    anchor_text,
    claim_text,
    cycle_delay_text,
    cycle_text,
    decision_rest_text,
    decision_title_text,
    distinct_rules,
    effects_text,
    entry_text,
    exit_text,
    group_text,
    hold_rule_text,
    leaving_text,
    limit_exit_text,
    missed_text,
    occasion_noun,
    phase_title,
    row_condition,
    row_turn,
    schedule_text,
    separation_text,
    stop_text,
    successor_text,
    track_start_text,
    veto_text,
    window_text,
)
from protolang.schedule.ways import successor_of
from protolang.sphinxext.writing import Block, Row, Writer, bullets, fields, heads, paragraph, table

__all__ = ["course", "rules"]


def course(writer: Writer) -> Iterator[nodes.Node]:
    """Every track with its phases."""
    section = writer.section("course", ["Course"])
    tracks = writer.edition.protocol.tracks
    together = sum(not track.on_stop for track in tracks)
    if together > 1:
        first = writer.edition.protocol.conventions.first_day
        section += paragraph(f"{together} tracks run beside each other from day {first}.")
    section += [_track(writer, track) for track in tracks]
    yield section


def rules(writer: Writer) -> Iterator[nodes.Node]:
    """What stops the whole protocol, and what must never end a track."""
    protocol = writer.edition.protocol
    items = [
        writer.statement(stop_text(stop, protocol), evidence=stop.evidence, origin=stop.origin)
        for stop in protocol.stops
    ]
    items += [
        writer.statement(veto_text(veto, protocol), evidence=veto.evidence, origin=veto.origin)
        for veto in distinct_rules(protocol.vetoes)
    ]
    items += [
        writer.statement(hold_rule_text(hold, protocol), evidence=hold.evidence, origin=hold.origin)
        for hold in distinct_rules(protocol.holds)
    ]
    items += [
        writer.statement(alert_text(alert, protocol), evidence=alert.evidence, origin=alert.origin)
        for alert in distinct_rules(protocol.alerts)
    ]
    items += [
        writer.statement(separation_text(pair, protocol), evidence=pair.evidence, origin=pair.origin)
        for pair in protocol.separations
    ]
    for requirement in protocol.requirements:
        if isinstance(requirement.claim, NeverExit):
            text = f"{claim_text(requirement.claim, protocol)}."
            items.append(writer.statement(text, evidence=requirement.evidence, origin=requirement.origin))
    if items:
        yield writer.section("rules", ["Rules that hold throughout"], bullets(items))


def _track(writer: Writer, track: Track) -> nodes.section:
    start = next((phase for phase in track.phases if phase.id == track.start), None)
    section = writer.object_section("track", track.id, track.title)
    if start is not None:
        begins = writer.link("phase", start.id, phase_title(start.id, writer.edition.protocol))
        section += paragraph("Begins with ", begins, ".")
    begins_late = track_start_text(track)
    if begins_late is not None:
        section += paragraph(begins_late)
    around = list(_around(writer, track))
    if around:
        section += fields([("In every phase", [bullets(around)])])
    section += [_phase(writer, phase) for phase in track.phases]
    return section


def _around(writer: Writer, track: Track) -> Iterator[list[Block]]:
    """What holds in every phase of the track, and in every phase of a group."""
    protocol = writer.edition.protocol
    for way in track.exits:
        yield writer.statement(exit_text(way, protocol), evidence=way.evidence, origin=way.origin)
    for stop in track.stops:
        yield writer.statement(stop_text(stop, protocol), evidence=stop.evidence, origin=stop.origin)
    for group in dict.fromkeys(group for phase in track.phases for group in phase.groups):
        title = phase_title(group.id, protocol)
        yield [paragraph(group_text(group, protocol))]
        for leave in group.exits:
            text = f"In {title}: {exit_text(leave, protocol)}"
            yield writer.statement(text, evidence=leave.evidence, origin=leave.origin)
        for stop in group.stops:
            text = f"In {title}: {stop_text(stop, protocol)}"
            yield writer.statement(text, evidence=stop.evidence, origin=stop.origin)


def _phase(writer: Writer, phase: Phase) -> nodes.section:
    given = [_action(writer, action) for action in phase.actions if action.kind is not ActionKind.MEASURE]
    measured = [_action(writer, action) for action in phase.actions if action.kind is ActionKind.MEASURE]
    rows = [("Given", given), ("Measured", measured), ("Decided", list(_decided(writer, phase)))]
    rows.append(("What follows", list(_ends(writer, phase))))
    shown: list[tuple[str, list[nodes.Element]]] = [(name, [bullets(items)]) for name, items in rows if items]
    return writer.object_section("phase", phase.id, phase.title, fields(shown))


def _action(writer: Writer, action: Action) -> list[Block]:
    protocol = writer.edition.protocol
    what = action_text(action, protocol)
    parts = writer.subject(f"{what[0].upper()}{what[1:]}", action.subject)
    blocks = writer.statement(
        *parts, f": {schedule_text(action, protocol)}.", evidence=action.evidence, origin=action.origin
    )
    # What the statement says differently from the policy, which stands once in a chapter of its own.
    noun = occasion_noun(action, protocol)
    own = []
    if action.window.before or action.window.after:
        own.append(f"Window: {window_text(action.window, protocol)}.")
    if action.missed is not None and action.missed != protocol.policy.missed:
        own.append(missed_text(action.missed, noun, protocol.conventions.resolution.per_day))
    if action.anchor is not None and action.anchor != protocol.policy.anchor:
        own.append(anchor_text(action.anchor))
    if own:
        blocks.insert(1, paragraph(" ".join(own)))
    return blocks


def _decided(writer: Writer, phase: Phase) -> Iterator[list[Block]]:
    """What is done on entry and on leaving, the cycles, the exits, and the decisions with their rows."""
    protocol = writer.edition.protocol
    for text in (entry_text(phase, protocol), leaving_text(phase, protocol)):
        if text is not None:
            yield [paragraph(text)]
    for cycle in phase.cycles:
        yield writer.statement(cycle_text(cycle, protocol), evidence=cycle.evidence, origin=cycle.origin)
        if cycle.delay is not None:
            yield [paragraph(cycle_delay_text(cycle.delay, protocol))]
    yield from _exits(writer, phase)
    for decision in phase.decisions:
        rows: list[Row] = []
        for row in decision.rows:
            turn = row_turn(row, decision.rows)
            when = row_condition(row, protocol, rows=decision.rows)
            source: list[Block] = [writer.evidence(row.evidence, row.origin)]
            rows.append([f"{turn}: {when}" if turn else when, effects_text(row.effects, protocol), source])
        title = paragraph(f"{decision_title_text(decision, protocol)}:")
        rest = paragraph(decision_rest_text(decision, protocol))
        yield [title, table(heads("When", "What to do", "Where it comes from"), rows), rest]


def _exits(writer: Writer, phase: Phase) -> Iterator[list[Block]]:
    protocol = writer.edition.protocol
    for way in phase.exits:
        text, target = exit_text(way, protocol), way.target
        parts = [text] if target is None else writer.linked(text, "phase", target)
        yield writer.statement(*parts, evidence=way.evidence, origin=way.origin)
    for action in phase.actions:
        if action.until is not None and action.until.limit is not None:
            text, target = limit_exit_text(action, action.until, protocol), action.until.otherwise
            parts = [text] if target is None else writer.linked(text, "phase", target)
            yield writer.statement(*parts, evidence=action.evidence, origin=action.until.origin)


def _ends(writer: Writer, phase: Phase) -> Iterator[list[Block]]:
    protocol = writer.edition.protocol
    for stop in phase.stops:
        yield writer.statement(stop_text(stop, protocol), evidence=stop.evidence, origin=stop.origin)
    text, following = successor_text(phase, protocol), successor_of(phase)
    if following is not None and text is not None:
        target = following.target
        parts = [text] if target is None else writer.linked(text, "phase", target)
        yield writer.statement(*parts, evidence=following.evidence, origin=following.origin)

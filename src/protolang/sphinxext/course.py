"""The chapters that say what is done: tracks, phases, ways out, and the rules above them all."""

from collections.abc import Iterator

from docutils import nodes

from protolang.model.action import Action, ActionKind
from protolang.model.course import Phase, Track
from protolang.model.expression import NeverExit
from protolang.prose import (
    action_text,
    anchor_text,
    claim_text,
    exit_text,
    limit_exit_text,
    missed_text,
    occasion_noun,
    phase_title,
    schedule_text,
    stop_text,
    successor_text,
    window_text,
)
from protolang.schedule.ways import successor_of
from protolang.sphinxext.writing import Block, Writer, bullets, fields, paragraph

__all__ = ["course", "rules"]


def course(writer: Writer) -> Iterator[nodes.Node]:
    """Every track with its phases."""
    section = writer.section("course", ["Course"])
    tracks = writer.edition.protocol.tracks
    if len(tracks) > 1:
        section += paragraph(f"{len(tracks)} tracks run beside each other from day 0.")
    section += [_track(writer, track) for track in tracks]
    yield section


def rules(writer: Writer) -> Iterator[nodes.Node]:
    """What stops the whole protocol, and what must never end a track."""
    protocol = writer.edition.protocol
    items = [
        writer.statement(stop_text(stop, protocol), evidence=stop.evidence, origin=stop.origin)
        for stop in protocol.stops
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
    section += [_phase(writer, phase) for phase in track.phases]
    return section


def _phase(writer: Writer, phase: Phase) -> nodes.section:
    given = [_action(writer, action) for action in phase.actions if action.kind is ActionKind.GIVE]
    measured = [_action(writer, action) for action in phase.actions if action.kind is ActionKind.MEASURE]
    rows = [("Given", given), ("Measured", measured), ("Decided", list(_exits(writer, phase)))]
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

"""What decides, what ends everything, what follows a late dose, and what nobody has decided yet."""

from collections.abc import Iterator
from typing import assert_never

from protolang.model.action import Action, ActionKind, OnDays
from protolang.model.claim import EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Rate
from protolang.model.course import AfterExit, Phase, StopRule, Track, WhenExit
from protolang.model.evidence import OpenDecision
from protolang.model.expression import Claim, NeverExit
from protolang.model.protocol import Protocol
from protolang.model.rule import Row as DecisionRow
from protolang.model.rule import StopAll
from protolang.model.treatment import Trigger
from protolang.prose import (
    anchor_text,
    cycle_delay_text,
    cycle_text,
    entry_text,
    exit_text,
    group_text,
    hold_text,
    leaving_text,
    limit_exit_text,
    max_age_text,
    missed_text,
    missing_policy_text,
    missing_text,
    never_exit_text,
    occasion_noun,
    parameters_of,
    phase_title,
    row_condition,
    schedule_text,
    stop_text,
    successor_text,
    title_of,
    track_start_text,
    track_text,
    trigger_definition,
)
from protolang.prose.naming import all_phases
from protolang.render.handout.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
    Section,
    Style,
    Table,
    Tone,
    plain,
    strong,
)
from protolang.render.handout.marks import mark_lines, marked, parameter_lines, said
from protolang.render.handout.tables import decision_blocks
from protolang.render.renderer import Edition
from protolang.render.schedule_table import decision_title
from protolang.schedule.ways import successor_of
from protolang.source import Span

__all__ = ["decisions_section", "late_section", "open_section", "stop_section"]


# ---- decision points -------------------------------------------------------------------------------------------


def decisions_section(edition: Edition) -> Section:
    """The rules on measurements, then every phase in which the course depends on the patient."""
    protocol = edition.protocol
    blocks: list[Block] = []
    if protocol.triggers:
        head = tuple(Cell((plain(text),)) for text in ("Rule", "Holds when", "If the result is missing", "Source"))
        rows = tuple(_trigger_row(trigger, protocol) for trigger in protocol.triggers)
        blocks.append(Table("Rules on measurements", head, rows, (18, 34, 26, 42), together=len(rows) < 8))
    for track in protocol.tracks:
        blocks += _around(track, protocol)
        for phase in track.phases:
            items = tuple(_ways_out(phase, protocol))
            inner: list[Block] = [Bullets(items)] if items else []
            inner += decision_blocks(phase, protocol)
            if inner:
                blocks.append(Box(Tone.CALM, _phase_title(track, phase, protocol), tuple(inner)))
    if not blocks:
        blocks.append(Paragraph(plain("Nothing in this protocol depends on a measurement or an event.")))
    return Section("decisions", "Decision points", tuple(blocks))


def _trigger_row(trigger: Trigger, protocol: Protocol) -> Row:
    missing = missing_text(trigger)
    return Row(
        (
            Cell((strong(title_of(trigger.id, protocol)),)),
            Cell((said(trigger_definition(trigger, protocol)),)),
            Cell((plain(missing),)),
            Cell((*parameter_lines(parameters_of(trigger.when), protocol), *mark_lines(trigger.evidence, protocol))),
        )
    )


def _phase_title(track: Track, phase: Phase, protocol: Protocol) -> Line:
    return (*strong(phase.title or phase.id), Run(f"  in {track_text(track.id, protocol)}"))


_BEFORE = "What stands here is looked at before the ways out of each single phase."


def _around(track: Track, protocol: Protocol) -> Iterator[Block]:
    """What holds in every phase of a track, and in every phase of a group: it is looked at first."""
    begins = track_start_text(track)
    ways = [plain(begins)] if begins is not None else []
    ways += [marked(exit_text(way, protocol), way.evidence, protocol) for way in track.exits]
    ways += [marked(stop_text(stop, protocol), stop.evidence, protocol) for stop in track.stops]
    if track.exits or track.stops:
        ways.append(plain(_BEFORE))
    if ways:
        title = f"In every phase of {track_text(track.id, protocol)}"
        yield Box(Tone.CALM, strong(title), (Bullets(tuple(ways)),))
    for group in dict.fromkeys(group for phase in track.phases for group in phase.groups):
        inside = [plain(group_text(group, protocol))]
        inside += [marked(exit_text(way, protocol), way.evidence, protocol) for way in group.exits]
        inside += [marked(stop_text(stop, protocol), stop.evidence, protocol) for stop in group.stops]
        if group.exits or group.stops:
            inside.append(plain(_BEFORE))
        title = f"In every phase of {phase_title(group.id, protocol)}"
        yield Box(Tone.CALM, strong(title), (Bullets(tuple(inside)),))


def _ways_out(phase: Phase, protocol: Protocol) -> Iterator[Line]:
    """How the course leaves a phase on account of the patient, and what then follows."""
    for text in (entry_text(phase, protocol), leaving_text(phase, protocol)):
        if text is not None:
            yield said(text)
    for cycle in phase.cycles:
        yield marked(cycle_text(cycle, protocol), cycle.evidence, protocol)
        if cycle.delay is not None:
            yield said(cycle_delay_text(cycle.delay, protocol))
    first = [leave for leave in phase.exits if _goes_first(leave)]
    others = [leave for leave in phase.exits if not _goes_first(leave)]
    for leave in (*first, *others):
        yield marked(exit_text(leave, protocol), leave.evidence, protocol)
    for action in phase.actions:
        if action.until is not None:
            subject = f"{title_of(action.subject, protocol)}: {schedule_text(action, protocol)}."
            yield marked(subject, action.evidence, protocol)
            if action.until.otherwise is not None:
                yield said(limit_exit_text(action, action.until, protocol))
    giving = any(action.kind in (ActionKind.GIVE, ActionKind.INFUSE) for action in phase.actions)
    loops = any(action.until is not None for action in phase.actions)
    # What follows a phase that only gives stands with what it gives.
    if loops or phase.exits or phase.cycles or phase.decisions or not giving:
        follows, following = successor_text(phase, protocol), successor_of(phase)
        if follows is not None and following is not None:
            yield marked(follows, following.evidence, protocol)
    for stop in phase.stops:
        yield marked(stop_text(stop, protocol), stop.evidence, protocol)


def _goes_first(leave: WhenExit | AfterExit) -> bool:
    match leave:
        case WhenExit(first=first):
            return first
        case AfterExit():
            return False
    assert_never(leave)


# ---- stop rules ------------------------------------------------------------------------------------------------


def stop_section(edition: Edition) -> Section:
    """What ends the whole course at once, and what must not end it."""
    protocol = edition.protocol
    ends = [marked(stop_text(stop, protocol), stop.evidence, protocol) for stop in protocol.stops]
    for where, stop in _inner_stops(protocol):
        ends.append(marked(f"{where}: {stop_text(stop, protocol)}", stop.evidence, protocol))
    for phase, row in _deciding_rows(protocol):
        if any(isinstance(effect, StopAll) for effect in row.effects):
            text = f"{phase_title(phase.id, protocol)}, by decision: stop when {row_condition(row, protocol)}."
            ends.append(marked(text, row.evidence, protocol))
    never = []
    for requirement in protocol.requirements:
        match requirement.claim:
            case NeverExit() as rule:
                never.append(marked(never_exit_text(rule, protocol), requirement.evidence, protocol))
            case Claim() | Holds() | LeadsTo() | Rate() | EveryWindow() | OnlyAfter() | NeverWhile():
                pass
    blocks: list[Block] = [
        Box(Tone.ALARM, strong("This ends everything"), (_list(ends, "The protocol names no rule that ends it."),)),
        Box(Tone.ALARM, strong("This must NOT end it"), (_list(never, "The protocol names nothing."),)),
    ]
    return Section("stop", "What ends the course, and what must not", tuple(blocks))


def _inner_stops(protocol: Protocol) -> Iterator[tuple[str, StopRule]]:
    """Stop rules that hold in a track, a group or a phase, each with where that is."""
    for track in protocol.tracks:
        yield from ((f"In {track_text(track.id, protocol)}", stop) for stop in track.stops)
        for group in dict.fromkeys(group for phase in track.phases for group in phase.groups):
            yield from ((phase_title(group.id, protocol), stop) for stop in group.stops)
        for phase in track.phases:
            yield from ((phase_title(phase.id, protocol), stop) for stop in phase.stops)


def _deciding_rows(protocol: Protocol) -> Iterator[tuple[Phase, DecisionRow]]:
    for phase in all_phases(protocol):
        for decision in phase.decisions:
            yield from ((phase, row) for row in decision.rows)


def _list(items: list[Line], nothing: str) -> Block:
    return Bullets(tuple(items)) if items else Paragraph(plain(nothing))


# ---- late doses and holds --------------------------------------------------------------------------------------


def late_section(edition: Edition) -> Section:
    """What follows when something is not done on its day, and what a hold does."""
    protocol = edition.protocol
    policy = protocol.policy
    missed, per_day = policy.missed, protocol.conventions.resolution.per_day
    items = [
        marked(missed_text(missed, per_day=per_day), missed.evidence, protocol)
        if missed
        else said(missed_text(missed, per_day=per_day)),
        marked(f"Repeated doses: {anchor_text(policy.anchor)}", policy.anchor_evidence, protocol),
    ]
    if any(isinstance(action.timing, OnDays) for _, action in _actions(protocol)):
        items.append(said("Doses on listed weeks or days: a late one does not move the others."))
    items += [said(text) for text in (missing_policy_text(policy), max_age_text(policy)) if text is not None]
    hold = policy.hold
    items.append(marked(hold_text(hold, per_day), hold.evidence, protocol) if hold else said(hold_text(hold, per_day)))
    blocks: list[Block] = [Bullets(tuple(items))]
    own = []
    for phase, action in _actions(protocol):
        where = f"{title_of(action.subject, protocol)} in {phase_title(phase.id, protocol)}: "
        noun = occasion_noun(action, protocol)
        if action.missed is not None:
            text = where + missed_text(action.missed, noun, per_day)
            # The mark of the statement says where its dose and days come from, which is another question.
            given = action.missed.evidence.given
            own.append(marked(text, action.missed.evidence, protocol) if given else said(text))
        if action.anchor is not None:
            own.append(said(where + anchor_text(action.anchor)))
    if own:
        blocks += [Heading("Different for"), Bullets(tuple(own))]
    return Section("late", "Late or missed doses, and holds", tuple(blocks))


def _actions(protocol: Protocol) -> list[tuple[Phase, Action]]:
    return [(phase, action) for track in protocol.tracks for phase in track.phases for action in phase.actions]


# ---- open decisions --------------------------------------------------------------------------------------------


def open_section(edition: Edition) -> Section:
    """Everything that must be decided before this protocol can be used as it stands."""
    protocol = edition.protocol
    boxes = tuple(_decision_box(decision, protocol) for decision in protocol.decisions)
    if not boxes:
        return Section("open", "Open decisions", (Paragraph(plain("None: every value of this protocol is decided.")),))
    intro = Paragraph(
        plain("No source that was read states the following, and the author has not decided it. Nothing is assumed.")
    )
    return Section("open", "Open decisions", (intro, *boxes))


def _where(origin: Span) -> str:
    return origin.place if origin.source.imported_as else f"{origin.place} of the file"


def _question(decision: OpenDecision) -> str:
    return f"{decision.question}, {decision.between}." if decision.between else f"{decision.question}."


def _decision_box(decision: OpenDecision, protocol: Protocol) -> Box:
    how = f"Decided by: the author of the protocol, in {_where(decision.origin)}"
    if decision.settable:
        how += f", or for one build with --set {decision.name}=VALUE"
    title = (Run("OPEN", Style.OPEN), Run("  "), *strong(decision_title(decision, protocol)))
    # The question is the author's sentence as it stands; nothing is put in its place.
    return Box(Tone.OPEN, title, (Paragraph((*plain(_question(decision)), Run(f"  {how}.", Style.MARK))),))

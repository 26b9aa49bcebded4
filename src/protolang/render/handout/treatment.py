"""What the protocol is for, what is given and what is measured: one table per drug, one for all measurements."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from protolang.model.action import Action, ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.course import Phase
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol, Statement
from protolang.model.rule import MeasureNow
from protolang.model.treatment import Attribute, DerivedAttribute, Lab
from protolang.prose import (
    accepted_text,
    attribute_text,
    codes_text,
    cycle_text,
    dose_text,
    freshness_text,
    lab_text,
    merge,
    phase_title,
    schedule_text,
    successor_text,
    window_text,
)
from protolang.prose.naming import all_phases
from protolang.render.handout.blocks import (
    Block,
    Bullets,
    Cell,
    Facts,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
    Section,
    Style,
    Table,
    joined,
    plain,
    strong,
)
from protolang.render.handout.drug import drug_facts, given_by_rules
from protolang.render.handout.marks import mark_lines, marks, parameter_lines, said
from protolang.render.renderer import Edition
from protolang.schedule.ways import successor_of

__all__ = ["given_section", "measured_section", "purpose_section"]


def purpose_section(edition: Edition) -> Section:
    """What the course is meant to achieve, and for whom."""
    protocol = edition.protocol
    pairs = [(label, _statement(statement, protocol)) for label, statement in _statements(protocol)]
    if protocol.codes:
        pairs.append(("Codes", (plain(codes_text(protocol.codes)),)))
    return Section("purpose", "Purpose, and who it is for", (Facts(tuple(pairs)),))


def _statements(protocol: Protocol) -> Sequence[tuple[str, Statement | None]]:
    return (("Purpose", protocol.purpose), ("Who", protocol.population))


def _statement(statement: Statement | None, protocol: Protocol) -> tuple[Line, ...]:
    if statement is None:
        return (plain("not stated in the protocol"),)
    return (joined([plain(statement.text), marks(statement.evidence, protocol)]),)


# ---- given -----------------------------------------------------------------------------------------------------


def given_section(edition: Edition) -> Section:
    """Every drug with its dose, and the phases in which it is given."""
    protocol = edition.protocol
    blocks: list[Block] = []
    for drug in protocol.drugs:
        doses = [(phase, action) for phase, action in _actions(protocol) if action.subject == drug.id]
        blocks += [Heading(drug.title or drug.id), Facts(tuple(drug_facts(drug, doses, protocol)))]
        if doses:
            blocks.append(_action_table(drug.title or drug.id, doses, protocol))
        by_rules = given_by_rules(drug, protocol)
        if by_rules:
            blocks.append(Bullets(by_rules))
        elif not doses:
            blocks.append(Paragraph(plain("No phase of this protocol gives it.")))
    if not protocol.drugs:
        blocks.append(Paragraph(plain("This protocol gives no drug.")))
    return Section("given", "What is given, how much and when", tuple(blocks))


def _actions(protocol: Protocol) -> list[tuple[Phase, Action]]:
    return [(phase, action) for track in protocol.tracks for phase in track.phases for action in phase.actions]


def _action_table(drug: str, actions: Sequence[tuple[Phase, Action]], protocol: Protocol) -> Table:
    rows = [_action_row(phase, action, protocol) for phase, action in actions]
    # The drug is named in the head as well, which is repeated wherever the table goes on.
    head = tuple(Cell((plain(text),)) for text in (f"{drug}: phase", "When", "What follows", "Source"))
    return Table(f"When {drug} is given", head, tuple(rows), (24, 34, 27, 27), together=len(rows) < 8)


def _action_row(phase: Phase, action: Action, protocol: Protocol) -> Row:
    when = [said(schedule_text(action, protocol))]
    if action.dose is not None:
        when.insert(0, (Run(f"{dose_text(action.dose, protocol)}:", Style.STRONG),))
    if action.window.before or action.window.after:
        when.append(plain(f"may be done {window_text(action.window, protocol)}"))
    if action.kind is ActionKind.INFUSE:
        when.append(plain("as an infusion without a break"))
    if action.cycle is not None and action.cycle < len(phase.cycles):
        when.append(said(cycle_text(phase.cycles[action.cycle], protocol)))
    return Row(
        (
            Cell((strong(phase.title or phase.id),)),
            Cell(tuple(when)),
            Cell(tuple(_what_follows(phase, protocol))),
            Cell((*mark_lines(_with_dose(action), protocol), *parameter_lines(_parameters(action), protocol))),
        )
    )


def _what_follows(phase: Phase, protocol: Protocol) -> Iterable[Line]:
    follows, following = successor_text(phase, protocol), successor_of(phase)
    if follows is None or following is None:
        yield plain("See the decision points.")
    else:
        yield said(follows)
        yield from mark_lines(following.evidence, protocol)


def _parameters(action: Action) -> Iterable[str]:
    match action.timing:
        case Every(interval=str(name)):
            yield name
        case Every() | OnDays() | OnMonths() | Growing() | Alongside() | AtEach() | None:
            pass
    if action.until is not None and isinstance(action.until.limit, str):
        yield action.until.limit


def _with_dose(action: Action) -> Evidence:
    doses = [action.dose, *(step.dose for step in action.course)]
    return merge(*(dose.evidence for dose in doses if dose is not None), action.evidence)


# ---- measured --------------------------------------------------------------------------------------------------


def measured_section(edition: Edition) -> Section:
    """Every lab and attribute: when it is measured, and how long a result may be used."""
    protocol = edition.protocol
    head = tuple(Cell((plain(text),)) for text in ("What", "When", "How long a result is valid", "Source"))
    rows = [_measured_row(item, protocol) for item in (*protocol.labs, *protocol.attributes)]
    blocks: list[Block] = []
    if rows:
        blocks.append(Table("What is measured", head, tuple(rows), (30, 34, 26, 26)))
    else:
        blocks.append(Paragraph(plain("This protocol measures nothing.")))
    return Section("measured", "What is measured", tuple(blocks))


def _measured_row(item: Lab | Attribute | DerivedAttribute, protocol: Protocol) -> Row:
    when = [
        (Run(f"{phase_title(phase.id, protocol)}: "), *said(schedule_text(action, protocol)))
        for phase, action in _actions(protocol)
        if action.kind is ActionKind.MEASURE and action.subject == item.id
    ]
    evidence = [
        action.evidence
        for _, action in _actions(protocol)
        if action.kind is ActionKind.MEASURE and action.subject == item.id
    ]
    when += _measured_by_rules(item.id, protocol)
    match item:
        case Lab():
            what = [strong(item.title or item.id), plain(lab_text(item, protocol))]
            valid = freshness_text(item.max_age or protocol.policy.max_age, protocol)
        case Attribute():
            what = [strong(attribute_text(item, protocol)), plain(accepted_text(item))]
            valid = freshness_text(item.max_age or protocol.policy.max_age, protocol)
            if item.allocation is not None:
                valid = "for the whole course"
        case DerivedAttribute():
            what = [strong(attribute_text(item, protocol))]
            valid = "computed, as valid as what it is computed from"
        case _:
            assert_never(item)
    own = item.evidence
    if isinstance(item, Attribute) and item.allocation is not None:
        own = own if own.given else item.allocation.evidence
    marks_of_when = tuple(line for one in evidence for line in mark_lines(one, protocol))
    return Row(
        (
            Cell(tuple(line for line in what if line[0].text)),
            Cell(tuple(when) or (plain(_no_timing(item)),)),
            Cell((plain(valid),)),
            Cell(tuple(dict.fromkeys((*mark_lines(own, protocol), *marks_of_when)))),
        )
    )


def _measured_by_rules(name: str, protocol: Protocol) -> Iterator[Line]:
    """Where a rule measures it at once, outside its planned days."""
    for phase in all_phases(protocol):
        rows = [row.effects for decision in phase.decisions for row in decision.rows]
        for effects in (*rows, phase.on_entry, phase.on_exit):
            if any(isinstance(effect, MeasureNow) and effect.lab == name for effect in effects):
                yield plain(f"{phase_title(phase.id, protocol)}: when a rule asks for it")


def _no_timing(item: Lab | Attribute | DerivedAttribute) -> str:
    match item:
        case Lab():
            return "no phase says when"
        case Attribute(allocation=allocation) if allocation is not None:
            return "allocated once, before the first dose"
        case Attribute():
            return "no phase says when; needed when a dose or a rule depends on it"
        case DerivedAttribute():
            return "–"

"""What the protocol is for, what is given and what is measured: one table per drug, one for all measurements."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from protolang.model.action import Action, ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.course import Phase
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol, Statement
from protolang.model.treatment import Attribute, DerivedAttribute, Drug, Lab
from protolang.prose import (
    NBSP,
    attribute_text,
    dose_text,
    names_in,
    number_text,
    over_text,
    phase_title,
    quantity_text,
    rounding_text,
    schedule_text,
    successor_text,
    unit_text,
    window_text,
)
from protolang.render.handout.blocks import (
    Block,
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
from protolang.render.handout.marks import mark_lines, marked, marks, parameter_lines, said
from protolang.render.renderer import Edition
from protolang.render.schedule_table import freshness_text
from protolang.schedule.ways import successor_of

__all__ = ["given_section", "measured_section", "purpose_section"]


def purpose_section(edition: Edition) -> Section:
    """What the course is meant to achieve, and for whom."""
    protocol = edition.protocol
    pairs = [(label, _statement(statement, protocol)) for label, statement in _statements(protocol)]
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
        blocks += [Heading(drug.title or drug.id), Facts(tuple(_drug_facts(drug, protocol)))]
        if doses:
            blocks.append(_action_table(drug.title or drug.id, doses, protocol))
        else:
            blocks.append(Paragraph(plain("No phase of this protocol gives it.")))
    if not protocol.drugs:
        blocks.append(Paragraph(plain("This protocol gives no drug.")))
    return Section("given", "What is given, how much and when", tuple(blocks))


def _drug_facts(drug: Drug, protocol: Protocol) -> Iterable[tuple[str, tuple[Line, ...]]]:
    dose_evidence = drug.dose.evidence if drug.dose else drug.evidence
    yield "Dose", (joined([strong(dose_text(drug.dose, protocol)), marks(dose_evidence, protocol)]),)
    yield "Route", (marked(drug.route or "not stated", drug.evidence, protocol),)
    over = over_text(drug)
    if over is not None:
        yield "One dose", (marked(f"is given {over}", drug.over_evidence, protocol),)
    if drug.dose and drug.dose.basis:
        yield from _basis_facts(drug, drug.dose.basis, protocol)


def _basis_facts(drug: Drug, basis: str, protocol: Protocol) -> Iterable[tuple[str, tuple[Line, ...]]]:
    attribute = next((item for item in protocol.attributes if item.id == basis), None)
    if attribute is not None:
        yield "Computed with", tuple(_computed_with(attribute, protocol))
    if drug.rounded_to is not None:
        yield "Rounding", (plain(f"to the nearest {quantity_text(drug.rounded_to)}"),)
    else:
        policy = protocol.policy
        yield "Rounding", (marked(rounding_text(policy), policy.rounding_evidence, protocol),)


def _computed_with(attribute: Attribute | DerivedAttribute, protocol: Protocol) -> Iterator[Line]:
    """What a dose is computed from, down to what is recorded, with how old it may be."""
    match attribute:
        case Attribute():
            text = f"{attribute_text(attribute, protocol)}, {freshness_text(attribute.max_age)}"
            yield marked(text, attribute.evidence, protocol)
        case DerivedAttribute(value=value):
            yield marked(attribute_text(attribute, protocol), attribute.evidence, protocol)
            for argument in (item for name in names_in(value) for item in protocol.attributes if item.id == name):
                yield from _computed_with(argument, protocol)


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
    return action.dose.evidence.joined(action.evidence) if action.dose else action.evidence


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
    match item:
        case Lab():
            what = [strong(item.title or item.id), plain(_lab_unit(item))]
            valid = freshness_text(item.max_age)
        case Attribute():
            what = [strong(attribute_text(item, protocol)), plain(_range(item))]
            valid = freshness_text(item.max_age)
        case DerivedAttribute():
            what = [strong(attribute_text(item, protocol))]
            valid = "computed, as valid as what it is computed from"
        case _:
            assert_never(item)
    marks_of_when = tuple(line for one in evidence for line in mark_lines(one, protocol))
    return Row(
        (
            Cell(tuple(line for line in what if line[0].text)),
            Cell(tuple(when) or (plain(_no_timing(item)),)),
            Cell((plain(valid),)),
            Cell(tuple(dict.fromkeys((*mark_lines(item.evidence, protocol), *marks_of_when)))),
        )
    )


def _no_timing(item: Lab | Attribute | DerivedAttribute) -> str:
    match item:
        case Lab():
            return "no phase says when"
        case Attribute():
            return "no phase says when; needed while the dose depends on it"
        case DerivedAttribute():
            return "–"


def _lab_unit(lab: Lab) -> str:
    of_whole = f" of {lab.whole}" if lab.whole else ""
    limits = _range(lab)
    return f"in {unit_text(lab.unit)}{of_whole}" + (f"; {limits}" if limits else "")


def _range(item: Lab | Attribute) -> str:
    if item.low is None or item.high is None:
        return ""
    return f"accepted from {number_text(item.low)} to {number_text(item.high)}{NBSP}{unit_text(item.unit)}"

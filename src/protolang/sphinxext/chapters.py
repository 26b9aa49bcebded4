"""The chapters of a protocol's documentation, by name, in the order of a whole document.

Each takes a Writer and gives nodes. A chapter with nothing to say gives none.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import assert_never

from docutils import nodes

from protolang.model.evidence import Evidence
from protolang.model.treatment import Attribute, DerivedAttribute, Hold, Lab, Missed, Parameter
from protolang.prose import (
    allowed_text,
    anchor_text,
    attribute_text,
    choice_text,
    codes_text,
    day_zero_text,
    dose_limit_text,
    drug_dose_text,
    formula_definition,
    formulas_in,
    hold_text,
    level_text,
    max_age_text,
    missed_text,
    missing_policy_text,
    missing_result_text,
    month_text,
    number_text,
    others_text,
    parameter_text,
    ramp_text,
    resolution_text,
    rounding_text,
    source_key,
    split_text,
    title_of,
    trigger_definition,
    unit_text,
    usual_text,
    week_zero_text,
    words,
)
from protolang.render.escape import visible
from protolang.render.flowchart import flowchart_svg
from protolang.render.schedule_table import activity_text, cell_text, freshness_text, note_mark, note_text
from protolang.source import SourceFile, Span
from protolang.sphinxext.course import course, rules
from protolang.sphinxext.descent import variant
from protolang.sphinxext.findings import decisions, findings, requirements, scenarios
from protolang.sphinxext.grids import eligibility, tables
from protolang.sphinxext.picture import picture_of
from protolang.sphinxext.writing import (
    Block,
    Inline,
    Row,
    Writer,
    bullets,
    fields,
    heads,
    identifier_link,
    paragraph,
    table,
)

__all__ = ["CHAPTERS", "Chapter"]

Chapter = Callable[[Writer], Iterable[nodes.Node]]
_NOT_CLINICAL = "Do not treat anybody from this page until these are settled:"


def draft(writer: Writer) -> Iterator[nodes.Node]:
    """Why this edition is a draft, above everything else."""
    edition = writer.edition
    if edition.is_draft:
        reasons = bullets([paragraph(reason)] for reason in edition.draft_reasons)
        title = nodes.title("", "DRAFT")
        yield nodes.admonition("", title, paragraph(_NOT_CLINICAL), reasons, classes=["warning", "proto-draft"])


def purpose(writer: Writer) -> Iterator[nodes.Node]:
    """What the protocol is for, and for whom."""
    protocol = writer.edition.protocol
    rows: list[tuple[str, list[Block]]] = []
    for name, statement in (("Purpose", protocol.purpose), ("Patients", protocol.population)):
        if statement is not None:
            text = statement.text if statement.text.endswith(".") else f"{statement.text}."
            rows.append((name, writer.statement(text, evidence=statement.evidence, origin=statement.origin)))
    if protocol.codes:
        rows.append(("Codes", [paragraph(f"{codes_text(protocol.codes)}.")]))
    if rows:
        yield fields(rows)


def identity(writer: Writer) -> Iterator[nodes.Node]:
    """Which text, which machine and which tool made this page."""
    edition = writer.edition
    protocol = edition.protocol
    holder = nodes.container("", classes=["proto-identity"])
    entry = writer.target(holder, "protocol", protocol.id, protocol.title)
    holder += fields(
        [
            ("Protocol", [paragraph(f"{' '.join((protocol.id, protocol.version)).rstrip()}, {protocol.status}")]),
            ("Source text", [paragraph("SHA-256 ", nodes.literal("", protocol.sha256))]),
            ("State machine", [paragraph("SHA-256 ", nodes.literal("", edition.machine_sha256))]),
            ("Made by", [paragraph(f"protolang {edition.tool_version}")]),
        ]
    )
    yield from (entry, holder)


def flowchart(writer: Writer) -> Iterator[nodes.Node]:
    """The drawing of all tracks."""
    drawn = writer.domain.env.events.emit_firstresult("protolang-flowchart", writer.edition)
    picture = picture_of(drawn or flowchart_svg(writer.edition), writer.edition.protocol.id)
    yield writer.section("flowchart", ["Flowchart"], picture)


def glance(writer: Writer) -> Iterator[nodes.Node]:
    """What is known of a protocol at a glance: how many of each thing it declares."""
    protocol = writer.edition.protocol
    counts = (
        ("track", len(protocol.tracks)),
        ("phase", sum(len(track.phases) for track in protocol.tracks)),
        ("drug", len(protocol.drugs)),
        ("trigger", len(protocol.triggers)),
        ("requirement", len(protocol.requirements)),
        ("scenario", len(protocol.scenarios)),
        ("source", len(protocol.sources)),
    )
    shown = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for noun, count in counts if count)
    yield paragraph(f"In this protocol: {shown}.", classes=["proto-counts"])


def schedule(writer: Writer) -> Iterator[nodes.Node]:
    """Activities by visits."""
    plan, protocol = writer.edition.schedule, writer.edition.protocol
    header = [paragraph()] + [paragraph(visit.label, *_note_marks(visit.notes)) for visit in plan.visits]
    rows: list[Row] = []
    for activity in plan.activities:
        what = [
            paragraph(*writer.subject(activity.title, activity.subject), *_note_marks(activity.notes)),
            paragraph(activity_text(activity, protocol), classes=["proto-evidence"]),
        ]
        cells = [
            [paragraph(cell_text(cell, visit, protocol), *_note_marks(cell.notes))] if cell is not None else []
            for cell, visit in zip(activity.cells, plan.visits, strict=True)
        ]
        rows.append([what, *cells])
    blocks: list[nodes.Node] = [table(header, rows, ["proto-schedule"])]
    if plan.notes:
        notes = [
            [paragraph(nodes.superscript("", note_mark(index)), " ", note_text(note, protocol))]
            for index, note in enumerate(plan.notes)
        ]
        blocks.append(bullets(notes, ["proto-notes"]))
    yield writer.section("schedule", ["Schedule of activities"], *blocks)


def _note_marks(notes: Sequence[int]) -> list[Inline]:
    return [nodes.superscript("", " ".join(note_mark(note) for note in notes))] if notes else []


def levels(writer: Writer) -> Iterator[nodes.Node]:
    """What rules raise, lower and set."""
    protocol = writer.edition.protocol
    section = writer.section("levels", ["Levels"])
    for level in protocol.levels:
        body = writer.statement(level_text(level, protocol), evidence=level.evidence, origin=level.origin)
        section += writer.object_section("level", level.id, title_of(level.id, protocol), *body)
    if protocol.levels:
        yield section


def triggers(writer: Writer) -> Iterator[nodes.Node]:
    """Every named rule, with its definition and what a missing result does."""
    protocol = writer.edition.protocol
    section = writer.section("triggers", ["Triggers"])
    for trigger in protocol.triggers:
        missing = missing_result_text(trigger)
        says = f"{trigger_definition(trigger, protocol)}. {missing[0].upper()}{missing[1:]}."
        body = writer.statement(f"{says[0].upper()}{says[1:]}", evidence=trigger.evidence, origin=trigger.origin)
        section += writer.object_section("trigger", trigger.id, trigger.title, *body)
    if protocol.triggers:
        yield section


def drugs(writer: Writer) -> Iterator[nodes.Node]:
    """Every drug with its dose."""
    protocol = writer.edition.protocol
    section = writer.section("drugs", ["Drugs"])
    for drug in protocol.drugs:
        dose = drug.dose.evidence if drug.dose else Evidence()
        items = [writer.statement(f"{drug_dose_text(drug, protocol)}.", evidence=dose, origin=drug.origin)]
        if drug.over_evidence.given:
            items.append([writer.evidence(drug.over_evidence)])
        items += [
            writer.statement(f"{ramp_text(ramp)}.", evidence=ramp.evidence, origin=ramp.origin) for ramp in drug.ramps
        ]
        items += [
            writer.statement(f"{split_text(split)}.", evidence=split.evidence, origin=split.origin)
            for split in drug.splits
        ]
        items += [
            writer.statement(dose_limit_text(limit, protocol), evidence=limit.evidence, origin=limit.origin)
            for limit in drug.limits
        ]
        known = [text for text in (usual_text(drug.usual), codes_text(drug.codes)) if text]
        items += [[paragraph(f"{text[:1].upper()}{text[1:]}.")] for text in known]
        section += writer.object_section("drug", drug.id, drug.title, *(block for item in items for block in item))
    if protocol.drugs:
        yield section


def measurements(writer: Writer) -> Iterator[nodes.Node]:
    """Labs and patient attributes."""
    protocol = writer.edition.protocol
    section = writer.section("measurements", ["Measurements"])
    for lab in protocol.labs:
        section += writer.object_section("lab", lab.id, lab.title, *_reading(writer, lab))
    for attribute in protocol.attributes:
        match attribute:
            case Attribute():
                body = _reading(writer, attribute)
            case DerivedAttribute(evidence=evidence, origin=origin):
                body = writer.statement(f"{attribute_text(attribute, protocol)}.", evidence=evidence, origin=origin)
                body += [paragraph(f"{formula_definition(formula)}.") for formula in formulas_in(attribute.value)]
            case _:
                assert_never(attribute)
        section += writer.object_section("patient", attribute.id, attribute.title, *body)
    if protocol.labs or protocol.attributes:
        yield section


def _reading(writer: Writer, reading: Lab | Attribute) -> list[Block]:
    protocol = writer.edition.protocol
    whole = f" of {reading.whole}" if isinstance(reading, Lab) and reading.whole else ""
    words = (choice_text(reading.id, choice.id, protocol) for choice in reading.choices)
    parts = [f"One of: {', '.join(words)}" if reading.choices else f"In {unit_text(reading.unit)}{whole}"]
    if reading.low is not None and reading.high is not None and not reading.choices:
        parts.append(f"plausible from {number_text(reading.low)} to {number_text(reading.high)}")
    parts += [text for text in (usual_text(reading.usual), codes_text(reading.codes)) if text]
    if reading.max_age is not None:
        parts.append(f"a result is {freshness_text(reading.max_age, protocol)}")
    return writer.statement(f"{', '.join(parts)}.", evidence=reading.evidence, origin=reading.origin)


def events(writer: Writer) -> Iterator[nodes.Node]:
    """What can happen to a patient on a day."""
    listed = writer.edition.protocol.events
    if listed:
        section = writer.section("events", ["Events"])
        for event in listed:
            line = paragraph(writer.line(event.origin), classes=["proto-evidence"])
            codes = [paragraph(f"{codes_text(event.codes)}.")] if event.codes else []
            section += writer.object_section("event", event.id, event.title, *codes, line)
        yield section


def parameters(writer: Writer) -> Iterator[nodes.Node]:
    """The values that a variant or a run may set, and those that nobody has decided."""
    listed = writer.edition.protocol.parameters
    if listed:
        holder = table(heads("Parameter", "Value", "Where it comes from"), [_parameter(writer, one) for one in listed])
        yield writer.section("parameters", ["Parameters"], holder)


def _parameter(writer: Writer, parameter: Parameter) -> Row:
    name = paragraph(words(parameter.id))
    entry = writer.target(name, "param", parameter.id, words(parameter.id))
    value = parameter_text(parameter.id, writer.edition.protocol)
    allowed = allowed_text(parameter.id, writer.edition.protocol)
    value = value if allowed is None else f"{value} (from {allowed})"
    others = others_text(parameter.others)
    value = f"{value}; {others}" if others else value
    return [[entry, name], value, [writer.evidence(parameter.evidence, parameter.origin)]]


def conventions(writer: Writer) -> Iterator[nodes.Node]:
    """What a day, a week and a month are, and the rules said once for all statements."""
    protocol = writer.edition.protocol
    said, policy = protocol.conventions, protocol.policy
    rows: list[tuple[str | None, Evidence, Span | None]] = [
        (day_zero_text(said, protocol), said.day_zero_evidence, None),
        (week_zero_text(said), said.week_zero_evidence, None),
        (month_text(said), said.month_evidence, None),
        (missed_text(policy.missed, per_day=said.resolution.per_day), *_marks(policy.missed)),
        (anchor_text(policy.anchor), policy.anchor_evidence, None),
        (hold_text(policy.hold, said.resolution.per_day), *_marks(policy.hold)),
        (rounding_text(policy), policy.rounding_evidence, None),
    ]
    items = [[paragraph(text), writer.evidence(evidence, origin)] for text, evidence, origin in rows if text]
    plain = (resolution_text(said), missing_policy_text(policy), max_age_text(policy))
    items += [[paragraph(text)] for text in plain if text is not None]
    yield writer.section("conventions", ["Conventions and policy"], bullets(items))


def _marks(rule: Missed | Hold | None) -> tuple[Evidence, Span | None]:
    return (Evidence(), None) if rule is None else (rule.evidence, rule.origin)


def sources(writer: Writer) -> Iterator[nodes.Node]:
    """The bibliography; every citation leads here."""
    protocol = writer.edition.protocol
    items: list[Sequence[Block]] = []
    for source in protocol.sources:
        key = nodes.strong("", source_key(source, protocol))
        parts: list[Inline] = [key, f". {source.citation}"]
        for scheme, value in source.identifiers:
            parts += [" · ", identifier_link(scheme, value)]
        item = paragraph(*parts, " · ", writer.line(source.origin))
        entry = writer.target(item, "source", source.id, source_key(source, protocol))
        items.append([entry, item])
    if items:
        yield writer.section("sources", ["Sources"], bullets(items, ["proto-sources"]))


def listing(writer: Writer) -> Iterator[nodes.Node]:
    """The source text, with an anchor at every line; of several files each under a heading of its own."""
    protocol = writer.edition.protocol
    section = writer.section("source-text", ["Source text"])
    if not protocol.imported:
        _list(protocol.source, section, writer)
    else:
        for number, source in enumerate(protocol.files, start=1):
            name = source.imported_as or PurePath(source.path).name
            one = writer.section(f"source-text-{number}", [name])
            _list(source, one, writer)
            section += one
    yield section


def _list(source: SourceFile, section: nodes.section, writer: Writer) -> None:
    anchor = section["ids"][0]
    text = "\n".join(visible(line) for line in source.text.expandtabs(4).splitlines())
    block = nodes.literal_block(text, text, language="protolang", linenos=True)
    # Taken by the HTML formatter alone: an element with an id around each line.
    block["highlight_args"] = {"linespans": f"{anchor}-line"}
    section += nodes.container("", block, classes=["proto-listing"])
    writer.domain.note_listing(writer.edition.protocol.id, source.imported_as, anchor)


CHAPTERS: dict[str, Chapter] = {
    "draft": draft,
    "purpose": purpose,
    "variant": variant,
    "flowchart": flowchart,
    "glance": glance,
    "eligibility": eligibility,
    "schedule": schedule,
    "course": course,
    "rules": rules,
    "triggers": triggers,
    "drugs": drugs,
    "tables": tables,
    "levels": levels,
    "measurements": measurements,
    "events": events,
    "parameters": parameters,
    "conventions": conventions,
    "requirements": requirements,
    "decisions": decisions,
    "scenarios": scenarios,
    "findings": findings,
    "sources": sources,
    "identity": identity,
    "listing": listing,
}

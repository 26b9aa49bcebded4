"""The statements about declared things: drugs, what is measured, values, rules, tables and levels."""

from collections.abc import Iterator

import attrs

from protolang import prose
from protolang.compare.entry import Aspect, Entry, Role, Section, Teller
from protolang.model.evidence import Evidence
from protolang.model.table import Table
from protolang.model.treatment import Attribute, DerivedAttribute, Drug, Lab, Parameter, Trigger
from protolang.source import Span

_NONE = Evidence()


def thing_entries(teller: Teller) -> Iterator[Entry]:
    """Everything that is declared outside the tracks."""
    protocol = teller.protocol
    for drug in protocol.drugs:
        yield from _drug(drug, teller)
    for lab in protocol.labs:
        yield from _lab(lab, teller)
    for attribute in protocol.attributes:
        yield from _attribute(attribute, teller)
    for event in protocol.events:
        yield _declared(Section.PATIENT, event.id, event.title, "event", event.origin, teller)
        codes = prose.codes_text(event.codes)
        if codes:
            name, title = teller.name(event.id), prose.title_of(event.id, protocol)
            known = (Aspect(codes, codes),)
            yield Entry(Section.PATIENT, ("codes", name), title, title, known, _NONE, event.origin, (name,), named=True)
        yield from title_entry(event.id, event.title, event.origin, teller)
    for parameter in protocol.parameters:
        yield _parameter(parameter, teller)
    for trigger in protocol.triggers:
        yield from _trigger(trigger, teller)
    for level in protocol.levels:
        aspect = teller.aspect(prose.level_text(level, protocol), level)
        yield _single(Section.RULE, level.id, level.title, aspect, level.evidence, level.origin, teller)
        yield from title_entry(level.id, level.title, level.origin, teller)
    for table in protocol.tables:
        yield from _table(table, teller)


def title_entry(identifier: str, title: str, origin: Span, teller: Teller) -> Iterator[Entry]:
    """What something is called; nothing where the author gave it no title."""
    if not title:
        return
    name = teller.name(identifier)
    yield Entry(
        Section.HEADER,
        ("title", name),
        title,
        prose.words(identifier),
        (Aspect(f"“{title}”", title),),
        _NONE,
        origin,
        (name,),
        named=True,
        role=Role.TITLE,
    )


# ---- drugs -----------------------------------------------------------------------------------------------------


def _drug(drug: Drug, teller: Teller) -> Iterator[Entry]:
    protocol = teller.protocol
    name, title = teller.name(drug.id), prose.title_of(drug.id, protocol)
    yield _declared(Section.DRUG, drug.id, title, prose.drug_dose_text(drug, protocol), drug.origin, teller)
    yield from title_entry(drug.id, drug.title, drug.origin, teller)

    def clause(section: Section, slot: str, aspect: Aspect, evidence: Evidence, origin: Span, *, named: bool) -> Entry:
        slots = ("drug", name, slot)
        return Entry(section, slots, title, title, (aspect,), evidence, origin, (name,), named=named)

    def once(section: Section, slot: str, text: str | None, evidence: Evidence, *nodes: object) -> Iterator[Entry]:
        if text:
            yield clause(section, slot, teller.aspect(text, *nodes), evidence, drug.origin, named=True)

    if drug.dose is not None:
        aspect = teller.aspect(prose.dose_text(drug.dose, protocol), drug.dose)
        yield clause(Section.DRUG, "dose", aspect, drug.dose.evidence, drug.dose.origin, named=True)
    yield from once(Section.DRUG, "route", drug.route, drug.evidence, Aspect("", drug.route).meaning)
    open_time = bool(drug.over_evidence.open_questions)
    yield from once(Section.DRUG, "over", prose.over_text(drug), drug.over_evidence, drug.over, open_time)
    if drug.rounded_to is not None:
        text = prose.rounded_text(drug.rounded_to, drug.direction)
        yield from once(Section.DRUG, "rounding", text, drug.rounding_evidence, drug.rounded_to, drug.direction)
    yield from once(Section.LIMIT, "bounds", prose.bounds_text(drug), drug.bounds_evidence, drug.cap, drug.floor)
    for limit in drug.limits:
        aspect = teller.aspect(prose.dose_limit_text(limit, protocol), limit)
        # Two limits differ in the time they speak of; one may become stricter or laxer, and is still that limit.
        slot = f"limit {teller.reader.of((limit.time, limit.basis))!r}"
        yield clause(Section.LIMIT, slot, aspect, limit.evidence, limit.origin, named=True)
    usual, codes = _known(drug)
    yield from once(Section.DRUG, "usual", usual, _NONE, usual)
    yield from once(Section.DRUG, "codes", codes, _NONE, codes)
    for ramp in drug.ramps:
        aspect = teller.aspect(prose.ramp_text(ramp), ramp)
        yield clause(Section.DRUG, f"rate {ramp.title}", aspect, ramp.evidence, ramp.origin, named=False)
    for split in drug.splits:
        aspect = teller.aspect(prose.split_text(split), split)
        yield clause(Section.DRUG, f"split {split.title}", aspect, split.evidence, split.origin, named=False)


# ---- what is recorded ------------------------------------------------------------------------------------------


def _lab(lab: Lab, teller: Teller) -> Iterator[Entry]:
    protocol = teller.protocol
    title = prose.title_of(lab.id, protocol)
    yield _declared(Section.PATIENT, lab.id, title, prose.lab_text(lab, protocol), lab.origin, teller)
    yield from title_entry(lab.id, lab.title, lab.origin, teller)
    recorded = teller.aspect(
        prose.lab_text(lab, protocol),
        lab.unit,
        lab.whole,
        lab.low,
        lab.high,
        lab.rounded_to,
        _choices(lab),
        *_known(lab),
    )
    yield _part(lab, "recorded", Section.PATIENT, recorded, _NONE, teller)
    yield _fresh(lab, teller)
    yield from _choice_titles(lab, teller)


def _attribute(attribute: Attribute | DerivedAttribute, teller: Teller) -> Iterator[Entry]:
    protocol = teller.protocol
    title, text = prose.title_of(attribute.id, protocol), prose.attribute_text(attribute, protocol)
    yield _declared(Section.PATIENT, attribute.id, title, text, attribute.origin, teller)
    yield from title_entry(attribute.id, attribute.title, attribute.origin, teller)
    match attribute:
        case DerivedAttribute(value=value, unit=unit):
            aspect = teller.aspect(text, value, unit, names=True)
            yield _part(attribute, "computed", Section.PATIENT, aspect, attribute.evidence, teller)
        case Attribute(unit=unit, low=low, high=high):
            known = (
                prose.accepted_text(attribute),
                prose.usual_text(attribute.usual),
                prose.codes_text(attribute.codes),
            )
            said = "; ".join(part for part in (text, *known) if part)
            ends = (low, high, attribute.rounded_to)
            aspect = teller.aspect(said, unit, *ends, _choices(attribute), *_known(attribute), names=True)
            own = attribute.evidence if attribute.allocation is not None else _NONE
            yield _part(attribute, "recorded", Section.PATIENT, aspect, own, teller)
            yield from _choice_titles(attribute, teller)
            allocated = prose.allocation_text(attribute, protocol)
            if attribute.allocation is not None and allocated is not None:
                arms = tuple(
                    sorted(zip((one.id for one in attribute.choices), attribute.allocation.shares, strict=False))
                )
                method = (attribute.allocation.method, tuple(map(teller.name, attribute.allocation.strata)), arms)
                part = Aspect(allocated, method)
                yield _part(attribute, "allocated", Section.PATIENT, part, attribute.allocation.evidence, teller)
            else:
                yield _fresh(attribute, teller)


def _fresh(item: Lab | Attribute, teller: Teller) -> Entry:
    age = item.max_age or teller.protocol.policy.max_age
    aspect = teller.aspect(prose.freshness_text(age, teller.protocol), age)
    return _part(item, "fresh", Section.MONITORING, aspect, item.evidence, teller)


def _choice_titles(item: Lab | Attribute, teller: Teller) -> Iterator[Entry]:
    for choice in item.choices:
        for entry in title_entry(choice.id, choice.title, choice.origin, teller):
            name = teller.name(item.id)
            yield attrs.evolve(entry, slot=("title", name, choice.id), owners=(name,))


def _known(item: Lab | Attribute | Drug) -> tuple[str, str]:
    """What its usual values and its codes are, without where they come from."""
    return prose.usual_text(item.usual), prose.codes_text(item.codes)


def _choices(item: Lab | Attribute) -> tuple[str, ...]:
    return tuple(sorted(choice.id for choice in item.choices))


def _part(
    item: Lab | Attribute | DerivedAttribute,
    slot: str,
    section: Section,
    aspect: Aspect,
    evidence: Evidence,
    teller: Teller,
) -> Entry:
    name, title = teller.name(item.id), prose.title_of(item.id, teller.protocol)
    return Entry(section, (slot, name), title, title, (aspect,), evidence, item.origin, (name,), named=True)


# ---- values and rules ------------------------------------------------------------------------------------------


def _parameter(parameter: Parameter, teller: Teller) -> Entry:
    name, title = teller.name(parameter.id), prose.words(parameter.id)
    allowed = prose.allowed_text(parameter.id, teller.protocol)
    limits = None if parameter.range is None else (parameter.range.low, parameter.range.high)
    aspects = (
        teller.aspect(prose.parameter_text(parameter.id, teller.protocol), attrs.evolve(parameter, others=())),
        teller.aspect(f"allowed from {allowed}" if allowed else "", limits),
        teller.aspect(prose.others_text(parameter.others), prose.others_text(parameter.others)),
    )
    return Entry(
        Section.RULE,
        ("declared", name),
        title,
        title,
        aspects,
        parameter.evidence,
        parameter.origin,
        (name,),
        named=True,
        declares=name,
    )


def _trigger(trigger: Trigger, teller: Teller) -> Iterator[Entry]:
    protocol = teller.protocol
    name, title = teller.name(trigger.id), prose.title_of(trigger.id, protocol)
    missing = trigger.missing or protocol.policy.missing
    aspects = (
        teller.aspect(f"when {prose.condition_text(trigger.when, protocol)}", trigger.when),
        teller.aspect(prose.missing_result_text(trigger), missing, trigger.fact),
    )
    yield Entry(
        Section.RULE,
        ("declared", name),
        title,
        title,
        aspects,
        trigger.evidence,
        trigger.origin,
        (name,),
        named=True,
        declares=name,
    )
    yield from title_entry(trigger.id, trigger.title, trigger.origin, teller)


def _table(table: Table, teller: Teller) -> Iterator[Entry]:
    protocol = teller.protocol
    name, title = teller.name(table.id), prose.title_of(table.id, protocol)
    count = prose.count_text(len(table.cases), "case")
    text = f"{prose.table_text(table, protocol)}, {count}"
    yield _declared(Section.RULE, table.id, title, text, table.origin, teller, evidence=table.evidence)
    yield from title_entry(table.id, table.title, table.origin, teller)
    for case in table.cases:
        when = prose.case_text(case, protocol)
        aspects = (teller.aspect(when, case.when), teller.aspect(prose.cell_text(case.cell), case.cell))
        # A case that says something else for the same patients is that case, changed.
        slot = ("case", name, repr(aspects[0].meaning))
        yield Entry(
            Section.RULE,
            slot,
            title,
            title,
            aspects,
            case.evidence,
            case.origin,
            (name,),
            whole=True,
            joint=": ",
        )


# ---- forms -----------------------------------------------------------------------------------------------------


def _declared(
    section: Section,
    identifier: str,
    title: str,
    text: str,
    origin: Span,
    teller: Teller,
    *,
    evidence: Evidence = _NONE,
) -> Entry:
    """That something is declared; what is said of it stands in entries of its own."""
    name = teller.name(identifier)
    shown = title or prose.words(identifier)
    return Entry(
        section,
        ("declared", name),
        shown,
        shown,
        (Aspect(text, section.name),),
        evidence,
        origin,
        (name,),
        named=True,
        declares=name,
    )


def _single(
    section: Section, identifier: str, title: str, aspect: Aspect, evidence: Evidence, origin: Span, teller: Teller
) -> Entry:
    """A declaration that is one statement."""
    name = teller.name(identifier)
    shown = title or prose.words(identifier)
    return Entry(
        section,
        ("declared", name),
        shown,
        shown,
        (aspect,),
        evidence,
        origin,
        (name,),
        named=True,
        declares=name,
    )

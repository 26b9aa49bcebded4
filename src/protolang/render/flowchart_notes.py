"""The notes of a flowchart: what holds for the whole protocol and has no place on a single box or arrow."""

from collections.abc import Iterable
from typing import assert_never

from protolang import prose
from protolang.model.claim import EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Rate
from protolang.model.evidence import Evidence
from protolang.model.expression import Claim, Expression, NeverExit
from protolang.model.protocol import Protocol, Requirement
from protolang.model.treatment import Attribute, DerivedAttribute, Trigger
from protolang.render.flowchart_chart import ASSUMED_MARK, OPEN_MARK, UNMARKED, Line, Note, mark_of
from protolang.render.renderer import Edition
from protolang.verify.verdict import Result, Verdict


def notes_in_front(edition: Edition) -> tuple[Note, ...]:
    """What a reader of the lanes needs at hand: definitions, what stops or never stops a track, the marks."""
    protocol = edition.protocol
    notes = (
        _weakened(edition),
        _definitions(protocol),
        _at_any_time(protocol),
        _forbidden(protocol),
        _holds(protocol),
        _legend(protocol),
    )
    return tuple(note for note in notes if note.lines)


def notes_behind(edition: Edition) -> tuple[Note, ...]:
    """What may stand on a page of its own: open decisions, rules for late doses, requirements, sources."""
    protocol = edition.protocol
    notes = (
        _decisions(protocol),
        _eligibility(protocol),
        _alerts(protocol),
        _levels(protocol),
        _rules(protocol),
        _requirements(edition),
        _sources(protocol),
    )
    return tuple(note for note in notes if note.lines)


def with_parameters(evidence: Evidence, values: Iterable[object], protocol: Protocol) -> Evidence:
    """The marks of a statement with those of the parameters it names: an assumed number is marked where it is read."""
    names = set(values)
    used = (parameter.evidence for parameter in protocol.parameters if parameter.id in names)
    return prose.merge(evidence, *used)


def _weakened(edition: Edition) -> Note:
    lines = (Line(one, term="WEAKENED:") for one in edition.weakened)
    return Note("Weaker than in the base of this variant", tuple(lines), wide=True)


def _decisions(protocol: Protocol) -> Note:
    lines = (Line(f"[? {prose.words(decision.name)}] {decision.question}") for decision in protocol.decisions)
    return Note("Open decisions: no source states them, and nobody has decided them", tuple(lines), wide=True)


def _at_any_time(protocol: Protocol) -> Note:
    lines = [
        Line(
            f"{prose.title_of(drug.id, protocol)} is given {over}.",
            drug.over_evidence if drug.over is None else drug.all_evidence,
        )
        for drug in protocol.drugs
        if (over := prose.over_text(drug)) is not None
    ]
    lines += [Line(prose.stop_text(stop, protocol), stop.evidence) for stop in protocol.stops]
    lines += [
        Line(prose.requirement_text(requirement, protocol), requirement.evidence)
        for requirement in protocol.requirements
        if _is_veto(requirement)
    ]
    return Note("At any time", tuple(lines))


def _forbidden(protocol: Protocol) -> Note:
    vetoes = prose.distinct_rules(protocol.vetoes)
    lines = [Line(prose.veto_text(veto, protocol), veto.evidence) for veto in vetoes]
    lines += [Line(prose.separation_text(pair, protocol), pair.evidence) for pair in protocol.separations]
    return Note("Do NOT", tuple(lines))


def _holds(protocol: Protocol) -> Note:
    rules = prose.distinct_rules(protocol.holds)
    return Note("Hold treatment", tuple(Line(prose.hold_rule_text(rule, protocol), rule.evidence) for rule in rules))


def _alerts(protocol: Protocol) -> Note:
    rules = prose.distinct_rules(protocol.alerts)
    return Note("Whom to tell", tuple(Line(prose.alert_text(rule, protocol), rule.evidence) for rule in rules))


def _eligibility(protocol: Protocol) -> Note:
    lines = [
        Line(prose.eligibility_text(rule, protocol), rule.evidence, "Must hold:" if rule.include else "Must not hold:")
        for rule in protocol.eligibility
    ]
    for arm in protocol.attributes:
        match arm:
            case Attribute(allocation=allocation) if allocation is not None:
                text = f"Allocated {prose.allocation_text(arm, protocol)}."
                lines.append(Line(text, allocation.evidence, f"{prose.title_of(arm.id, protocol)}:"))
            case Attribute() | DerivedAttribute():
                pass
    return Note("Who may be treated", tuple(lines))


def _levels(protocol: Protocol) -> Note:
    levels = (
        Line(prose.level_text(level, protocol), level.evidence, f"{prose.title_of(level.id, protocol)}:")
        for level in protocol.levels
    )
    tables = (
        Line(f"{prose.table_text(table, protocol)}: see the table in the handout.", table.evidence, f"{table.title}:")
        for table in protocol.tables
    )
    return Note("Levels and dose tables", (*levels, *tables))


def _legend(protocol: Protocol) -> Note:
    cited = [f"{mark_of(source.id, protocol)} {prose.source_key(source, protocol)}" for source in protocol.sources]
    others = [f"{ASSUMED_MARK} assumed in this file", f"{OPEN_MARK} open decision", f"{UNMARKED} no source"]
    signs = (
        f"● start, on day\u00a0{protocol.conventions.first_day}. ↻ repeated. Dashed thick line: something is "
        "undecided. Double border: end of a track. STOP: all tracks end."
    )
    return Note("Marks", (Line("; ".join([*cited, *others]) + "."), Line(signs)), wide=True)


def _sources(protocol: Protocol) -> Note:
    lines = []
    for source in protocol.sources:
        places = "".join(f"; {scheme} {value}" for scheme, value in source.identifiers)
        lines.append(Line(f"{source.citation}{places}", term=mark_of(source.id, protocol)))
    return Note("Sources", tuple(lines), wide=True)


def _requirements(edition: Edition) -> Note:
    return Note("Requirements", tuple(_requirement_line(result, edition.protocol) for result in edition.results))


def _requirement_line(result: Result, protocol: Protocol) -> Line:
    words = {Verdict.PROVED: "PROVED:", Verdict.VIOLATED: "VIOLATED:", Verdict.UNKNOWN: "NOT DECIDED:"}
    found = prose.found_text(result)
    text = prose.requirement_text(result.requirement, protocol)
    text = f"{text} Found: {found}." if found else text
    return Line(text, result.requirement.evidence, words[result.verdict])


def _definitions(protocol: Protocol) -> Note:
    lines = []
    for trigger in protocol.triggers:
        names = _parameters_in(trigger.when, protocol.triggers)
        text = f"{prose.trigger_definition(trigger, protocol)}; {prose.missing_result_text(trigger)}"
        evidence = with_parameters(trigger.evidence, names, protocol)
        lines.append(Line(text, evidence, f"{prose.words(trigger.id)}:"))
    if lines:
        lines.append(Line("at some time up to now", term="once:"))
    return Note("What the words mean", tuple(lines))


def _parameters_in(expression: Expression, triggers: tuple[Trigger, ...]) -> tuple[str, ...]:
    """The parameters of a condition and of every trigger that it names."""
    named = [trigger.when for name in prose.triggers_of(expression) for trigger in triggers if trigger.id == name]
    inner = (found for when in named for found in _parameters_in(when, triggers))
    return (*prose.parameters_of(expression), *inner)


def _is_veto(requirement: Requirement) -> bool:
    match requirement.claim:
        case NeverExit():
            return True
        case Claim() | Holds() | LeadsTo() | Rate() | EveryWindow() | OnlyAfter() | NeverWhile():
            return False
    assert_never(requirement.claim)


def _rules(protocol: Protocol) -> Note:
    policy, conventions = protocol.policy, protocol.conventions
    per_day = conventions.resolution.per_day
    lines = [
        Line(prose.missed_text(policy.missed, per_day=per_day), policy.missed.evidence if policy.missed else None),
        Line(prose.anchor_text(policy.anchor), policy.anchor_evidence),
        Line(prose.hold_text(policy.hold, per_day), policy.hold.evidence if policy.hold else None),
        Line(prose.rounding_text(policy), policy.rounding_evidence),
        Line(prose.day_zero_text(conventions, protocol), conventions.day_zero_evidence),
    ]
    for text, evidence in (
        (prose.week_zero_text(conventions), conventions.week_zero_evidence),
        (prose.month_text(conventions), conventions.month_evidence),
        (prose.resolution_text(conventions), None),
        (prose.missing_policy_text(policy), None),
        (prose.max_age_text(policy), None),
    ):
        if text is not None:
            lines.append(Line(text, evidence))
    return Note("Throughout", tuple(lines))

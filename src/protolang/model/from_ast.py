"""The lowering of a file. In: its tree. Out: the Protocol, as far as it can be made, and every mistake found."""

from collections.abc import Iterable, Iterator

import attrs

from protolang.diagnostics import Label, Outcome
from protolang.diagnostics.codes import PL102, PL109, PL112
from protolang.model.course import StopRule
from protolang.model.evidence import OpenDecision
from protolang.model.findings import Findings
from protolang.model.from_arms import lower_arms, lower_contraindications, lower_eligibility
from protolang.model.from_calls import lower_call
from protolang.model.from_changes import lower_changes
from protolang.model.from_claims import lower_requirements
from protolang.model.from_codings import lower_codes, lower_others
from protolang.model.from_computed import lower_computed
from protolang.model.from_conditions import lower_condition
from protolang.model.from_declarations import lower_attributes, lower_events, lower_labs, lower_sources
from protolang.model.from_drugs import lower_drugs
from protolang.model.from_header import NO_CONVENTIONS, lower_header, lower_policy
from protolang.model.from_levels import declare_levels, lower_levels
from protolang.model.from_rules import lower_rules
from protolang.model.from_scenarios import lower_scenarios
from protolang.model.from_separations import lower_separations
from protolang.model.from_tables import declare_tables, lower_tables
from protolang.model.from_tracks import lower_entries, lower_stop, lower_tracks
from protolang.model.from_triggers import lower_triggers
from protolang.model.lowering import Lowering, only, title_of
from protolang.model.mandatory import report_missing
from protolang.model.parameters import Parameters, ParameterUse, between
from protolang.model.place import Rules
from protolang.model.protocol import Protocol
from protolang.model.resolve import Names
from protolang.model.symbols import declare
from protolang.model.treatment import Parameter, Policy
from protolang.model.units import Literals
from protolang.model.windows import interval_of, report_overlap
from protolang.source import SourceFile
from protolang.syntax.ast import (
    ArmsDecl,
    AttributeDecl,
    BackgroundDecl,
    ContraindicatedDecl,
    DayZeroClause,
    DrugDecl,
    EligibilityDecl,
    EventDecl,
    FactDecl,
    FormulaDecl,
    LabDecl,
    LevelDecl,
    MarkKind,
    NeverDecl,
    ParamDecl,
    ProtocolDecl,
    RequireDecl,
    ScenarioDecl,
    SeparateDecl,
    SourceDecl,
    StopClause,
    TableDecl,
    TrackDecl,
    TriggerDecl,
    WeekClause,
)
from protolang.variants.change import Effective


def lower(
    tree: ProtocolDecl,
    source: SourceFile,
    skipped_names: frozenset[str] = frozenset(),
    *,
    effective: Effective | None = None,
    imported: tuple[SourceFile, ...] = (),
) -> Outcome[Protocol]:
    """The Protocol of a tree, and everything there is to say about it; a user's mistake is never raised.

    Beside an error the Protocol is partial: what was wrong is left out, so a name in it may lead nowhere. Without
    an error every name leads to its declaration. `skipped_names` stand in text the parser could not read. `effective`
    is what made `tree` of the files `imported` when it is a variant's.
    """
    findings = Findings()
    names = Names(declare(tree, findings), skipped_names, findings)
    literals = Literals(findings)
    uses = Parameters(findings, literals)
    low = Lowering(findings, names, literals, uses, NO_CONVENTIONS, lower_call, lower_condition)
    header = lower_header(tree, low)
    policy = lower_policy(tree, low)
    declarations = tree.declarations
    sources = lower_sources(only(SourceDecl, declarations), low)
    events = lower_events(only(EventDecl, declarations), low)
    # What a name stands for, and in what unit, is known before anything is computed or compared.
    labs = lower_labs(only(LabDecl, declarations), low)
    recorded = lower_attributes(only(AttributeDecl, declarations), low)
    arms = lower_arms(only(ArmsDecl, declarations), low)
    _declare_parameters(only(ParamDecl, declarations), low)
    others = lower_others(only(ParamDecl, declarations), low)
    declare_tables(only(TableDecl, declarations), low)
    declare_levels(only(LevelDecl, declarations), low)
    computed = lower_computed(only(FormulaDecl, declarations), low)
    drugs = lower_drugs(only(DrugDecl, declarations), low)
    tables = lower_tables(only(TableDecl, declarations), low)
    levels = lower_levels(only(LevelDecl, declarations), low)
    triggers = lower_triggers(_named_conditions(tree), low)
    eligibility = lower_eligibility(only(EligibilityDecl, declarations), low)
    rules = Rules({drug.id: drug for drug in drugs}, {level.id: level for level in levels})
    rules.vetoes.extend(lower_contraindications(only(ContraindicatedDecl, declarations), low))
    separations = lower_separations(only(SeparateDecl, declarations), low)
    lower_entries(only(TrackDecl, declarations), rules, low)
    lower_rules(declarations, rules, low)
    tracks = lower_tracks(only(TrackDecl, declarations), rules, low)
    stops = _lower_stops(only(StopClause, declarations), low)
    requirements = lower_requirements(_requirements(tree), low)
    parameters = tuple(attrs.evolve(item, others=others.get(item.origin, ())) for item in low.parameters.finished())
    scenarios = lower_scenarios(only(ScenarioDecl, declarations), only(BackgroundDecl, declarations), parameters, low)
    _report_overlaps(policy, parameters, low)
    report_missing(tree, policy, drugs, tracks, low)
    if not names.may_be_skipped("month"):
        literals.report_bare_months()
    low.report_undated(
        day_failed=bool(only(DayZeroClause, tree.header)), week_failed=bool(only(WeekClause, tree.header))
    )
    descent = lower_changes(effective, low)
    names.report_undefined()
    names.report_unused()
    decisions = tuple(sorted(_bounded(names.decisions, parameters), key=lambda decision: decision.origin.order))
    _report_decisions(decisions, findings)
    return findings.outcome_of(
        Protocol(
            id=tree.name.text,
            title=title_of(tree.title, tree.name.text),
            version=header.version,
            status=header.status,
            purpose=header.purpose,
            population=header.population,
            conventions=low.conventions,
            policy=policy,
            sources=sources,
            drugs=drugs,
            labs=labs,
            attributes=(*recorded, *arms, *computed),
            events=events,
            parameters=parameters,
            triggers=triggers,
            tracks=tracks,
            stops=stops,
            requirements=requirements,
            scenarios=scenarios,
            decisions=decisions,
            source=source,
            origin=tree.span,
            levels=levels,
            tables=tables,
            eligibility=eligibility,
            holds=tuple(rules.holds),
            alerts=tuple(rules.alerts),
            vetoes=tuple(rules.vetoes),
            subject=header.subject,
            descent=descent,
            separations=separations,
            codes=lower_codes(tree.header, tree.name.text, low),
            imported=imported,
        )
    )


def _requirements(tree: ProtocolDecl) -> list[RequireDecl | NeverDecl]:
    return [decl for decl in tree.declarations if isinstance(decl, RequireDecl | NeverDecl)]


def _named_conditions(tree: ProtocolDecl) -> list[TriggerDecl | FactDecl]:
    return [decl for decl in tree.declarations if isinstance(decl, TriggerDecl | FactDecl)]


def _declare_parameters(declarations: list[ParamDecl], low: Lowering) -> None:
    for decl in declarations:
        name = decl.name.text
        evidence = low.names.evidence(decl.marks, name, settable=decl.value is None)
        unstated = next((mark for mark in decl.marks if mark.kind is MarkKind.UNSTATED), None)
        failed = False
        if decl.value is None and unstated is None:
            failed = True
            low.findings.report(
                PL109,
                f"parameter `{name}` has no value",
                Label(decl.name.span, "a value is missing"),
                help='write `= 4 weeks` with its value, or `unstated "…"` with what the sources leave open',
            )
        elif decl.value is not None and unstated is not None:
            low.findings.report(
                PL102,
                f"parameter `{name}` has a value and is `unstated`",
                Label(unstated.span, "said to be open here"),
                Label(decl.value.span, "given a value here"),
                help='write `assumed "…"` for a value of your own, or take the value out',
            )
        elif decl.value is not None:
            failed = not low.literals.knows(decl.value)
        if low.names.is_first(decl.name):
            low.parameters.declare(
                ParameterUse(decl.name, decl.value, evidence, decl.span, failed=failed, range=decl.range)
            )


def _lower_stops(clauses: list[StopClause], low: Lowering) -> tuple[StopRule, ...]:
    stops = (lower_stop(clause, "stop rule", low) for clause in clauses)
    return tuple(stop for stop in stops if stop is not None)


def _report_overlaps(policy: Policy, parameters: tuple[Parameter, ...], low: Lowering) -> None:
    values = {parameter.id: parameter.value for parameter in parameters}
    for spacing in low.spacings:
        report_overlap(spacing.under(policy), interval_of(spacing.timing, values), low.findings)


def _bounded(decisions: Iterable[OpenDecision], parameters: tuple[Parameter, ...]) -> Iterator[OpenDecision]:
    """The decisions, with what each of them may be."""
    allowed = {parameter.id: between(parameter.range) for parameter in parameters if parameter.range is not None}
    for decision in decisions:
        yield attrs.evolve(decision, between=allowed.get(decision.name, "") if decision.settable else "")


def _report_decisions(decisions: Iterable[OpenDecision], findings: Findings) -> None:
    for decision in decisions:
        # A sentence of the author's, but a message has no full stop.
        question = decision.question.rstrip(".!") or "no source states it"
        findings.report(
            PL112,
            f"`{decision.name}` is not decided: {question}",
            Label(decision.origin, "a decision is needed"),
            help=(
                f"decide it with `--set {decision.name}=…`{_comma(decision.between)}, or write its value here"
                if decision.settable
                else "write the rule in place of `unstated` once it is decided"
            ),
        )


def _comma(text: str) -> str:
    return f", {text}" if text else ""

"""The lowering of a file. In: its tree. Out: the Protocol, as far as it can be made, and every mistake found."""

from collections.abc import Iterable

from protolang.diagnostics import Label, Outcome
from protolang.diagnostics.codes import PL101, PL102, PL109, PL112
from protolang.model.course import StopRule
from protolang.model.evidence import OpenDecision
from protolang.model.expansion import oversized_triggers, report_oversized
from protolang.model.expression import Expression
from protolang.model.findings import Findings, quoted
from protolang.model.from_claims import lower_requirements
from protolang.model.from_conditions import lower_condition, trigger_circles
from protolang.model.from_declarations import lower_attributes, lower_events, lower_labs, lower_sources
from protolang.model.from_drugs import lower_drugs
from protolang.model.from_header import NO_CONVENTIONS, lower_header, lower_policy
from protolang.model.from_rules import lower_rules
from protolang.model.from_scenarios import lower_scenarios
from protolang.model.from_tracks import lower_stop, lower_tracks
from protolang.model.lowering import Lowering, only, title_of
from protolang.model.mandatory import report_missing
from protolang.model.parameters import Parameters, ParameterUse
from protolang.model.place import Rules
from protolang.model.protocol import Protocol
from protolang.model.resolve import Names
from protolang.model.symbols import declare
from protolang.model.treatment import MissingPolicy, Parameter, Policy, Trigger
from protolang.model.units import Literals
from protolang.model.windows import interval_of, report_overlap
from protolang.source import SourceFile
from protolang.syntax.ast import (
    AttributeDecl,
    BackgroundDecl,
    DayZeroClause,
    DrugDecl,
    EventDecl,
    FormulaDecl,
    LabDecl,
    MarkKind,
    NeverDecl,
    ParamDecl,
    ProtocolDecl,
    RequireDecl,
    ScenarioDecl,
    SourceDecl,
    StopClause,
    TrackDecl,
    TriggerDecl,
    WeekClause,
)

_MISSING = {
    "measure": MissingPolicy.PROTECT,
    "block": MissingPolicy.PERMIT,
    "ignore": MissingPolicy.ELECTIVE,
}


def lower(tree: ProtocolDecl, source: SourceFile, skipped_names: frozenset[str] = frozenset()) -> Outcome[Protocol]:
    """The Protocol of a tree, and everything there is to say about it; a user's mistake is never raised.

    Beside an error the Protocol is partial: what was wrong is left out, so a name in it may lead nowhere. Without
    an error every name leads to its declaration. `skipped_names` stand in text the parser could not read.
    """
    findings = Findings()
    names = Names(declare(tree, findings), skipped_names, findings)
    literals = Literals(findings)
    low = Lowering(findings, names, literals, Parameters(findings, literals), NO_CONVENTIONS)
    header = lower_header(tree, low)
    policy = lower_policy(tree, low)
    declarations = tree.declarations
    sources = lower_sources(only(SourceDecl, declarations), low)
    events = lower_events(only(EventDecl, declarations), low)
    labs = lower_labs(only(LabDecl, declarations), low)
    attributes = lower_attributes(only(AttributeDecl, declarations), only(FormulaDecl, declarations), low)
    drugs = lower_drugs(only(DrugDecl, declarations), low)
    _declare_parameters(only(ParamDecl, declarations), low)
    triggers = _lower_triggers(only(TriggerDecl, declarations), low)
    rules = Rules({drug.id: drug for drug in drugs})
    lower_rules(declarations, rules, low)
    tracks = lower_tracks(only(TrackDecl, declarations), rules, low)
    stops = _lower_stops(only(StopClause, declarations), low)
    requirements = lower_requirements(_requirements(tree), low)
    parameters = low.parameters.finished()
    backgrounds = only(BackgroundDecl, declarations)
    scenarios = lower_scenarios(only(ScenarioDecl, declarations), backgrounds, parameters, low)
    _report_overlaps(policy, parameters, low)
    report_missing(tree, policy, drugs, tracks, low)
    if not names.may_be_skipped("month"):
        literals.report_bare_months()
    low.report_undated(
        day_failed=bool(only(DayZeroClause, tree.header)), week_failed=bool(only(WeekClause, tree.header))
    )
    names.report_undefined()
    names.report_unused()
    decisions = tuple(sorted(names.decisions, key=lambda decision: decision.origin.start))
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
            attributes=attributes,
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
            holds=tuple(rules.holds),
            alerts=tuple(rules.alerts),
            vetoes=tuple(rules.vetoes),
        )
    )


def _requirements(tree: ProtocolDecl) -> list[RequireDecl | NeverDecl]:
    return [decl for decl in tree.declarations if isinstance(decl, RequireDecl | NeverDecl)]


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
            low.parameters.declare(ParameterUse(decl.name, decl.value, evidence, decl.span, failed=failed))


def _lower_triggers(declarations: list[TriggerDecl], low: Lowering) -> tuple[Trigger, ...]:
    triggers: dict[str, Trigger] = {}
    for decl in declarations:
        name = decl.name.text
        evidence = low.names.evidence(decl.marks, f"trigger {name}")
        condition = lower_condition(decl.condition, low)
        if condition is None or not low.names.is_first(decl.name):
            continue
        missing = None if decl.missing is None else _MISSING[decl.missing]
        triggers[name] = Trigger(name, title_of(decl.title, name), condition, missing, evidence, decl.span)
    conditions: dict[str, Expression] = {name: trigger.when for name, trigger in triggers.items()}
    for circle in trigger_circles(conditions):
        _report_circle(circle, low)
        for name in circle:
            # A condition without a bottom can be evaluated by nobody, so the partial protocol does without it.
            triggers.pop(name, None)
    oversized = oversized_triggers({name: trigger.when for name, trigger in triggers.items()})
    report_oversized(oversized, low)
    return tuple(trigger for name, trigger in triggers.items() if name not in oversized)


def _report_circle(circle: tuple[str, ...], low: Lowering) -> None:
    first, *others = (low.names.table[name].name for name in circle)
    message = (
        f"trigger `{first.text}` is defined by itself"
        if not others
        else f"triggers {quoted(circle)} are defined by each other"
    )
    low.findings.report(
        PL101,
        message,
        Label(first.span, "the circle starts here"),
        *(Label(other.span, "and passes here") for other in others),
        help=f"write {'one of them' if others else 'it'} with labs, attributes or events only",
    )


def _lower_stops(clauses: list[StopClause], low: Lowering) -> tuple[StopRule, ...]:
    stops = (lower_stop(clause, "stop rule", low) for clause in clauses)
    return tuple(stop for stop in stops if stop is not None)


def _report_overlaps(policy: Policy, parameters: tuple[Parameter, ...], low: Lowering) -> None:
    values = {parameter.id: parameter.value for parameter in parameters}
    for spacing in low.spacings:
        report_overlap(spacing.under(policy), interval_of(spacing.timing, values), low.findings)


def _report_decisions(decisions: Iterable[OpenDecision], findings: Findings) -> None:
    for decision in decisions:
        # A sentence of the author's, but a message has no full stop.
        question = decision.question.rstrip(".!") or "no source states it"
        findings.report(
            PL112,
            f"`{decision.name}` is not decided: {question}",
            Label(decision.origin, "a decision is needed"),
            help=(
                f"decide it with `--set {decision.name}=…`, or write its value here"
                if decision.settable
                else "write the rule in place of `unstated` once it is decided"
            ),
        )

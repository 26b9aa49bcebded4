"""Scenarios: one patient's settings, sizes, results and events, and what must come of them."""

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL105
from protolang.model.dimensions import Side, comparable
from protolang.model.expression import Claim, CourseEnded, Expression, InPhase
from protolang.model.from_claims import author_text, is_claim, lower_claim
from protolang.model.from_conditions import lower_condition
from protolang.model.lowering import Lowering, only
from protolang.model.parameters import Value, check_setting
from protolang.model.scenario import Expectation, Occurrence, ReadingSeries, Scenario
from protolang.model.symbols import Kind
from protolang.model.treatment import Parameter
from protolang.model.units import LONGEST_DAYS, literal_text
from protolang.quantity import Quantity
from protolang.syntax.ast import (
    ExpectClause,
    MomentExpr,
    Name,
    NameExpr,
    OccurrenceClause,
    PatientClause,
    QuantityExpr,
    ReadingClause,
    ScenarioDecl,
    SetClause,
)


def lower_scenarios(
    declarations: list[ScenarioDecl], parameters: tuple[Parameter, ...], low: Lowering
) -> tuple[Scenario, ...]:
    """The scenarios, in file order; `parameters` are finished, so that it is known what each value must be."""
    titles: dict[str, ScenarioDecl] = {}
    known = {parameter.id: parameter for parameter in parameters}
    scenarios = []
    for decl in declarations:
        first = titles.setdefault(decl.title, decl)
        if first is not decl:
            low.findings.report(
                PL102,
                f"two scenarios are called `{' '.join(decl.title.split())}`",
                Label(decl.span, "called so again here"),
                Label(first.span, "first called so here"),
            )
        scenarios.append(
            Scenario(
                decl.title,
                _lower_settings(decl, known, low),
                _lower_patient(decl, low),
                _lower_readings(decl, low),
                _lower_occurrences(decl, low),
                _lower_expectations(decl, low),
                decl.span,
            )
        )
    return tuple(scenarios)


def _lower_settings(
    decl: ScenarioDecl, parameters: dict[str, Parameter], low: Lowering
) -> tuple[tuple[str, Value], ...]:
    settings = []
    seen: dict[str, Name] = {}
    for clause in only(SetClause, decl.steps):
        symbol = low.names.find(clause.name, Kind.PARAMETER, counts=False)
        if _is_second(seen, clause.name, low) or symbol is None or low.parameters.has_failed(symbol.id):
            continue
        parameter = parameters.get(symbol.id)
        value = check_setting(symbol.id, clause.value, None if parameter is None else parameter.needs, low.literals)
        if value is not None:
            settings.append((symbol.id, value))
    return tuple(settings)


def _lower_patient(decl: ScenarioDecl, low: Lowering) -> tuple[tuple[str, Quantity], ...]:
    values = []
    seen: dict[str, Name] = {}
    for clause in only(PatientClause, decl.steps):
        for name, literal in clause.values:
            quantity = _measured(name, literal, (Kind.ATTRIBUTE,), low)
            if not _is_second(seen, name, low) and quantity is not None:
                values.append((name.text, quantity))
    return tuple(values)


def _lower_readings(decl: ScenarioDecl, low: Lowering) -> tuple[ReadingSeries, ...]:
    readings = []
    for clause in only(ReadingClause, decl.steps):
        day = _day(clause.since, low)
        if clause.value is None:
            symbol = low.names.find(clause.name, Kind.LAB, Kind.ATTRIBUTE, counts=False)
            if symbol is not None and day is not None:
                readings.append(ReadingSeries(symbol.id, day, None, clause.span))
            continue
        quantity = _measured(clause.name, clause.value, (Kind.LAB, Kind.ATTRIBUTE), low)
        if quantity is not None and day is not None:
            readings.append(ReadingSeries(clause.name.text, day, quantity, clause.span))
    return tuple(readings)


def _lower_occurrences(decl: ScenarioDecl, low: Lowering) -> tuple[Occurrence, ...]:
    occurrences = []
    for clause in only(OccurrenceClause, decl.steps):
        symbol = low.names.find(clause.event, Kind.EVENT, counts=False)
        day = _day(clause.at, low)
        if symbol is not None and day is not None:
            occurrences.append(Occurrence(symbol.id, day, clause.span))
    return tuple(occurrences)


def _lower_expectations(decl: ScenarioDecl, low: Lowering) -> tuple[Expectation, ...]:
    expectations = []
    for clause in only(ExpectClause, decl.steps):
        claim = _expected(clause, low)
        day = None if clause.moment is None else _day(clause.moment, low)
        if claim is None or (day is None) != (clause.moment is None):
            continue
        text = author_text(clause.span).removeprefix("expect ")
        expectations.append(Expectation(claim, day, clause.when == "by", text, clause.span))
    return tuple(expectations)


def _expected(clause: ExpectClause, low: Lowering) -> Claim | InPhase | CourseEnded | Expression | None:
    if clause.claim is None:
        return CourseEnded(clause.span)
    if is_claim(clause.claim):
        return lower_claim(clause.claim, low)
    if isinstance(clause.claim, NameExpr):
        symbol = low.names.find(clause.claim.name, Kind.PHASE, Kind.TRIGGER, Kind.EVENT)
        if symbol is None:
            return None
        if symbol.kind is Kind.PHASE:
            return InPhase(symbol.id, clause.claim.span)
    return lower_condition(clause.claim, low)


def _measured(name: Name, literal: QuantityExpr, kinds: tuple[Kind, ...], low: Lowering) -> Quantity | None:
    """The value in the unit of what is measured, exactly converted."""
    symbol = low.names.find(name, *kinds, counts=False)
    quantity = low.literals.quantity(literal)
    known = None if symbol is None else low.measured.get(symbol.id)
    if quantity is None or known is None or known.unit is None:
        return None
    wanted = Side(name.text, known.unit, known.whole, name.span, known.span)
    given = Side(literal_text(literal), quantity.unit, None, literal.span)
    return quantity.to(known.unit) if comparable(wanted, given, low.findings) else None


def _day(moment: MomentExpr, low: Lowering) -> int | None:
    number = low.literals.whole(moment.number, moment.span)
    if number is None:
        return None
    if number * (7 if moment.unit == "week" else 1) > LONGEST_DAYS:
        low.findings.report(
            PL105,
            f"{moment.unit} {number} lies more than a hundred years ahead",
            Label(moment.span, "no course lasts so long"),
        )
        return None
    return low.study_day(moment.unit, number, moment.span)


def _is_second(seen: dict[str, Name], name: Name, low: Lowering) -> bool:
    first = seen.setdefault(name.text, name)
    if first is name:
        return False
    low.findings.report(
        PL102,
        f"`{name.text}` is set twice",
        Label(name.span, "set again here"),
        Label(first.span, "first set here"),
        help="keep one of them",
    )
    return True

"""Drugs: how they are given, and within what bounds. In: their declarations. Out: drugs of one kind of amount each."""

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL105, PL307
from protolang.model.dimensions import is_percentage
from protolang.model.evidence import Evidence
from protolang.model.from_codings import lower_codes, lower_usual
from protolang.model.from_doses import lower_dose
from protolang.model.from_levels import rounding_direction
from protolang.model.lowering import Given, Lowering, only, title_of
from protolang.model.rounding import amount_unit, is_amount, is_given, is_rate, rounding_step
from protolang.model.symbols import Kind
from protolang.model.treatment import Consequence, Dose, DoseLimit, Drug, Ramp, Split
from protolang.model.units import literal_text
from protolang.quantity import Direction, Duration, Quantity, Unit
from protolang.syntax.ast import (
    CapClause,
    DoseClause,
    DrugDecl,
    FloorClause,
    LimitClause,
    OverClause,
    QuantityExpr,
    RampClause,
    RoundedClause,
    RouteClause,
    SplitClause,
)

__all__ = ["lower_dose", "lower_drugs"]


def lower_drugs(declarations: list[DrugDecl], low: Lowering) -> tuple[Drug, ...]:
    """The drugs, and into `low.given` what a dose of each is measured in."""
    drugs = [(decl, _lower_drug(decl, low)) for decl in declarations]
    return tuple(drug for decl, drug in drugs if low.names.is_first(decl.name))


def _lower_drug(decl: DrugDecl, low: Lowering) -> Drug:
    name = decl.name.text
    route = low.once(only(RouteClause, decl.clauses), f"`route` of `{name}`")
    dose_clause = low.once(only(DoseClause, decl.clauses), f"`dose` of `{name}`")
    over = low.once(only(OverClause, decl.clauses), f"`over` of `{name}`")
    rounded = low.once(only(RoundedClause, decl.clauses), f"`rounded` of `{name}`")
    cap = low.once(only(CapClause, decl.clauses), f"`cap` of `{name}`")
    floor = low.once(only(FloorClause, decl.clauses), f"`floor` of `{name}`")
    said = {
        about: Evidence() if clause is None else low.names.evidence(clause.marks, f"{about} of {name}")
        for clause, about in ((route, "route"), (rounded, "rounding"), (cap, "cap"), (floor, "floor"))
    }
    bounds = said["cap"].joined(said["floor"])
    dose = None if dose_clause is None else lower_dose(dose_clause, low, f"dose of {name}")
    given = None if dose is None else amount_unit(dose, low)
    if dose is not None and given is not None and low.names.is_first(decl.name):
        low.given[name] = Given(given, dose.basis)
    step = None if rounded is None else rounding_step(rounded.step, low)
    if rounded is not None and dose is not None and not _is_rounded(dose, given, rounded, step, name, low):
        step = None
    most = None if cap is None else _bound(cap.most, name, given, low)
    least = None if floor is None else _bound(floor.least, name, given, low)
    if cap is not None and floor is not None:
        _check_bounds(cap, most, floor, least, name, low)
    limits = [_lower_limit(clause, name, given, low) for clause in only(LimitClause, decl.clauses)]
    ramps = [_lower_ramp(clause, name, low) for clause in only(RampClause, decl.clauses)]
    splits = [_lower_split(clause, name, low) for clause in only(SplitClause, decl.clauses)]
    return Drug(
        name,
        title_of(decl.title, name),
        None if route is None else route.route.text,
        dose,
        None if over is None or over.duration is None else low.literals.infusion_time(over.duration, "a time"),
        Evidence() if over is None else low.names.evidence(over.marks, f"over of {name}"),
        step,
        said["route"],
        decl.span,
        Direction.NEAREST if rounded is None else rounding_direction(rounded),
        most,
        least,
        tuple(limit for limit in limits if limit is not None),
        tuple(ramp for ramp in ramps if ramp is not None),
        tuple(split for split in splits if split is not None),
        said["rounding"],
        bounds,
        lower_codes(decl.clauses, name, low),
        lower_usual(decl.clauses, name, None, low),
    )


def _is_rounded(
    dose: Dose, given: Unit | None, clause: RoundedClause, step: Quantity | None, name: str, low: Lowering
) -> bool:
    if given is None or step is None or given.dimension == step.unit.dimension:
        return True
    low.findings.report(
        PL105,
        f"`{name}` is given in {given}, but rounded to {step.unit}",
        Label(clause.step.span, f"{step.unit} here"),
        Label(dose.origin, f"{given} here"),
    )
    return False


def _check_bounds(
    cap: CapClause, most: Quantity | None, floor: FloorClause, least: Quantity | None, name: str, low: Lowering
) -> None:
    if most is None or least is None or most.unit.dimension != least.unit.dimension or most.base >= least.base:
        return
    low.findings.report(
        PL105,
        f"no dose of `{name}` is at least `{literal_text(floor.least)}` and at most `{literal_text(cap.most)}`",
        Label(floor.span, "never less than this"),
        Label(cap.span, "never more than this"),
    )


def _bound(literal: QuantityExpr, name: str, given: Unit | None, low: Lowering) -> Quantity | None:
    """The most or the least of one dose."""
    quantity = low.literals.quantity(literal)
    if quantity is None:
        return None
    if given is not None and quantity.unit.dimension != given.dimension:
        low.findings.report(
            PL105,
            f"`{name}` is given in {given}, so `{literal_text(literal)}` bounds no dose of it",
            Label(literal.span, f"an amount in {given} is expected here"),
        )
        return None
    if not is_given(quantity.unit.dimension):
        _report_no_amount(literal, low)
        return None
    if not quantity.magnitude:
        low.findings.report(
            PL307,
            f"`{literal_text(literal)}` bounds nothing sensible",
            Label(literal.span, "an amount above zero is expected here"),
        )
    return quantity


def _report_no_amount(literal: QuantityExpr, low: Lowering) -> None:
    low.findings.report(
        PL105,
        f"`{literal_text(literal)}` is not an amount of drug",
        Label(literal.span, "an amount of drug is expected here"),
    )


def _lower_limit(clause: LimitClause, name: str, given: Unit | None, low: Lowering) -> DoseLimit | None:
    evidence = low.names.evidence(clause.marks, f"limit of {name}")
    most = low.literals.quantity(clause.most)
    basis = None
    size: Unit | None = None
    if clause.basis is not None:
        basis = low.names.find(clause.basis, Kind.ATTRIBUTE, Kind.COMPUTED)
        known = None if basis is None else low.measured.get(basis.id)
        size = None if known is None else known.unit
    time: Duration | None = None
    if clause.time is not None:
        time = low.literals.duration(clause.time, "a time", least=1)
    if most is None or (size is None) != (clause.basis is None) or (time is None) != (clause.time is None):
        return None
    amount = most.unit if size is None else most.unit * size
    of_dose = None if given is None or is_rate(given.dimension) else given.dimension
    if not is_amount(amount.dimension) or (of_dose is not None and amount.dimension != of_dose):
        low.findings.report(
            PL105,
            f"`{literal_text(clause.most)}` limits no amount of `{name}`"
            if given is None
            else f"`{name}` is given in {given}, so `{literal_text(clause.most)}` does not limit it",
            Label(clause.most.span, f"leaves {amount.dimension}"),
            help="write `450 mg/m2 of bsa` for a limit by size" if clause.basis is None else None,
        )
        return None
    consequence = Consequence(clause.outcome)
    return DoseLimit(most, None if basis is None else basis.id, time, consequence, evidence, clause.span)


def _lower_ramp(clause: RampClause, name: str, low: Lowering) -> Ramp | None:
    evidence = low.names.evidence(clause.marks, f"rate of {name}")
    written = [literal for literal in (clause.start, clause.step, clause.most) if literal is not None]
    every = None if clause.every is None else low.literals.infusion_time(clause.every, "an interval")
    quantities = [_rate(literal, low) for literal in written]
    known = [quantity for quantity in quantities if quantity is not None]
    if len(known) < len(written) or (every is None) != (clause.every is None):
        return None
    for literal, quantity in zip(written[1:], known[1:], strict=True):
        if quantity.unit.dimension != known[0].unit.dimension:
            low.findings.report(
                PL105,
                f"a rate in {known[0].unit} is not raised in {quantity.unit}",
                Label(literal.span, f"in {quantity.unit}"),
                Label(clause.start.span, f"in {known[0].unit}"),
            )
            return None
    if clause.step is None or clause.most is None:
        return Ramp(clause.title, known[0], None, None, None, evidence, clause.span)
    start, step, most = known
    if not step.magnitude or most.base < start.base:
        low.findings.report(
            PL307,
            f"a rate that starts at `{start}` never rises to `{most}` in steps of `{step}`",
            Label(clause.span, "no step leads there"),
            severity=Severity.ERROR,
        )
        return None
    return Ramp(clause.title, start, step, every, most, evidence, clause.span)


def _rate(literal: QuantityExpr, low: Lowering) -> Quantity | None:
    quantity = low.literals.quantity(literal)
    if quantity is not None and not is_rate(quantity.unit.dimension, sized=True):
        low.findings.report(
            PL105,
            f"`{literal_text(literal)}` is not a rate",
            Label(literal.span, "an amount in a time is expected here, such as `50 mg/h`"),
        )
        return None
    return quantity


def _lower_split(clause: SplitClause, name: str, low: Lowering) -> Split | None:
    evidence = low.names.evidence(clause.marks, f"split of {name}")
    portions: list[tuple[Quantity, Duration]] = []
    for part, time in clause.portions:
        quantity = low.literals.quantity(part)
        duration = low.literals.infusion_time(time, "a time")
        if quantity is not None and not is_percentage(quantity.unit):
            low.findings.report(
                PL105,
                f"`{literal_text(part)}` is not a part of a dose",
                Label(part.span, "a percentage is expected here"),
            )
            return None
        if quantity is not None and duration is not None:
            portions.append((quantity, duration))
    if len(portions) < len(clause.portions):
        return None
    whole = sum(quantity.magnitude for quantity, _ in portions)
    if whole != _WHOLE:
        low.findings.report(
            PL307,
            f"the parts of one dose of `{name}` make {whole} %, not 100 %",
            Label(clause.span, "the parts are here"),
            severity=Severity.ERROR,
        )
        return None
    return Split(clause.title, tuple(portions), evidence, clause.span)


_WHOLE = 100

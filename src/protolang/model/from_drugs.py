"""Drugs and doses: what is given, how much, and the arithmetic that must leave an amount of drug."""

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105, PL307
from protolang.model.evidence import Evidence
from protolang.model.lowering import Lowering, only, title_of
from protolang.model.rounding import amount_unit, is_amount, rounding_step
from protolang.model.symbols import Kind
from protolang.model.treatment import Dose, Drug
from protolang.model.units import literal_text
from protolang.quantity import Quantity, Unit
from protolang.syntax.ast import (
    DoseClause,
    DrugDecl,
    Name,
    OverClause,
    RoundedClause,
    RouteClause,
)


def lower_drugs(declarations: list[DrugDecl], low: Lowering) -> tuple[Drug, ...]:
    """The drugs."""
    drugs = [(decl, _lower_drug(decl, low)) for decl in declarations]
    return tuple(drug for decl, drug in drugs if low.names.is_first(decl.name))


def _lower_drug(decl: DrugDecl, low: Lowering) -> Drug:
    name = decl.name.text
    route = low.once(only(RouteClause, decl.clauses), f"`route` of `{name}`")
    dose_clause = low.once(only(DoseClause, decl.clauses), f"`dose` of `{name}`")
    over = low.once(only(OverClause, decl.clauses), f"`over` of `{name}`")
    rounded = low.once(only(RoundedClause, decl.clauses), f"`rounded` of `{name}`")
    evidence = Evidence()
    for clause, about in ((route, "route"), (rounded, "rounding")):
        if clause is not None:
            evidence = evidence.joined(low.names.evidence(clause.marks, f"{about} of {name}"))
    dose = None if dose_clause is None else lower_dose(dose_clause, low, f"dose of {name}")
    step = None if rounded is None else rounding_step(rounded.step, low)
    if step is not None and dose is not None:
        given = amount_unit(dose, low)
        if given is not None and given.dimension != step.unit.dimension and rounded is not None:
            low.findings.report(
                PL105,
                f"`{name}` is given in {given}, but rounded to {step.unit}",
                Label(rounded.step.span, f"{step.unit} here"),
                Label(dose.origin, f"{given} here"),
            )
            step = None
    return Drug(
        name,
        title_of(decl.title, name),
        None if route is None else route.route.text,
        dose,
        None if over is None or over.duration is None else low.literals.duration(over.duration, "a time"),
        Evidence() if over is None else low.names.evidence(over.marks, f"over of {name}"),
        step,
        evidence,
        decl.span,
    )


def lower_dose(clause: DoseClause, low: Lowering, about: str) -> Dose | None:
    """A dose whose arithmetic leaves an amount of drug; `about` names its place."""
    evidence = low.names.evidence(clause.marks, about)
    amount = low.literals.quantity(clause.amount)
    if amount is not None and not amount.magnitude:
        low.findings.report(
            PL307,
            f"a dose of `{literal_text(clause.amount)}` gives nothing",
            Label(clause.amount.span, "no drug at all"),
        )
    if clause.basis is None:
        if amount is None or not _fixed_fits(clause, amount.unit, low):
            return None
        return Dose(amount, None, clause.per_cycle, evidence, clause.span)
    if not _basis_fits(clause, clause.basis, amount, low) or amount is None:
        return None
    return Dose(amount, clause.basis.text, clause.per_cycle, evidence, clause.span)


def _basis_fits(clause: DoseClause, name: Name, amount: Quantity | None, low: Lowering) -> bool:
    symbol = low.names.table.get(name.text)
    if symbol is not None and symbol.kind is Kind.LAB:
        # The arithmetic, which the author can see, is told first; only when it holds, that a lab is no size.
        known = low.measured.get(name.text)
        if amount is not None and known is not None and known.unit is not None:
            low.names.find(name, Kind.LAB)
            if not _product_fits(clause, name, amount.unit, known.unit, low):
                return False
    symbol = low.names.find(name, Kind.ATTRIBUTE, Kind.COMPUTED)
    known = None if symbol is None else low.measured.get(name.text)
    if amount is None or known is None or known.unit is None:
        return False
    return _product_fits(clause, name, amount.unit, known.unit, low)


def _fixed_fits(clause: DoseClause, unit: Unit, low: Lowering) -> bool:
    if is_amount(unit.dimension):
        return True
    written = literal_text(clause.amount)
    bases = tuple(
        name
        for name in low.names.of_kind(Kind.ATTRIBUTE, Kind.COMPUTED)
        if (known := low.measured.get(name)) is not None
        and known.unit is not None
        and is_amount((unit * known.unit).dimension)
    )
    if not unit.symbol:
        help = "write the unit, such as `mg`"
    elif bases:
        help = f"write `{written} of {bases[0]}`"
    else:
        help = "a dose is a mass, moles, international units or a volume, or so much `of` a patient attribute"
    low.names.doubts(Kind.ATTRIBUTE, Kind.COMPUTED)
    low.findings.report(
        PL105, f"`{written}` is not an amount of drug", Label(clause.amount.span, _short(unit)), help=help
    )
    return False


def _product_fits(clause: DoseClause, name: Name, unit: Unit, basis: Unit, low: Lowering) -> bool:
    product = unit * basis
    if is_amount(product.dimension):
        return True
    low.names.doubts(Kind.ATTRIBUTE, Kind.COMPUTED)
    known = low.measured[name.text]
    low.findings.report(
        PL105,
        f"`{unit.symbol or 1}` × `{basis}` leaves `{_leaves(unit, basis)}`, not an amount of drug",
        Label(clause.amount.span, f"in {unit}" if unit.symbol else "no unit"),
        Label(name.span, f"`{name.text}` is in {basis}"),
        Label(known.span, "declared here"),
        help=_dose_help(unit, basis),
    )
    return False


def _leaves(unit: Unit, basis: Unit) -> str:
    """What is left of the author's unit, in the author's atoms: `mg/kg/m2` × `m2` leaves `mg/kg`."""
    above, *below = unit.symbol.split("/")
    if basis.symbol in below:
        below.remove(basis.symbol)
        return "/".join([above or "1", *below])
    return "/".join([f"{above}·{basis.symbol}" if above else basis.symbol, *below])


def _dose_help(unit: Unit, basis: Unit) -> str | None:
    above, *below = unit.symbol.split("/")
    if basis.symbol in below and len(below) > 1:
        return f"write `{above}/{basis.symbol}` if the dose is by {basis.dimension}"
    return None


def _short(unit: Unit) -> str:
    return str(unit.dimension) if unit.symbol else "no unit"

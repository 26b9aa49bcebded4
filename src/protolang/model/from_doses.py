"""Doses: the arithmetic of one dose, which must leave an amount of drug, or for an infusion an amount in a time."""

from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105, PL307
from protolang.model.dimensions import is_percentage
from protolang.model.from_terms import report_word
from protolang.model.lowering import Lowering
from protolang.model.rounding import is_given
from protolang.model.symbols import Kind
from protolang.model.term import LevelValue, ParameterValue, Reading
from protolang.model.treatment import Dose, Named, Need, NeedKind
from protolang.model.typed import Typed
from protolang.model.units import literal_text
from protolang.quantity import Quantity, Unit
from protolang.source import Span
from protolang.syntax.ast import DoseClause, Name, QuantityExpr


@attrs.frozen(eq=False, repr=False)
class _Amount:
    """What is multiplied: `unit` None while a parameter is not decided. `written` is how the author wrote it."""

    value: Quantity | Named | None
    unit: Unit | None
    written: str
    span: Span


def lower_dose(clause: DoseClause, low: Lowering, about: str) -> Dose | None:
    """A dose whose arithmetic leaves an amount of drug; `about` names its place."""
    evidence = low.names.evidence(clause.marks, about)
    amount = _lower_amount(clause, low)
    table = _lower_table(clause, low)
    if clause.basis is None:
        if amount is None or not _fixed_fits(amount, low):
            return None
    elif not _basis_fits(amount, clause.basis, low) or amount is None:
        return None
    if table is None and clause.table is not None:
        return None
    basis = None if clause.basis is None else clause.basis.text
    return Dose(amount.value, basis, clause.per_cycle, evidence, clause.span, table)


def _lower_amount(clause: DoseClause, low: Lowering) -> _Amount | None:
    match clause.amount:
        case QuantityExpr() as literal:
            quantity = low.literals.quantity(literal)
            if quantity is None:
                return None
            if not quantity.magnitude:
                low.findings.report(
                    PL307,
                    f"a dose of `{literal_text(literal)}` gives nothing",
                    Label(literal.span, "no drug at all"),
                )
            return _Amount(quantity, quantity.unit, literal_text(literal), literal.span)
        case Name() as name:
            return _named(name, low)
        case None:
            said = None if clause.table is None else low.tables.get(clause.table.text)
            if said is None or said.unit is None or clause.table is None:
                return None
            return _Amount(None, said.unit, clause.table.text, clause.table.span)
        case _:
            assert_never(clause.amount)


def _named(name: Name, low: Lowering) -> _Amount | None:
    symbol = low.names.find(name, Kind.LEVEL, Kind.ATTRIBUTE, Kind.COMPUTED, Kind.PARAMETER)
    if symbol is None:
        return None
    if symbol.kind is Kind.PARAMETER:
        unit = low.parameters.unit(symbol.id)
        low.parameters.need(symbol.id, Need(NeedKind.THRESHOLD, unit, name.span))
        if low.parameters.has_failed(symbol.id):
            return None
        return _Amount(ParameterValue(symbol.id), unit, name.text, name.span)
    is_level = symbol.kind is Kind.LEVEL
    known = (low.levels if is_level else low.measured).get(symbol.id)
    if known is None or known.unit is None:
        return None
    value: Named = LevelValue(symbol.id) if is_level else Reading(symbol.id)
    if known.choices:
        report_word(Typed(value, None, name.span, choices=known.choices, name=name.text), low)
        return None
    return _Amount(value, known.unit, name.text, name.span)


def _lower_table(clause: DoseClause, low: Lowering) -> str | None:
    """The table that says the dose or a factor of it; a factor is a percentage or a bare number."""
    if clause.table is None:
        return None
    symbol = low.names.find(clause.table, Kind.TABLE)
    said = None if symbol is None else low.tables.get(symbol.id)
    if symbol is None or said is None or said.unit is None:
        return None
    if clause.amount is not None and said.unit.symbol and not is_percentage(said.unit):
        low.findings.report(
            PL105,
            f"table `{symbol.id}` says {said.unit}, which is no factor of a dose",
            Label(clause.table.span, "a table of percentages is expected here"),
            Label(said.span, "declared here"),
            help=f"write `dose by {symbol.id}` if the table says the dose itself",
        )
        return None
    return symbol.id


def _basis_fits(amount: _Amount | None, name: Name, low: Lowering) -> bool:
    symbol = low.names.table.get(name.text)
    if symbol is not None and symbol.kind is Kind.LAB:
        # The arithmetic, which the author can see, is told first; only when it holds, that a lab is no size.
        known = low.measured.get(name.text)
        if amount is not None and amount.unit is not None and known is not None and known.unit is not None:
            low.names.find(name, Kind.LAB)
            if not _product_fits(amount, amount.unit, name, known.unit, low):
                return False
    symbol = low.names.find(name, Kind.ATTRIBUTE, Kind.COMPUTED)
    known = None if symbol is None else low.measured.get(name.text)
    if amount is None or known is None or known.unit is None:
        return False
    if known.choices:
        report_word(Typed(Reading(name.text), None, name.span, choices=known.choices, name=name.text), low)
        return False
    return amount.unit is None or _product_fits(amount, amount.unit, name, known.unit, low)


def _fixed_fits(amount: _Amount, low: Lowering) -> bool:
    unit = amount.unit
    if unit is None or is_given(unit.dimension):
        return True
    bases = tuple(
        name
        for name in low.names.of_kind(Kind.ATTRIBUTE, Kind.COMPUTED)
        if (known := low.measured.get(name)) is not None
        and known.unit is not None
        and is_given((unit * known.unit).dimension)
    )
    if not unit.symbol:
        help = "write the unit, such as `mg`"
    elif bases:
        help = f"write `{amount.written} of {bases[0]}`"
    else:
        help = "a dose is a mass, moles, international units or a volume, or so much `of` a patient attribute"
    low.names.doubts(Kind.ATTRIBUTE, Kind.COMPUTED)
    low.findings.report(
        PL105, f"`{amount.written}` is not an amount of drug", Label(amount.span, _short(unit)), help=help
    )
    return False


def _product_fits(amount: _Amount, unit: Unit, name: Name, basis: Unit, low: Lowering) -> bool:
    product = unit * basis
    if is_given(product.dimension):
        return True
    low.names.doubts(Kind.ATTRIBUTE, Kind.COMPUTED)
    known = low.measured[name.text]
    low.findings.report(
        PL105,
        f"`{unit.symbol or 1}` × `{basis}` leaves `{_leaves(unit, basis)}`, not an amount of drug",
        Label(amount.span, f"in {unit}" if unit.symbol else "no unit"),
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

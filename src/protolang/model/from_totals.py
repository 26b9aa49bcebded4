"""What a total of a drug is limited to: `24 g`, `450 mg/m2 of bsa`. In: an expression. Out: an amount, and its size."""

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105
from protolang.model.lowering import Lowering
from protolang.model.rounding import is_amount
from protolang.model.symbols import Kind
from protolang.model.units import literal_text
from protolang.quantity import Quantity, Unit
from protolang.syntax.ast import Expr, NameExpr, PartExpr, QuantityExpr


def lower_total_limit(drug: str, limit: Expr, low: Lowering) -> tuple[Quantity, str | None] | None:
    """The amount and the size it is per unit of, or None when something in it was reported."""
    match limit:
        case QuantityExpr():
            amount = low.literals.quantity(limit)
            return None if amount is None else _of_dose(drug, limit, amount, low)
        case PartExpr(part=part, whole=NameExpr(name=name)):
            amount = low.literals.quantity(part)
            size = low.names.find(name, Kind.ATTRIBUTE, Kind.COMPUTED)
            known = None if size is None else low.measured.get(size.id)
            if amount is None or size is None or known is None or known.unit is None:
                return None
            return _of_size(drug, part, amount, size.id, known.unit, low)
        case _:
            low.findings.report(
                PL105,
                "`total` can only be compared with an amount written here",
                Label(limit.span, "such as `24 g` or `450 mg/m2 of bsa`"),
            )
            return None


def _of_dose(drug: str, limit: QuantityExpr, amount: Quantity, low: Lowering) -> tuple[Quantity, str | None] | None:
    given = low.given.get(drug)
    dimension = amount.unit.dimension
    if is_amount(dimension) and (given is None or given.unit.dimension == dimension):
        return amount, None
    if given is not None and given.basis is not None:
        size = low.measured.get(given.basis)
        # per unit of the size that the dose is for
        if size is not None and size.unit is not None and dimension * size.unit.dimension == given.unit.dimension:
            return amount, given.basis
    _report_amount(drug, limit, low)
    return None


def _of_size(
    drug: str, limit: QuantityExpr, amount: Quantity, size: str, unit: Unit, low: Lowering
) -> tuple[Quantity, str | None] | None:
    given = low.given.get(drug)
    whole = amount.unit.dimension * unit.dimension
    if not is_amount(whole) or (given is not None and given.unit.dimension != whole):
        _report_amount(drug, limit, low)
        return None
    if given is not None and given.basis != size:
        dosed = "is not dosed by size" if given.basis is None else f"is dosed by `{given.basis}`"
        low.findings.report(
            PL105,
            f"`{drug}` {dosed}, so its total is not known per unit of `{size}`",
            Label(limit.span, f"per unit of `{size}`"),
            help="limit the whole amount" if given.basis is None else f"write the limit `of {given.basis}`",
        )
        return None
    return amount, size


def _report_amount(drug: str, limit: QuantityExpr, low: Lowering) -> None:
    given = low.given.get(drug)
    text = literal_text(limit)
    per = "" if given is None or given.basis is None else f", for each unit of `{given.basis}`"
    low.findings.report(
        PL105,
        f"`{text}` is not an amount of `{drug}`"
        if given is None
        else f"`{drug}` is given in {given.unit}{per}, so its total is never `{text}`",
        Label(limit.span, "an amount of drug is expected here"),
        help="write an amount such as `24 g`, or `450 mg/m2 of bsa` by size",
    )

"""Rounding: what a dose can be rounded to, and which doses a rule is for (R22)."""

from collections.abc import Iterable
from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105
from protolang.model.lowering import Lowering
from protolang.model.term import LevelValue, ParameterValue, Reading
from protolang.model.treatment import Dose, Drug
from protolang.model.units import literal_text
from protolang.quantity import Dimension, Quantity, Unit, parse_unit
from protolang.source import Span
from protolang.syntax.ast import QuantityExpr

_AMOUNTS = tuple(parse_unit(unit).dimension for unit in ("mg", "mmol", "IU", "mL", "mEq"))
_SIZES = tuple(parse_unit(unit).dimension for unit in ("kg", "m2"))
_TIME = parse_unit("h").dimension


def is_amount(dimension: Dimension) -> bool:
    """Whether so much of a drug can be drawn up: a mass, moles, international units, a volume."""
    return dimension in _AMOUNTS


def is_rate(dimension: Dimension, *, sized: bool = False) -> bool:
    """Whether it is so much of a drug in a time: `mg/h`; with `sized` also for each unit of a size: `IU/kg/h`."""
    amount = dimension * _TIME
    return is_amount(amount) or (sized and any(is_amount(amount * size) for size in _SIZES))


def is_given(dimension: Dimension) -> bool:
    """Whether so much can be given: an amount at once, or an amount in a time without a break."""
    return is_amount(dimension) or is_rate(dimension)


def rounding_step(step: QuantityExpr, low: Lowering) -> Quantity | None:
    """The step of a rounding rule: an amount of drug above zero, or a finding."""
    quantity = low.literals.quantity(step)
    if quantity is None:
        return None
    if not is_given(quantity.unit.dimension):
        low.findings.report(
            PL105,
            f"doses cannot be rounded to `{literal_text(step)}`, which is not an amount of drug",
            Label(step.span, "an amount of drug is expected here"),
        )
        return None
    if not quantity.magnitude:
        low.findings.report(
            PL105, f"doses cannot be rounded to `{literal_text(step)}`", Label(step.span, "the step must be above zero")
        )
        return None
    return quantity


def amount_unit(dose: Dose, low: Lowering) -> Unit | None:
    """The unit of the amount that a dose leaves; None while nothing says it."""
    unit = _unit_of(dose, low)
    if unit is None or dose.basis is None:
        return unit
    known = low.measured.get(dose.basis)
    return None if known is None or known.unit is None else unit * known.unit


def _unit_of(dose: Dose, low: Lowering) -> Unit | None:
    match dose.amount:
        case Quantity(unit=unit):
            return unit
        case LevelValue(name=name):
            return low.levels[name].unit if name in low.levels else None
        case Reading(name=name):
            return low.measured[name].unit if name in low.measured else None
        case ParameterValue(name=name):
            return low.parameters.unit(name)
        case None:
            return low.tables[dose.table].unit if dose.table in low.tables else None
        case _:
            assert_never(dose.amount)


def is_computed(dose: Dose) -> bool:
    """Whether a dose comes out of a computation, and so needs a rule for its rounding."""
    by_factor = dose.table is not None and dose.amount is not None
    return dose.basis is not None or by_factor or isinstance(dose.amount, Reading)


def computed_doses(drugs: tuple[Drug, ...], given: Iterable[tuple[str, Dose | None]]) -> tuple[Dose, ...]:
    """The computed doses whose drug has no rounding rule of its own: those that need the policy's.

    `given` are the drugs that are given, each with the dose that is said there.
    """
    pairs = list(given)
    doses: list[Dose | None] = []
    for drug in drugs:
        if drug.rounded_to is None:
            its = [dose for name, dose in pairs if name == drug.id]
            # What the drug says is for those places that say nothing of their own.
            doses += [drug.dose if None in its else None, *its]
    return tuple(dict.fromkeys(dose for dose in doses if dose is not None and is_computed(dose)))


def report_unroundable(step: Quantity, said: Span, doses: tuple[Dose, ...], low: Lowering) -> None:
    """Report each kind of amount that the step of the policy cannot round."""
    reported: set[Dimension] = set()
    for dose in doses:
        unit = amount_unit(dose, low)
        if unit is None or unit.dimension == step.unit.dimension or unit.dimension in reported:
            continue
        reported.add(unit.dimension)
        low.findings.report(
            PL105,
            f"a dose in {unit} cannot be rounded to `{step}`",
            Label(dose.origin, f"given in {unit}"),
            Label(said, f"rounded to {step.unit}"),
            help="give this drug its own `rounded to`",
        )

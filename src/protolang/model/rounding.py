"""Rounding: what a dose can be rounded to, and which doses a rule is for (R22)."""

from collections.abc import Iterable

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105
from protolang.model.action import Action, ActionKind
from protolang.model.lowering import Lowering
from protolang.model.treatment import Dose, Drug
from protolang.model.units import literal_text
from protolang.quantity import Dimension, Quantity, Unit, parse_unit
from protolang.source import Span
from protolang.syntax.ast import QuantityExpr

_AMOUNTS = tuple(parse_unit(unit).dimension for unit in ("mg", "mmol", "IU", "mL"))


def is_amount(dimension: Dimension) -> bool:
    """Whether so much of a drug can be drawn up: a mass, moles, international units, a volume."""
    return dimension in _AMOUNTS


def rounding_step(step: QuantityExpr, low: Lowering) -> Quantity | None:
    """The step of a rounding rule: an amount of drug above zero, or a finding."""
    quantity = low.literals.quantity(step)
    if quantity is None:
        return None
    if not is_amount(quantity.unit.dimension):
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
    """The unit of the amount that a dose leaves."""
    if dose.basis is None:
        return dose.amount.unit
    known = low.measured.get(dose.basis)
    return None if known is None or known.unit is None else dose.amount.unit * known.unit


def computed_doses(drugs: tuple[Drug, ...], actions: Iterable[Action]) -> tuple[Dose, ...]:
    """The doses from a patient's size whose drug has no rounding rule of its own: those that need the policy's."""
    given = [action for action in actions if action.kind is ActionKind.GIVE]
    doses: list[Dose | None] = []
    for drug in drugs:
        if drug.rounded_to is None:
            its = [action.dose for action in given if action.subject == drug.id]
            # What the drug says is for those actions that say nothing of their own.
            doses += [drug.dose if None in its else None, *its]
    return tuple(dict.fromkeys(dose for dose in doses if dose is not None and dose.basis is not None))


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

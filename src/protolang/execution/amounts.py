"""The amount of a dose for this patient on this day (R22): exact, rounded once and last, or no dose at all."""

from fractions import Fraction
from typing import assert_never

import attrs

from protolang.execution.evaluate import Snapshot
from protolang.execution.state import Due
from protolang.execution.tables import look_up, table
from protolang.execution.terms import value_of
from protolang.machine.statechart import Machine, Obligation
from protolang.model.term import LevelValue, ParameterValue, Reading, Total
from protolang.model.treatment import Consequence, Dose, DoseLimit, Drug
from protolang.quantity import Quantity, Root, Unit, parse_unit

_PERCENT = parse_unit("%")


@attrs.frozen
class Amount:
    """One dose: `value` of `unit`, None where it is not stated or not known; `refused` says why nothing may be given.

    `rates` is it per unit of a size. `consequence` is what a limit that would be passed asks for.
    """

    value: Root | None
    unit: Unit | None
    rounded: bool = False
    fixed: bool = False
    rates: tuple[tuple[str, Quantity], ...] = ()
    refused: str | None = None
    consequence: Consequence | None = None

    def __str__(self) -> str:
        if self.value is None or self.unit is None:
            return self.refused or "no dose is stated"
        shown = f"{self.value.decimal_text()} {self.unit}"
        return shown if self.rounded or self.fixed else f"{shown}, not rounded"

    @property
    def base(self) -> Root | None:
        """The value in base units."""
        return None if self.value is None or self.unit is None else self.value.times(self.unit.factor)


def dose_of(machine: Machine, obligation: Obligation, due: Due) -> Dose | None:
    """The dose that is due: that of the step of a taper, of the action, or of the drug."""
    reached = 0
    for step in obligation.course:
        reached += step.times
        if due.given < reached:
            return step.dose
    drug = next((item for item in machine.drugs if item.id == obligation.subject), None)
    return obligation.dose or (None if drug is None else drug.dose)


def amount_of(snapshot: Snapshot, drug: Drug, dose: Dose | None) -> Amount:
    """The amount of one dose on this day."""
    if dose is None:
        return Amount(None, None)
    found = _exact(snapshot, dose)
    if found.value is None or found.unit is None or found.refused is not None:
        return found
    value, unit = found.value, found.unit
    # R22: bounds before the one rounding, which comes last
    if drug.cap is not None and value.compared(Root(drug.cap.to(unit).magnitude)) > 0:
        value = Root(drug.cap.to(unit).magnitude)
    if drug.floor is not None and value.compared(Root(drug.floor.to(unit).magnitude)) < 0:
        value = Root(drug.floor.to(unit).magnitude)
    step = drug.rounded_to or snapshot.machine.rounding
    if step is not None and not found.fixed and step.unit.dimension == unit.dimension:
        value = Root(value.rounded(step.to(unit).magnitude, drug.direction))
        found = attrs.evolve(found, rounded=True)
    found = attrs.evolve(found, value=value)
    if drug.cap is not None and value.compared(Root(drug.cap.to(unit).magnitude)) > 0:
        return attrs.evolve(found, refused=f"rounded to {found}, above the cap of {drug.cap}")
    if value.coefficient <= 0:
        return attrs.evolve(found, refused="nothing is left to give")
    return _limited(snapshot, drug, found)


def _exact(snapshot: Snapshot, dose: Dose) -> Amount:
    """The dose before its bounds and its rounding."""
    factor, cell = Fraction(1), None
    if dose.table is not None:
        case = look_up(snapshot, table(snapshot.machine, dose.table))
        if case is None:
            return Amount(None, None, refused=f"unknown: no case of {dose.table} holds")
        if case.cell.value is None:
            return Amount(None, None, refused=f"{dose.table} says none")
        cell = case.cell.value
    match dose.amount:
        case None:
            if cell is None:
                return Amount(None, None)
            base: Root | None = Root(cell.magnitude)
            unit: Unit | None = cell.unit
        case Quantity() as stated:
            base, unit = Root(stated.magnitude), stated.unit
        case LevelValue() | ParameterValue() | Reading() as named:
            unit = _unit_of(snapshot, named)
            value = value_of(snapshot, named)
            base = value.times(1 / unit.factor) if isinstance(value, Root) and unit is not None else None
        case _:
            assert_never(dose.amount)
    if dose.amount is not None and cell is not None:
        factor = cell.magnitude / 100 if cell.unit.dimension == _PERCENT.dimension else cell.base
    if base is None or unit is None:
        return Amount(None, None, refused="unknown: the amount is not known today")
    base = base.times(factor)
    if dose.basis is None:
        return Amount(base, unit, fixed=isinstance(dose.amount, Quantity) and dose.table is None)
    size = value_of(snapshot, Reading(dose.basis))
    definition = next(item for item in snapshot.machine.attributes if item.id == dose.basis)
    exact = base.rational
    if not isinstance(size, Root) or exact is None:
        return Amount(None, None, refused=f"unknown: {dose.basis} is missing or too old")
    product = unit * definition.unit
    scale = unit.factor / product.factor
    rates = ((dose.basis, Quantity(exact, unit)),)
    return Amount(size.times(exact * scale), product, rates=rates)


def _unit_of(snapshot: Snapshot, named: LevelValue | ParameterValue | Reading) -> Unit | None:
    match named:
        case LevelValue(name):
            return next(item.unit for item in snapshot.machine.levels if item.id == name)
        case ParameterValue(name):
            value = next(item.value for item in snapshot.machine.parameters if item.id == name)
            return value.unit if isinstance(value, Quantity) else None
        case Reading(name):
            return next(item.unit for item in snapshot.machine.attributes if item.id == name)
        case _:
            assert_never(named)


def _limited(snapshot: Snapshot, drug: Drug, amount: Amount) -> Amount:
    for limit in drug.limits:
        so_far = value_of(snapshot, Total(drug.id, limit.basis, None, limit.time))
        rate = dict(amount.rates).get(limit.basis) if limit.basis is not None else None
        this = amount.base if limit.basis is None else (None if rate is None else Root(rate.base))
        if not _fits(so_far, this, limit):
            reason = f"the limit of {limit.most} would be passed"
            return attrs.evolve(amount, refused=reason, consequence=limit.consequence)
    return amount


def _fits(so_far: object, this: Root | None, limit: DoseLimit) -> bool:
    # fail closed: a total that is not known exactly is no reason to give more
    before = so_far.rational if isinstance(so_far, Root) else None
    if before is None or this is None:
        return False
    return Root(limit.most.base - before).compared(this) >= 0

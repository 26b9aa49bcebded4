"""Caps and limits of drugs that both protocols have: the most in one dose, in a time, of a rate, of a level.

A higher dose is a change and no weakened rule, unless it lifts one of these. A limit in one time bounds every longer
time too: 100 mg in a week is at most 400 mg in four.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

import attrs

from protolang.compare.example import plain
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.compare.scopes import Comparer
from protolang.execution.amounts import Amount, amount_of
from protolang.execution.evaluate import Snapshot
from protolang.execution.event import Observation
from protolang.execution.run import EXAMPLE_START
from protolang.execution.step import begin
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.table import Level
from protolang.model.term import Reading
from protolang.model.treatment import Attribute, Consequence, Dose, DoseLimit, Drug, Ramp
from protolang.prose import (
    bounds_text,
    dose_limit_text,
    drug_text,
    duration_text,
    level_text,
    number_text,
    quantity_text,
    ramp_text,
    title_of,
)
from protolang.prose.naming import in_sentence
from protolang.prose.number import unit_text
from protolang.quantity import CalendarMonths, Days, Duration, Interval, Quantity, Root
from protolang.verify.reading import declared, measured_by

_STEPS = 24
"""Values of a size that are tried to find a patient who is given more."""

_CARE = (Consequence.STOP, Consequence.REVIEW, Consequence.SKIP, Consequence.ALERT)


def weaker_caps(compare: Comparer) -> Iterator[Weakening]:
    """Caps, limits, rates and ranges of levels, of what both have."""
    base, variant = compare.places.base, compare.places.variant
    drugs = {drug.id: drug for drug in variant.drugs}
    for drug in base.drugs:
        same = drugs.get(compare.places.named(drug.id))
        if same is None:
            continue
        yield from _cap(compare, drug, same)
        for limit in drug.limits:
            found = _limit(compare, drug, limit, same)
            if found is not None:
                yield found
        for ramp in drug.ramps:
            found = _rate(base, variant, drug, ramp, same)
            if found is not None:
                yield found
    levels = {level.id: level for level in variant.levels}
    for level in base.levels:
        other = levels.get(compare.places.named(level.id))
        if other is not None:
            yield from _level(base, variant, level, other)


# ---- one dose --------------------------------------------------------------------------------------------------


def _cap(compare: Comparer, drug: Drug, same: Drug) -> Iterator[Weakening]:
    base, variant = compare.places.base, compare.places.variant
    if drug.cap is None or (same.cap is not None and _at_most(same.cap, drug.cap)):
        return
    said = Said(f"{_titled(drug, base)}: {plain(bounds_text(drug) or '')}", drug.origin)
    other = None
    if same.cap is not None:
        other = Said(f"{_titled(same, variant)}: {plain(bounds_text(same) or '')}", same.origin)
    text = _example(compare.pair.variant.machine, variant, same, drug.cap) or (
        f"a dose of {_titled(drug, base)} above {_shown(drug.cap)}: the base gives no more than that, "
        f"the variant {'gives it' if same.cap is None else f'gives up to {_shown(same.cap)}'}"
    )
    yield Weakening(SafetyKind.CAP, Loss.REMOVED if same.cap is None else Loss.RELAXED, said, other, text)


def _at_most(one: Quantity, other: Quantity) -> bool:
    return one.unit.dimension == other.unit.dimension and one.base <= other.base


def _example(machine: Machine, protocol: Protocol, drug: Drug, cap: Quantity) -> str | None:
    """A patient who is given more than the cap of the base, computed by the reference interpreter."""
    capped = attrs.evolve(drug, cap=cap)
    for dose in _doses(protocol, drug):
        for patient in _patients(machine, dose):
            snapshot = Snapshot(machine, begin(machine, EXAMPLE_START), 0, (), pinned=_pinned(patient))
            ours, theirs = amount_of(snapshot, capped, dose), amount_of(snapshot, drug, dose)
            if theirs.refused is None and ours.refused is None and _more(theirs.base, ours.base):
                who = " and ".join(
                    f"{in_sentence(title_of(name, protocol))} {_shown(value)}" for name, value in patient.items()
                )
                whom = f"a patient with {who}" if who else "any patient"
                return plain(f"{whom} gets {_said(theirs)} of {_titled(drug, protocol)} instead of {_said(ours)}")
    return None


def _more(one: Root | None, other: Root | None) -> bool:
    return one is not None and other is not None and one.compared(other) > 0


def _said(amount: Amount) -> str:
    if amount.value is None or amount.unit is None:
        return str(amount)
    exact = amount.value.rational
    return f"{amount.value.decimal_text() if exact is None else number_text(exact)} {unit_text(amount.unit)}"


def _doses(protocol: Protocol, drug: Drug) -> Iterator[Dose]:
    if drug.dose is not None:
        yield drug.dose
    for track in protocol.tracks:
        for phase in track.phases:
            for action in phase.actions:
                if action.subject == drug.id:
                    yield from [] if action.dose is None else [action.dose]
                    yield from (step.dose for step in action.course)


def _patients(machine: Machine, dose: Dose) -> Iterator[dict[str, Quantity]]:
    """Patients over the whole range of the sizes that a dose is computed from, the middle ones first."""
    names = () if dose.basis is None else measured_by(machine, Reading(dose.basis))
    items = [item for name in names if isinstance(item := declared(machine, name), Attribute)]
    if len(items) < len(names) or len(items) > 2:
        return
    for values in product(*(_sizes(item) for item in items)):
        yield {item.id: Quantity(value, item.unit) for item, value in zip(items, values, strict=True)}


def _sizes(item: Attribute) -> list[Fraction]:
    """Round values within the range, both ends among them."""
    low = Fraction(0) if item.low is None else item.low
    high = low + 200 if item.high is None else item.high
    step = (high - low) / _STEPS
    unit = Fraction(5) if step >= 2 else Fraction(1) if step >= Fraction(1, 2) else step
    inner = sorted({round((low + step * at) / unit) * unit for at in range(1, _STEPS)})
    middle = (low + high) / 2
    return [*sorted((value for value in inner if low < value < high), key=lambda value: abs(value - middle)), high]


def _pinned(patient: Mapping[str, Quantity]) -> dict[str, tuple[Observation, ...]]:
    return {name: (Observation(name, Interval.point(value.magnitude), 0, 0),) for name, value in patient.items()}


# ---- in a time -------------------------------------------------------------------------------------------------


def _limit(compare: Comparer, drug: Drug, limit: DoseLimit, same: Drug) -> Weakening | None:
    base, variant = compare.places.base, compare.places.variant
    basis = None if limit.basis is None else compare.places.named(limit.basis)
    near = [item for item in same.limits if item.basis == basis]
    if any(_bounds(item, limit) and _CARE.index(item.consequence) <= _CARE.index(limit.consequence) for item in near):
        return None
    said = Said(plain(dose_limit_text(limit, base)), limit.origin)
    closest = next((item for item in near if item.time == limit.time), near[0] if near else None)
    stretch = "over the whole course" if limit.time is None else f"in {plain(duration_text(limit.time))}"
    text = f"more than {_shown(limit.most)} of {_titled(drug, base)} {stretch}: the base gives no more"
    if closest is None:
        return Weakening(SafetyKind.LIMIT, Loss.REMOVED, said, None, f"{text}, the variant does")
    other = Said(plain(dose_limit_text(closest, variant)), closest.origin)
    if _bounds(closest, limit):
        text = f"{text} and then asks for {limit.consequence.value}, the variant only for {closest.consequence.value}"
        return Weakening(SafetyKind.LIMIT, Loss.RELAXED, said, other, text)
    theirs = "over the whole course" if closest.time is None else f"in {plain(duration_text(closest.time))}"
    text = f"{text}, the variant up to {_shown(closest.most)} {theirs}"
    return Weakening(SafetyKind.LIMIT, Loss.RELAXED, said, other, text)


def _bounds(one: DoseLimit, other: DoseLimit) -> bool:
    """Whether what `one` allows in its time, again and again, is never more than `other` allows in its own."""
    if one.most.unit.dimension != other.most.unit.dimension:
        return False
    if one.time is None:
        return one.most.base <= other.most.base
    times = None if other.time is None else _fit(other.time, one.time)
    return times is not None and times * one.most.base <= other.most.base


def _fit(long: Duration, short: Duration) -> int:
    """How many of the shorter time cover the longer one at most."""
    match long, short:
        case Days(), Days():
            return -(-long.days // short.days)
        case CalendarMonths(), CalendarMonths():
            return -(-long.count // short.count)
        case _:
            return -(-long.longest() // max(short.shortest(), 1))


# ---- rates and levels ------------------------------------------------------------------------------------------


def _rate(base: Protocol, variant: Protocol, drug: Drug, ramp: Ramp, same: Drug) -> Weakening | None:
    top = _fastest(ramp)
    others = [item for item in same.ramps if item.title == ramp.title] or (
        list(same.ramps) if len(drug.ramps) == len(same.ramps) == 1 else []
    )
    if top is None:
        return None
    said = Said(f"{_titled(drug, base)}: {plain(ramp_text(ramp))}", ramp.origin)
    if not others:
        text = f"{_titled(drug, base)} runs at up to {_shown(top)} in the base, at no stated rate in the variant"
        return Weakening(SafetyKind.CAP, Loss.REMOVED, said, None, text)
    theirs = _fastest(others[0])
    if theirs is not None and _at_most(theirs, top):
        return None
    told = Said(f"{_titled(same, variant)}: {plain(ramp_text(others[0]))}", others[0].origin)
    more = "without a highest rate" if theirs is None else f"at up to {_shown(theirs)}"
    text = f"{_titled(drug, base)} runs {more} in the variant, at up to {_shown(top)} in the base"
    return Weakening(SafetyKind.CAP, Loss.RELAXED, said, told, text)


def _fastest(ramp: Ramp) -> Quantity | None:
    return ramp.start if ramp.step is None else ramp.most


def _level(base: Protocol, variant: Protocol, level: Level, other: Level) -> Iterator[Weakening]:
    top, theirs = _top(level), _top(other)
    if top is None or (theirs is not None and _at_most(theirs, top)):
        return
    title = in_sentence(title_of(level.id, base))
    can = "without an upper end" if theirs is None else f"up to {_shown(theirs)}"
    text = f"{title} can be raised {can} in the variant, up to {_shown(top)} in the base"
    said = Said(plain(level_text(level, base)), level.origin)
    yield Weakening(SafetyKind.CAP, Loss.RELAXED, said, Said(plain(level_text(other, variant)), other.origin), text)


def _top(level: Level) -> Quantity | None:
    if level.steps:
        return max(level.steps, key=lambda step: step.base)
    return None if level.high is None else Quantity(level.high, level.unit)


def _titled(drug: Drug, protocol: Protocol) -> str:
    return plain(drug_text(drug.id, protocol))


def _shown(value: Quantity) -> str:
    return plain(quantity_text(value))

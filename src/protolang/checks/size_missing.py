"""PL407: a dose by a size of the patient that is too old, or that nothing asks for, while doses still come."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from protolang.checks.leaving import decisions, live_states
from protolang.checks.pointing import named, statement
from protolang.checks.spans_of_duties import FOREVER, goes_on_for, longest_distance, longest_of
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL407
from protolang.machine.statechart import Machine, Obligation, Region
from protolang.model.action import ActionKind
from protolang.model.protocol import Protocol
from protolang.model.rule import MeasureNow
from protolang.model.term import Reading
from protolang.model.treatment import Attribute, Dose
from protolang.quantity import Duration, decimal_text
from protolang.verify.reading import measured_by

NEVER_AGAIN = 1826
"""Days: who was weighed longer ago than five years has, for a dose, not been weighed."""


class _Use(NamedTuple):
    """A dose by a size, and how long it goes on."""

    dose: Dose
    item: Obligation
    region: Region
    lasts: Fraction | None


def size_missing(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each size that is recorded, at the first dose that outlasts it."""
    for attribute in machine.attributes:
        if not isinstance(attribute, Attribute) or attribute.choices or attribute.max_age is None:
            continue
        uses = sorted(_uses(machine, attribute.id), key=lambda use: use.item.origin.order)
        if uses:
            yield from _judged(machine, attribute, attribute.max_age, uses)


def _judged(machine: Machine, size: Attribute, age: Duration, uses: list[_Use]) -> Iterator[Diagnostic]:
    measurements = [
        (region, item)
        for region, state in live_states(machine)
        for item in state.obligations
        if item.kind is ActionKind.MEASURE and item.subject == size.id
    ]
    late = next((use for use in uses if use.lasts is not None and use.lasts > longest_of(age)), None)
    if not measurements and not _measured_now(machine, size.id):
        if longest_of(age) >= NEVER_AGAIN and any(use.lasts == FOREVER or late for use in uses):
            yield _never(size, age, uses[0])
        elif late is not None:
            yield _outlasted(size, age, late)
    elif len(measurements) == 1:
        found = longest_distance(machine, measurements[0][1])
        if found is not None and found.days > longest_of(age):
            yield _too_rarely(size, age, uses[0], measurements[0][1], found.told, found.days)


def _outlasted(size: Attribute, age: Duration, use: _Use) -> Diagnostic:
    lasts = "without an end" if use.lasts == FOREVER else f"for {decimal_text(use.lasts or Fraction(0))} days"
    return Diagnostic(
        PL407,
        f"`{use.item.subject}` is dosed by `{size.id}` {lasts}, and nothing measures it again after {age}",
        Label(statement(use.item.origin), f"no dose can be computed once `{size.id}` is older than {age}"),
        (
            Label(named(size.origin, size.id), f"valid for {age}, and never measured"),
            Label(statement(use.dose.origin), f"computed from `{size.id}`"),
        ),
        notes=("the dose then waits until somebody thinks of it",),
        help=f"add `measure {size.id} every …` beside the doses, or say how long one measurement may be used",
        severity=Severity.WARNING,
    )


def _never(size: Attribute, age: Duration, use: _Use) -> Diagnostic:
    return Diagnostic(
        PL407,
        f"`{use.item.subject}` is dosed by one `{size.id}` for {age}, whatever becomes of the patient",
        Label(named(size.origin, size.id), "measured once, and valid for years"),
        (Label(statement(use.dose.origin), f"computed from `{size.id}`"),),
        help=f"let it be valid as long as a dose may rest on it, and add `measure {size.id} every …`",
    )


def _too_rarely(size: Attribute, age: Duration, use: _Use, item: Obligation, told: str, days: Fraction) -> Diagnostic:
    return Diagnostic(
        PL407,
        f"`{size.id}` is too old for a dose after {age}, and is measured only {told}",
        Label(statement(item.origin), f"up to {decimal_text(days)} days apart"),
        (
            Label(named(size.origin, size.id), f"valid for {age}"),
            Label(statement(use.dose.origin), f"a dose of `{use.item.subject}` is computed from it"),
        ),
        help="measure more often, or let a value be valid longer",
        notes=("the dose then waits for a new one",),
        severity=Severity.WARNING,
    )


def _uses(machine: Machine, size: str) -> Iterator[_Use]:
    usual = {drug.id: drug.dose for drug in machine.drugs}
    for region, state in live_states(machine):
        for item in state.obligations:
            dose = item.dose or (None if item.course else usual.get(item.subject))
            for each in (dose, *(step.dose for step in item.course)):
                if each is not None and size in _sizes(machine, each):
                    yield _Use(each, item, region, goes_on_for(machine, item))


def _sizes(machine: Machine, dose: Dose) -> tuple[str, ...]:
    names = [] if dose.basis is None else [dose.basis]
    names += [dose.amount.name] if isinstance(dose.amount, Reading) else []
    return tuple(found for name in names for found in measured_by(machine, Reading(name)))


def _measured_now(machine: Machine, size: str) -> bool:
    effects = [
        effect
        for _, state in live_states(machine)
        for group in (state.on_entry, state.on_exit, *(row.effects for one in decisions(state) for row in one.rows))
        for effect in group
    ]
    return any(isinstance(effect, MeasureNow) and effect.lab == size for effect in effects)

"""The amount of one dose with its arithmetic, for a second person to check. In: a Standing. Out: lines of text."""

from collections.abc import Iterator

from protolang.cli.patient_standing import Standing, recorded
from protolang.cli.patient_words import Words, plain
from protolang.execution.amounts import amount_text
from protolang.execution.terms import value_of
from protolang.machine.statechart import Obligation
from protolang.model.term import Reading
from protolang.model.treatment import Attribute, DerivedAttribute, Dose
from protolang.prose import attribute_text, dose_text, quantity_text, unit_text
from protolang.quantity import Quantity, Root


def amount(obligation: Obligation, at: Standing) -> str:
    """The amount on this day: `691.75 mg, not rounded`, or why it is unknown."""
    return amount_text(at.snapshot, obligation)


def arithmetic(obligation: Obligation, at: Standing, said: Words) -> Iterator[str]:
    """How the amount comes about, from the protocol's dose to what was recorded of the patient."""
    dose = _dose(obligation, at)
    if dose is None:
        return
    size = None if dose.basis is None else _size(dose.basis, at)
    match dose.amount:
        case Quantity() as stated if dose.basis is not None and size is not None:
            yield plain(f"{quantity_text(stated)} × {size} of {said.inside(dose.basis)}")
        case _:
            yield plain(dose_text(dose, at.course.protocol))
    if dose.basis is not None:
        yield from _sources(dose.basis, at, said)


def _dose(obligation: Obligation, at: Standing) -> Dose | None:
    drug = next((item for item in at.course.machine.drugs if item.id == obligation.subject), None)
    return obligation.dose or (drug.dose if drug is not None else None)


def _size(basis: str, at: Standing) -> str | None:
    unit = next(item.unit for item in at.course.machine.attributes if item.id == basis)
    match value_of(at.snapshot, Reading(basis)):
        case Root() as found:
            return f"{found.times(1 / unit.factor).decimal_text()} {unit_text(unit)}"
        case _:
            return None


def _sources(basis: str, at: Standing, said: Words) -> Iterator[str]:
    for name in recorded(at.course, basis):
        results, current = at.snapshot.results(name), at.snapshot.current(name)
        age = f", {said.age_text(at.tick - results[-1].sampled)}" if results else ""
        if current:
            yield f"{said.title(name)}: {said.value(name, str(current[-1].value))}{age}"
        else:
            yield f"{said.title(name)}: {'too old to be used' if results else 'missing'}{age}"
    declared = next(item for item in at.course.machine.attributes if item.id == basis)
    match declared:
        case DerivedAttribute():
            text = attribute_text(declared, at.course.protocol)
            yield f"{plain(text)} [{said.place(declared.origin, declared.evidence)}]"
        case Attribute():
            pass

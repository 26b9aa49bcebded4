"""The amount of one dose with its arithmetic, for a second person to check. In: a Standing. Out: lines of text."""

from collections.abc import Iterator

from protolang.cli.patient_standing import Standing, Task, recorded
from protolang.cli.patient_words import Words, plain
from protolang.execution.amounts import amount_of, dose_of
from protolang.execution.state import Due
from protolang.execution.terms import value_of
from protolang.model.term import Reading
from protolang.model.treatment import Attribute, DerivedAttribute, Dose
from protolang.prose import attribute_text, dose_text, quantity_text, unit_text
from protolang.quantity import Quantity, Root


def amount(task: Task, at: Standing) -> str:
    """The amount on this day: `691.75 mg, not rounded`; or why nothing may be given."""
    if task.amount:
        return plain(task.amount)
    drug = next((item for item in at.course.machine.drugs if item.id == task.subject), None)
    dose = dose_stated(task, at)
    if drug is None:
        return "no dose is stated"
    found = amount_of(at.snapshot, drug, dose)
    return plain(found.refused or str(found))


def arithmetic(task: Task, at: Standing, said: Words) -> Iterator[str]:
    """How the amount comes about, from the protocol's dose to what was recorded of the patient."""
    dose = dose_stated(task, at)
    if dose is None:
        return
    size = None if dose.basis is None else _size(dose.basis, at)
    match dose.amount:
        case Quantity() as stated if dose.basis is not None and size is not None and dose.table is None:
            yield plain(f"{quantity_text(stated)} × {size} of {said.inside(dose.basis)}")
        case _:
            yield plain(dose_text(dose, at.course.protocol))
    if dose.basis is not None:
        yield from _sources(dose.basis, at, said)


def dose_stated(task: Task, at: Standing) -> Dose | None:
    """The dose that the protocol states for a task, before it is computed."""
    if task.obligation is None:
        return None
    return dose_of(at.course.machine, task.obligation, task.at or Due(task.obligation.index, None, None))


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

"""The amount of a dose for this patient on this day (R22): exact, from attributes that are still fresh (R4)."""

from protolang.execution.evaluate import Snapshot
from protolang.machine.statechart import Obligation
from protolang.model.formulas import dose_amount
from protolang.model.treatment import Attribute
from protolang.quantity import Quantity


def amount_text(snapshot: Snapshot, obligation: Obligation) -> str:
    """The amount as text: `691.77 mg, not rounded`; or that it is unknown, because a size is missing or too old."""
    machine = snapshot.machine
    drug = next((item for item in machine.drugs if item.id == obligation.subject), None)
    dose = obligation.dose or (None if drug is None else drug.dose)
    if drug is None or dose is None:
        return "no dose is stated"
    sizes: dict[str, Quantity] = {}
    for item in machine.attributes:
        if isinstance(item, Attribute):
            values = snapshot.values(item.id)
            # two results that contradict each other decide no dose
            if len(values) == 1:
                sizes[item.id] = Quantity(values[0] / item.unit.factor, item.unit)
    amount = dose_amount(dose, drug, sizes, machine.rounding, machine.attributes)
    if amount is None:
        return f"unknown: {dose.basis} is missing or too old"
    return str(amount) if amount.rounded or dose.basis is None else f"{amount}, not rounded"

"""What a table says for this patient on this day."""

from protolang.execution.evaluate import Snapshot, Truth
from protolang.machine.statechart import Machine
from protolang.model.table import Case, Table


def table(machine: Machine, name: str) -> Table:
    """The table called `name`."""
    return next(item for item in machine.tables if item.id == name)


def look_up(snapshot: Snapshot, looked_up: Table) -> Case | None:
    """The one case that holds, or `otherwise` where all others fail; None when that is not so, or not known."""
    truths = [(case, snapshot.truth(case.when)) for case in looked_up.cases if case.when is not None]
    holding = [case for case, truth in truths if truth is Truth.HOLDS]
    if len(holding) == 1:
        return holding[0]
    if holding or any(truth is Truth.UNKNOWN for _, truth in truths):
        return None
    return next((case for case in looked_up.cases if case.when is None), None)

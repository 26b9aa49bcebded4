"""Patients that a solver finds where cells cannot: as an answer, or that the question was too much."""

from collections.abc import Sequence

from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.verify.cells import NotExactError
from protolang.verify.solver import Found, patient_with

MOST_COMPARISONS = 20_000
"""Comparisons in all pairs of rows of one place that are given to the solver; with more it would be felt."""
MOST_TOLD = 8
"""Overlaps of one place that the solver is asked for."""


def nobody(machine: Machine, holding: Sequence[Expression], failing: Sequence[Expression]) -> bool:
    """Whether it is certain that no patient is like this; False as well when that is not known."""
    try:
        return patient_with(machine, holding, failing) is None
    except NotExactError:
        return False


def somebody(
    machine: Machine, holding: Sequence[Expression], failing: Sequence[Expression], reported: str | None = None
) -> Found | None:
    """A patient who certainly can be like this; None when there is none, or none is certain."""
    try:
        found = patient_with(machine, holding, failing, reported)
    except NotExactError:
        return None
    return found if found is not None and found.sure else None

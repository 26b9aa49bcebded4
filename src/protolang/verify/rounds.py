"""Why a claim's measure has no upper limit, for a reader: a course that goes round, followed by the interpreter."""

from protolang.execution.run import administrations
from protolang.machine.statechart import Machine
from protolang.model.expression import Claim, Measure
from protolang.verify.bounds import lasso
from protolang.verify.explore import Graph
from protolang.verify.guards import Guards
from protolang.verify.verdict import Round
from protolang.verify.witness import played


def round_of(machine: Machine, guards: Guards, graph: Graph, claim: Claim) -> Round | None:
    """A way round that adds to a count or a span; None without one, or where the interpreter does not take it twice."""
    if claim.measure not in (Measure.COUNT, Measure.SPAN) or machine.resolution.per_day != 1:
        return None
    found = lasso(graph)
    if found is None:
        return None
    trace = played(machine, guards, graph, (*found.before, *found.round, *found.round))
    # a course begins on the evening before day 0
    begins = sum(step.days for step in found.before) - 1
    given = administrations(trace, claim.subject, during=claim.during, by=trace.final.day)
    before = tuple(day for day in given if day <= begins)
    first = tuple(day for day in given if begins < day <= begins + found.days)
    second = tuple(day for day in given if begins + found.days < day)
    if not first or second != tuple(day + found.days for day in first):
        return None
    return Round(before, first, second, found.days)

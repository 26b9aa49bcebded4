"""PL403: a drug of which a course has no greatest total, because a loop that gives it has no decided end."""

from collections.abc import Iterator

import attrs

from protolang.checks.leaving import endless, live_states
from protolang.checks.pointing import opening, statement
from protolang.checks.wording import given_as
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL403
from protolang.machine.statechart import Machine, Obligation
from protolang.model.evidence import Evidence
from protolang.model.expression import Claim, Measure
from protolang.model.protocol import Protocol, Requirement
from protolang.model.treatment import ActionKind, Drug
from protolang.verify.requirements import verify
from protolang.verify.verdict import Result, Verdict

STATES = 5_000
"""States explored for one drug: a total is information, it must not cost more than a requirement."""


def total_without_maximum(protocol: Protocol, machine: Machine, results: tuple[Result, ...]) -> Iterator[Diagnostic]:
    """One note for each drug, at the loop. Only a drug with such a loop is explored, and only if not known already."""
    for drug in protocol.drugs:
        loops = [
            item
            for _, state in live_states(machine)
            for item in endless(machine, state)
            if item.kind is ActionKind.GIVE and item.subject == drug.id
        ]
        total = _total(protocol, machine, drug, results) if loops else None
        if total is not None and total.verdict is not Verdict.UNKNOWN and total.unbounded:
            yield _finding(drug, loops, total.minimum or 0)


def _total(protocol: Protocol, machine: Machine, drug: Drug, results: tuple[Result, ...]) -> Result | None:
    for result in results:
        match result.requirement.claim:
            case Claim(Measure.COUNT, drug.id, None) if result.verdict is Verdict.PROVED:
                return result
            case _:
                pass
    claim = Claim(Measure.COUNT, drug.id, None, None, None, drug.origin)
    asking = Requirement(drug.id, claim, None, None, Evidence(), drug.id, drug.origin)
    return next(iter(verify(attrs.evolve(protocol, requirements=(asking,)), machine, budget=STATES)), None)


def _finding(drug: Drug, loops: list[Obligation], least: int) -> Diagnostic:
    first, *others = loops
    known = f": a complete course has at least {least} {given_as(drug, least)}" if least else ""
    return Diagnostic(
        PL403,
        f"the total of `{drug.id}` has no maximum{known}",
        Label(statement(first.origin), "given again and again, without a decided maximum"),
        (
            Label(opening(drug.origin), "of this drug"),
            *(Label(statement(other.origin), "and here") for other in others),
        ),
        help="with a maximum for the loop, `check` also tells the greatest total",
    )

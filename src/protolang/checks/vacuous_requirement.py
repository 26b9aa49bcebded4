"""PL609: a requirement that holds because what it speaks of never happens."""

from collections.abc import Iterator

from protolang.checks.pointing import statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL609
from protolang.machine.statechart import Machine
from protolang.model.expression import Expression, GivenToday, InPhase
from protolang.model.protocol import Protocol
from protolang.verify import vacuity
from protolang.verify.verdict import Result, Verdict


def vacuous_requirement(protocol: Protocol, machine: Machine, results: tuple[Result, ...]) -> Iterator[Diagnostic]:
    """One finding for each that was proved, and of which the condition, drug, phase or time is never met."""
    for result in results:
        requirement = result.requirement
        never = vacuity.never_reached(machine, result) if result.verdict is Verdict.PROVED else None
        if never is None:
            continue
        name = "this requirement" if requirement.name == requirement.text else f"requirement `{requirement.name}`"
        yield Diagnostic(
            PL609,
            f"{name} says nothing: {_told(never)}",
            Label(statement(requirement.origin), "kept by every patient, because it never comes to that"),
            help="correct the condition, the drug or the phase it speaks of, or the rule that should lead there",
        )


def _told(never: Expression) -> str:
    match never:
        case GivenToday(drug):
            return f"`{drug}` is never given"
        case InPhase(phase):
            return f"no patient ever comes to `{phase}`"
        case _:
            return f"no patient ever meets `{' '.join(never.origin.text.split())}`"

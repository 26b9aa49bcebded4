"""PL610: a requirement that was neither proved nor refuted, and why."""

from collections.abc import Iterator

from protolang.checks.circle_of_phases import circle_of_phases
from protolang.checks.constant_rule import constant_rule
from protolang.checks.dead_end import dead_end
from protolang.checks.forestalled_exit import forestalled_exit
from protolang.checks.gap_between_exits import gap_between_exits
from protolang.checks.loop_without_limit import loop_without_limit
from protolang.checks.overlapping_exits import overlapping_exits
from protolang.checks.pointing import statement
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL610
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.verify.verdict import Result, Verdict

_MISTAKES = (
    dead_end,
    circle_of_phases,
    loop_without_limit,
    overlapping_exits,
    gap_between_exits,
    constant_rule,
    forestalled_exit,
)
"""Checks whose errors keep courses from completing."""


def undecided_requirement(protocol: Protocol, machine: Machine, results: tuple[Result, ...]) -> Iterator[Diagnostic]:
    """One finding for each, unless a mistake that is told already keeps courses from completing."""
    unknown = [result for result in results if result.verdict is Verdict.UNKNOWN and not result.disagrees]
    if unknown and _is_explained(protocol, machine):
        return
    for result in unknown:
        requirement = result.requirement
        name = "this requirement" if requirement.name == requirement.text else f"requirement `{requirement.name}`"
        yield Diagnostic(
            PL610,
            f"{name} could be neither proved nor refuted",
            Label(statement(requirement.origin), "not decided"),
            notes=(result.reason,),
            help="decide what is open, or make the conditions simpler; until then nobody can rely on it",
        )


def _is_explained(protocol: Protocol, machine: Machine) -> bool:
    return any(finding.severity is Severity.ERROR for check in _MISTAKES for finding in check(protocol, machine))

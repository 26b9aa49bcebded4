"""PL904: two engines, or an engine and the interpreter, judge one requirement differently: our own fault."""

from collections.abc import Iterator

from protolang.checks.pointing import statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL904
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.verify.verdict import Result


def engines_disagree(protocol: Protocol, machine: Machine, results: tuple[Result, ...]) -> Iterator[Diagnostic]:
    """One finding for each requirement of which an engine tells a story that the interpreter does not repeat."""
    for result in results:
        if result.disagrees:
            yield Diagnostic(
                PL904,
                "protolang contradicts itself about this requirement; the fault is ours, not yours",
                Label(statement(result.requirement.origin), "judged in two ways"),
                notes=(result.reason,),
                help="please report it with this file; until then rely on no verdict about this requirement",
            )

"""One file per check. The tuples are the order in which checks run; a check yields diagnostics and changes nothing."""

from collections.abc import Callable, Iterable

from protolang.diagnostics import Diagnostic
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.verify.verdict import Result

ProtocolCheck = Callable[[Protocol], Iterable[Diagnostic]]
MachineCheck = Callable[[Protocol, Machine], Iterable[Diagnostic]]
ResultCheck = Callable[[Protocol, Machine, tuple[Result, ...]], Iterable[Diagnostic]]

PROTOCOL_CHECKS: tuple[ProtocolCheck, ...] = ()
MACHINE_CHECKS: tuple[MachineCheck, ...] = ()
RESULT_CHECKS: tuple[ResultCheck, ...] = ()

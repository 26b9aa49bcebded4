"""The only place that orders the passes of `check`: bytes to Analysis."""

from collections.abc import Mapping

import attrs

from protolang.checks import MACHINE_CHECKS, PROTOCOL_CHECKS, RESULT_CHECKS
from protolang.diagnostics import Diagnostic, Severity
from protolang.diagnostics.source_order import in_source_order
from protolang.machine import from_model as machine_from_model
from protolang.machine.statechart import Machine
from protolang.model import from_ast as model_from_ast
from protolang.model.protocol import Protocol
from protolang.model.settings import decide
from protolang.source import SourceFile
from protolang.syntax.ast import ProtocolDecl
from protolang.syntax.decode import decode
from protolang.syntax.parser import parse
from protolang.verify.requirements import BUDGET, verify
from protolang.verify.verdict import Result


@attrs.frozen(eq=False, repr=False)
class Analysis:
    """All that is known of one file. A stage is None when errors before it left nothing to build it from."""

    source: SourceFile | None
    tree: ProtocolDecl | None
    protocol: Protocol | None
    machine: Machine | None
    results: tuple[Result, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(item.severity is Severity.ERROR for item in self.diagnostics)


def analyse(path: str, data: bytes, settings: Mapping[str, str] | None = None, *, budget: int = BUDGET) -> Analysis:
    """Reads, resolves, lowers, checks and verifies one file.

    `path` is how the user named it, `settings` are parameter values as text (`"4 weeks"`), `budget` the number of
    states explored per requirement. Never raises on what an author or a file can contain.
    """
    decoded = decode(path, data)
    found = list(decoded.diagnostics)
    if decoded.value is None:
        return Analysis(None, None, None, None, (), in_source_order(found))
    source = decoded.value
    parsed = parse(source)
    found += parsed.diagnostics
    if parsed.value is None or parsed.value.tree is None:
        return Analysis(source, None, None, None, (), in_source_order(found))
    tree = parsed.value.tree
    resolved = model_from_ast.lower(tree, source, parsed.value.skipped_names)
    found += resolved.diagnostics
    protocol = resolved.value
    if protocol is not None and settings:
        decided = decide(protocol, settings)
        protocol = decided.value
        open_places = {item.origin for item in protocol.decisions} if protocol is not None else set()
        found = [item for item in found if item.code.number != "PL112" or item.primary.span in open_places]
        found += decided.diagnostics
    if protocol is None or _any_error(found):
        return Analysis(source, tree, protocol, None, (), in_source_order(found))
    for check in PROTOCOL_CHECKS:
        found += check(protocol)
    machine = machine_from_model.lower(protocol)
    for inspect in MACHINE_CHECKS:
        found += inspect(protocol, machine)
    results = verify(protocol, machine, budget=budget)
    for judge in RESULT_CHECKS:
        found += judge(protocol, machine, results)
    return Analysis(source, tree, protocol, machine, results, in_source_order(found))


def _any_error(found: list[Diagnostic]) -> bool:
    return any(item.severity is Severity.ERROR for item in found)

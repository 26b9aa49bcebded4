"""The only place that orders the passes of `check`: bytes to Analysis."""

from collections.abc import Iterable, Mapping

import attrs

from protolang import checks, variants
from protolang.checks.allowed import Allowed, allow
from protolang.diagnostics import Diagnostic, Severity
from protolang.diagnostics.source_order import in_source_order
from protolang.machine import from_model as machine_from_model
from protolang.machine.statechart import Machine
from protolang.model import from_ast as model_from_ast
from protolang.model.protocol import Protocol
from protolang.model.settings import decide
from protolang.source import SourceFile
from protolang.source.project import Project
from protolang.syntax.ast import LibraryDecl, ProtocolDecl
from protolang.syntax.decode import decode
from protolang.syntax.parser import Parsed, parse
from protolang.variants.change import Effective, Program
from protolang.verify.budget import Budget, metered
from protolang.verify.requirements import BUDGET, verify
from protolang.verify.verdict import Result


@attrs.frozen(eq=False, repr=False)
class Analysis:
    """All that is known of one file. A stage is None when errors before it left nothing to build it from.

    `tree` is the whole protocol: with what it takes from libraries, and for a variant with its changes applied, as
    `effective` says. `base` is the protocol that a variant changes. A library has no machine. `allowed` are the
    findings that a comment of the file allows, with the reason; they are not among `diagnostics`.
    """

    source: SourceFile | None
    tree: ProtocolDecl | None
    protocol: Protocol | None
    machine: Machine | None
    results: tuple[Result, ...]
    diagnostics: tuple[Diagnostic, ...]
    effective: Effective | None = None
    base: Protocol | None = None
    allowed: tuple[Allowed, ...] = ()

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(item.severity is Severity.ERROR for item in self.diagnostics)


def analyse(
    path: str,
    data: bytes,
    settings: Mapping[str, str] | None = None,
    *,
    budget: int | Budget = BUDGET,
    project: Project | None = None,
) -> Analysis:
    """Reads, expands, resolves, lowers, checks and verifies one file.

    `path` is how the user named it, `settings` are parameter values as text (`"4 weeks"`), `budget` the number of
    states explored per requirement, which may come with the time and memory of the whole analysis. What the file
    imports is read from `project`; without one nothing can be imported.
    Never raises on what an author or a file can contain.
    """
    analysis = _analysed(path, data, settings, budget, project)
    if analysis.source is None or "allow" not in analysis.source.text:
        return analysis
    found, allowed = allow(analysis.source, analysis.diagnostics, complete=analysis.machine is not None)
    return attrs.evolve(analysis, diagnostics=in_source_order(list(found)), allowed=allowed)


def _analysed(
    path: str, data: bytes, settings: Mapping[str, str] | None, budget: int | Budget, project: Project | None
) -> Analysis:
    meter = metered(budget)  # its time runs from here on: reading a large file takes some of it
    decoded = decode(path, data)
    found = list(decoded.diagnostics)
    if decoded.value is None:
        return Analysis(None, None, None, None, (), in_source_order(found))
    source = decoded.value
    parsed = parse(source)
    found += parsed.diagnostics
    if parsed.value is None or parsed.value.tree is None:
        return Analysis(source, None, None, None, (), in_source_order(found))
    program = _program(source, parsed.value, project, found)
    if program is None:
        return Analysis(source, None, None, None, (), in_source_order(found))
    effective, skipped = program.effective, program.skipped_names
    tree = effective.tree
    resolved = model_from_ast.lower(tree, source, skipped, effective=effective, imported=program.imported)
    found += _blamed(resolved.diagnostics, effective)
    protocol = resolved.value
    bases = [] if protocol is None or _any_error(found) else _bases(effective, skipped)
    written = protocol
    base = bases[0] if bases else None
    if protocol is not None and settings:
        decided = decide(protocol, settings)
        protocol = decided.value
        open_places = {item.origin for item in protocol.decisions} if protocol is not None else set()
        found = [item for item in found if item.code.number != "PL112" or item.primary.span in open_places]
        found += decided.diagnostics
    is_library = isinstance(parsed.value.tree, LibraryDecl)
    if protocol is not None and is_library and not _any_error(found):
        for inspect_alone in checks.LIBRARY_CHECKS:
            found += inspect_alone(protocol)
    if protocol is None or is_library or _any_error(found):
        return Analysis(source, tree, protocol, None, (), in_source_order(found), effective, base)
    if written is not None and bases:
        for compare in checks.VARIANT_CHECKS:
            found += compare(written, bases)
    for check in checks.PROTOCOL_CHECKS:
        found += _blamed(check(protocol), effective)
    machine = machine_from_model.lower(protocol)
    for inspect in checks.MACHINE_CHECKS:
        found += _blamed(inspect(protocol, machine), effective)
    results = verify(protocol, machine, budget=meter)
    for judge in checks.RESULT_CHECKS:
        found += judge(protocol, machine, results)
    return Analysis(source, tree, protocol, machine, results, in_source_order(found), effective, base)


def _program(source: SourceFile, parsed: Parsed, project: Project | None, found: list[Diagnostic]) -> Program | None:
    """The main file with everything it imports; None where that is not known, which is told."""
    tree = parsed.tree
    if tree is None or "import" in parsed.skipped_names:
        # What an import that cannot be read would have brought is not known.
        return None
    if isinstance(tree, ProtocolDecl) and not tree.imports:
        return Program(Effective(tree, None, (), files=(tree,)), parsed.skipped_names)
    program = variants.read_program(source, tree, project)
    found += program.diagnostics
    if program.value is None:
        return None
    return attrs.evolve(program.value, skipped_names=program.value.skipped_names | parsed.skipped_names)


def _blamed(diagnostics: Iterable[Diagnostic], effective: Effective) -> Iterable[Diagnostic]:
    return diagnostics if effective.base is None else variants.blamed(diagnostics, effective)


def _bases(effective: Effective, skipped: frozenset[str]) -> list[Protocol]:
    """The protocols that a variant descends from, its base first, each as it is by itself; those without errors."""
    found: list[Protocol] = []
    base = effective.base
    while base is not None:
        lowered = model_from_ast.lower(base.tree, base.tree.span.source, skipped, effective=base)
        if lowered.value is None or _any_error(list(lowered.diagnostics)):
            break
        found.append(lowered.value)
        base = base.base
    return found


def _any_error(found: list[Diagnostic]) -> bool:
    return any(item.severity is Severity.ERROR for item in found)

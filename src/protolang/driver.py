"""The only place that orders the passes of `check`: bytes to Analysis."""

from collections.abc import Mapping
from itertools import pairwise

import attrs

from protolang.checks import MACHINE_CHECKS, PROTOCOL_CHECKS, RESULT_CHECKS
from protolang.checks.weakened_safety_rule import weakened_safety_rule
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
from protolang.variants.blame import blamed
from protolang.variants.change import Effective
from protolang.variants.expand import expand
from protolang.variants.imports import load
from protolang.variants.places import name_of
from protolang.verify.requirements import BUDGET, verify
from protolang.verify.verdict import Result


@attrs.frozen(eq=False, repr=False)
class Analysis:
    """All that is known of one file. A stage is None when errors before it left nothing to build it from.

    `tree` is the whole protocol: with what it takes from libraries, and for a variant with its changes applied, as
    `effective` says. `base` is the protocol that a variant changes. A library has no machine.
    """

    source: SourceFile | None
    tree: ProtocolDecl | None
    protocol: Protocol | None
    machine: Machine | None
    results: tuple[Result, ...]
    diagnostics: tuple[Diagnostic, ...]
    effective: Effective | None = None
    base: Protocol | None = None

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(item.severity is Severity.ERROR for item in self.diagnostics)


def analyse(
    path: str,
    data: bytes,
    settings: Mapping[str, str] | None = None,
    *,
    budget: int = BUDGET,
    project: Project | None = None,
) -> Analysis:
    """Reads, expands, resolves, lowers, checks and verifies one file.

    `path` is how the user named it, `settings` are parameter values as text (`"4 weeks"`), `budget` the number of
    states explored per requirement. What the file imports is read from `project`; without one nothing can be imported.
    Never raises on what an author or a file can contain.
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
    whole = _whole(source, parsed.value, project, found)
    if whole is None:
        return Analysis(source, None, None, None, (), in_source_order(found))
    effective, skipped, imported = whole
    tree = effective.tree
    resolved = model_from_ast.lower(tree, source, skipped, effective=effective, imported=imported)
    found += blamed(resolved.diagnostics, effective)
    protocol = resolved.value
    written = protocol
    bases = [] if _any_error(found) else _bases(effective, skipped)
    base = bases[0] if bases else None
    if protocol is not None and settings:
        decided = decide(protocol, settings)
        protocol = decided.value
        open_places = {item.origin for item in protocol.decisions} if protocol is not None else set()
        found = [item for item in found if item.code.number != "PL112" or item.primary.span in open_places]
        found += decided.diagnostics
    is_library = isinstance(parsed.value.tree, LibraryDecl)
    if protocol is None or is_library or _any_error(found):
        return Analysis(source, tree, protocol, None, (), in_source_order(found), effective, base)
    for variant, ancestor in pairwise([written, *bases]):
        if variant is not None and ancestor is not None:
            found += weakened_safety_rule(variant, ancestor)
    for check in PROTOCOL_CHECKS:
        found += blamed(check(protocol), effective)
    machine = machine_from_model.lower(protocol)
    for inspect in MACHINE_CHECKS:
        found += blamed(inspect(protocol, machine), effective)
    results = verify(protocol, machine, budget=budget)
    for judge in RESULT_CHECKS:
        found += judge(protocol, machine, results)
    return Analysis(source, tree, protocol, machine, results, in_source_order(found), effective, base)


def _whole(
    source: SourceFile, parsed: Parsed, project: Project | None, found: list[Diagnostic]
) -> tuple[Effective, frozenset[str], tuple[SourceFile, ...]] | None:
    """The protocol with everything it imports, the words of all parts that could not be read, and the other files."""
    tree = parsed.tree
    if isinstance(tree, ProtocolDecl) and not tree.imports:
        return Effective(tree, None, (), files=(tree,)), parsed.skipped_names, ()
    if tree is None:
        return None
    loaded = load(source, tree, project)
    found += loaded.diagnostics
    if loaded.value is None or not loaded.value.is_complete:
        # Every name of what is missing would be told as one that nothing declares.
        return None
    expanded = expand(loaded.value)
    found += expanded.diagnostics
    if expanded.value is None:
        return None
    skipped = parsed.skipped_names.union(*(file.skipped_names for file in loaded.value.files))
    if isinstance(tree, LibraryDecl):
        # What a library declares is used elsewhere, and what a policy says is said there.
        skipped |= {"policy", *(name for item in tree.declarations if (name := name_of(item)))}
    return expanded.value, skipped, loaded.value.imported


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

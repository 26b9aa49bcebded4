"""A file and what it imports as one protocol. In: the files of a program. Out: the effective protocol."""

from collections.abc import Iterable, Mapping
from typing import assert_never

import attrs

from protolang.diagnostics import Label, Outcome
from protolang.diagnostics.codes import PL101, PL102
from protolang.diagnostics.suggest import suggest
from protolang.syntax.ast import (
    BackgroundDecl,
    Declaration,
    HeaderClause,
    LibraryDecl,
    ProtocolDecl,
    TextClause,
    VariantDecl,
    VersionClause,
)
from protolang.variants.change import Ancestor, Effective
from protolang.variants.deltas import apply
from protolang.variants.findings import Findings
from protolang.variants.imports import Loaded, ReadFile
from protolang.variants.libraries import needed, offered, serves, trimmed, with_needed
from protolang.variants.nodes import renamed
from protolang.variants.places import all_phases, name_of


def expand(loaded: Loaded) -> Outcome[Effective]:
    """The effective protocol of the main file; a library is a protocol that does nothing.

    None where there is no base to change. Deltas that cannot be applied are told and left out. Cost: linear in the
    files, and for each variant in the number of its deltas times the size of what they change.
    """
    expansion = _Expansion(loaded)
    effective = expansion.of(loaded.main)
    if effective is not None:
        files = tuple(file.tree for file in loaded.files if file.tree is not None)
        effective = attrs.evolve(effective, files=files)
    return Outcome(effective, tuple(expansion.findings.found))


class _Expansion:
    """A main file with its ancestors."""

    def __init__(self, loaded: Loaded) -> None:
        self.findings = Findings()
        self._loaded = loaded

    def of(self, file: ReadFile) -> Effective | None:
        """One file; its base before it."""
        match file.tree:
            case None:
                return None
            case ProtocolDecl() | LibraryDecl():
                return self._protocol(file, file.tree)
            case VariantDecl():
                return self._variant(file, file.tree)
            case _:
                assert_never(file.tree)

    def _libraries(self, file: ReadFile) -> list[LibraryDecl]:
        files = self._loaded.reachable(file)
        return [other.tree for other in files if isinstance(other.tree, LibraryDecl)]

    def _protocol(self, file: ReadFile, tree: ProtocolDecl | LibraryDecl) -> Effective:
        pool = offered(self._libraries(file), self.findings)
        for item in tree.declarations:
            name = name_of(item)
            if name is not None and name in pool:
                self.findings.two_libraries(name, item.span, pool[name].span)
        header = tree.header if isinstance(tree, ProtocolDecl) else ()
        declarations = with_needed(tree.declarations, header, pool, lambda _: False)
        whole = ProtocolDecl(tree.name, tree.title, header, declarations, tree.comments, tree.imports, span=tree.span)
        return Effective(whole, None, (_ancestor(whole),))

    def _variant(self, file: ReadFile, tree: VariantDecl) -> Effective | None:
        base = self._base(file, tree)
        if base is None:
            return None
        pool = offered(self._libraries(file), self.findings)
        self._check_clashes(base, pool)
        draft = apply(tree, base.tree, base.touched, pool)
        self.findings.found += draft.findings.found
        header = _header([renamed(clause, draft.names) for clause in base.tree.header], tree.header)
        source = tree.span.source
        idle = {draft.names.get(name, name) for name in _idle(base.tree)}
        declarations = with_needed(
            draft.declarations,
            (*header, *(change.reason for change in draft.changes)),
            {draft.names.get(name, name): renamed(item, draft.names) for name, item in pool.items()},
            lambda item: item.span.source is not source and name_of(item) not in idle,
        )
        declared = frozenset(_names(declarations))
        declarations = tuple(
            trimmed(item, declared) if isinstance(item, BackgroundDecl) and item.span.source is not source else item
            for item in declarations
        )
        title = tree.title if tree.title is not None else base.tree.title
        whole = ProtocolDecl(tree.name, title, header, declarations, tree.comments, tree.imports, span=tree.span)
        lineage = (*base.lineage, _ancestor(whole))
        return Effective(whole, base, lineage, tuple(draft.changes), draft.landings, draft.handed_on())

    def _check_clashes(self, base: Effective, pool: Mapping[str, Declaration]) -> None:
        """Say what a library declares under a name that the base has for something else."""
        for item in base.tree.declarations:
            name = name_of(item)
            other = pool.get(name) if name is not None else None
            if name is None or other is None or (name,) in base.touched:
                continue
            if item.span.source.path != other.span.source.path:
                self.findings.two_libraries(name, other.span, item.span)

    def _base(self, file: ReadFile, tree: VariantDecl) -> Effective | None:
        name = tree.base.text
        if name == tree.name.text:
            message = f"`{name}` is a variant of itself"
            label = Label(tree.name.span, "its own name")
            self.findings.report(PL102, message, Label(tree.base.span, "its base"), label, help="give it another name")
            return None
        found = file.visible.get(name)
        if found is not None and not isinstance(found.tree, LibraryDecl):
            return self.of(found)
        if any(item.file.tree is None for item in file.imports) or len(file.imports) < len(tree.imports):
            # It may be in the file that could not be read, which has been told.
            return None
        help = 'import the file it stands in: `import "../ahmed.proto"` at the top'
        bases = [text for text, other in file.visible.items() if not isinstance(other.tree, LibraryDecl)]
        near = suggest(name, bases)
        if len(bases) == 1:
            help = f"the file that it imports holds `{bases[0]}`: write `of {bases[0]}`"
        self.findings.report(
            PL101,
            f"`{name}` is a library, and a variant is one of a protocol or of another variant"
            if found is not None
            else f"no imported file declares `{name}`, of which this is a variant",
            Label(tree.base.span, "the base is not known"),
            help=f"did you mean `{near}`?" if near else help,
        )
        return None


def _ancestor(tree: ProtocolDecl) -> Ancestor:
    version = next((clause.text for clause in tree.header if isinstance(clause, VersionClause)), "")
    return Ancestor(tree.name.text, tree.title or tree.name.text, version, tree.span.source)


def _header(base: Iterable[HeaderClause], own: tuple[HeaderClause, ...]) -> tuple[HeaderClause, ...]:
    """The header of a base, each clause replaced by the variant's of the same kind."""
    mine = {_kind(clause): clause for clause in own}
    kept = [mine.pop(_kind(clause), clause) for clause in base]
    return (*kept, *(clause for clause in own if _kind(clause) in mine))


def _kind(clause: HeaderClause) -> tuple[type, str]:
    return type(clause), clause.keyword if isinstance(clause, TextClause) else ""


def _idle(tree: ProtocolDecl) -> frozenset[str]:
    """What a base declares and does not use itself: that stays, and is told as it is for the base."""
    serving = {name: item for item in tree.declarations if serves(item) and (name := name_of(item))}
    others = [item for item in tree.declarations if not serves(item) and not isinstance(item, BackgroundDecl)]
    return frozenset(serving) - needed([*others, *tree.header], serving)


def _names(declarations: Iterable[Declaration]) -> Iterable[str]:
    for item in declarations:
        name = name_of(item)
        if name is not None:
            yield name
    for path, _ in all_phases(declarations):
        yield path[-1]

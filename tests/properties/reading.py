"""The trees of generated texts, and what stands where in them."""

from __future__ import annotations

from collections.abc import Iterator

from protolang.source import SourceFile
from protolang.syntax.ast import FileTree, PhaseDecl, ProtocolDecl, TrackDecl
from protolang.syntax.parser import parse

Place = tuple[str, ...]


def tree_of(text: str, path: str = "generated.proto") -> FileTree | None:
    """The tree of a text; None when it has mistakes."""
    outcome = parse(SourceFile(path, text))
    return None if outcome.value is None or outcome.diagnostics else outcome.value.tree


def phases_of(tree: ProtocolDecl) -> Iterator[tuple[Place, PhaseDecl]]:
    """Every phase with the names of its track, its groups, and its own."""
    left = [((item.name.text,), item) for item in reversed(tree.declarations) if isinstance(item, TrackDecl)]
    while left:
        place, holder = left.pop()
        if isinstance(holder, PhaseDecl):
            yield place, holder
        left += [((*place, phase.name.text), phase) for phase in reversed(holder.phases)]  # type: ignore[misc]

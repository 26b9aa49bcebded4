"""The reading of a program. In: the tree of its main file. Out: the effective protocol, and the files it is made of."""

from protolang.diagnostics import Outcome
from protolang.source import SourceFile
from protolang.source.project import Project
from protolang.syntax.ast import FileTree, LibraryDecl
from protolang.variants.change import Program
from protolang.variants.expand import expand
from protolang.variants.imports import load
from protolang.variants.places import name_of


def read_program(source: SourceFile, tree: FileTree, project: Project | None) -> Outcome[Program]:
    """A file with everything it imports; None where a file could not be read or a variant has no base to change.

    Every name of what is missing would be told as one that nothing declares, so nothing is concluded then.
    """
    loaded = load(source, tree, project)
    if loaded.value is None or not loaded.value.is_complete:
        return Outcome(None, loaded.diagnostics)
    expanded = expand(loaded.value)
    found = (*loaded.diagnostics, *expanded.diagnostics)
    if expanded.value is None:
        return Outcome(None, found)
    skipped = frozenset[str]().union(*(file.skipped_names for file in loaded.value.files))
    if isinstance(tree, LibraryDecl):
        # What a library declares is used elsewhere, and what a policy says is said there.
        skipped |= {"policy", *(name for item in tree.declarations if (name := name_of(item)))}
    return Outcome(Program(expanded.value, skipped, loaded.value.imported), found)

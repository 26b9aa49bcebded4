"""Several files as one protocol: imports, libraries, and variants with their deltas applied.

What works on several files is loaded when there are several: most checks are of one.
"""

from collections.abc import Callable, Iterable, Iterator

from protolang.diagnostics import Diagnostic, Outcome
from protolang.source import SourceFile
from protolang.source.project import Project
from protolang.syntax.ast import FileTree
from protolang.variants.change import Effective, Program

read_program: Callable[[SourceFile, FileTree, Project | None], Outcome[Program]]
blamed: Callable[[Iterable[Diagnostic], Effective], Iterator[Diagnostic]]


def __getattr__(name: str) -> object:
    if name == "read_program":
        from protolang.variants.program import read_program

        return read_program
    if name == "blamed":
        from protolang.variants.blame import blamed

        return blamed
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

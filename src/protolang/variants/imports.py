"""The files of one program. In: the main file and its project. Out: every file that it imports, read once.

A file is what its real path says. It is read and parsed when it is first met, so that the work grows with the number
of files and imports, and not with the number of ways through them.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import assert_never

import attrs

from protolang.diagnostics import Code, Diagnostic, Label, Outcome
from protolang.diagnostics.codes import PL007, PL008, PL102
from protolang.diagnostics.suggest import suggest
from protolang.source import SourceFile, Value
from protolang.source.project import Project
from protolang.source.reading import Refusal, RefusedError
from protolang.syntax.ast import FileTree, ImportDecl, LibraryDecl, ProtocolDecl, VariantDecl
from protolang.syntax.decode import decode
from protolang.syntax.parser import parse

MOST_DEPTH = 16
MOST_FILES = 256
# In one file.
MOST_IMPORTS = 64

_LONGEST_SHOWN = 60
_HASH = re.compile(r"[0-9a-fA-F]{64}")
_FIRST_DIGITS = 12
_ROOT_HELP = (
    "the project is the nearest folder above the file with `pyproject.toml` or `.git`, else the file's own folder; "
    "`--root DIR` names another"
)
_PATH_HELP = 'write the way from this file, as in `import "../library/labs.proto"`'
_HELP = {
    Refusal.ABSOLUTE: _PATH_HELP,
    Refusal.DRIVE: _PATH_HELP,
    Refusal.BACKSLASH: _PATH_HELP,
    Refusal.EMPTY: _PATH_HELP,
    Refusal.OUTSIDE: _ROOT_HELP,
    Refusal.LINK_OUTSIDE: _ROOT_HELP,
}


@attrs.frozen(eq=False, repr=False)
class Import(Value):
    """An import and the file that it names; imports that could not be read are left out."""

    decl: ImportDecl
    file: "ReadFile"


@attrs.frozen(eq=False, repr=False)
class ReadFile(Value):
    """A file of the program. `tree` is None when mistakes left none, and they have been told.

    `skipped_names` are words of parts that could not be read: what they declare is not known.
    """

    source: SourceFile
    tree: FileTree | None
    imports: tuple[Import, ...]
    skipped_names: frozenset[str] = frozenset()

    @property
    def visible(self) -> dict[str, "ReadFile"]:
        """What its imports name: protocols, variants and libraries by their names, in the order of the imports."""
        return {item.file.tree.name.text: item.file for item in self.imports if item.file.tree is not None}


@attrs.frozen(eq=False, repr=False)
class Loaded(Value):
    """All files of a program: each stands behind those that it imports, so that the main file is the last."""

    files: tuple[ReadFile, ...]

    @property
    def main(self) -> ReadFile:
        """The file that was asked for."""
        return self.files[-1]

    @property
    def imported(self) -> tuple[SourceFile, ...]:
        """The sources of all other files, for `Protocol.imported`."""
        return tuple(file.source for file in self.files[:-1])

    @property
    def is_complete(self) -> bool:
        """Whether every file has a tree and all that it imports; else a name that is missing says nothing."""
        return all(file.tree is not None and len(file.imports) == len(file.tree.imports) for file in self.files)

    def reachable(self, file: ReadFile) -> tuple[ReadFile, ...]:
        """All files that a file imports, at any distance, each behind those that it imports; not the file itself."""
        wanted = {id(file)}
        for other in reversed(self.files):
            if id(other) in wanted:
                wanted |= {id(item.file) for item in other.imports}
        return tuple(other for other in self.files if id(other) in wanted and other is not file)


def load(main: SourceFile, tree: FileTree, project: Project | None) -> Outcome[Loaded]:
    """Reads everything that a parsed main file imports, and what that imports, depth first.

    `project` is None for a text that has no folder to import from. The value is always there, with what could be
    read. What is missing in it has been told: nothing is to be concluded from a program that is not complete.
    """
    reading = _Reading(main, project)
    reading.read_imports(main, tree, frozenset(), main.path if project is None else project.main, None)
    return Outcome(Loaded(tuple(reading.files)), tuple(reading.found))


@attrs.frozen
class _Step:
    """A file that is being read, by its real path, and the import that led to it."""

    real: str
    source: SourceFile
    decl: ImportDecl | None


class _Reading:
    """The import graph, as far as it is read."""

    def __init__(self, main: SourceFile, project: Project | None) -> None:
        self._main = main
        self._project = project
        self._way: list[_Step] = []
        self._known: dict[str, ReadFile] = {}
        self._heights: dict[str, int] = {}
        self._met: set[str] = set()
        self.files: list[ReadFile] = []
        self.found: list[Diagnostic] = []

    def read_imports(
        self,
        source: SourceFile,
        tree: FileTree | None,
        skipped_names: frozenset[str],
        real: str,
        decl: ImportDecl | None,
    ) -> ReadFile:
        """A file that was read, with all that it imports, which is put in `files` before it."""
        self._way.append(_Step(real, source, decl))
        imports: dict[str, Import] = {}
        for one in self._limited(tree):
            target = self._find(one)
            if target is None:
                continue
            if target in imports:
                earlier = Label(imports[target].decl.span, "imported here")
                message = f"`{_shown(one.path)}` is imported twice"
                self._report(PL102, message, one, earlier, help="remove one of the two")
                continue
            file = self._read(one, target)
            if file is not None:
                imports[target] = Import(one, file)
        self._check_names(imports.values())
        wrong = {item.decl for item in self._wrong_kinds(tree, imports.values())}
        imports = {target: item for target, item in imports.items() if item.decl not in wrong}
        self._way.pop()
        read = self._known[real] = ReadFile(source, tree, tuple(imports.values()), skipped_names)
        self._heights[real] = max((self._heights[target] + 1 for target in imports), default=0)
        self.files.append(read)
        return read

    def _limited(self, tree: FileTree | None) -> tuple[ImportDecl, ...]:
        if tree is None:
            return ()
        if len(tree.imports) > MOST_IMPORTS:
            message = f"this file has {len(tree.imports):,} imports: it may have {MOST_IMPORTS}"
            self._report(PL007, message, tree.imports[MOST_IMPORTS])
        return tree.imports[:MOST_IMPORTS]

    # ---- one import --------------------------------------------------------------------------------------------------

    def _find(self, decl: ImportDecl) -> str | None:
        """The real path of what an import names; None when it is refused, which is told."""
        if self._project is None:
            self._report(PL008, "this text stands in no folder to import from", decl, help="save it to a file first")
            return None
        try:
            real = self._project.find(self._way[-1].real, decl.path)
        except RefusedError as error:
            self._refuse(decl, error)
            return None
        if any(step.real == real for step in self._way):
            self._report_circle(decl, real)
            return None
        # The main file has depth 0; what was read already brings its own imports along.
        if len(self._way) + self._heights.get(real, 0) > MOST_DEPTH:
            if self._is_new("depth"):
                message = f"`{_shown(decl.path)}` is imported over more than {MOST_DEPTH} files"
                self._report(PL008, message, decl, help="import it from a file that is nearer to this protocol")
            return None
        return real

    def _read(self, decl: ImportDecl, real: str) -> ReadFile | None:
        """The file that an import names, read when it is met for the first time; None when it cannot be, as is told."""
        if self._project is None:
            return None
        if real not in self._known and len(self._known) + len(self._way) > MOST_FILES:
            if self._is_new("files"):
                self._report(PL007, f"more than {MOST_FILES} files are imported", decl)
            return None
        name, path = self._project.name_of(real), self._project.shown_as(real, self._main.path)
        try:
            data = self._project.read(real, path)
        except RefusedError as error:
            self._refuse(decl, error)
            return None
        if decl.sha256 is not None:
            self._check_hash(decl, decl.sha256, data)
        if real in self._known:
            return self._known[real]
        decoded = decode(path, data, name)
        led_here = (Label(decl.span, "imported here"), *self._chain())
        self.found += [attrs.evolve(item, secondary=(*item.secondary, *led_here)) for item in decoded.diagnostics]
        if decoded.value is None:
            return self.read_imports(SourceFile(path, "", name), None, frozenset(), real, decl)
        parsed = parse(decoded.value)
        self.found += parsed.diagnostics
        tree, skipped = (
            (None, frozenset[str]()) if parsed.value is None else (parsed.value.tree, parsed.value.skipped_names)
        )
        return self.read_imports(decoded.value, tree, skipped, real, decl)

    def _check_hash(self, decl: ImportDecl, pinned: str, data: bytes) -> None:
        if not _HASH.fullmatch(pinned):
            message = f"the hash pinned for `{_shown(decl.path)}` is not one of SHA-256"
            self._report(PL008, message, decl, help="it has 64 digits, each from 0 to 9 or a to f")
            return
        import hashlib

        found = hashlib.sha256(data).hexdigest()
        if found != pinned.lower():
            message = (
                f"`{_shown(decl.path)}` is not the file that was pinned: it has the hash {found[:_FIRST_DIGITS]}…, "
                f"pinned is {pinned.lower()[:_FIRST_DIGITS]}…"
            )
            help = f'read what has changed in it; if that is right, pin it anew: `sha256 "{found}"`'
            self._report(PL008, message, decl, help=help)

    # ---- all imports of a file ---------------------------------------------------------------------------------------

    def _check_names(self, imports: Iterable[Import]) -> None:
        """Two files that call themselves alike cannot be told apart by the name that a variant gives."""
        first: dict[str, Import] = {}
        for item in imports:
            if item.file.tree is None:
                continue
            name = item.file.tree.name.text
            known = first.setdefault(name, item)
            if known is not item:
                earlier = Label(known.decl.span, "and so is this one")
                self._report(PL102, f"two imported files are called `{_shown(name)}`", item.decl, earlier)

    def _wrong_kinds(self, tree: FileTree | None, imports: Iterable[Import]) -> list[Import]:
        """What may not be imported, which is told: a variant imports its base, everything else is a library."""
        others = [item for item in imports if isinstance(item.file.tree, ProtocolDecl | VariantDecl)]
        match tree:
            case None:
                return []
            case VariantDecl(base=base):
                names = [item.file.tree.name.text for item in others if item.file.tree is not None]
                if base.text not in names:
                    # Which of them was meant is said where the base is looked for.
                    return []
                others = [item for item, name in zip(others, names, strict=True) if name != base.text]
                message, help = "is neither the base of this variant nor a library", None
            case ProtocolDecl():
                message = "is not a library, and a protocol imports libraries only"
                help = "to change another protocol, write `variant NAME of …` instead of `protocol NAME`"
            case LibraryDecl():
                message = "is not a library, and a library imports libraries only"
                help = "move what both need into a library, and import that"
            case _:
                assert_never(tree)
        for item in others:
            if item.file.tree is not None:
                named = Label(item.file.tree.name.span, "what is imported")
                self._report(PL008, f"`{_shown(item.decl.path)}` {message}", item.decl, named, help=help)
        return others

    # ---- what is told ------------------------------------------------------------------------------------------------

    def _refuse(self, decl: ImportDecl, error: RefusedError) -> None:
        help = _HELP.get(error.reason)
        if error.reason is Refusal.MISSING and self._project is not None:
            near = suggest(decl.path, self._project.names_beside(self._way[-1].real, decl.path))
            help = f"did you mean `{_shown(near)}`?" if near is not None else help
        if error.reason is Refusal.ENDING and self._project is not None:
            whole = f"{decl.path}.proto"
            is_there = whole in self._project.names_beside(self._way[-1].real, decl.path)
            help = f"did you mean `{_shown(whole)}`?" if is_there else None
        named = f"`{_shown(decl.path)}` cannot be imported" if decl.path.strip() else "nothing can be imported"
        self._report(PL008, f"{named}: {error.words}", decl, help=help)

    def _report_circle(self, decl: ImportDecl, real: str) -> None:
        start = next(index for index, step in enumerate(self._way) if step.real == real)
        around = self._way[start:]
        if len(around) == 1:
            message = "this file imports itself"
        else:
            names = " imports ".join(f"`{_shown(PurePosixPath(step.source.path).name)}`" for step in around)
            message = f"the imports go in a circle: {names}, which imports the first again"
        steps = (Label(step.decl.span, "imported here") for step in around[1:] if step.decl is not None)
        self.found.append(Diagnostic(PL008, message, Label(decl.span, "back to where it began"), tuple(steps)))

    def _report(self, code: Code, message: str, decl: ImportDecl, *secondary: Label, help: str | None = None) -> None:
        """Say something about an import, with the imports that lead to it."""
        labels = (*secondary, *self._chain())
        self.found.append(Diagnostic(code, message, Label(decl.span, ""), labels, help=help))

    def _chain(self) -> Iterator[Label]:
        """The imports that lead to the file that is being read, the nearest first."""
        for step in reversed(self._way):
            if step.decl is not None:
                yield Label(step.decl.span, "imported here")

    def _is_new(self, limit: str) -> bool:
        """Whether a limit is met for the first time; what is beyond it would be told of each import."""
        is_new = limit not in self._met
        self._met.add(limit)
        return is_new


def _shown(text: str) -> str:
    plain = "".join(sign if sign.isprintable() and sign != "`" else "?" for sign in text)
    return plain if len(plain) <= _LONGEST_SHOWN else f"{plain[: _LONGEST_SHOWN - 1]}…"

"""Several files from a seed: a generated protocol, libraries it takes things from, and variants of it.

The protocol is that of the same seed in `language`, so that what is known of it stays true.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Mapping
from pathlib import Path

import attrs

from protolang.syntax.ast import ProtocolDecl

from .changes import Before
from .deltas import Deltas
from .language import Draft, Writer
from .reading import tree_of

BASE = "base.proto"
FIRST = "variants/first.proto"
SECOND = "variants/second.proto"
SOURCES = "library/sources.proto"
SHARED = "library/shared.proto"
NAME = re.compile(r"\bn_[a-z0-9_]+\b")

# What names nothing but sources and one another.
SHARABLE = ("lab ", "patient ", "event ", "param ", "level ", "drug ", "table ")


@attrs.frozen
class GeneratedProject:
    """The texts of all files by their paths, and which of them is the protocol, and which the last variant of it."""

    seed: int
    files: Mapping[str, str]
    base: str
    main: str

    def write(self, folder: Path) -> Path:
        """Writes the files into a folder; the path of the main one."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder / self.main


def generated_project(seed: int) -> GeneratedProject:
    """The files of a seed."""
    writer = Writer(random.Random(f"protocol {seed}"))
    draft = writer.draft()
    tree = tree_of(draft.text())
    # What follows draws from another source, so that the protocol is the one of the seed.
    writer.rng = random.Random(f"project {seed}")
    files, absent = _with_libraries(writer, draft)
    base = main = BASE
    name = draft.name.split()[0]
    if not isinstance(tree, ProtocolDecl):
        return GeneratedProject(seed, files, base, main)
    before = Before()
    for path, own, above in ((FIRST, "n_first", "../base.proto"), (SECOND, "n_second", "first.proto")):
        if path == SECOND and not writer.chance(0.4):
            break
        deltas = Deltas(writer, tree, draft.text(), own, before, absent)
        blocks = deltas.draw()
        lines = [*_imports(writer, files, path, above, extra=SHARED in files and writer.chance(0.3))]
        lines += [f"variant {own} of {name}{writer.title()} {{", *_header(writer)]
        text = "\n".join([*lines, *(f"  {line}" for line in blocks), "}"]) + "\n"
        for old, new in before.renamed.items():
            text = re.sub(rf"\b{old}\b", new, text)
        files[path] = text
        before, name, main = deltas.after(), own, path
    return GeneratedProject(seed, files, base, main)


def _with_libraries(writer: Writer, draft: Draft) -> tuple[dict[str, str], frozenset[str]]:
    """The protocol, alone or with what it shares in libraries; and the names of what it does not need of them."""
    if not writer.chance(0.6):
        return {BASE: draft.text()}, frozenset()
    source, rest = draft.declarations[0], draft.declarations[1:]
    shared = [block for block in rest if block[0].startswith(SHARABLE)]
    own = [block for block in rest if not block[0].startswith(SHARABLE)]
    files = {SOURCES: "\n".join(("library n_sources {", *source, "}")) + "\n"}
    lines = [*_imports(writer, files, SHARED, "sources.proto"), f"library n_shared{writer.title()} {{"]
    files[SHARED] = "\n".join([*lines, *(line for block in shared for line in block), "}"]) + "\n"
    lines = _imports(writer, files, BASE, SHARED)
    # A protocol may import what it also has by another way.
    lines += _imports(writer, files, BASE, SOURCES) if writer.chance(0.5) else []
    files[BASE] = "\n".join(lines) + "\n" + attrs.evolve(draft, declarations=tuple(own)).text()
    return files, _absent([line for block in own for line in block] + list(draft.header), shared)


def _absent(lines: list[str], shared: list[tuple[str, ...]]) -> frozenset[str]:
    """The names of what nothing needs, directly or through one another."""
    pool = {block[0].split()[1]: block for block in shared}
    needed: set[str] = set()
    left = lines[:]
    while left:
        for name in NAME.findall(left.pop()):
            if name in pool and name not in needed:
                needed.add(name)
                left += pool[name]
    return frozenset(pool) - needed


def _imports(writer: Writer, files: Mapping[str, str], path: str, above: str, *, extra: bool = False) -> list[str]:
    """The first lines of a file, some with the hash of what they name."""
    paths = [above, "../library/shared.proto"] if extra else [above]
    lines = []
    for name in paths:
        at = name.removeprefix("../") if name.startswith("../") else f"{path.rpartition('/')[0]}/{name}".lstrip("/")
        pin = f' sha256 "{hashlib.sha256(files[at].encode()).hexdigest()}"' if writer.chance(0.3) else ""
        lines.append(f'import "{name}"{pin}')
    return lines


def _header(writer: Writer) -> list[str]:
    """What a variant says of itself."""
    lines = ["version 2.0.0"] if writer.chance(0.6) else []
    lines += ["status review"] if writer.chance(0.3) else []
    lines += ['purpose "To be compared"' + writer.mark()] if writer.chance(0.2) else []
    return [f"  {line}" for line in lines]

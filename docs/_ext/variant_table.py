"""The variants of `protocols/variants`, as they say it themselves, when the documentation is built.

```{protolang-variants}   one row for each variant: its name, its base, and its first words
"""

import re
from pathlib import Path
from typing import Any

import attrs
from diagnostic_pages import parsed
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from protolang.source import SourceFile
from protolang.syntax.ast import VariantDecl
from protolang.syntax.parser import parse

ROOT = Path(__file__).parents[2]
VARIANTS = ROOT / "protocols" / "variants"


@attrs.frozen
class Row:
    """One variant: its name, that of its base, and the first paragraph at the top of its file."""

    name: str
    base: str
    words: str


def rows() -> list[Row]:
    """The variants, each behind its base, as they were read from their files."""
    found = [_row(path) for path in sorted(VARIANTS.glob("*.proto"))]
    names = {row.name for row in found}
    ordered = [row for row in found if row.base not in names]
    for row in ordered:
        at = ordered.index(row) + 1
        ordered[at:at] = [other for other in found if other.base == row.name]
    return ordered


def _row(path: Path) -> Row:
    text = path.read_text(encoding="utf-8")
    result = parse(SourceFile(path.name, text)).value
    tree = result.tree if result is not None else None
    opening = re.match(r"((?:# .+\n)+)", text)
    if not isinstance(tree, VariantDecl) or opening is None:
        raise ValueError(f"{path} is no variant that begins with a comment")
    words = " ".join(line.removeprefix("# ") for line in opening[1].splitlines())
    return Row(tree.name.text, tree.base.text, words)


class VariantTable(SphinxDirective):
    """One row for each variant."""

    def run(self) -> list[nodes.Node]:
        """Name, base, words."""
        for path in VARIANTS.glob("*.proto"):
            self.env.note_dependency(str(path))
        lines = ["| Variant | Of | In a sentence |", "|---|---|---|"]
        lines += [f"| `{row.name}` | `{row.base}` | {row.words} |" for row in rows()]
        return parsed(self, lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("protolang-variants", VariantTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

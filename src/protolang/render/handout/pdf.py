"""Handout -> PDF/UA-1 by Typst: tagged, embedded bundled fonts only, the same bytes for the same handout."""

import json
from importlib import resources
from typing import assert_never

from protolang.render.handout.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Facts,
    Handout,
    Heading,
    Line,
    Paragraph,
    Row,
    Table,
)
from protolang.render.handout.glyphs import Glyphs

__all__ = ["DRAFT_WORDS", "HandoutError", "pdf_bytes"]

DRAFT_WORDS = "This protocol is not ready for use."
FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")

# A group of about this many characters of JSON fills half a page: it may break, a smaller one never does.
_HALF_PAGE = 2200
_CELL = 1500

_Json = dict[str, object]


class HandoutError(RuntimeError):
    """Typst refused or warned: our own fault, since author text is never its code."""


def pdf_bytes(handout: Handout) -> bytes:
    """The handout as an accessible A4 document."""
    import typst

    with resources.as_file(resources.files("protolang.render") / "fonts") as fonts:
        glyphs = Glyphs.of(fonts / name for name in FONTS)
        template = (resources.files("protolang.render.handout") / "handout.typ").read_bytes()
        try:
            # A fixed time stamp, or the same handout would be another file every second.
            content, warnings = typst.compile_with_warnings(
                template,
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=0,
                font_paths=typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]
                ),
                sys_inputs={"data": json.dumps(_Writer(glyphs).handout(handout), ensure_ascii=False)},
            )
        except typst.TypstError as error:
            raise HandoutError(f"the handout could not be typeset: {error}") from error
    if warnings:
        raise HandoutError(f"the handout was typeset with warnings: {'; '.join(map(str, warnings))}")
    if not isinstance(content, bytes):
        raise HandoutError("the handout was typeset as several files")
    return content


class _Writer:
    """Blocks as the JSON that the template reads. A character that no bundled font has is spelled out."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._shown = glyphs.shown

    def handout(self, handout: Handout) -> _Json:
        return {
            "title": self._shown(handout.title),
            "subtitle": self._shown(handout.subtitle),
            "facts": self._pairs(handout.facts),
            "draft": [self._shown(reason) for reason in handout.draft],
            "draft-words": DRAFT_WORDS,
            "footer": self._shown(handout.footer),
            "sections": [
                {"title": self._shown(section.title), "blocks": [self._block(block) for block in section.blocks]}
                for section in handout.sections
            ],
        }

    def _block(self, block: Block) -> _Json:
        match block:
            case Paragraph(line=line):
                return {"kind": "paragraph", "line": self._line(line)}
            case Bullets(items=items):
                return {"kind": "bullets", "items": [self._line(item) for item in items]}
            case Facts(pairs=pairs, small=small):
                written = self._pairs(pairs)
                keep = _fits(written, _HALF_PAGE)
                return {"kind": "facts", "pairs": written, "small": small, "keep": keep}
            case Heading(text=text):
                return {"kind": "heading", "text": self._shown(text)}
            case Table():
                return self._table(block)
            case Box(tone=tone, title=title, blocks=blocks):
                inner = [self._block(one) for one in blocks]
                keep = _fits(inner, _HALF_PAGE)
                return {"kind": "box", "tone": tone.value, "title": self._line(title), "blocks": inner, "keep": keep}
        assert_never(block)

    def _table(self, table: Table) -> _Json:
        rows = [self._row(row) for row in table.rows]
        return {
            "kind": "table",
            "title": self._shown(table.title),
            "head": [self._cell(cell) for cell in table.head],
            "rows": rows,
            "widths": list(table.widths),
            "centred": table.centred,
            # A table has more JSON around its words than other groups.
            "together": table.together and _fits(rows, 3 * _HALF_PAGE),
        }

    def _row(self, row: Row) -> _Json:
        return {"cells": [self._cell(cell) for cell in row.cells], "band": row.band}

    def _cell(self, cell: Cell) -> _Json:
        lines = [self._line(line) for line in cell.lines]
        return {"lines": lines, "across": cell.across, "due": cell.due, "long": not _fits(lines, _CELL)}

    def _pairs(self, pairs: tuple[tuple[str, tuple[Line, ...]], ...]) -> list[list[object]]:
        return [[self._shown(label), [self._line(line) for line in lines]] for label, lines in pairs]

    def _line(self, line: Line) -> list[_Json]:
        return [{"text": self._shown(run.text), "style": run.style.value} for run in line]


def _fits(written: object, limit: int) -> bool:
    """Whether a group is small enough to be kept on one page; a larger one would run over its edge."""
    return len(json.dumps(written)) < limit

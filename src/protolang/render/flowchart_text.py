"""Words in, pieces of HTML-like DOT labels out: wrapped by words, marked with where each statement comes from."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

import attrs

from protolang import prose
from protolang.render.escape import escape_dot_html
from protolang.render.flowchart_palette import INK

# What is undecided is set in bold with its own question mark, whatever line it stands in.
_UNDECIDED = re.compile(r"(\[undecided[^\]]*\]|\[\? [^\]]*\]|\b(?:VIOLATED|NOT DECIDED|PROVED)\b)")


# A letter by itself belongs to what follows: "B cells", "T score".
_LETTER = re.compile(r"\b([A-Z]) (?=\w)")

RULE = "<HR/>"
POINTS = 9

# Advance widths of the printable ASCII characters in the bundled fonts, in hundredths of the font size. Only where
# a line breaks depends on them; how large everything becomes is measured by the layout engine.
_REGULAR = (
    "3241468464967864404050843237323464646464646464646464343484848454996969707864587876303066568775796179"
    "706462746999696269403440845050626455646236646428285828986462646442534064608260605364346484"
)
_BOLD = (
    "3546538470998831464653843842383770707070707070707070404084848459997877748469698384383878649984867486"
    "787369827899787373463746845050687260726844727235356735997269727250604872669365665972377284"
)
_NO_BREAK_SPACE, _OTHER, _WIDE = 32, 70, 100


@attrs.frozen
class Piece:
    """A run of words in one weight."""

    text: str
    bold: bool = False


def wrap(text: str, width: int, term: str = "", points: int = POINTS, *, bold: bool = False) -> list[list[Piece]]:
    """Lines at most `width` points long where the words allow it; a word is never cut. `term` comes first, bold."""
    room = width * 100 // points
    rows: list[list[Piece]] = [[]]
    named = [[Piece(word, bold=True)] for word in term.split(" ") if word]
    for word in [*named, *_words(text)]:
        needed = sum(_width(piece, bold) for piece in [Piece(" "), *word])
        if rows[-1] and sum(_width(piece, bold) for piece in rows[-1]) + needed > room:
            rows.append([])
        first, *rest = word
        rows[-1].append(attrs.evolve(first, text=f" {first.text}") if rows[-1] else first)
        rows[-1].extend(rest)
    return rows


def left_rows(text: str, width: int, *, points: int = POINTS, bold: bool = False, term: str = "") -> list[str]:
    """Wrapped text as table rows, flush left."""
    return _rows(wrap(text, width, term, points, bold=bold), "LEFT", points, bold)


def centred_rows(text: str, width: int, *, points: int = POINTS, bold: bool = False) -> list[str]:
    """Wrapped text as table rows, centred."""
    return _rows(wrap(text, width, points=points, bold=bold), "CENTER", points, bold)


def html_centred(text: str, width: int, *, points: int = POINTS, bold: bool = False) -> str:
    """Wrapped text without a table, centred."""
    rows = wrap(text, width, points=points, bold=bold)
    return sized("<BR/>".join(_html_row(row, bold) for row in rows), points)


def space(points: int) -> str:
    """An empty row."""
    return f'<TD HEIGHT="{points}" FIXEDSIZE="TRUE" WIDTH="1"></TD>'


def sized(inner: str, points: int) -> str:
    """A piece of label in a font size."""
    return f'<FONT POINT-SIZE="{points}">{inner}</FONT>'


def table(rows: Iterable[str], *, border: int = 0, width: int | None = None) -> str:
    """A table of one row per element, each its cells with their own tags, or a rule."""
    body = "".join(row if row == RULE else f"<TR>{row}</TR>" for row in rows)
    size = f' WIDTH="{width}"' if width is not None else ""
    look = f'BORDER="{border}" COLOR="{INK}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
    return f"<TABLE {look}{size}>{body}</TABLE>"


def _rows(lines: Sequence[Sequence[Piece]], side: str, points: int, bold: bool) -> list[str]:
    # A row per line: within one cell, a line that holds two weights is set tighter than its neighbours.
    height = points * 11 // 9
    rows = (sized(_html_row(line, bold), points) for line in lines)
    return [f'<TD ALIGN="{side}" HEIGHT="{height}" VALIGN="MIDDLE">{row}</TD>' for row in rows]


def _words(text: str) -> list[list[Piece]]:
    """Words in order, each of one or more pieces: what follows a bold part without a space stays with it."""
    words: list[list[Piece]] = []
    spaced = True
    for part in _UNDECIDED.split(text):
        bold = bool(_UNDECIDED.fullmatch(part))
        shown = part
        if bold:
            shown = part.replace("[undecided", f"[?{prose.NBSP}undecided").replace("[? ", f"[?{prose.NBSP}")
        # Only the plain space and line ends part words: a no-break space holds a number and its unit together.
        for position, word in enumerate(re.split(r"[ \t\r\n]+", _LETTER.sub(rf"\1{prose.NBSP}", shown))):
            spaced = spaced or position > 0
            if not word:
                continue
            if spaced:
                words.append([])
            words[-1].append(Piece(word, bold))
            spaced = False
    return words


def _width(piece: Piece, bold: bool) -> int:
    """How long a piece is, in hundredths of the font size."""
    widths = _BOLD if bold or piece.bold else _REGULAR
    return sum(_advance(ord(character), widths) for character in piece.text)


def _advance(code: int, widths: str) -> int:
    if 0x20 <= code < 0x7F:
        return int(widths[2 * code - 64 : 2 * code - 62])
    if code == ord(prose.NBSP):
        return _NO_BREAK_SPACE
    return _OTHER if code < 0x1100 else _WIDE


def _html_row(row: Sequence[Piece], bold: bool) -> str:
    shown = []
    for heavy, run in groupby(row, key=lambda piece: piece.bold or bold):
        text = escape_dot_html("".join(piece.text for piece in run))
        shown.append(f"<B>{text}</B>" if heavy else text)
    return "".join(shown)

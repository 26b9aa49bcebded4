"""PL808: a text with characters that the fonts of the printed handout and of the drawings do not have.

They are printed as `⟦U+65E5⟧`: nothing is lost, but nobody can read it. `showable.txt` beside this module has the
characters of the bundled fonts; a test computes it anew from the fonts.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL808
from protolang.model.protocol import Protocol
from protolang.source import Span

SHOWABLE = Path(__file__).with_name("showable.txt")
_MOST_NAMED = 3

# A comment may hold a quotation mark, so it is taken as one piece.
_TEXT = re.compile(r'"((?:[^"\\\r\n]|\\[^\r\n])*)"|#[^\r\n]*')


def unshowable_text(protocol: Protocol) -> Iterator[Diagnostic]:
    """One finding for each text between quotation marks, in every file of the protocol."""
    for source in protocol.files:
        # Most files are plain, and the table need not be read for them.
        if source.text.isascii():
            continue
        for found in _TEXT.finditer(source.text):
            text = found[1]
            if text is None or text.isascii():
                continue
            odd = list(dict.fromkeys(character for character in text if not can_show(character)))
            if odd:
                at = found.start(1) + text.index(odd[0])
                yield _finding(Span(source, at, at + _run(text, text.index(odd[0]))), odd)


def can_show(character: str) -> bool:
    """Whether every bundled font of the handout has the character."""
    starts, ends = _table()
    place = bisect_right(starts, ord(character)) - 1
    return place >= 0 and ord(character) <= ends[place]


def _finding(span: Span, odd: list[str]) -> Diagnostic:
    named = [f"`{character}` (U+{ord(character):04X})" for character in odd[:_MOST_NAMED]]
    if len(odd) > _MOST_NAMED:
        named.append(f"{len(odd) - _MOST_NAMED} more")
    what = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    printed = "".join(f"⟦U+{ord(character):04X}⟧" for character in span.text[:_MOST_NAMED])
    return Diagnostic(
        PL808,
        f"a text that a handout cannot show: its fonts do not have {what}",
        Label(span, f"on paper this is {printed}" + ("…" if len(span.text) > _MOST_NAMED else "")),
        help="write it in letters that the fonts have: Latin, Greek, Cyrillic, and the common signs of medicine",
    )


def _run(text: str, start: int) -> int:
    """How many characters from `start` on cannot be shown, one behind the other."""
    end = start
    while end < len(text) and not can_show(text[end]):
        end += 1
    return end - start


@cache
def _table() -> tuple[list[int], list[int]]:
    """The first and the last code point of each range, ascending."""
    lines = SHOWABLE.read_text(encoding="ascii").split()
    ranges = [line.partition("-") for line in lines]
    return [int(first, 16) for first, _, _ in ranges], [int(last or first, 16) for first, _, last in ranges]

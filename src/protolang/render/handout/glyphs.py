"""Which characters the bundled fonts can show. A missing glyph would be a blank box on paper: say its code instead."""

import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import attrs

from protolang.render.escape import visible

__all__ = ["Glyphs"]


@attrs.frozen
class Glyphs:
    """The characters that every one of some fonts has."""

    known: frozenset[int]

    @classmethod
    def of(cls, fonts: Iterable[Path]) -> "Glyphs":
        """What all of `fonts` can show."""
        return cls(frozenset.intersection(*(_characters(font) for font in fonts)))

    def shown(self, text: str) -> str:
        """`text` with every character that cannot be shown spelled out as `⟦U+65E5⟧`, controls among them."""
        return "".join(
            character if ord(character) in self.known else _spelled(ord(character))
            for character in visible(text.translate(_CONTROLS))
        )


def _spelled(code: int) -> str:
    return f"⟦U+{code:04X}⟧"


# Before `visible`, whose pictures of controls the bundled fonts do not have.
_CONTROLS = {code: _spelled(code) for code in (*range(0x20), 0x7F)}


@cache
def _characters(font: Path) -> frozenset[int]:
    """The code points in the character map of a TrueType font (tables of format 4 and 12)."""
    content = font.read_bytes()
    tables = struct.unpack_from(">H", content, 4)[0]
    found: set[int] = set()
    for index in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sLLL", content, 12 + 16 * index)
        if tag != b"cmap":
            continue
        for subtable in range(struct.unpack_from(">H", content, start + 2)[0]):
            platform, _, offset = struct.unpack_from(">HHL", content, start + 4 + 8 * subtable)
            if platform in (0, 3):
                found |= _mapped(content, start + offset)
    return frozenset(found)


def _mapped(content: bytes, start: int) -> set[int]:
    match struct.unpack_from(">H", content, start)[0]:
        case 4:
            return _format_4(content, start)
        case 12:
            groups = struct.unpack_from(">L", content, start + 12)[0]
            ranges = (struct.unpack_from(">LL", content, start + 16 + 12 * group) for group in range(groups))
            return {code for first, last in ranges for code in range(first, last + 1)}
        case _:
            return set()


def _format_4(content: bytes, start: int) -> set[int]:
    count = struct.unpack_from(">H", content, start + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", content, start + at)
        for at in (14, 16 + 2 * count, 16 + 4 * count, 16 + 6 * count)
    )
    found = set()
    for segment in range(count):
        for code in range(starts[segment], min(ends[segment], 0xFFFE) + 1):
            if offsets[segment] == 0:
                glyph = (code + deltas[segment]) % 65536
            else:
                place = start + 16 + 6 * count + 2 * segment + offsets[segment] + 2 * (code - starts[segment])
                glyph = struct.unpack_from(">H", content, place)[0]
            if glyph:
                found.add(code)
    return found

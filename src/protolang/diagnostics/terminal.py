"""The one way by which text reaches a terminal: nothing in it can move the cursor, hide, or reorder the rest.

In: any text, the author's included. Out: one line that is safe to print, and how wide that line will be.
"""

import unicodedata

# Letters by category, blank on every screen: what they hide in must be seen.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")

_MINIMUM_ROOM = 24


def escape_terminal(text: str) -> str:
    """The text with every control, bidirectional, invisible or odd space character shown as ⟨U+202E⟩.

    Line ends are characters like the others: the result is always one line.
    """
    if text.isprintable() and (text.isascii() or _BLANK_LETTERS.isdisjoint(text)):
        return text
    return "".join(map(escape_character, text))


def escape_character(character: str) -> str:
    """One character, safe to print: itself, or its code point between angle brackets."""
    # isprintable() refuses exactly the categories C* and Z* but the plain space: the rule wanted here.
    if character.isprintable() and character not in _BLANK_LETTERS:
        return character
    return f"⟨U+{ord(character):04X}⟩"


def cell_width(text: str) -> int:
    """How many terminal cells an escaped text takes: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(character_width, text))


def character_width(character: str) -> int:
    """The cells of one printable character."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def wrap_cells(text: str, room: int) -> list[str]:
    """An escaped text as lines of at most `room` cells, broken at spaces; a longer word has a line to itself.

    A room too narrow to read in is widened. Always at least one line, empty for an empty text.
    """
    room = max(room, _MINIMUM_ROOM)
    if cell_width(text) <= room:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        width = cell_width(word)
        if line and used + 1 + width > room:
            lines.append(line)
            line, used = word, width
        else:
            line, used = (f"{line} {word}", used + 1 + width) if line else (word, width)
    lines.append(line)
    return lines

"""Words to lines. In: the words of a statement. Out: lines that fit where that is possible."""

from collections.abc import Sequence

from protolang.syntax.format.style import INDENT, WIDTH
from protolang.syntax.format.words import NEVER, Word


def joined(words: Sequence[Word]) -> str:
    """The words on one line, without the blanks before the first."""
    return "".join([words[0].text, *(" " * word.blanks + word.text for word in words[1:])]) if words else ""


def fold(words: Sequence[Word], indent: int, hang: int, room: int = 0) -> list[str]:
    """The lines, the first indented by `indent` and the others by `hang`; `room` is left free at the end of the last.

    A line is longer than the width only where it cannot end anywhere.
    """
    line = joined(words)
    if indent + len(line) + room <= WIDTH:
        return [" " * indent + line]
    level = min((word.level for word in words[1:]), default=NEVER)
    if level == NEVER:
        return [" " * indent + line]
    lines: list[str] = []
    is_condition = level > 0 and level % 2 == 0
    pieces = _split(words, level)
    current: list[Word] = []
    for number, piece in enumerate(pieces):
        at = hang if lines else indent
        spare = room if number == len(pieces) - 1 else 0
        if current and (is_condition or at + len(joined([*current, *piece])) + spare > WIDTH):
            lines += fold(current, at, max(at, hang) + INDENT)
            current = []
        current += piece
    at = hang if lines else indent
    lines += fold(current, at, max(at, hang) + INDENT, room)
    return lines


def _split(words: Sequence[Word], level: int) -> list[list[Word]]:
    pieces: list[list[Word]] = [[]]
    for number, word in enumerate(words):
        if number and word.level == level:
            pieces.append([])
        pieces[-1].append(word)
    return pieces

"""What stands between tokens: comments, and lines that are left blank."""

import re
from collections.abc import Iterable, Mapping

import attrs

_PIECE = re.compile(r"(?P<line>\r\n|\r|\n)|(?P<comment>#[^\r\n]*)")


@attrs.frozen(eq=False, repr=False)
class Own:
    """A comment on a line of its own."""

    text: str
    after_blank: bool


@attrs.frozen(eq=False, repr=False)
class Gap:
    """What stands before a token: a comment behind what is before, comments of their own, and whether a blank line."""

    trailing: str = ""
    own: tuple[Own, ...] = ()
    after_blank: bool = False

    @property
    def has_comment(self) -> bool:
        """Whether a comment stands here."""
        return bool(self.trailing or self.own)


NOTHING = Gap()


def gaps(text: str, stretches: Iterable[tuple[int, int]]) -> Mapping[int, Gap]:
    """What stands before each of the stretches (start, end), which are in order, and before the end of the text.

    By where the stretch starts; where nothing but white space stands before it, it is left out.
    """
    found: dict[int, Gap] = {}
    before = 0
    for start, end in [*stretches, (len(text), len(text))]:
        if start - before > 1 or (start > before and text[before] in "\r\n#"):
            gap = _gap(text, before, start)
            if gap is not None:
                found[start] = gap
        before = max(before, end)
    return found


def _gap(text: str, before: int, start: int) -> Gap | None:
    trailing, own = "", list[Own]()
    lines = 0 if before else 1
    for piece in _PIECE.finditer(text, before, start):
        if piece.lastgroup == "line":
            lines += 1
        else:
            comment = piece.group().rstrip()
            if lines:
                own.append(Own(comment, lines > 1 and (before > 0 or bool(own))))
            else:
                trailing = comment
            lines = 0
    after_blank = lines > 1 and (before > 0 or bool(own))
    return Gap(trailing, tuple(own), after_blank) if trailing or own or after_blank else None

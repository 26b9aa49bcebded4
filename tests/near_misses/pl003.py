"""PL003: a character that cannot be seen or reverses text; repaired by one that can be seen, or by none."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL003")
_HIDDEN = "\u202e"


def repaired() -> Iterator[str]:
    """Visible characters of many alphabets, right-to-left ones too, and the blanks that a text may have."""
    yield DEFECT.replace(_HIDDEN, "")
    yield DEFECT.replace(_HIDDEN, " ")
    for character in "abcxyzABCXYZ0123456789.,;:!?()[]%+-*/=<>µ°²³äöüéèçñßøÅאבגعربβγδжц中語":
        yield DEFECT.replace(_HIDDEN, character)

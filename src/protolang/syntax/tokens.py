"""The words of a source as the grammar sees them."""

import re

import attrs

from protolang.diagnostics import Code

END_OF_TEXT = "$END"
# What is no terminal of the grammar: it can stand nowhere.
ODD = "ODD"

_ESCAPE = re.compile(r"\\(.)")


@attrs.frozen(eq=False, repr=False)
class Token:
    """A terminal of the grammar where it stands; `text` is what the author wrote, or what it was read as."""

    kind: str
    text: str
    start: int
    end: int


@attrs.frozen(eq=False, repr=False)
class Odd:
    """Text that is not as it should be: what it is read as, up to `end`, and what there is to say about it.

    `kind` is None when it is passed over. Without a `code` there is nothing to say. `write` is what to write instead,
    None where that cannot be said. With `spelling`, the same text is told once however often it occurs.
    """

    end: int
    kind: str | None
    reading: str
    code: Code | None = None
    message: str = ""
    label: str = ""
    write: str | None = None
    spelling: bool = False


@attrs.frozen(eq=False, repr=False)
class Repair:
    """At `offset` stands `written` (nothing: an insertion) where `meant` (nothing: a removal) should.

    `opener` is the place and the name of the block that the repair closes, None for other repairs.
    """

    offset: int
    written: str
    meant: str
    opener: tuple[int, str] | None = None


def unquote(literal: str) -> str:
    """What a string between quotes says."""
    if "\\" not in literal:
        return literal[1:-1]
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], literal[1:-1])


def quote(text: str) -> str:
    """A text as a string between quotes: what `unquote` reads back."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def shortened(text: str) -> str:
    """Author's text for a message: one line, not too long."""
    text = " ".join(text.split())
    return text if len(text) <= 32 else f"{text[:28]}…"

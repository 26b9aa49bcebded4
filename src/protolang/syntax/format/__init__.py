"""The canonical layout of a source. In: a source. Out: its text, with other white space and nothing else changed.

Where lines end follows from the grammar, not from where the author ended them; blank lines between statements stay, and
so does each comment, behind what it stood behind or on a line of its own. Two sources with the same tokens, comments
and paragraphs get the same text, so to format twice is to format once.
"""

import attrs

from protolang.diagnostics import Diagnostic
from protolang.source import SourceFile
from protolang.syntax.format.broken import left_alone
from protolang.syntax.format.gaps import gaps
from protolang.syntax.format.layout import Layout
from protolang.syntax.format.tree import Branch, Reading, read_tree
from protolang.syntax.tokens import Token

_ANY_DEPTH = 1000
# How much is left alone around a mistake: the statement, the declaration.
_DEPTHS = (_ANY_DEPTH, 1)


@attrs.frozen(eq=False, repr=False)
class Formatted:
    """The text of a source in its canonical layout, and the mistakes whose surroundings are left as they were."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def format_source(source: SourceFile) -> Formatted:
    """A source in its canonical layout; with mistakes, what they touch stays as it is, to the byte.

    Never raises for what an author wrote; the time grows with the length of the text and no faster.
    """
    reading = read_tree(source)
    if not reading.broken and reading.root is not None:
        text = _laid_out(reading, reading.root, ())
        _check(reading, text)
        return Formatted(text)
    said = _said(reading)
    for depth in _DEPTHS:
        text = _around_mistakes(reading, depth)
        # Where a mistake ends may depend on how the text around it is indented. Only what is stable is taken.
        again = read_tree(SourceFile(source.path, text))
        if _same(source.text, text) and _said(again) == said and _around_mistakes(again, _ANY_DEPTH) == text:
            return Formatted(text, reading.diagnostics)
    return Formatted(source.text, reading.diagnostics)


def _around_mistakes(reading: Reading, depth: int) -> str:
    text = reading.source.text
    if reading.root is None:
        return text
    raws = left_alone(reading.root, reading.broken, len(text), deepest=depth)
    return text if raws is None else _laid_out(reading, reading.root, raws)


def _laid_out(reading: Reading, root: Branch, raws: tuple[tuple[int, int], ...]) -> str:
    text = reading.source.text
    stretches = sorted([*raws, *((token.start, token.end) for token in _outside(reading, raws))])
    lines = Layout(text, gaps(text, stretches), raws).file(root)
    return "\n".join([*lines, ""]) if lines else ""


def _outside(reading: Reading, raws: tuple[tuple[int, int], ...]) -> list[Token]:
    kept, at = [], 0
    for token in reading.tokens:
        while at < len(raws) and raws[at][1] <= token.start:
            at += 1
        if at == len(raws) or token.start < raws[at][0]:
            kept.append(token)
    return kept


def _said(reading: Reading) -> list[tuple[str, str]]:
    return [(item.code.number, item.message) for item in reading.diagnostics]


def _same(old: str, new: str) -> bool:
    return "".join(old.split()) == "".join(new.split())


def _check(reading: Reading, text: str) -> None:
    """Reads what was laid out again: a dose must not depend on the formatter being without mistakes."""
    again = read_tree(SourceFile(reading.source.path, text))
    old = [(token.kind, "".join(token.text.split())) for token in reading.tokens]
    new = [(token.kind, "".join(token.text.split())) for token in again.tokens]
    if old != new or not _same(reading.source.text, text):
        raise AssertionError("the formatter would have changed what the file says")

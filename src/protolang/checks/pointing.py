"""Where a finding points: the words of a statement that matter, without its block and without its marks."""

import re
from collections.abc import Callable

from protolang.source import Span

# A string is taken as one piece, so that a brace or an @ inside it is not read as one.
_PIECE = re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*"|#[^\r\n]*|[^"#]')
_MARK = re.compile(r'@[a-z]|(?:assumed|unstated)\s*"')


def opening(span: Span) -> Span:
    """The first words of a declaration, up to its `{`: `phase closing "Six closing cycles"`."""
    return _until(span, lambda text, at: text[at] == "{")


def statement(span: Span) -> Span:
    """A statement up to its marks: `then end` of `then end @source "abstract"`."""
    return _until(span, lambda text, at: _MARK.match(text, at) is not None)


def named(span: Span, name: str) -> Span:
    """The first place of a declaration where its name, or another word of it, stands."""
    at = span.source.text.find(name, span.start, span.end)
    return span if at < 0 else Span(span.source, at, at + len(name))


def _until(span: Span, ends: Callable[[str, int], bool]) -> Span:
    text, at = span.source.text, span.start
    while at < span.end and not (at > span.start and ends(text, at)):
        piece = _PIECE.match(text, at, span.end)
        at = span.end if piece is None else piece.end()
    at = min(at, span.end)
    while at > span.start + 1 and text[at - 1].isspace():
        at -= 1
    return Span(span.source, span.start, at)

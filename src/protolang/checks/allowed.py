"""PL810: findings that an author allows, each with a reason: `# allow PL801: the figure is ours`.

A comment behind a statement speaks of its line, one on a line of its own of the statement below it, without its block.
Warnings and notes can be allowed, errors cannot, and neither can what asks for a decision.
"""

import re
from collections.abc import Iterable, Iterator

import attrs

from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL112, PL610, PL810, code
from protolang.source import SourceFile, Span

# What is decided by a person is not made silent by a comment.
_NEVER = frozenset({PL112.number, PL610.number, PL810.number})
_PIECE = re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*"|(?P<comment>#[^\r\n]*)|[{}]')
_ALLOW = re.compile(r"#\s*allow\b(?P<codes>[^:\r\n]*)(?P<colon>:?)(?P<reason>[^\r\n]*)")
# A statement is seldom longer; what follows it is not spoken of.
_LONGEST = 40
_CODE = re.compile(r"[A-Za-z0-9]+")


@attrs.frozen
class Allowed:
    """A finding that is not told, and why."""

    finding: Diagnostic
    reason: str


@attrs.frozen
class _Comment:
    span: Span
    codes: tuple[str, ...]
    reason: str
    lines: frozenset[int]


def allow(
    source: SourceFile, found: Iterable[Diagnostic], *, complete: bool
) -> tuple[tuple[Diagnostic, ...], tuple[Allowed, ...]]:
    """The findings that are told, and those that a comment of `source` allows.

    With `complete` all checks have run, so that a comment without a finding can be said to have none.
    """
    findings = list(found)
    at: dict[tuple[str, int], list[Diagnostic]] = {}
    for item in findings:
        place = item.primary.span
        if place.source is source:
            at.setdefault((item.code.number, place.start_position.line), []).append(item)
    allowed: list[Allowed] = []
    silent: set[int] = set()
    wrong: list[Diagnostic] = []
    for comment in _comments(source):
        for number in comment.codes:
            here = [
                item for line in sorted(comment.lines) for item in at.get((number, line), ()) if id(item) not in silent
            ]
            told = _wrong(comment, number, here, complete=complete)
            if told is not None:
                wrong.append(told)
                continue
            soft = [item for item in here if item.severity is not Severity.ERROR]
            allowed += [Allowed(item, comment.reason) for item in soft]
            silent |= {id(item) for item in soft}
        if not comment.codes:
            wrong.append(_told(comment, "a comment allows a finding and does not name its code", "which finding?"))
    return (*(item for item in findings if id(item) not in silent), *wrong), tuple(allowed)


def _wrong(comment: _Comment, number: str, here: list[Diagnostic], *, complete: bool) -> Diagnostic | None:
    known = code(number)
    if known is None:
        return _told(comment, f"`{number}` is no finding that could be allowed", "no such code")
    if number in _NEVER:
        return _told(comment, f"{number} cannot be allowed: {known.summary}", "a person decides this")
    if here and all(item.severity is Severity.ERROR for item in here):
        return _told(comment, f"{number} cannot be allowed: it is an error", "an error stays")
    if not comment.reason:
        return _told(comment, f"{number} is allowed without a reason", "no reason")
    if not here and complete:
        return _told(comment, f"{number} is allowed here, and nothing is found", "nothing to allow")
    return None


def _told(comment: _Comment, message: str, label: str) -> Diagnostic:
    return Diagnostic(
        PL810,
        message,
        Label(comment.span, label),
        help="write `# allow PL801: why it is right here` above the statement, or take the comment out",
    )


def _comments(source: SourceFile) -> Iterator[_Comment]:
    text = source.text
    if "allow" not in text:
        return
    lines = text.split("\n")
    following = _code_below(lines)
    for piece in _PIECE.finditer(text):
        if piece["comment"] is None:
            continue
        found = _ALLOW.match(piece["comment"])
        # Prose that begins with the word is none: a code follows, or a colon.
        if found is None or not (found["colon"] or re.match(r"\s*PL[0-9]", found["codes"])):
            continue
        span = Span(source, piece.start(), piece.start() + len(piece["comment"].rstrip()))
        line = span.start_position.line
        trailing = bool(lines[line - 1][: span.start_position.column - 1].strip())
        codes = tuple(dict.fromkeys(_CODE.findall(found["codes"])))
        yield _Comment(
            span,
            codes,
            found["reason"].strip(),
            frozenset({line}) if trailing else _statement_below(lines, following, line),
        )


def _code_below(lines: list[str]) -> list[int]:
    """For each line, counted from 0, the number of the first line from it on that is neither empty nor a comment."""
    following = [len(lines) + 1] * (len(lines) + 1)
    for at in range(len(lines) - 1, -1, -1):
        words = lines[at].lstrip()
        following[at] = following[at + 1] if not words or words.startswith("#") else at + 1
    return following


def _statement_below(lines: list[str], following: list[int], line: int) -> frozenset[int]:
    """The lines of the statement after a comment on a line of its own: to the block it opens, or to the next one."""
    first = following[line]
    if first > len(lines):
        return frozenset()
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
    spoken_of = {first}
    number = first
    while len(spoken_of) < _LONGEST and not lines[number - 1].rstrip().endswith("{"):
        number = following[number]
        if number > len(lines) or len(lines[number - 1]) - len(lines[number - 1].lstrip()) <= indent:
            break
        spoken_of.add(number)
    return frozenset(spoken_of)

"""Every one-token change of what a file says of treatment. In: a source. Out: its mutants, in the order of the text.

A mutant is what a slip of the pen makes: a number one digit more or less, `<` for `<=`, days for weeks, another phase
behind `go`. What is about the course, and not of it, stays as it is: requirements, scenarios, sources, texts, marks.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from itertools import pairwise

import attrs

from protolang.diagnostics import Diagnostic
from protolang.source import SourceFile, Span
from protolang.syntax.ast import (
    BackgroundDecl,
    MarkClause,
    NeverDecl,
    RemoveDelta,
    RequireDecl,
    ScenarioDecl,
    SourceDecl,
    StatusClause,
    VersionClause,
)
from protolang.syntax.ast.node import Node
from protolang.syntax.automaton import Automaton
from protolang.syntax.findings import Findings
from protolang.syntax.parser import read
from protolang.syntax.tables import Tables
from protolang.syntax.tokens import Token


class Slip(Enum):
    """What kind of change it is."""

    NUMBER = "number"
    COMPARISON = "comparison"
    WORD = "word"
    UNIT = "unit"
    NAME = "name"


@attrs.frozen(eq=False, repr=False)
class Mutant:
    """The text `new` in the place of the token at `span`; empty where the token is left out."""

    slip: Slip
    span: Span
    new: str

    @property
    def old(self) -> str:
        """The token that it replaces."""
        return self.span.source.text[self.span.start : self.span.end]

    def text(self) -> str:
        """The whole file with the change."""
        whole = self.span.source.text
        return whole[: self.span.start] + self.new + whole[self.span.end :]


_ASIDES = (
    BackgroundDecl,
    MarkClause,
    NeverDecl,
    RemoveDelta,
    RequireDecl,
    ScenarioDecl,
    SourceDecl,
    StatusClause,
    VersionClause,
)

_COMPARISONS = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "=": ("<=", ">="),
    "at least": ("at most",),
    "at most": ("at least",),
    "below": ("above",),
    "above": ("below",),
}
_WORDS = {
    "and": ("or",),
    "or": ("and",),
    "not": ("",),
    "once": ("",),
    "raise": ("lower",),
    "lower": ("raise",),
    "skip": ("stop",),
    "review": ("skip",),
    "stops": ("runs",),
    "runs": ("stops",),
    "block": ("ignore",),
    "ignore": ("block",),
    "up": ("down",),
    "down": ("up",),
    "original": ("current",),
    "current": ("original",),
    "before": ("after",),
    "first": ("last", ""),
    "last": ("first",),
}
_UNITS = {
    "hour": "day",
    "hours": "days",
    "day": "week",
    "days": "weeks",
    "week": "day",
    "weeks": "days",
    "month": "week",
    "months": "weeks",
    "mg": "g",
    "g": "mg",
    "mg/m2": "mg/kg",
    "mg/kg": "mg/m2",
    "g/kg": "mg/kg",
}
_LEADS = {"go": "phase", "then": "phase", "give": "drug", "measure": "lab", "start": "phase"}
"""Behind these words stands the name of such a thing."""


def mutants(source: SourceFile) -> tuple[Mutant, ...]:
    """All mutants of a file that can be read; those that read the same as the file are left out.

    As many as the file has numbers, comparisons and words with another side, times two.
    """
    reading = read(source, _Recorder)
    if isinstance(reading, Diagnostic):
        return ()
    recorder = reading.automaton
    parsed = reading.outcome()
    if not isinstance(recorder, _Recorder) or parsed.diagnostics or parsed.value is None or parsed.value.tree is None:
        return ()
    aside = sorted(_asides(parsed.value.tree))
    tokens = [token for token in recorder.tokens if not _within(token, aside)]
    return tuple(_mutants(source, tokens, _declared(recorder.tokens)))


class _Recorder(Automaton):
    """An automaton that keeps what it takes."""

    def __init__(self, findings: Findings, prepared: Tables) -> None:
        super().__init__(findings, prepared)
        self.tokens: list[Token] = []

    def take(self, token: Token) -> bool:
        """Shift a token, and keep it."""
        taken = super().take(token)
        if taken:
            self.tokens.append(token)
        return taken


def _asides(node: object) -> Iterator[tuple[int, int]]:
    """The stretches that are not mutated."""
    if isinstance(node, tuple):
        for item in node:
            yield from _asides(item)
    elif isinstance(node, _ASIDES):
        yield node.span.start, node.span.end
    elif isinstance(node, Node):
        for field in attrs.fields(type(node)):
            yield from _asides(getattr(node, field.name))


def _within(token: Token, aside: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in aside)


def _declared(tokens: Sequence[Token]) -> dict[str, tuple[str, ...]]:
    """The names of the file's phases, drugs and labs."""
    found: dict[str, list[str]] = {"phase": [], "drug": [], "lab": []}
    for before, token in pairwise(tokens):
        if before.text in found and token.kind == "NAME":
            found[before.text].append(token.text)
    return {kind: tuple(dict.fromkeys(names)) for kind, names in found.items()}


def _mutants(source: SourceFile, tokens: Sequence[Token], names: dict[str, tuple[str, ...]]) -> Iterator[Mutant]:
    for at, token in enumerate(tokens):
        span = Span(source, token.start, token.end)
        before = tokens[at - 1].text if at else ""
        for slip, new in _changes(token, before, names):
            if new != token.text:
                yield Mutant(slip, span, new)


def _changes(token: Token, before: str, names: dict[str, tuple[str, ...]]) -> Iterator[tuple[Slip, str]]:
    text = " ".join(token.text.split())
    match token.kind:
        case "NUMBER":
            for new in _numbers(text):
                yield Slip.NUMBER, new
        case "UNIT":
            if text in _UNITS:
                yield Slip.UNIT, _UNITS[text]
        case "NAME":
            others = [name for name in names.get(_LEADS.get(before, ""), ()) if name != text]
            if text in names.get(_LEADS.get(before, ""), ()) and others:
                yield Slip.NAME, others[0]
        case "STRING" | "REF" | "DATE" | "VERSION":
            return
        case _:
            for new in _COMPARISONS.get(text, ()):
                yield Slip.COMPARISON, new
            for new in _WORDS.get(text, ()):
                yield Slip.WORD, new
            if text in _UNITS:
                yield Slip.UNIT, _UNITS[text]


def _numbers(text: str) -> Iterator[str]:
    """One more and one less in the last digit; nothing below 0."""
    number = Decimal(text)
    step = Decimal(1).scaleb(-len(text.partition(".")[2]))
    yield f"{number + step:f}"
    if number >= step:
        yield f"{number - step:f}"

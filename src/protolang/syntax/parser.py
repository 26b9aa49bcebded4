"""Source to syntax tree. In: a file of source. Out: its tree, as far as there is one, and what is wrong with it."""

import re

import attrs

from protolang.diagnostics import Diagnostic, Label, Outcome
from protolang.diagnostics.codes import PL006, PL010
from protolang.source import SourceFile
from protolang.syntax.ast import Comment, FileTree
from protolang.syntax.automaton import Automaton
from protolang.syntax.braces import brace_repairs
from protolang.syntax.findings import Findings
from protolang.syntax.form import check_expansion
from protolang.syntax.keywords import RESERVED
from protolang.syntax.lexer import Lexer
from protolang.syntax.recovery import Recovery
from protolang.syntax.tables import tables
from protolang.syntax.tokens import END_OF_TEXT, Repair, Token

MOST_NESTING = 64

_NESTING = re.compile(r"""(?P<aside>"(?:[^"\\\r\n]|\\[^\r\n])*"|"[^"{}\r\n]*|\#[^\r\n]*)|[{(]|[})]""")
_SKIPPED = re.compile(r'"[^"\r\n]*"|#[^\r\n]*|([A-Za-z][A-Za-z0-9_]*)')


@attrs.frozen(eq=False, repr=False)
class Parsed:
    """What was read. `tree` lacks what had to be passed over; `skipped_names` are the words that stood in there.

    In a tree beside errors the name of the file may be empty.
    """

    tree: FileTree | None
    skipped_names: frozenset[str] = frozenset()


def parse(source: SourceFile) -> Outcome[Parsed]:
    """The syntax tree of a source, or as much of it as its mistakes leave, and a diagnostic for each mistake.

    Never raises, whatever the text; the time grows with its length and no faster.
    """
    reading = read(source)
    if isinstance(reading, Diagnostic):
        return Outcome(Parsed(None, _words(source.text, [(0, len(source.text))])), (reading,))
    return reading.outcome()


def read(source: SourceFile, automaton: type[Automaton] = Automaton) -> "Reading | Diagnostic":
    """A source read from front to back by such an automaton; what is wrong with it where it cannot be read at all."""
    too_deep = _too_deep(source)
    if too_deep is not None:
        return too_deep
    reading = Reading(source, automaton)
    reading.read()
    if reading.findings.syntax_errors:
        repairs = reading.brace_repairs()
        if repairs:
            # What the first reading said may follow from the braces alone.
            reading = Reading(source, automaton, repairs)
            reading.read()
    return reading


class Reading:
    """One reading of a source from front to back."""

    def __init__(self, source: SourceFile, automaton: type[Automaton], repairs: tuple[Repair, ...] = ()) -> None:
        self.findings = Findings(source)
        for repair in repairs:
            _report_brace(self.findings, repair)
        prepared = tables()
        self._source = source
        self._automaton = automaton(self.findings, prepared)
        self._lexer = Lexer(self.findings, prepared, repairs)
        self._recovery = Recovery(self._automaton, self._lexer, self.findings)

    def read(self) -> None:
        """Take tokens until the end of the text."""
        automaton, lexer, literals = self._automaton, self._lexer, self._automaton.tables.literals
        token = lexer.next(automaton.row)
        while True:
            was_name = token.kind == "NAME"
            if was_name and token.text in literals:
                token = self._recovery.reconsider(token)
            if automaton.take(token):
                token = lexer.next(automaton.row)
                if self.findings.is_full:
                    token = self._recovery.close()
            elif token.kind == END_OF_TEXT and automaton.is_complete:
                return
            elif not was_name and token.text in literals and self._is_name(token):
                automaton.take(attrs.evolve(token, kind="NAME"))
                token = lexer.next(automaton.row)
            else:
                token = self._recovery.recover(token)
                if token.kind == END_OF_TEXT and not automaton.is_complete:
                    return

    def _is_name(self, token: Token) -> bool:
        """Whether a word that was refused as a keyword is a name.

        So it is behind what LALR merges over all places: `cd20 = 3 % at day 2` is `moment` as is `since day 2`, behind
        which `during` may stand. Only when the moment is complete is it known which of the two it was.
        """
        return token.text[:1].isalpha() and token.text not in RESERVED and self._automaton.accepts("NAME")

    def brace_repairs(self) -> tuple[Repair, ...]:
        """What to change so that the braces match, after a reading that met mistakes."""

        characters = list(self._source.text)
        for place, brace in self._recovery.braces.items():
            characters[place] = brace
        for line in self.findings.lines_of_open_text:
            # Which of its braces stand inside a text nobody knows: they count as if none did.
            start, end = self._source.line_bounds(line)
            characters[start:end] = self._source.text[start:end].replace('"', " ")
        return brace_repairs("".join(characters), frozenset(self._recovery.misplaced_braces))

    @property
    def automaton(self) -> Automaton:
        """What has read, with what it made of the file."""
        return self._automaton

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments, in the order of the file."""
        return tuple(self._lexer.comments)

    @property
    def skipped(self) -> tuple[tuple[int, int], ...]:
        """The stretches that had to be passed over."""
        return (*self._recovery.skipped, *self._automaton.dropped)

    def outcome(self) -> Outcome[Parsed]:
        """What was read, and what there is to say."""
        automaton = self._automaton
        tree: FileTree | None = None
        if automaton.is_complete:
            whole: FileTree = automaton.value
            check_expansion(whole, self.findings)
            tree = attrs.evolve(whole, comments=self.comments)
        skipped = _words(self._source.text, list(self.skipped))
        return Outcome(Parsed(tree, skipped), self.findings.in_order())


def _too_deep(source: SourceFile) -> Diagnostic | None:
    text = source.text
    if text.count("{") + text.count("(") <= MOST_NESTING:
        return None
    depth = 0
    for piece in _NESTING.finditer(text):
        if piece.lastgroup is None:
            depth = depth + 1 if piece.group() in "{(" else max(depth - 1, 0)
            if depth > MOST_NESTING:
                label = Label(Findings(source).span(piece.start(), piece.end()), "too deep")
                message = f"blocks and brackets are nested more than {MOST_NESTING} deep"
                return Diagnostic(PL006, message, label)
    return None


def _report_brace(findings: Findings, repair: Repair) -> None:
    span = findings.span(repair.offset, repair.offset + len(repair.written))
    if not repair.meant:
        findings.report(
            PL010,
            f"this `{span.text}` is one too many",
            Label(span, "closes nothing" if repair.written == "}" else ""),
            write="",
        )
    elif repair.written:
        message = f"expected `{repair.meant}` here, not `{span.text}`"
        findings.report(PL010, message, Label(span, ""), write=repair.meant)
    elif repair.opener is not None:
        place, name = repair.opener
        shown = f"`{name}`" if name != "block" else "a block"
        verb = "closed" if repair.meant == "}" else "opened"
        secondary = (Label(findings.span(place, place + 1), f"{shown} opens here"),) if verb == "closed" else ()
        message = f"{shown} is not {verb}: a `{repair.meant}` is missing"
        findings.report(PL010, message, Label(span, f"`{repair.meant}` belongs here"), secondary=secondary)


def _words(text: str, stretches: list[tuple[int, int]]) -> frozenset[str]:
    """The words of stretches of text, outside strings and comments."""
    found: set[str] = set()
    done = 0
    for start, end in sorted(stretches):
        found.update(match[1] for match in _SKIPPED.finditer(text, max(start, done), max(end, done)) if match[1])
        done = max(done, end)
    return frozenset(found)

"""Source to syntax tree. In: a file of source. Out: its tree, as far as there is one, and what is wrong with it."""

import attrs

from protolang.diagnostics import Diagnostic, Label, Outcome
from protolang.diagnostics.codes import PL010
from protolang.source import SourceFile, Span
from protolang.syntax.ast import ProtocolDecl
from protolang.syntax.automaton import Automaton
from protolang.syntax.lexer import END_OF_TEXT, Lexer
from protolang.syntax.tables import tables


@attrs.frozen
class Parsed:
    """What was read. `tree` lacks what had to be skipped; `skipped_names` are the words that stood in there."""

    tree: ProtocolDecl | None
    skipped_names: frozenset[str] = frozenset()


def parse(source: SourceFile) -> Outcome[Parsed]:
    """The syntax tree of a source, or as much of it as its mistakes leave, and a diagnostic for each mistake."""
    prepared = tables()
    lexer = Lexer(source, prepared)
    automaton = Automaton(source, prepared)
    while True:
        token = lexer.next(prepared.rows[automaton.states[-1]])
        if not automaton.take(token):
            if token.kind == END_OF_TEXT and automaton.is_complete:
                break
            label = Label(Span(source, token.start, token.end), "")
            return Outcome(Parsed(None), (Diagnostic(PL010, f"`{token.text}` cannot stand here", label),))
    tree: ProtocolDecl = attrs.evolve(automaton.values[-1], comments=tuple(lexer.comments))
    return Outcome(Parsed(tree))

"""How reading goes on behind a mistake. In: a token that cannot stand where it stands. Out: one that can.

One mistake is told once: what belongs to the broken statement is passed over, up to the next statement of the same
block or the end of the block. Blocks that were opened are read on, even behind a broken header.
"""

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL010
from protolang.diagnostics.suggest import suggest
from protolang.syntax.automaton import Automaton
from protolang.syntax.findings import Findings
from protolang.syntax.hints import WRONG_WORDS, explain, follows_open_text, is_terminal
from protolang.syntax.lexer import Lexer
from protolang.syntax.tables import Row
from protolang.syntax.tokens import END_OF_TEXT, Token, shortened

# What stands between the first word of a block and its `{`, at the least.
_HEADERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "PROTOCOL": (("NAME",),),
    "LIBRARY": (("NAME",),),
    "VARIANT": (("NAME", "OF", "NAME"),),
    "TRACK": (("NAME",),),
    "PHASE": (("NAME",),),
    "ARMS": (("NAME",),),
    "DRUG": (("NAME",),),
    "LAB": (("NAME",),),
    "LEVEL": (("NAME",),),
    "TABLE": (("NAME",),),
    "TAPER": (("NAME",),),
    "_PATIENT": (("NAME",), ()),
    "POLICY": ((),),
    "SCENARIO": (("STRING",),),
    "BACKGROUND": ((),),
    "REPEAT": (("EVERY", "NAME"),),
    "DECIDE": ((),),
}
_SYMBOLS = ("EQUAL", "COLON", "_DOTS", "COMMA", "LPAR", "RPAR", "LBRACE", "RBRACE", "COMPARE")

# The words of deltas, behind which a block starts with its own first word.
_BEFORE_BLOCKS = frozenset({"ADD", "REPLACE", "CHANGE"})
# What an author may write before the name that such a delta takes alone.
_NEEDLESS = {"SET": "param", "MIGRATE": "phase"}

# What no block stands around: its tree is kept even where its header cannot be read.
_FILES = frozenset({"PROTOCOL", "LIBRARY", "VARIANT"})

# A guess is taken when this many tokens fit together with it.
_PROOF = 3


class Recovery:
    """Finds the way back into the grammar for one automaton and its lexer."""

    def __init__(self, automaton: Automaton, lexer: Lexer, findings: Findings) -> None:
        self._automaton = automaton
        self._lexer = lexer
        self._findings = findings
        self.skipped: list[tuple[int, int]] = []
        # Single signs that were read as braces, or braces that were read as a blank, and as which.
        self.braces: dict[int, str] = {}
        self.misplaced_braces: set[int] = set()
        self._went_on_at = -1
        self._patched = -1

    def recover(self, token: Token) -> Token:
        """Report a token that cannot stand where it stands; the token to go on with, or END_OF_TEXT."""
        if self._findings.is_full:
            return self.close()
        if token.kind in ("LBRACE", "RBRACE"):
            self.misplaced_braces.add(token.start)
        if self._has_been_told(token):
            return self._pass_over(token)
        if self._is_glued(token):
            return self._pass_over(token)
        if not follows_open_text(self._automaton, self._findings, token):
            self._settle(token)
            better = self._without_needless(token) or self._meant(token) or self._with_missing_word(token)
            if better is not None:
                return better
        explain(self._automaton, self._findings, token)
        return self._pass_over(token)

    def _has_been_told(self, token: Token) -> bool:
        """Whether the mistake that a token shows has been told already.

        So it is in a statement that was patched, and right behind a brace that was missing, removed, or the way out.
        """
        last = self._automaton.last
        if last is None or token.kind == END_OF_TEXT:
            return False
        if self._findings.has_told(token.start) or self._statement(token) == self._patched:
            return True
        is_same_line = not set(self._lexer.text[last.end : token.start]) & {"\n", "\r"}
        if last.kind in ("LBRACE", "RBRACE") and last.start in (last.end, self._went_on_at) and is_same_line:
            return True
        return last.end <= self._lexer.removed < token.start

    def _is_glued(self, token: Token) -> bool:
        """Whether a word follows a number without a space; if so, report both as one mistake."""
        last = self._automaton.last
        if last is None or last.kind != "NUMBER" or last.end != token.start or not token.text[:1].isalpha():
            return False
        span = self._findings.span(last.start, token.end)
        message = f"`{shortened(span.text)}` is neither a number nor a name"
        self._findings.report(PL010, message, Label(span, "a letter stands right behind a digit"))
        return True

    def _settle(self, token: Token) -> None:
        """Keep the statement before a word that starts its own line just below it: the mistake is not in it."""
        automaton = self._automaton
        level = automaton.level()
        if len(automaton.states) == level + 1 or not token.text[:1].isalpha():
            return
        indent = self._indent(token.start)
        if indent is not None and self._indent(automaton.start_of(level + 1)) == indent:
            automaton.settle("RBRACE" if automaton.is_in_block() else "PROTOCOL")

    def _without_needless(self, token: Token) -> Token | None:
        """The name behind a word such as `param` in `set param x`, which was read as the name."""
        automaton = self._automaton
        level, last = automaton.level(), automaton.last
        if last is None or len(automaton.states) < level + 3:
            return None
        openers = automaton.symbol_at(level + 1), automaton.symbol_at(level + 2)
        if token.text == "." and openers == ("CHANGE", "TRACK"):
            return self._as_phase(token, last)
        if token.kind != "NAME" or len(automaton.states) > level + 3:
            return None
        if last.kind != "NAME" or last.text != _NEEDLESS.get(openers[0]):
            return None
        word = openers[0].lower()
        message = f"`{word}` takes the name alone, without `{last.text}`"
        label = Label(self._findings.span(last.start, last.end), "not needed here")
        self._findings.report(PL010, message, label, write="")
        automaton.cut(level + 2)
        return token

    def _as_phase(self, dot: Token, name: Token) -> Token:
        """`change track t.p` as `change phase t.p`."""
        automaton = self._automaton
        place = automaton.level() + 2
        start, end = automaton.start_of(place), automaton.end_of(place)
        label = Label(self._findings.span(start, end), "a track has a name without a `.`")
        self._findings.report(PL010, "a phase of a track is changed by `change phase`", label, write="phase")
        automaton.cut(place)
        automaton.take(Token("PHASE", "phase", start, end))
        automaton.take(name)
        return attrs.evolve(dot, kind="DOT")

    def _statement(self, token: Token) -> int:
        """Where the statement starts that a token stands in."""
        level = self._automaton.level()
        return self._automaton.start_of(level + 1) if len(self._automaton.states) > level + 1 else token.start

    def reconsider(self, token: Token) -> Token:
        """A keyword at the start of a line that was taken for a name, as a keyword where only that makes sense."""
        kinds = self._automaton.tables.literals.get(token.text, ())
        if not kinds or not self._leads(token):
            return token
        outer = self._automaton.states[: self._automaton.level() + 1]
        row = self._automaton.tables.rows[outer[-1]]
        kind = next((kind for kind in kinds if row.get(kind, -1) >= 0), None)
        if kind is None or self._fits(self._automaton.states, token, _PROOF + 1):
            return token
        keyword = Token(kind, token.text, token.start, token.end)
        return keyword if self._fits(outer, keyword, _PROOF) else token

    def _fits(self, states: list[int], token: Token, wanted: int) -> bool:
        """Whether a token and those behind it could be read from these states, `wanted` of them in all."""
        states = states.copy()
        place, was_quiet = self._lexer.place, self._lexer.is_quiet
        self._lexer.is_quiet = True
        try:
            for _ in range(wanted):
                if not self._automaton.probe(states, token.kind):
                    return False
                if token.kind == END_OF_TEXT:
                    return True
                token = self._lexer.next(self._automaton.tables.rows[states[-1]])
            return True
        finally:
            self._lexer.place, self._lexer.is_quiet = place, was_quiet

    def _expected(self) -> dict[str, str]:
        """The words and signs that could stand here, and what kind of token each would be."""
        automaton = self._automaton
        return {
            literal: kind
            for literal, kinds in automaton.tables.literals.items()
            for kind in kinds
            if automaton.accepts(kind)
        }

    def _meant(self, token: Token) -> Token | None:
        """What was probably meant by one wrong word or sign, reported as such; None where nothing is near enough."""
        is_word = token.text[:1].isalpha()
        if token.kind in ("STRING", "NUMBER", END_OF_TEXT) or (token.kind == "UNIT" and not is_word):
            return None
        possible = self._expected()
        expected = {
            literal: kind
            for literal, kind in possible.items()
            if literal[0].isalpha() == is_word and (is_word or kind in _SYMBOLS)
        }
        guesses = [literal for literal in WRONG_WORDS.get(token.text, ()) if literal in possible]
        if is_word:
            near = suggest(token.text, expected)
            guesses = [*guesses, near] if near else guesses
        else:
            guesses += expected
        for literal in guesses:
            meant = Token(possible[literal], literal, token.start, token.end)
            if self._fits(self._automaton.states, meant, _PROOF):
                self._report_meant(token, literal)
                if (literal in "{}" or token.text in "{}") and token.end == token.start + 1:
                    self.braces[token.start] = literal if literal in "{}" else " "
                self._patched = self._statement(token)
                return meant
        return None

    def _with_missing_word(self, token: Token) -> Token | None:
        """The token as it reads behind a word or sign that is missing before it, if only one could be."""
        automaton, lexer, rows = self._automaton, self._lexer, self._automaton.tables.rows
        if token.kind == END_OF_TEXT or len(automaton.states) == automaton.level() + 1:
            return None
        place = lexer.place
        found: list[Token] = []
        for literal, kind in self._expected().items():
            states = automaton.states.copy()
            if literal in "{}()" or not automaton.probe(states, kind):
                continue
            lexer.position = token.start
            lexer.is_quiet = True
            again = lexer.next(rows[states[-1]])
            lexer.is_quiet = False
            if self._fits(states, again, _PROOF):
                found.append(Token(kind, literal, token.start, token.start))
            lexer.place = place
        if len(found) != 1:
            return None
        missing, last = found[0], automaton.last
        if last is not None and last.kind == "NAME" and last.text == missing.text:
            # `give on weeks 1..8`: the word itself is there and was read as the name, which is what is missing.
            return None
        span = self._findings.span(token.start, token.end)
        message = f"`{missing.text}` is missing before `{shortened(token.text)}`"
        self._findings.report(PL010, message, Label(span, f"write `{missing.text}` before this"))
        self._patched = self._statement(token)
        automaton.take(missing)
        lexer.position = token.start
        return lexer.next(automaton.row)

    def _report_meant(self, token: Token, word: str) -> None:
        span = self._findings.span(token.start, token.end)
        shown = shortened(token.text)
        is_statement = len(self._automaton.states) == self._automaton.level() + 1
        if self._automaton.last is None:
            message, label = f"a file starts with `protocol`, `variant`, `library` or `import`, not with `{shown}`", ""
        elif not word[0].isalpha():
            message, label = f"expected `{word}` here, not `{shown}`", ""
        elif is_statement:
            message, label = f"`{shown}` is not a statement here; did you mean `{word}`?", "unknown statement"
        else:
            message, label = f"`{shown}` cannot stand here; did you mean `{word}`?", ""
        self._findings.report(PL010, message, Label(span, label), write=word)

    def _pass_over(self, token: Token) -> Token:
        automaton, lexer = self._automaton, self._lexer
        if token.kind == END_OF_TEXT:
            return self.close()
        if automaton.is_complete:
            self.skipped.append((token.start, len(lexer.text)))
            return Token(END_OF_TEXT, "", len(lexer.text), len(lexer.text))
        level = automaton.level()
        is_inside = len(automaton.states) > level + 1
        start = automaton.start_of(level + 1) if is_inside else token.start
        # Before the protocol, lines are prose, not statements.
        indent = self._indent(start) if automaton.is_in_block() else None
        openers = self._openers(level) if is_inside else ()
        automaton.cut(level + 1)
        row = automaton.row
        lexer.is_quiet = True
        depth = 0
        may_go_on = is_inside
        while token.kind != END_OF_TEXT:
            if not depth and may_go_on and self._starts_statement(row, token, indent):
                break
            if token.kind == "LBRACE":
                if not depth and self._reopen(openers, token):
                    self._went_on_at = token.start
                    self.skipped.append((start, token.start))
                    lexer.is_quiet = False
                    return lexer.next(automaton.row)
                depth += 1
            elif token.kind == "RBRACE":
                depth = max(depth - 1, 0)
            may_go_on = True
            token = lexer.next(row)
        lexer.is_quiet = False
        self._went_on_at = token.start
        self.skipped.append((start, token.start))
        return self.close() if token.kind == END_OF_TEXT else token

    def _starts_statement(self, row: Row, token: Token, indent: int | None) -> bool:
        if token.kind != "RBRACE" and indent is not None and self._indent(token.start) == indent:
            # It stands where the broken statement stood, so it starts one, known or not.
            return token.text[:1].isalpha()
        if row.get(token.kind, -1) < 0 or not is_terminal(token.kind):
            return False
        if token.kind == "RBRACE" or self._leads(token):
            return True
        # In the middle of a line a keyword may also be a name in what is passed over.
        return token.kind != "NAME" and self._fits(self._automaton.states, token, _PROOF)

    def _indent(self, start: int) -> int | None:
        """How far the first word of a line is indented; None for what is not the first on its line."""
        text, before = self._lexer.text, start
        while before and text[before - 1] in " \t":
            before -= 1
        return start - before if not before or text[before - 1] in "\r\n" else None

    def _leads(self, token: Token) -> bool:
        return self._indent(token.start) is not None

    def _openers(self, level: int) -> tuple[Token, ...]:
        """The words that open a block at the start of the statement that stands on a level."""
        automaton = self._automaton
        symbols = [automaton.symbol_at(index) for index in range(level + 1, min(level + 3, len(automaton.states)))]
        words = [
            Token("LAB" if symbol == "lab_word" else symbol, "", automaton.start_of(index), automaton.start_of(index))
            for index, symbol in enumerate(symbols, level + 1)
        ]
        return tuple(words) if symbols[0] in _BEFORE_BLOCKS else tuple(words[:1])

    def _reopen(self, openers: tuple[Token, ...], brace: Token) -> bool:
        """Open the block whose header could not be read, if a `{` here can belong to it."""
        automaton = self._automaton
        for filling in _HEADERS.get(openers[-1].kind, ()) if openers else ():
            kinds = (*(opener.kind for opener in openers), *filling, "LBRACE")
            states = automaton.states.copy()
            if not all(automaton.probe(states, kind) for kind in kinds):
                continue
            if openers[0].kind not in _FILES:
                automaton.unreadable.add(openers[0 if openers[0].kind == "CHANGE" else -1].start)
            for opener in openers:
                automaton.take(opener)
            for kind in filling:
                automaton.take(Token(kind, "", brace.start, brace.start))
            return automaton.take(brace)
        return False

    def close(self) -> Token:
        """Close every open block, so that what was read becomes a tree; END_OF_TEXT."""
        automaton, end = self._automaton, len(self._lexer.text)
        while not automaton.is_complete and automaton.is_in_block():
            level = automaton.level()
            if len(automaton.states) > level + 1:
                self.skipped.append((automaton.start_of(level + 1), end))
                automaton.cut(level + 1)
            automaton.take(Token("RBRACE", "}", end, end))
        return Token(END_OF_TEXT, "", end, end)

"""Source text to tokens, one at a time. In: the text and what the parser can take next. Out: the next token.

A word is a keyword when the parser has a use for that keyword, else a unit or a name (decision 0002). What can be read
although it is not as it should be is reported and read.
"""

import re

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL009, PL010
from protolang.quantity import is_unit_atom
from protolang.syntax.ast import Comment
from protolang.syntax.findings import Findings
from protolang.syntax.keywords import RESERVED
from protolang.syntax.number_form import MOST_DIGITS, read_number
from protolang.syntax.odd_text import UNSAFE_UNITS, read_odd, read_symbol, read_wide
from protolang.syntax.tables import Row, Tables
from protolang.syntax.tokens import END_OF_TEXT, Odd, Repair, Token, shortened

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:
      (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<symbol>\.\.+|<=|>=|==|=<|=>|<>|!=|[{}()=,:@<>+*|-]|/(?![/*]))
    | (?P<string>"(?:[^"\\\r\n]|\\[^\r\n])*")
    | (?P<comment>\#[^\r\n]*)
    | (?P<odd>[^ \t\r\n])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_UNIT_END = r"[A-Za-z0-9_]*(?:\^[0-9]+)?"
_UNIT = re.compile(
    r"calendar\s+months?(?![A-Za-z0-9_])"
    rf"|(?:%|x?10[\^*][0-9]+|[A-Za-zµμ]{_UNIT_END})(?:\.[A-Za-zµμ]{_UNIT_END})*(?:/(?:[0-9]+(?:\.[0-9]+)?)?[A-Za-zµμ%]{_UNIT_END})*"
)
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_REFERENCE = re.compile(r'[A-Za-z0-9][^\s"{}@#]*')
_NEXT_WORDS = re.compile(r"\s+(?P<second>[a-z]+)(?![A-Za-z0-9_])(?:\s+(?P<third>[a-z]+)(?![A-Za-z0-9_]))?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What stands behind the name that a step of a scenario starts with.
_AFTER_STEP_NAME = re.compile(
    r"\s*[<>=]|\s+(?:(?:missing\s+from|missed\s+from|(?:(?:given|missed|resume|skip|stop)\s+)?on|at)\s+"
    r"(?:(?:month|week|day|hour|minute)\s+[0-9]|[0-9]{4}-)|delayed\s+[0-9])"
)
_AFTER_CLAIM_NAME = re.compile(
    r"\s*[(<>=+*/-]|\s+(?:and|or|is|in|from|above|below|lasting|at\s+least|at\s+most)\s",
)
_AFTER_REQUIRED_NAME = re.compile(
    r"\s*[:<>=+*@}/-]"
    r"|\s+(?:(?:and|or|is|in|from|above|below|lasting|of|between|leads|only|assumed|unstated|because|over|weakens"
    r"|at\s+most)\s|at\s+least\s+[0-9.]+\s+(?!of\s)|never\s+(?:while|exit)\s"
    r"|(?:require|remove|add|replace|set|rename|move|change|migrate|background|scenario)\s+[a-z\"{])"
)
_LINE = re.compile(r"[^\r\n]*")
_UNKNOWN_ESCAPE = re.compile(r'\\[^"\\n]')

_COMPARISONS = frozenset({"<", ">", "<=", ">=", "="})
# Keywords that stand where a name may stand too, and what follows only such a name.
_NOT_BEFORE = {
    **dict.fromkeys(
        ("_SET", "_PATIENT", "_EXPECT", "_START_DATE", "_EVERY_TIME", "_REPORTED", "PRELIMINARY", "HOUR"),
        _AFTER_STEP_NAME,
    ),
    "_EXPECT_ALERT": _AFTER_CLAIM_NAME,
    **dict.fromkeys(("_ALWAYS", "_NEVER_HOLDS", "_EVENTUALLY"), _AFTER_REQUIRED_NAME),
    "_EXACTLY": re.compile(r"(?!\s+[0-9])"),
    # behind `at least 2` of a requirement a drug may stand, or the `of` of a condition
    "OF": re.compile(r"\s+in\s+any\s"),
    # In a track or a level a name or a value follows.
    "START": re.compile(r"(?:\s|#[^\r\n]*)+[0-9]{4}-"),
}
_COMPOUND_STARTS = frozenset({"as", "at", "expect", "never", "on", "one", "only", "stop"})
_AFTER_ODD_NUMBER = frozenset("_.,eE")


class Lexer:
    """Reads one source from front to back; what stands at a place depends on what the parser can take there.

    `is_quiet` keeps it from reporting, for looking ahead and for text that is passed over.
    """

    def __init__(self, findings: Findings, tables: Tables, repairs: tuple[Repair, ...] = ()) -> None:
        self.text = findings.source.text
        self.position = 0
        self.comments: list[Comment] = []
        self.is_quiet = False
        # Where the last brace that was one too many has been left out.
        self.removed = -1
        self._findings = findings
        self._rows = tables.rows
        self._literals = tables.literals
        self._is_ascii = self.text.isascii()
        self._read_comments = 0
        self._repairs = {repair.offset: repair for repair in repairs if repair.written}
        self._insertions = [(repair.offset, repair.meant) for repair in repairs if not repair.written]
        self._inserted = 0

    @property
    def place(self) -> tuple[int, int]:
        """Where the lexer is: assign it to go back there."""
        return self.position, self._inserted

    @place.setter
    def place(self, place: tuple[int, int]) -> None:
        self.position, self._inserted = place

    def next(self, row: Row) -> Token:
        """The next token where the parser is in the state of this row; at the end, END_OF_TEXT again and again."""
        while True:
            match = _TOKEN.match(self.text, self.position)
            if match is None:
                raise AssertionError("every character is matched")
            group = match.lastgroup
            start, end = match.span(match.lastindex or 0)
            if self._inserted < len(self._insertions) and self._insertions[self._inserted][0] <= start:
                place, brace = self._insertions[self._inserted]
                self._inserted += 1
                return Token(self._symbol_kind(row, brace), brace, place, place)
            if group == "comment":
                self._comment(start, end)
                continue
            if group in ("word", "number"):
                if not self._is_ascii and self.text[end : end + 1] > "\x7f" and self.text[end].isalnum():
                    token = self._before_wide(row, group, start, end)
                elif group == "word":
                    return self._word(row, self.text[start:end], start, end)
                else:
                    return self._number(row, start, end)
            elif group == "symbol":
                token = self._symbol(row, start, end)
            elif group == "string":
                token = self._string(row, start, end)
            elif group == "end":
                return self._take(END_OF_TEXT, "", start, start)
            else:
                token = self._odd(row, start)
            if token is not None:
                return token

    def _take(self, kind: str, text: str, start: int, end: int) -> Token:
        self.position = end
        return Token(kind, text, start, end)

    def _comment(self, start: int, end: int) -> None:
        self.position = end
        # The same stretch is read again after looking ahead.
        if start >= self._read_comments:
            self._read_comments = end
            text = self.text[start:end].rstrip()
            self.comments.append(Comment(text, span=self._findings.span(start, start + len(text))))

    def _symbol(self, row: Row, start: int, end: int) -> Token | None:
        text = self.text[start:end]
        if start in self._repairs:
            repair = self._repairs[start]
            self.position = end
            if not repair.meant:
                self.removed = start
                return None
            text = repair.meant
        odd = read_symbol(text, end)
        if odd is not None:
            token = self._take(self._symbol_kind(row, odd.reading), odd.reading, start, end)
            if token.kind in row:
                self._report(odd, start)
            return token
        return self._take(self._symbol_kind(row, text), text, start, end)

    def _symbol_kind(self, row: Row, text: str) -> str:
        kinds = self._literals.get(text, ())
        for kind in kinds:
            if kind in row:
                return kind
        return "COMPARE" if text in _COMPARISONS and ("COMPARE" in row or not kinds) else kinds[0]

    def _string(self, row: Row, start: int, end: int) -> Token | None:
        text = self.text[start:end]
        if ("{" in text or "}" in text) and self._leaves_a_quote(start):
            # The next quote opens another text: this one swallows the block between them.
            return self._odd(row, start)
        if "\\" in text and not self.is_quiet:
            for escape in _UNKNOWN_ESCAPE.finditer(text.replace(r"\\", "  ")):
                place = self._findings.span(start + escape.start(), start + escape.end())
                message = f"`{escape.group()}` means nothing in a text: it knows " + r"`\"`, `\\` and `\n`"
                self._findings.report(PL010, message, Label(place, "unknown escape"))
        return self._take("STRING", text, start, end)

    def _leaves_a_quote(self, start: int) -> bool:
        line = _LINE.match(self.text, start)
        return line is not None and line.group().replace(r"\"", "").count('"') % 2 == 1

    def _word(self, row: Row, word: str, start: int, end: int) -> Token:
        kinds = self._literals.get(word)
        if "REF" in row and kinds is None:
            return self._matched("REF", _REFERENCE, start, end)
        if word in _COMPOUND_STARTS:
            compound = self._compound(row, word, start, end)
            if compound is not None:
                return compound
        if "UNIT" in row:
            unit = _UNIT.match(self.text, start)
            unit_end = max(end, unit.end()) if unit else end
            # Behind a number a word of the closed list is a unit even where it could be a keyword: `= 1 dose`.
            # Where the next name may stand as well, as in `patient { score 3 weight 70 kg }`, only such a word is one.
            is_free = kinds is None and "NAME" not in row
            if is_free or is_unit_atom(word) or unit_end > end:
                return self._unit(start, unit_end)
        if kinds is not None:
            for kind in kinds:
                if kind in row and self._is_meant(kind, end):
                    return self._take(kind, word, start, end)
            if word in RESERVED or "NAME" not in row:
                return self._take(kinds[0], word, start, end)
        return self._name(row, word, start, end)

    def _compound(self, row: Row, word: str, start: int, end: int) -> Token | None:
        following = _NEXT_WORDS.match(self.text, end)
        if following is None:
            return None
        for group, words in (("third", f"{word} {following[1]} {following[2]}"), ("second", f"{word} {following[1]}")):
            names = self._literals.get(words)
            if names is None:
                continue
            behind = following.end(group)
            is_usable_alone = "NAME" in row or any(kind in row for kind in self._literals.get(word, ()))
            if (names[0] in row and self._is_meant(names[0], behind)) or not is_usable_alone:
                return self._take(names[0], words, start, behind)
        return None

    def _is_meant(self, kind: str, end: int) -> bool:
        """Whether what follows allows a word that ends there to be this keyword rather than a name."""
        name_goes_on = _NOT_BEFORE.get(kind)
        return name_goes_on is None or name_goes_on.match(self.text, end) is None

    def _name(self, row: Row, word: str, start: int, end: int) -> Token:
        if "NAME" not in row or (word.islower() and word[0] != "_"):
            return self._take("NAME", word, start, end)
        better = word.lower().strip("_") or "x"
        keyword = next((kind for kind in self._literals.get(better, ()) if kind in row), None)
        what = "keywords are" if keyword else "a name is"
        message = f"`{shortened(word)}` is written `{shortened(better)}`: {what} in lower case and starts with a letter"
        if keyword:
            message = f"`{shortened(word)}` is written `{better}`: keywords are in lower case"
        self._report(Odd(end, "NAME", better, PL010, message, write=better, spelling=True), start)
        return self._take(keyword or "NAME", better, start, end)

    def _number(self, row: Row, start: int, end: int) -> Token:
        text = self.text
        if "REF" in row:
            return self._matched("REF", _REFERENCE, start, end)
        if "VERSION" in row:
            return self._matched("VERSION", _VERSION, start, end)
        if "DATE" in row:
            date = _DATE.match(text, start)
            if date is not None:
                return self._take("DATE", date.group(), start, date.end())
        if "UNIT" in row:
            unit = _UNIT.match(text, start)
            if unit is not None:
                return self._unit(start, unit.end())
        is_plain = text[start] != "0" and end - start < MOST_DIGITS and text[end - 1] != "0"
        if is_plain and text[end : end + 1] not in _AFTER_ODD_NUMBER:
            return self._take("NUMBER", text[start:end], start, end)
        target = row.get("NUMBER", -1)
        comma_lists = target < 0 or "COMMA" in self._rows[target]
        odd = read_number(text, start, comma_lists=comma_lists)
        if target >= 0:
            self._report(odd, start)
        return self._take("NUMBER", odd.reading, start, odd.end)

    def _matched(self, kind: str, pattern: re.Pattern[str], start: int, end: int) -> Token:
        match = pattern.match(self.text, start)
        if match is None:
            return self._take("NUMBER", self.text[start:end], start, end)
        return self._take(kind, match.group(), start, match.end())

    def _unit(self, start: int, end: int) -> Token:
        text = " ".join(self.text[start:end].split())
        if not self._is_ascii and (self.text[end : end + 1] > "\x7f" or self.text[end : end + 2] > "/\x7f"):
            odd = read_wide(self.text, start, {"UNIT": 0})
            self._report(odd, start)
            return self._take("UNIT", odd.reading, start, odd.end)
        for atom in text.split("/"):
            if atom in UNSAFE_UNITS:
                better = text.replace(atom, UNSAFE_UNITS[atom])
                message = f"`{atom}` is easily misread in a dose"
                self._report(Odd(end, "UNIT", text, PL009, message, write=better), start)
        return self._take("UNIT", text, start, end)

    def _before_wide(self, row: Row, group: str, start: int, end: int) -> Token | None:
        if group == "number" and not self.text[end].isdigit():
            return self._number(row, start, end)
        if "UNIT" in row:
            unit = _UNIT.match(self.text, start)
            return self._unit(start, unit.end() if unit else end)
        return self._read(row, read_wide(self.text, start, row), start)

    def _odd(self, row: Row, start: int) -> Token | None:
        if "UNIT" in row:
            unit = _UNIT.match(self.text, start)
            if unit is not None:
                return self._unit(start, unit.end())
        if "DOT" in row and self.text[start] == ".":
            return self._take("DOT", ".", start, start + 1)
        return self._read(row, read_odd(self.text, start, row), start)

    def _read(self, row: Row, odd: Odd, start: int) -> Token | None:
        if odd.kind == "STRING" and odd.code is None and not self.is_quiet:
            self._findings.report_open_text(start)
        self._report(odd, start)
        if odd.kind is None:
            self.position = odd.end
            return None
        if odd.kind == "NAME":
            return self._word(row, odd.reading, start, odd.end)
        if odd.kind == "COMPARE":
            return self._take(self._symbol_kind(row, odd.reading), odd.reading, start, odd.end)
        return self._take(odd.kind, odd.reading, start, odd.end)

    def _report(self, odd: Odd, start: int) -> None:
        if odd.code is None or self.is_quiet:
            return
        label = Label(self._findings.span(start, odd.end), odd.label)
        if odd.spelling and odd.write is not None:
            self._findings.report_spelling(odd.code, self.text[start : odd.end], odd.message, label, write=odd.write)
        else:
            self._findings.report(odd.code, odd.message, label, write=odd.write)

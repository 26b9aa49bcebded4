"""Syntax errors in the author's words. In: the automaton and a token that cannot stand there. Out: one diagnostic."""

import re
from collections.abc import Iterable

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL010
from protolang.syntax.automaton import Automaton
from protolang.syntax.findings import Findings
from protolang.syntax.tokens import END_OF_TEXT, Token, shortened

_MOST_EXPECTED = 5

_PLAIN = {
    "NAME": "a name",
    "NUMBER": "a number",
    "UNIT": "a unit",
    "STRING": "a text in quotes",
    "REF": "an identifier",
    "VERSION": "a version such as `1.0.0`",
    "DATE": "a date such as `2027-01-04`",
    "COMPARE": "a comparison",
}
# Sets of terminals that one word says better; the first that is wholly expected replaces its members.
_GROUPS = (
    (frozenset({"NAME", "NUMBER", "LPAR", "NOT", "ONCE", "END"}), "a condition"),
    (frozenset({"NAME", "NUMBER", "LPAR", "ONCE", "END"}), "a value"),
    (frozenset({"COMPARE", "BELOW", "ABOVE", "_AT_LEAST", "_AT_MOST", "FROM", "IN", "IS", "LASTING"}), "a comparison"),
    (frozenset({"COMPARE", "BELOW", "ABOVE", "_AT_LEAST", "_AT_MOST", "FROM", "IN"}), "a comparison"),
    (frozenset({"COMPARE", "BELOW", "ABOVE", "_AT_LEAST", "_AT_MOST", "FROM", "IS"}), "a band"),
    (frozenset({"PLUS", "MINUS", "STAR", "SLASH"}), "a calculation"),
    (frozenset({"PLUS", "MINUS"}), "a calculation"),
    (frozenset({"DURING", "OVER", "LAST", "SINCE", "IN"}), "a limit such as `during`"),
    (frozenset({"MONTH_WORD", "WEEK", "DAY", "HOUR", "MINUTE", "DATE"}), "a moment such as `week 8`"),
    (frozenset({"_AT_SIGN", "ASSUMED", "UNSTATED"}), "a source"),
)
# Always possible there, so of no help where something else is needed.
_BY_THE_WAY = ("a source", "`and`", "`or`", "a calculation", "a limit such as `during`")

_HEADER = frozenset(
    {"VERSION_WORD", "STATUS", "SUBJECT", "PURPOSE", "POPULATION", "RESOLUTION", "MONTH_WORD", "DAY", "WEEK"}
)
_DECLARATIONS = frozenset(
    {
        "SOURCE", "POLICY", "_PATIENT", "ARMS", "INCLUDE", "EXCLUDE", "CONTRAINDICATED", "EVENT", "DRUG", "LAB",
        "PARAM", "LEVEL", "TABLE", "TRIGGER", "FACT", "TRACK", "_STOP_WHEN", "NEVER", "REQUIRE", "BACKGROUND",
        "SCENARIO",
    }
)  # fmt: skip
_STATEMENTS = frozenset(
    {
        "GIVE", "MEASURE", "INFUSE", "TAPER", "REPEAT", "DECIDE", "WHEN", "AFTER", "THEN", "STOP", "_ON_ENTRY",
        "_ON_EXIT",
    }
)  # fmt: skip
_EFFECTS = frozenset({"GO", "RAISE", "LOWER", "RESTORE", "SET", "RESUME", "NOTHING"})
_DELTAS = frozenset({"ADD", "REMOVE", "REPLACE", "RENAME", "MOVE", "CHANGE", "MIGRATE"})
_PLACES = (
    (frozenset({"IMPORT"}), "at the top of the file"),
    (_HEADER, "at the top of the protocol, before all declarations"),
    (_DECLARATIONS, "directly in the protocol"),
    (frozenset({"START", "PHASE"}), "in a track"),
    (_STATEMENTS, "in a phase"),
    (_DELTAS, "in a variant"),
    (_EFFECTS, "behind the `:` of a `decide` row, `on entry` or `on exit`"),
    (frozenset({"VETO", "ALERT", "NOTIFY", "REFER"}), "in the protocol, a track or a phase"),
    (frozenset({"MISSED", "NEXT_DUE", "HOLD", "ROUNDING", "MISSING"}), "in a policy"),
    (frozenset({"ROUTE", "DOSE", "OVER", "ROUNDED", "CAP", "FLOOR", "LIMIT", "RATE", "SPLIT"}), "in a drug"),
    (frozenset({"UNIT_WORD", "RANGE", "FRESH", "_ONE_OF"}), "in a lab or a patient's value"),
    (frozenset({"STEPS"}), "in a level"),
    (frozenset({"COLUMNS"}), "at the top of a table"),
    (frozenset({"OTHERWISE"}), "in a table or a `decide`"),
    (frozenset({"ARM", "ALLOCATE"}), "in `arms`"),
    (frozenset({"_SET", "_EXPECT", "_EXPECT_ALERT", "_EXPECT_QUIET", "_START_DATE"}), "in a scenario"),
)
_BLOCKS = {
    "PROTOCOL": "a protocol",
    "LIBRARY": "a library",
    "VARIANT": "a variant",
    "CHANGE": "a `change`",
    "POLICY": "a policy",
    "_PATIENT": "a patient's value",
    "DRUG": "a drug",
    "LAB": "a lab",
    "ARMS": "`arms`",
    "LEVEL": "a level",
    "TABLE": "a table",
    "TRACK": "a track",
    "PHASE": "a phase",
    "REPEAT": "a `repeat`",
    "DECIDE": "a `decide`",
    "TAPER": "a `taper`",
    "BACKGROUND": "a background",
    "SCENARIO": "a scenario",
}

# What is a text though it looks like none.
_QUOTED = {
    "IMPORT": ("the path of an import", 'write `import "library/labs.proto"`'),
    "SHA256": ("the hash of an import", 'write `sha256 "…"` with its 64 digits'),
    "BECAUSE": ("the reason", 'write `because "…"`'),
}

_CHANGES = "a variant says what it changes"
_TITLE_OF_CHANGE = 'a `change` keeps the title; write `rename … to NAME "TITLE"`, or `replace` all of it'
_EXAMPLES = {
    "REMOVE": "remove drug {}",
    "REPLACE": "replace drug {} {{ … }}",
    "RENAME": "rename phase {} to …",
    "CHANGE": "change drug {} {{ … }}",
}

# Words of other languages and of plain speech, and signs, nearest meaning first.
WRONG_WORDS: dict[str, tuple[str, ...]] = {
    "then": ("go",),
    "goto": ("go",),
    "to": ("go", "with", "="),
    "into": ("to",),
    "as": ("to",),
    "by": ("with",),
    "delete": ("remove",),
    "drop": ("remove",),
    "insert": ("add",),
    "modify": ("change",),
    "edit": ("change",),
    "update": ("change",),
    "reason": ("because",),
    "why": ("because",),
    "since": ("because",),
    "extends": ("of",),
    "from": ("of",),
    "use": ("import",),
    "include": ("import",),
    "load": ("import",),
    "less": ("below",),
    "under": ("below",),
    "greater": ("above",),
    "over": ("above",),
    "medication": ("drug",),
    "medicine": ("drug",),
    "test": ("lab",),
    "stage": ("phase",),
    "arm": ("track",),
    "group": ("arm", "arms"),
    "increase": ("raise",),
    "decrease": ("lower",),
    "reduce": ("lower",),
    "default": ("otherwise",),
    "warn": ("alert",),
    "parameter": ("param",),
    "variable": ("param",),
    "reference": ("source",),
    "administer": ("give",),
    "check": ("measure",),
    "if": ("when",),
    "where": ("when",),
    "&&": ("and",),
    "till": ("until",),
    "otherwise": ("else",),
    "else": ("otherwise",),
    "-": ("..",),
}
_NAMED_BY_EQUALS = re.compile(r"require\s+[a-z][a-z0-9_]*\s*=")


def is_terminal(symbol: str) -> bool:
    """Whether a symbol of the tables is a kind of token."""
    return symbol == END_OF_TEXT or symbol.lstrip("_").isupper()


def follows_open_text(automaton: Automaton, findings: Findings, token: Token) -> bool:
    """Whether a token stands in what was meant as a text: behind a quote, on a line where one quote is left over."""
    last = automaton.last
    if last is None or last.kind != "STRING" or token.kind == END_OF_TEXT:
        return False
    source = findings.source
    line = source.position(token.start).line
    if source.position(last.start).line != line:
        return False
    rest = source.text[last.start : source.line_bounds(line)[1]].replace(r"\"", "")
    return rest.count('"') % 2 == 1


def explain(automaton: Automaton, findings: Findings, token: Token) -> None:
    """Report that a token cannot stand where it stands, and what can."""
    level = automaton.level()
    is_inside = len(automaton.states) > level + 1
    last = automaton.last
    span = findings.span(token.start, token.end)
    if automaton.is_complete:
        _behind_the_end(automaton, findings, token)
        return
    if last is None:
        _at_the_start(findings, token)
        return
    if follows_open_text(automaton, findings, token):
        findings.report_open_text(last.start)
        return
    if is_inside and automaton.symbol_at(level + 1) == "REQUIRE":
        named = _NAMED_BY_EQUALS.match(findings.source.text, automaton.start_of(level + 1))
        if named is not None and token.text == "=":
            sign = findings.span(named.end() - 1, named.end())
            message = "the name of a requirement stands before `:`, not before `=`"
            findings.report(PL010, message, Label(sign, ""), write=":")
            return
    expected = [kind for kind in automaton.row if is_terminal(kind) and automaton.accepts(kind)]
    starts = automaton.tables.rows[automaton.states[level]]
    can_end = any(starts.get(kind, -1) >= 0 for kind in expected)
    if not is_inside or (can_end and any(token.kind in kinds for kinds, _ in _PLACES)):
        _no_statement(automaton, findings, token, level)
        return
    if token.kind == END_OF_TEXT and automaton.accepts("PROTOCOL"):
        message = "the file ends behind its imports: a `protocol`, `variant` or `library` is missing"
        findings.report(PL010, message, Label(span, ""))
        return
    if expected == ["STRING"] and last.kind in _QUOTED:
        what, help = _QUOTED[last.kind]
        findings.report(PL010, f"{what} stands in quotes", Label(span, "no quote here"), help=help)
        return
    if "DRUG" in expected and _is_no_kind(findings, last, token):
        return
    if "NAME" in expected and token.kind in ("END", "NOT", "ONCE"):
        findings.report(PL010, f"`{token.text}` is a reserved word and cannot be a name", Label(span, "reserved word"))
        return
    if token.kind == "MINUS" and "NUMBER" in expected:
        findings.report(PL010, "a number has no sign here", Label(span, "sign"))
        return
    _unexpected(automaton, findings, token, expected)


def _at_the_start(findings: Findings, token: Token) -> None:
    span = findings.span(token.start, token.end)
    help = 'a protocol starts with `protocol NAME "title" {`, a variant with `variant NAME of BASE "title" {`'
    if token.kind == END_OF_TEXT:
        findings.report(PL010, "the file is empty", Label(span, ""), help=help)
    else:
        shown = shortened(token.text)
        message = f"a file starts with `protocol`, `variant`, `library` or `import`, not with `{shown}`"
        findings.report(PL010, message, Label(span, ""), help=help)


def _behind_the_end(automaton: Automaton, findings: Findings, token: Token) -> None:
    label = Label(findings.span(token.start, token.end), "after the end")
    end = automaton.end_of(len(automaton.states) - 1)
    secondary = (Label(findings.span(end - 1, end), "it ends here"),)
    if token.text == "import":
        findings.report(PL010, "an `import` stands at the top of a file", label, secondary=secondary)
    elif token.text in ("protocol", "variant", "library"):
        message = "a file holds one `protocol`, `variant` or `library`"
        findings.report(PL010, message, label, secondary=secondary)
    else:
        message = f"`{shortened(token.text)}` stands behind the end"
        findings.report(PL010, message, label, secondary=secondary)


def _no_statement(automaton: Automaton, findings: Findings, token: Token, level: int) -> None:
    span = findings.span(token.start, token.end)
    shown = shortened(token.text)
    block = _block(automaton, level)
    if token.kind == END_OF_TEXT:
        findings.report(PL010, f"the file ends inside {block}: a `}}` is missing", Label(span, ""))
        return
    row = automaton.tables.rows[automaton.states[level]]
    starts = [kind for kind, action in row.items() if action >= 0 and is_terminal(kind)]
    help = f"{block} holds {_listed(_in_words(automaton, [kind for kind in starts if kind != 'RBRACE']), 'and')}"
    place = next((where for kinds, where in _PLACES if token.kind in kinds), None)
    if place is not None:
        label, better = _where_else(automaton, token, block, place)
        message = f"`{shown}` cannot stand in {block}" if block != "a protocol" else f"`{shown}` cannot stand here"
        findings.report(PL010, message, Label(span, label), help=better or help)
    else:
        findings.report(PL010, f"`{shown}` is not a statement here", Label(span, "unknown statement"), help=help)


def _where_else(automaton: Automaton, token: Token, block: str, place: str) -> tuple[str, str | None]:
    """Where a statement belongs that stands in a block of another kind, and what to write there, if that is known."""
    shown = shortened(token.text)
    if block == "a variant":
        if token.kind in _HEADER:
            return "it belongs at the top of the variant, before all changes", None
        if token.kind == "PARAM":
            return _CHANGES, "write `set NAME = …` for a parameter of the base, or `add param …`"
        if token.kind == "PHASE":
            return _CHANGES, "write `change phase TRACK.PHASE {`, or `add phase …` or `replace phase …` with all of it"
        if _may_follow(automaton, "ADD", token):
            return _CHANGES, f"write `add {shown} …`, or `replace {shown} …`"
        if token.kind in _STATEMENTS | {"START"}:
            return "it belongs in a phase", f"write `change phase TRACK.PHASE {{ add {shown} … }}`"
    if block == "a `change`" and _may_follow(automaton, "ADD", token):
        return "a `change` says what it changes", f"write `add {shown} …`, `remove {shown} …` or `replace {shown} …`"
    if block == "a library" and (place.startswith("directly") or token.kind in _HEADER):
        return "it belongs in a protocol", None
    return f"it belongs {place}", None


def _may_follow(automaton: Automaton, kind: str, token: Token) -> bool:
    """Whether a token could stand behind one of this kind, if that stood here."""
    states = automaton.states.copy()
    return automaton.probe(states, kind) and automaton.probe(states, token.kind)


def _is_no_kind(findings: Findings, last: Token, token: Token) -> bool:
    """Say that a delta does not name what it changes as it should; False where it does."""
    span, shown, word = findings.span(token.start, token.end), shortened(token.text), last.text
    if last.kind in _EXAMPLES and token.kind == "NAME":
        help = f"write its kind before its name, such as `{_EXAMPLES[last.kind].format(shown)}`"
        message = f"`{word}` does not say what `{shown}` is"
        findings.report(PL010, message, Label(span, "drug, lab, phase …?"), help=help)
        return True
    if last.kind == "CHANGE" and token.kind in _DECLARATIONS:
        help = f"write all of it anew: `replace {shown} …`"
        if token.kind == "PARAM":
            help = "write `set NAME = …`"
        message = f"`{word}` opens a phase, track, drug, lab or patient's value, not `{shown}`"
        findings.report(PL010, message, Label(span, "changed as a whole"), help=help)
        return True
    return False


def _unexpected(automaton: Automaton, findings: Findings, token: Token, expected: list[str]) -> None:
    span = findings.span(token.start, token.end)
    last = automaton.last
    behind = "the text" if last is None or last.kind == "STRING" else f"`{shortened(last.text)}`"
    found = "the end of the file" if token.kind == END_OF_TEXT else f"`{shortened(token.text)}`"
    starts = automaton.tables.rows[automaton.states[automaton.level()]]
    inside = [kind for kind in expected if starts.get(kind, -1) < 0]
    words = _in_words(automaton, inside)
    needed = [word for word in words if word not in _BY_THE_WAY] or words
    if needed == ["a unit"] and last is not None:
        behind_it = Label(findings.span(last.end, last.end), "a unit belongs here")
        help = "each number has a unit, such as `mg` or `days`"
        findings.report(PL010, f"expected a unit after {behind}", behind_it, help=help)
        return
    if token.kind == "BECAUSE" and automaton.is_in_block():
        instead = '`because "…"` stands behind a whole change of a variant; here write `assumed "…"` or a source'
        findings.report(PL010, f"{found} cannot stand after {behind}", Label(span, "not expected"), help=instead)
        return
    if len(inside) == len(expected):
        message = f"expected {_listed(needed, 'or')} after {behind}, not {found}"
        better = _TITLE_OF_CHANGE if token.kind == "STRING" and _opens_a_change(automaton) else None
        findings.report(PL010, message, Label(span, "not expected"), help=better)
        return
    possible = f"here may stand {_listed(needed, 'or')}" if needed else None
    if last is not None and last.kind == "NAME" and last.text in automaton.tables.literals:
        possible = f"`{last.text}` was read as a name: is a name missing before it?"
    findings.report(PL010, f"{found} cannot stand after {behind}", Label(span, "not expected"), help=possible)


def _opens_a_change(automaton: Automaton) -> bool:
    """Whether the statement that has begun is `change …`."""
    begun = range(automaton.level() + 1, len(automaton.states))
    return any(automaton.symbol_at(index) == "CHANGE" for index in begun)


def _block(automaton: Automaton, level: int) -> str:
    index = level
    while index and automaton.symbol_at(index) != "LBRACE":
        index -= 1
    while index and automaton.symbol_at(index) not in _BLOCKS:
        index -= 1
    if index and automaton.symbol_at(index - 1) == "CHANGE":
        index -= 1
    return _BLOCKS.get(automaton.symbol_at(index), "a file") if index else "a file"


def _in_words(automaton: Automaton, kinds: Iterable[str]) -> list[str]:
    literals = {name: word for word, names in automaton.tables.literals.items() for name in names}
    left = list(kinds)
    words = []
    for members, word in _GROUPS:
        if members <= set(left):
            left = [kind for kind in left if kind not in members]
            words.append(word)
    for kind in left:
        if kind != END_OF_TEXT:
            words.append(_PLAIN[kind] if kind in _PLAIN else f"`{literals.get(kind, kind)}`")
    return sorted(words, key=lambda word: (word.startswith("`"), word))


def _listed(words: list[str], conjunction: str) -> str:
    if len(words) > _MOST_EXPECTED:
        return f"{', '.join(words[:_MOST_EXPECTED])} …"
    *others, final = words or ["nothing more"]
    return f"{', '.join(others)} {conjunction} {final}" if others else final

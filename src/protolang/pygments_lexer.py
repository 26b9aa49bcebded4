"""Colours for protocol text. In: any text, complete or not, right or wrong. Out: Pygments tokens, never an error token.

Registered under the alias `protolang` only: `.proto` also belongs to Protocol Buffers, and a lexer that claims the
ending would take it from everybody else's pages.

A word is a keyword by its place: `phase dose { … }` declares a phase that is called dose. Every pattern reads on
without going back over what it has read, so that the time grows with the length of the text and not faster.
"""

from collections.abc import Callable
from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups, default, words
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
)

__all__ = ["ProtolangLexer"]

# Each group is a colour; together they are the language's keywords, and a test says so.
DECLARING = (
    "arm", "arms", "drug", "event", "fact", "lab", "level", "library", "param", "patient", "phase", "protocol",
    "source", "table", "track", "trigger", "variant",
)  # fmt: skip
BLOCKS = ("background", "contraindicated", "exclude", "include", "policy", "require", "scenario", "separate")
CHANGING = ("add", "change", "import", "migrate", "move", "remove", "rename", "replace")
ACTING = (
    "after", "allocate", "always", "decide", "eventually", "expect", "give", "go", "infuse", "lower", "measure",
    "never", "otherwise", "raise", "repeat", "restore", "resume", "set", "start", "stop", "taper", "then", "until",
    "veto", "when",
)  # fmt: skip
LOGIC = ("and", "in", "is", "not", "once", "or")
CLAUSES = (
    "above", "alert", "any", "apart", "as", "at", "atc", "back", "before", "below", "between", "block", "but",
    "by", "calendar", "cancelled", "cap", "clock", "columns", "consecutive", "corrected", "current", "cycle",
    "day", "days", "delay", "delayed", "doi", "dose", "down", "during", "each", "else", "end", "enrolment",
    "entry", "every", "exactly", "exit", "first", "floor", "following", "for", "fresh", "from", "given", "grid",
    "hold", "hour", "hours", "if", "ignore", "last", "lasting", "leads", "least", "limit", "loinc", "make_up",
    "minute", "missed", "missing", "month", "months", "most", "new", "next_due", "no", "none", "nothing", "notify",
    "now", "of", "on", "one", "only", "original", "over", "per", "pmc", "pmid", "population", "postpone",
    "preliminary", "purpose", "raised", "range", "rate", "refer", "reported", "resolution", "review", "rounded",
    "rounding", "route", "runs", "rxnorm", "sha256", "share", "since", "skip", "snomed", "spaced", "split",
    "status", "steps", "stops", "stratified", "subject", "times", "to", "total", "unit", "up", "usual", "version",
    "week", "weeks", "while", "window", "with", "within",
)  # fmt: skip
MARKS = ("assumed", "because", "unstated", "weakens")
KEYWORDS = frozenset((*DECLARING, *BLOCKS, *CHANGING, *ACTING, *LOGIC, *CLAUSES, *MARKS))

# Pygments' own function, of which its type stubs say nothing.
_groups: Callable[..., object] = bygroups

_NAME = r"[a-z][a-z0-9_]*"
_SPACE = r"[ \t\r\n]+"
_REF = r'[A-Za-z0-9][^\s"{}@#]*'
_END = r"(?![A-Za-z0-9_])"
_ATOM = (
    r"(?:%|x10\^[0-9]+|10[*^][0-9]+|percent|mcg|mmol|umol|nmol|mol|mg|kg|ng|g|dL|mL|uL|L|m2|cm|mm|m|IU|units|cells"
    r"|calendar[ \t]+months?|minutes?|min|hours?|h|days?|d|weeks?|months?|years?|cycles?|doses?|dose|infusions?|times?)"
)


class ProtolangLexer(RegexLexer):
    """Protocols of the protolang language."""

    name = "protolang"
    aliases: ClassVar[list[str]] = ["protolang"]
    filenames: ClassVar[list[str]] = []
    mimetypes: ClassVar[list[str]] = []

    tokens: ClassVar[dict[str, list[object]]] = {
        "root": [
            (_SPACE, Whitespace),
            (r"#[^\n]*", Comment.Single),
            (r'"', String.Double, "string"),
            # A name that is declared, whatever word it is.
            (
                rf"(variant)({_SPACE})({_NAME})({_SPACE})(of)({_SPACE})({_NAME})",
                _groups(Keyword.Declaration, Whitespace, Name.Class, Whitespace, Keyword.Reserved, Whitespace, Name),
            ),
            (rf"({'|'.join(DECLARING)})({_SPACE})({_NAME})", _groups(Keyword.Declaration, Whitespace, Name.Class)),
            (rf"(require)({_SPACE})({_NAME})(?=[ \t]*:)", _groups(Keyword.Declaration, Whitespace, Name.Class)),
            (words((*DECLARING, *BLOCKS), prefix=r"\b", suffix=_END), Keyword.Declaration),
            (words(CHANGING, prefix=r"\b", suffix=_END), Keyword.Namespace),
            # A name that is gone to, set, given or counted; `then end` and `measure now` are words of the language.
            (rf"(then)({_SPACE})(end|back|review|skip|stop|alert){_END}", _groups(Keyword, Whitespace, Keyword)),
            (rf"(go)({_SPACE})(back){_END}", _groups(Keyword, Whitespace, Keyword)),
            (rf"(measure)({_SPACE})(now){_END}", _groups(Keyword, Whitespace, Keyword)),
            (
                rf"(give|go|infuse|lower|measure|raise|restore|resume|set|start|taper|then)({_SPACE})"
                rf"((?!(?:because|weakens){_END}){_NAME})",
                _groups(Keyword, Whitespace, Name),
            ),
            (words(ACTING, prefix=r"\b", suffix=_END), Keyword),
            (words(LOGIC, prefix=r"\b", suffix=_END), Operator.Word),
            (
                rf"(?!(?:of|consecutive)[ \t]*\()({_NAME})([ \t]*)(\()({_NAME})",
                _groups(Name.Function, Whitespace, Punctuation, Name),
            ),
            (rf"@{_NAME}", Name.Decorator),
            (rf"(?:assumed|because|weakens){_END}", Keyword.Pseudo),
            (rf"unstated{_END}", Name.Exception),
            (rf"(unit)({_SPACE})({_ATOM}(?:/{_ATOM})*)", _groups(Keyword.Reserved, Whitespace, Keyword.Type)),
            (
                rf"(doi|pmid|pmc|loinc|rxnorm|atc)({_SPACE})({_REF})",
                _groups(Keyword.Reserved, Whitespace, String.Other),
            ),
            (rf"(version)({_SPACE})([0-9]+\.[0-9]+\.[0-9]+)", _groups(Keyword.Reserved, Whitespace, Number)),
            (r"\.\.", Operator),
            (rf"(\.)({_NAME})", _groups(Punctuation, Name)),
            (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", Number),
            (r"[0-9]+(?:\.[0-9]+)?", Number, "unit"),
            (words(CLAUSES, prefix=r"\b", suffix=_END), Keyword.Reserved),
            (_NAME, Name),
            (r"<=|>=|[<>=+\-*/]", Operator),
            (r"[{}():,.|]", Punctuation),
            # What the language does not know is shown plainly: a page about a mistake must be able to show it.
            (r"[^\s]", Text),
        ],
        "unit": [
            (rf"([ \t]*)({_ATOM}(?:/{_ATOM})*)(?![A-Za-z0-9_\^])", _groups(Whitespace, Keyword.Type), "#pop"),
            default("#pop"),
        ],
        "string": [
            (r'\\[\\"n]', String.Escape),
            (r'[^"\\\n]+', String.Double),
            (r'"', String.Double, "#pop"),
            (r"\\", String.Double),
            # A string ends with its line even where its closing mark was forgotten.
            (r"(?=\n)", String.Double, "#pop"),
        ],
    }

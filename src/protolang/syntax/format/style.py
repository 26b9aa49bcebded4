"""What the layout knows of single statements. What is not named here is laid out by the general rules.

Kinds are the names that the rules of the grammar have.
"""

from collections.abc import Mapping

WIDTH = 120
INDENT = 2

# They end a statement and say where it comes from, or why it is so.
MARKS = frozenset({"cited", "assumed", "unstated", "because", "over_variant", "weakens", "identifier"})

# Of these, what gives a reason is one with what stands before it: `weakens because "…"`.
REASONS = frozenset({"because", "over_variant", "weakens"})

# What adds words around another statement.
WRAPPERS = frozenset(
    {"add", "remove", "replace", "named_mark", "named", "add_inner", "remove_inner", "replace_inner"}
)  # fmt: skip

# Their statements are declarations: those of one kind stand below each other, those of two kinds do not.
FILES = frozenset({"file", "protocol", "library", "variant"})

_HEADER = ("version", "status", "subject", "purpose", "population", "resolution", "month", "day_zero", "week")

# Blocks that stand on one line where they fit and say little: how many statements, and how many marks.
ONE_LINE: Mapping[str, tuple[int, int]] = {
    "attribute": (3, 1),
    "lab": (3, 1),
    "drug": (3, 1),
    "level": (3, 1),
    "repeat": (1, 0),
    "sizes": (64, 0),
}

# Behind its first word such a statement has a column of its own.
_BY_WORD = (
    "version", "status", "subject", "purpose", "population",
    "missed", "next_due", "hold", "rounding", "missing_rule", "fresh",
    "route", "dose", "over", "cap", "floor", "limit", "ramp", "portions",
    "unit", "range_clause", "coding", "usual", "level_start", "steps",
)  # fmt: skip

FIRST_WORD = "*"
# What starts a column within a statement: a sign or word as it is written, the name of a terminal, or of a rule.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_BY_WORD, (FIRST_WORD,)),
    "month": ("=",),
    "day_zero": ("=",),
    "week": ("=",),
    "import": ("sha256",),
    "source": ("STRING",),
    "event": ("STRING",),
    "param": ("=",),
    "assign_param": ("=",),
    "arm": ("STRING",),
    "trigger": ("STRING", "when"),
    "fact": ("STRING", "when"),
    "formula": ("STRING", "="),
    "attribute": ("STRING", "{"),
    "lab": ("STRING", "{"),
    "drug": ("STRING", "{"),
    "level": ("STRING", "{"),
    "alert_rule": ("when",),
    "require": ("claim",),
    "give": ("timing",),
    "measure": ("timing",),
    "infuse": ("timing",),
    "when": ("go",),
    "first_when": ("go",),
    "after": ("go",),
    "columns": ("band", "|"),
    "table_row": (":", "|"),
    "case_row": (":",),
    "otherwise_row": (":",),
    "row_when": (":",),
    "row_first": (":",),
    "row_band": (":",),
    "row_otherwise": (":",),
    "reading": ("COMPARE", "from"),
    "sample": ("COMPARE", "at"),
}

# Kinds that share their columns; others share them with their own kind only.
_TOGETHER = (
    ("header", ("version", "status", "subject", "purpose", "population")),
    ("anchor", ("month", "day_zero", "week")),
    ("clause", _BY_WORD[5:]),
    ("way", ("when", "first_when", "after")),
    ("row", ("columns", "table_row", "case_row", "otherwise_row")),
    ("row", ("row_when", "row_first", "row_band", "row_otherwise")),
    ("reading", ("reading", "sample")),
)
FAMILY: Mapping[str, str] = {kind: family for family, kinds in _TOGETHER for kind in kinds}

# The marks of these stand below each other among declarations too.
MARK_FAMILY: Mapping[str, str] = dict.fromkeys(_HEADER, "header")

# Without a value, when they have so many words, the mark stands in its place.
VALUE_IN_MARK: Mapping[str, int] = {"param": 2, "assign_param": 2, "over": 1, "rounding": 1, "stop": 1}

# What does not fit goes below the text, not below the first word.
# Where what stands behind the columns may go to the next line for their sake.
COLUMNS_FIRST = frozenset({"header", "clause", "source"})
# Where lines below a line do not part it from its neighbours.
STAYING_TOGETHER = COLUMNS_FIRST | {"row"}

HANG_BELOW_TEXT: Mapping[str, str] = {"purpose": "cell", "population": "cell", "source": "word", "row": "cell"}

# A column is not pushed further than this to the right by what stands in another line.
MOST_PADDING: Mapping[str, int] = {"row": 60}
PADDING = 24
MARK_PADDING = 40
MOST_MARK_PADDING: Mapping[str, int] = {"clause": 30}
# Marks are hung below a text that starts no further to the right than this.
FURTHEST_HANG = 60

"""The base of all syntax nodes, names, provenance marks, and literals."""

from enum import Enum

import attrs

from protolang.source import Span, Value


@attrs.frozen(eq=False, repr=False)
class Node(Value):
    """Base of all syntax nodes."""

    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Name(Node):
    """An identifier where it is declared or used."""

    text: str


class MarkKind(Enum):
    """Where a statement comes from."""

    CITED = "cited"
    ASSUMED = "assumed"
    UNSTATED = "unstated"


@attrs.frozen(eq=False, repr=False)
class MarkClause(Node):
    """`@source "locator"` (with `source`), `assumed "why"` or `unstated "what is open"` (with `text`)."""

    kind: MarkKind
    source: Name | None
    text: str | None


Marks = tuple[MarkClause, ...]


@attrs.frozen(eq=False, repr=False)
class QuantityExpr(Node):
    """A literal: digits as written, unit as written; `unit` is None for a bare number."""

    number: str
    unit: str | None


@attrs.frozen(eq=False, repr=False)
class RangeExpr(Node):
    """`low .. high`, both ends included; a bare `low` takes the unit of `high`, which has none for a ratio."""

    low: QuantityExpr
    high: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class OffsetExpr(Node):
    """One entry of a list of weeks or days: `12`, or `1..8` with `last` set."""

    first: str
    last: str | None


@attrs.frozen(eq=False, repr=False)
class MomentExpr(Node):
    """`week 8`, `day 2 hour 6`, `2027-01-04`.

    `unit` is `month`, `week`, `day`, `hour`, `minute` or `date`; `number` is its number, or the date as written;
    `hour` is the hour of a `day`.
    """

    unit: str
    number: str
    hour: str | None = None

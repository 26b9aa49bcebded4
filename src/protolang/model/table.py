"""Tables that say a dose, a factor or an interval, and levels that rules change."""

from fractions import Fraction

import attrs

from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.term import Operand
from protolang.quantity import Direction, Duration, Quantity, Unit
from protolang.source import Span, Value


@attrs.frozen(eq=False, repr=False)
class Band(Value):
    """One row or column heading: the values from `low` to `high`, each edge with or without; or one `choice`.

    An edge of None is open to that side.
    """

    low: Quantity | None
    low_included: bool
    high: Quantity | None
    high_included: bool
    choice: str | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Cell(Value):
    """What a table says: a value, an interval, or both; with neither nothing may be given.

    A cell that is a time is an interval; it is the value as well unless it is counted in calendar months.
    """

    value: Quantity | None
    every: Duration | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Case(Value):
    """One case of a table. `when` None is `otherwise`: no other holds. `row` and `column` are its place in the grid."""

    when: Expression | None
    cell: Cell
    row: int
    column: int
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Table(Value):
    """A decision table. The order of its cases means nothing; exactly one may hold.

    `rows_of` and `columns_of` are what its bands cut; None for a table of cases, whose cases say it themselves.
    A patient for whom no case holds, or is unknown, gets no value.
    """

    id: str
    title: str
    rows_of: Operand | None
    columns_of: Operand | None
    row_bands: tuple[Band, ...]
    column_bands: tuple[Band, ...]
    cases: tuple[Case, ...]
    unit: Unit | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Level(Value):
    """A quantity that rules raise, lower or set; it starts at `start` (a quantity, or a table looked up on first use).

    With `steps` it moves along them, in their order; else within `low` and `high`. A change is rounded to `rounded_to`.
    """

    id: str
    title: str
    start: Quantity | str | None
    steps: tuple[Quantity, ...]
    low: Fraction | None
    high: Fraction | None
    rounded_to: Quantity | None
    direction: Direction
    unit: Unit
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)

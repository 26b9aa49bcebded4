"""Levels that rules change, and tables that say a dose, a factor or an interval."""

import attrs

from protolang.syntax.ast.declaration import RangeClause
from protolang.syntax.ast.drug import RoundedClause
from protolang.syntax.ast.expression import Band, Expr
from protolang.syntax.ast.node import Marks, Name, Node, QuantityExpr


@attrs.frozen(eq=False, repr=False)
class LevelStartClause(Node):
    """`start 10 IU`, or `start by first_rate` with the name of a table."""

    value: QuantityExpr | Name
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class StepsClause(Node):
    """`steps 500, 650, 825 mg/m2`: the levels there are, in order; a bare number has the unit of the last."""

    values: tuple[QuantityExpr, ...]
    marks: Marks


LevelClause = LevelStartClause | StepsClause | RangeClause | RoundedClause


@attrs.frozen(eq=False, repr=False)
class LevelDecl(Node):
    """`level basal "Basal insulin" { start 10 IU  range 0..100 IU }`."""

    name: Name
    title: str | None
    clauses: tuple[LevelClause, ...]


@attrs.frozen(eq=False, repr=False)
class CellExpr(Node):
    """`300 mg every 4 weeks`, `75 %`, or `none` with `value` None."""

    value: QuantityExpr | None
    every: QuantityExpr | None


@attrs.frozen(eq=False, repr=False)
class ColumnsClause(Node):
    """`columns below 60 kg | at least 60 kg`."""

    bands: tuple[Band, ...]


@attrs.frozen(eq=False, repr=False)
class RowClause(Node):
    """`from 30 to 100 IU/mL : 150 mg every 4 weeks | 300 mg every 4 weeks`."""

    band: Band
    cells: tuple[CellExpr, ...]
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class CaseRowClause(Node):
    """`when a and b : 75 %`, or `otherwise : none` with `condition` None."""

    condition: Expr | None
    cell: CellExpr
    marks: Marks


TableRow = RowClause | CaseRowClause


@attrs.frozen(eq=False, repr=False)
class TableDecl(Node):
    """`table dosing of ige by weight { columns …  row … }`.

    `rows_of` and `columns_of` are None for a table of cases, `columns_of` and `columns` for one of a single column.
    """

    name: Name
    title: str | None
    rows_of: Expr | None
    columns_of: Expr | None
    columns: ColumnsClause | None
    rows: tuple[TableRow, ...]
    marks: Marks

"""Reductions of drugs, levels and tables. In: what stood in one rule. Out: a node."""

from protolang.source import Span
from protolang.syntax.ast import (
    CapClause,
    CaseRowClause,
    CellExpr,
    ColumnsClause,
    DoseClause,
    DrugDecl,
    FloorClause,
    LevelDecl,
    LevelStartClause,
    LimitClause,
    Name,
    NameExpr,
    OverClause,
    QuantityExpr,
    RampClause,
    RoundedClause,
    RouteClause,
    RowClause,
    SplitClause,
    StepsClause,
    TableDecl,
)
from protolang.syntax.from_cst.declaration import leading_quantity
from protolang.syntax.from_cst.expression import Parts, in_unit_of, marks_of, without_marks


def _drug(parts: Parts, span: Span) -> DrugDecl:
    name, title, *clauses = parts
    return DrugDecl(name, title, tuple(clauses), span=span)


def _route(parts: Parts, span: Span) -> RouteClause:
    route, *marks = parts
    return RouteClause(route, tuple(marks), span=span)


def _dose(parts: Parts, span: Span) -> DoseClause:
    marks = marks_of(parts)
    match without_marks(parts):
        case (Name() as table,):
            return DoseClause(None, None, table, False, marks, span=span)
        case (NameExpr(name=level), basis, factor, per):
            return DoseClause(level, basis, factor, per is not None, marks, span=span)
        case (amount, basis, factor, per):
            return DoseClause(amount, basis, factor, per is not None, marks, span=span)
    raise AssertionError("the grammar knows no other dose")


def _by_table(parts: Parts, span: Span) -> Name:
    table: Name = parts[0]
    return table


def _over(parts: Parts, span: Span) -> OverClause:
    return OverClause(leading_quantity(parts), marks_of(parts), span=span)


def _rounded(parts: Parts, span: Span) -> RoundedClause:
    direction, step, *marks = parts
    return RoundedClause(direction, step, tuple(marks), span=span)


def _cap(parts: Parts, span: Span) -> CapClause:
    most, *marks = parts
    return CapClause(most, tuple(marks), span=span)


def _floor(parts: Parts, span: Span) -> FloorClause:
    least, *marks = parts
    return FloorClause(least, tuple(marks), span=span)


def _limit(parts: Parts, span: Span) -> LimitClause:
    most, basis, time, outcome, *marks = parts
    return LimitClause(most, basis, None if time == "total" else time, outcome, tuple(marks), span=span)


def _ramp(parts: Parts, span: Span) -> RampClause:
    title, start, step, every, most, *marks = parts
    return RampClause(title, start, step, every, most, tuple(marks), span=span)


def _portions(parts: Parts, span: Span) -> SplitClause:
    title, *portions = without_marks(parts)
    return SplitClause(title, tuple(portions), marks_of(parts), span=span)


def _portion(parts: Parts, span: Span) -> tuple[QuantityExpr, QuantityExpr]:
    part, time = parts
    return part, time


def _level(parts: Parts, span: Span) -> LevelDecl:
    name, title, *clauses = parts
    return LevelDecl(name, title, tuple(clauses), span=span)


def _level_start(parts: Parts, span: Span) -> LevelStartClause:
    value, *marks = parts
    return LevelStartClause(value, tuple(marks), span=span)


def _steps(parts: Parts, span: Span) -> StepsClause:
    values = without_marks(parts)
    return StepsClause(tuple(in_unit_of(value, values[-1]) for value in values), marks_of(parts), span=span)


def _table(parts: Parts, span: Span) -> TableDecl:
    name, title, rows_of, columns_of, columns, *rows = without_marks(parts)
    return TableDecl(name, title, rows_of, columns_of, columns, tuple(rows), marks_of(parts), span=span)


def _columns(parts: Parts, span: Span) -> ColumnsClause:
    return ColumnsClause(tuple(parts), span=span)


def _table_row(parts: Parts, span: Span) -> RowClause:
    band, *cells = without_marks(parts)
    return RowClause(band, tuple(cells), marks_of(parts), span=span)


def _case_row(parts: Parts, span: Span) -> CaseRowClause:
    condition, cell, *marks = parts
    return CaseRowClause(condition, cell, tuple(marks), span=span)


def _otherwise_row(parts: Parts, span: Span) -> CaseRowClause:
    cell, *marks = parts
    return CaseRowClause(None, cell, tuple(marks), span=span)


def _cell(parts: Parts, span: Span) -> CellExpr:
    if parts == ["none"]:
        return CellExpr(None, None, span=span)
    value, every = parts
    return CellExpr(value, every, span=span)


DRUGS = {
    "drug": _drug,
    "route": _route,
    "dose": _dose,
    "by_table": _by_table,
    "over": _over,
    "rounded": _rounded,
    "cap": _cap,
    "floor": _floor,
    "limit": _limit,
    "ramp": _ramp,
    "portions": _portions,
    "portion": _portion,
    "level": _level,
    "level_start": _level_start,
    "steps": _steps,
    "table": _table,
    "columns": _columns,
    "table_row": _table_row,
    "case_row": _case_row,
    "otherwise_row": _otherwise_row,
    "cell": _cell,
}

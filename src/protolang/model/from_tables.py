"""Tables that say a dose, a factor or an interval. In: their declarations. Out: cases with typed conditions."""

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL105, PL109
from protolang.model.dimensions import Side, comparable
from protolang.model.expression import All, Expression
from protolang.model.from_conditions import in_band, lower_condition
from protolang.model.from_terms import lower_value
from protolang.model.lowering import Lowering, Tabled, only, title_of
from protolang.model.table import Band, Case, Cell, Table
from protolang.model.typed import Typed
from protolang.model.units import is_time, literal_text
from protolang.quantity import Quantity, Unit, parse_unit
from protolang.syntax.ast import Band as BandNode
from protolang.syntax.ast import CaseRowClause, CellExpr, ChoiceBand, ClosedBand, OpenBand, RowClause, TableDecl

_DAYS = parse_unit("days")


def declare_tables(declarations: list[TableDecl], low: Lowering) -> None:
    """Note what each table says, in what unit, before anything looks it up."""
    for decl in declarations:
        if low.names.is_first(decl.name):
            cells = [cell for row in decl.rows for cell in _cells(row)]
            units = (_unit(cell, low) for cell in cells)
            unit = next((unit for unit in units if unit is not None), None)
            low.tables[decl.name.text] = Tabled(unit, any(_says_interval(cell) for cell in cells), decl.name.span)


def lower_tables(declarations: list[TableDecl], low: Lowering) -> tuple[Table, ...]:
    """The tables in file order."""
    tables = [(decl, _lower_table(decl, low)) for decl in declarations]
    return tuple(table for decl, table in tables if table is not None and low.names.is_first(decl.name))


def lower_band(subject: Typed, band: BandNode, low: Lowering) -> tuple[Band, Expression] | None:
    """A band of a table, and the condition that the subject lies in it; None when something in it was reported."""
    when = in_band(subject, band, band.span, low)
    if when is None:
        return None
    match band:
        case ChoiceBand(choice=choice):
            return Band(None, False, None, False, choice.text, band.span), when
        case OpenBand(operator=operator, limit=limit):
            value = low.literals.quantity(limit, subject.unit)
            if operator in ("<", "<="):
                return Band(None, False, value, operator == "<=", None, band.span), when
            return Band(value, operator == ">=", None, False, None, band.span), when
        case ClosedBand():
            lowest, highest = (low.literals.quantity(end, subject.unit) for end in (band.low, band.high))
            edges = lowest, band.low_included, highest, band.high_included
            return Band(*edges, None, band.span), when


@attrs.frozen(eq=False, repr=False)
class _Axis:
    """What the rows or the columns of a table are; `subject` None: nothing that could be read."""

    subject: Typed | None
    bands: tuple[tuple[Band, Expression] | None, ...] = ()


def _lower_table(decl: TableDecl, low: Lowering) -> Table | None:
    name = decl.name.text
    evidence = low.names.evidence(decl.marks, f"table {name}")
    rows_of = None if decl.rows_of is None else lower_value(decl.rows_of, low)
    columns = _columns(decl, low)
    cases: list[Case | None] = []
    bands: list[Band] = []
    if not decl.rows:
        low.findings.report(
            PL109,
            f"table `{name}` has no row",
            Label(decl.name.span, "it says nothing"),
            help="write `below 60 kg : 150 mg`, or take the table out",
        )
    _report_otherwise(decl, low)
    first: tuple[CellExpr, Side] | None = None
    for index, row in enumerate(decl.rows):
        marks = low.names.evidence(row.marks, f"row {index + 1} of {name}")
        cells = []
        for written in _cells(row):
            cell, side = _lower_cell(written, low)
            if side is not None and first is not None and not comparable(first[1], side, low.findings):
                cell = None
            elif side is not None and first is None:
                first = written, side
            cells.append(cell)
        match row:
            case CaseRowClause():
                when = _lower_when(decl, row, low)
                cell = None if (when is None) != (row.condition is None) else cells[0]
                cases.append(None if cell is None else Case(when, cell, index, 0, marks, row.span))
            case RowClause():
                lowered = _lower_row(decl, row, rows_of, low)
                if not _row_fits(row, columns, decl, low) or lowered is None:
                    cases.append(None)
                    continue
                bands.append(lowered[0])
                for column, cell in enumerate(cells):
                    when = _both(lowered[1], columns, column, row)
                    cases.append(
                        None if cell is None or when is None else Case(when, cell, index, column, marks, row.span)
                    )
    _report_uneven(decl, low)
    whole = tuple(case for case in cases if case is not None)
    failed = (rows_of is None) != (decl.rows_of is None) or (columns.subject is None) != (decl.columns_of is None)
    if failed or len(whole) < len(cases) or not cases:
        return None
    return Table(
        name,
        title_of(decl.title, name),
        None if rows_of is None else rows_of.operand,
        None if columns.subject is None else columns.subject.operand,
        tuple(bands),
        tuple(band[0] for band in columns.bands if band is not None),
        whole,
        None if first is None else first[1].unit,
        evidence,
        decl.span,
    )


def _columns(decl: TableDecl, low: Lowering) -> _Axis:
    subject = None if decl.columns_of is None else lower_value(decl.columns_of, low)
    if decl.columns is None:
        if decl.columns_of is not None:
            low.findings.report(
                PL109,
                f"table `{decl.name.text}` is cut `by` a second value, but has no columns",
                Label(decl.columns_of.span, "`columns` is missing"),
                help="write `columns below 60 kg | at least 60 kg` before the rows",
            )
        return _Axis(subject)
    if decl.columns_of is None:
        low.findings.report(
            PL109,
            f"nothing says what the columns of table `{decl.name.text}` are",
            Label(decl.columns.span, "columns of what?"),
            help=f"write `table {decl.name.text} of … by weight`, with what the columns cut",
        )
        return _Axis(None)
    if subject is None:
        return _Axis(None)
    return _Axis(subject, tuple(lower_band(subject, band, low) for band in decl.columns.bands))


def _lower_row(decl: TableDecl, row: RowClause, subject: Typed | None, low: Lowering) -> tuple[Band, Expression] | None:
    if decl.rows_of is None:
        low.findings.report(
            PL109,
            f"nothing says what the rows of table `{decl.name.text}` are",
            Label(row.band.span, "a band of what?"),
            help=f"write `table {decl.name.text} of weight`, or write the row as `when … : …`",
        )
        return None
    return None if subject is None else lower_band(subject, row.band, low)


def _row_fits(row: RowClause, columns: _Axis, decl: TableDecl, low: Lowering) -> bool:
    wanted = 1 if decl.columns is None else len(decl.columns.bands)
    if len(row.cells) == wanted:
        return all(band is not None for band in columns.bands)
    said = f"{wanted} column{'s' if wanted > 1 else ''}"
    low.findings.report(
        PL105,
        f"a row of table `{decl.name.text}` has {len(row.cells)} cells for {said}",
        Label(row.span, f"{len(row.cells)} here"),
        *(() if decl.columns is None else (Label(decl.columns.span, said),)),
        help="write one cell for each column, separated by `|`; `none` where nothing may be given",
    )
    return False


def _both(row: Expression, columns: _Axis, column: int, written: RowClause) -> Expression | None:
    if not columns.bands:
        return row
    band = columns.bands[column]
    return None if band is None else All((row, band[1]), written.cells[column].span)


def _lower_when(decl: TableDecl, row: CaseRowClause, low: Lowering) -> Expression | None:
    if row.condition is None:
        return None
    when = lower_condition(row.condition, low)
    if decl.rows_of is None:
        return when
    low.findings.report(
        PL105,
        f"table `{decl.name.text}` is cut into bands, so a row is a band",
        Label(row.condition.span, "a band is expected here"),
        Label(decl.rows_of.span, "its rows are bands of this"),
        help="write a table of its own for other conditions, without `of`",
    )
    return None


def _report_otherwise(decl: TableDecl, low: Lowering) -> None:
    others = [row for row in only(CaseRowClause, decl.rows) if row.condition is None]
    for again in others[1:]:
        low.findings.report(
            PL102,
            f"table `{decl.name.text}` has two rows `otherwise`",
            Label(again.span, "said again here"),
            Label(others[0].span, "first said here"),
            help="keep one of them",
        )


def _report_uneven(decl: TableDecl, low: Lowering) -> None:
    """Beside `300 mg every 4 weeks` a cell without an interval leaves open when to give it."""
    cells = [cell for row in decl.rows for cell in _cells(row) if cell.value is not None]
    with_interval = [cell for cell in cells if cell.every is not None]
    without = [cell for cell in cells if cell.every is None]
    if with_interval and without:
        low.findings.report(
            PL105,
            f"some cells of table `{decl.name.text}` say how often, and others do not",
            Label(without[0].span, "`every` is missing"),
            Label(with_interval[0].span, "said here"),
            help="write `every …` in each cell, or `none`",
        )


# ---- cells -----------------------------------------------------------------------------------------------------


def _cells(row: RowClause | CaseRowClause) -> tuple[CellExpr, ...]:
    match row:
        case RowClause(cells=cells):
            return cells
        case CaseRowClause(cell=cell):
            return (cell,)


def _says_interval(cell: CellExpr) -> bool:
    return cell.every is not None or (cell.value is not None and is_time(cell.value))


def _unit(cell: CellExpr, low: Lowering) -> Unit | None:
    if cell.value is None:
        return None
    if is_time(cell.value):
        return _DAYS
    quantity = low.literals.quiet().quantity(cell.value)
    return None if quantity is None else quantity.unit


def _lower_cell(cell: CellExpr, low: Lowering) -> tuple[Cell | None, Side | None]:
    """The cell, and its unit for comparing with the others; a cell that is a time is an interval."""
    every = None if cell.every is None else low.literals.duration(cell.every, "an interval", least=1)
    if cell.value is None:
        return Cell(None, every, cell.span), None
    if cell.every is not None and every is None:
        return None, None
    if is_time(cell.value) and cell.every is None:
        interval = low.literals.duration(cell.value, "an interval", least=1)
        if interval is None:
            return None, None
        fixed = interval.shortest() == interval.longest()
        value = low.literals.quantity(cell.value) if fixed else None
        side = Side(literal_text(cell.value), _DAYS, None, cell.value.span)
        return Cell(value, interval, cell.span), side
    value = low.literals.quantity(cell.value)
    if value is None:
        return None, None
    return Cell(value, every, cell.span), _side(cell, value)


def _side(cell: CellExpr, value: Quantity) -> Side | None:
    return None if cell.value is None else Side(literal_text(cell.value), value.unit, None, cell.value.span)

"""Dose tables as tables, decisions as tables of what to do, and the levels that rules change."""

from collections.abc import Iterator

from protolang.model.course import Phase
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.model.rule import Decision
from protolang.model.rule import Row as DecisionRow
from protolang.model.table import Case, Level
from protolang.model.table import Table as DoseTable
from protolang.model.term import Operand
from protolang.prose import (
    band_text,
    case_text,
    cell_text,
    decision_rest_text,
    decision_title_text,
    effects_text,
    hole_text,
    level_text,
    listed,
    merge,
    parameters_of,
    row_condition,
    row_turn,
    says_when,
    subject_text,
    title_of,
)
from protolang.render.handout.blocks import (
    Block,
    Cell,
    Facts,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
    Section,
    Style,
    Table,
    plain,
    strong,
)
from protolang.render.handout.marks import mark_lines, marked, marks, parameter_lines, said
from protolang.render.renderer import Edition

__all__ = ["decision_blocks", "tables_section"]

# More columns than this cannot be read on A4: the table is then printed in parts.
_MOST_COLUMNS = 7


def tables_section(edition: Edition) -> Section | None:
    """Every dose table, and every level; None where there are none."""
    protocol = edition.protocol
    blocks: list[Block] = []
    for table in protocol.tables:
        blocks += _table_blocks(table, protocol)
    if protocol.levels:
        blocks.append(Heading("Levels: doses, rates and intervals that rules change"))
        blocks.append(
            Facts(tuple((title_of(level.id, protocol), _level(level, protocol)) for level in protocol.levels))
        )
    title = "Dose tables, and levels that change" if protocol.levels else "Dose tables"
    title = title if protocol.tables else "Levels that change"
    return Section("tables", title, tuple(blocks)) if blocks else None


def _level(level: Level, protocol: Protocol) -> tuple[Line, ...]:
    return (marked(level_text(level, protocol), level.evidence, protocol),)


# ---- dose tables -----------------------------------------------------------------------------------------------


def _table_blocks(table: DoseTable, protocol: Protocol) -> Iterator[Block]:
    yield Heading(title_of(table.id, protocol))
    yield Paragraph(_of_all(_used_text(table, protocol), table.evidence, protocol))
    match table.rows_of, table.columns_of:
        case None, _:
            yield _case_table(table, protocol)
        case rows_of, None:
            yield _list_table(table, rows_of, protocol)
        case rows_of, columns_of:
            count = len(table.column_bands)
            for start in range(0, count, _MOST_COLUMNS):
                part = range(start, min(start + _MOST_COLUMNS, count))
                yield _grid(table, rows_of, columns_of, part, protocol)
            yield from _cell_marks(table, protocol)
    yield Paragraph(plain(hole_text(table, protocol)))


def _of_all(text: str, evidence: Evidence, protocol: Protocol) -> Line:
    """What is said of a whole table; where it has no marks of its own, those of its rows say where it comes from."""
    return marked(text, evidence, protocol) if evidence.given else said(text)


def _used_text(table: DoseTable, protocol: Protocol) -> str:
    uses = [
        title_of(drug.id, protocol) for drug in protocol.drugs if drug.dose is not None and drug.dose.table == table.id
    ]
    uses += [
        title_of(action.subject, protocol)
        for track in protocol.tracks
        for phase in track.phases
        for action in phase.actions
        if action.dose is not None and action.dose.table == table.id
    ]
    uses += [title_of(level.id, protocol) for level in protocol.levels if level.start == table.id]
    return f"Used for {listed(dict.fromkeys(uses))}." if uses else "Look up the one case that holds."


def _grid(table: DoseTable, rows_of: Operand, columns_of: Operand, columns: range, protocol: Protocol) -> Table:
    """A table of two headings: the rows down, the columns across, what to give where they meet."""
    corner = f"{subject_text(rows_of, protocol)} ↓  {subject_text(columns_of, protocol)} →"
    bands = [band_text(table.column_bands[column], columns_of, protocol) for column in columns]
    head = (Cell((strong(corner),)), *(Cell((strong(band),)) for band in bands))
    found = {(case.row, case.column): case for case in table.cases if case.when is not None}
    rows = [
        Row((Cell((strong(band_text(band, rows_of, protocol)),)), *(_cell(found.get((row, c))) for c in columns)))
        for row, band in enumerate(table.row_bands)
    ]
    rows += _otherwise_rows(table, len(columns) + 1)
    widths = (24, *([76 // len(columns)] * len(columns)))
    return Table(title_of(table.id, protocol), head, tuple(rows), widths, centred=True, together=len(rows) < 12)


def _cell(case: Case | None) -> Cell:
    # An empty cell could be read as zero, or as forgotten.
    if case is None:
        return Cell((strong("not in the table"),))
    return Cell((strong(cell_text(case.cell)) if case.cell.value is None else plain(cell_text(case.cell)),))


def _otherwise_rows(table: DoseTable, across: int) -> list[Row]:
    others = [case for case in table.cases if case.when is None]
    return [
        Row((Cell((plain(f"in all other cases: {cell_text(case.cell)}"),), across=across),), band=True)
        for case in others
    ]


def _cell_marks(table: DoseTable, protocol: Protocol) -> Iterator[Block]:
    """Where the rows of a grid come from, said once where all say the same."""
    of_rows: dict[int, Evidence] = {}
    for case in table.cases:
        of_rows[case.row] = merge(of_rows.get(case.row, Evidence()), case.evidence)
    given = {row: marks(evidence, protocol) for row, evidence in of_rows.items() if evidence.given}
    for line in dict.fromkeys(given.values()):
        rows = [row for row, one in given.items() if one == line]
        bands = [band_text(table.row_bands[row], table.rows_of, protocol) for row in rows if row < len(table.row_bands)]
        whole = len(rows) == len(of_rows) or not bands
        yield Paragraph(line if whole else (Run(f"{listed(bands)}: ", Style.MARK), *line))


def _list_table(table: DoseTable, rows_of: Operand, protocol: Protocol) -> Table:
    head = _head(subject_text(rows_of, protocol), _says(table), "Source")
    rows = []
    for case in table.cases:
        title = "in all other cases"
        if case.when is not None and case.row < len(table.row_bands):
            title = band_text(table.row_bands[case.row], rows_of, protocol)
        rows.append(_case_row(title, case, protocol))
    return Table(title_of(table.id, protocol), head, tuple(rows), (40, 30, 30), together=len(rows) < 12)


def _case_table(table: DoseTable, protocol: Protocol) -> Table:
    rows = tuple(_case_row(case_text(case, protocol), case, protocol) for case in table.cases)
    head = _head("When", _says(table), "Source")
    return Table(title_of(table.id, protocol), head, rows, (45, 25, 30), together=len(rows) < 12)


def _says(table: DoseTable) -> str:
    return "How often" if says_when(table) else "Dose"


def _case_row(title: str, case: Case, protocol: Protocol) -> Row:
    names = () if case.when is None else parameters_of(case.when)
    source = (*mark_lines(case.evidence, protocol), *parameter_lines(names, protocol))
    return Row((Cell((said(title),)), Cell((strong(cell_text(case.cell)),)), Cell(source)))


def _head(*titles: str) -> tuple[Cell, ...]:
    return tuple(Cell((strong(title),)) for title in titles)


# ---- decisions -------------------------------------------------------------------------------------------------


def decision_blocks(phase: Phase, protocol: Protocol) -> Iterator[Block]:
    """The decisions of a phase: when each is taken, its rows, and what follows when none can be read."""
    for decision in phase.decisions:
        title = decision_title_text(decision, protocol)
        yield Paragraph((Run("Decide: ", Style.STRONG), *_of_all(f"{title}.", decision.evidence, protocol)))
        rows = tuple(_decision_row(row, decision, protocol) for row in decision.rows)
        head = _head("When", "What to do", "Source")
        yield Table(f"{title} in {title_of(phase.id, protocol)}", head, rows, (38, 38, 24), together=len(rows) < 10)
        yield Paragraph(plain(decision_rest_text(decision, protocol)))


def _decision_row(row: DecisionRow, decision: Decision, protocol: Protocol) -> Row:
    turn = row_turn(row, decision.rows)
    when = (
        *((Run(f"{turn}: ", Style.STRONG),) if turn else ()),
        *said(row_condition(row, protocol, rows=decision.rows)),
    )
    names = () if row.when is None else parameters_of(row.when)
    source = (*mark_lines(row.evidence, protocol), *parameter_lines(names, protocol))
    return Row((Cell((when,)), Cell((said(_sentence(effects_text(row.effects, protocol))),)), Cell(source)))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."

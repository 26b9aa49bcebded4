"""The chapters that are tables: who may be treated, and what a dose table says."""

from collections.abc import Iterator

from docutils import nodes

from protolang.model.table import Table
from protolang.model.treatment import Attribute
from protolang.prose import (
    allocation_text,
    band_text,
    case_text,
    cell_text,
    eligibility_rest_text,
    eligibility_text,
    hole_text,
    says_when,
    subject_text,
    title_of,
)
from protolang.sphinxext.writing import Block, Row, Writer, bullets, fields, heads, paragraph, table

__all__ = ["eligibility", "tables"]


def eligibility(writer: Writer) -> Iterator[nodes.Node]:
    """The criteria of eligibility, and the arms."""
    protocol = writer.edition.protocol
    rows: list[tuple[str, list[nodes.Element]]] = []
    for title, include in (("Included", True), ("Excluded", False)):
        items = [
            writer.statement(f"{eligibility_text(rule, protocol)}.", evidence=rule.evidence, origin=rule.origin)
            for rule in protocol.eligibility
            if rule.include is include
        ]
        rows += [(title, [bullets(items)])] if items else []
    for arm in protocol.attributes:
        if isinstance(arm, Attribute) and arm.allocation is not None:
            text = f"Allocated {allocation_text(arm, protocol)}."
            shown = writer.statement(text, evidence=arm.allocation.evidence, origin=arm.allocation.origin)
            rows.append((title_of(arm.id, protocol), [bullets([shown])]))
    if rows:
        rest = [paragraph(eligibility_rest_text(protocol))] if protocol.eligibility else []
        yield writer.section("eligibility", ["Who may be treated"], fields(rows), *rest)


def tables(writer: Writer) -> Iterator[nodes.Node]:
    """Every dose table, as a table."""
    protocol = writer.edition.protocol
    section = writer.section("tables", ["Dose tables"])
    for one in protocol.tables:
        blocks: list[nodes.Element] = [_grid(one, writer), paragraph(hole_text(one, writer.edition.protocol))]
        if one.evidence.given:
            blocks.append(writer.evidence(one.evidence, one.origin))
        section += writer.object_section("table", one.id, title_of(one.id, protocol), *blocks)
    if protocol.tables:
        yield section


def _grid(one: Table, writer: Writer) -> nodes.table:
    protocol = writer.edition.protocol
    if one.rows_of is None or one.columns_of is None:
        rows: list[Row] = []
        for case in one.cases:
            title = case_text(case, protocol)
            if one.rows_of is not None and case.when is not None and case.row < len(one.row_bands):
                title = band_text(one.row_bands[case.row], one.rows_of, protocol)
            source: list[Block] = [writer.evidence(case.evidence, case.origin)]
            rows.append([title, cell_text(case.cell), source])
        lead = "When" if one.rows_of is None else subject_text(one.rows_of, protocol)
        return table(heads(lead, "How often" if says_when(one) else "Dose", "Where it comes from"), rows)
    corner = f"{subject_text(one.rows_of, protocol)} (rows), {subject_text(one.columns_of, protocol)} (columns)"
    columns = [band_text(band, one.columns_of, protocol) for band in one.column_bands]
    found = {(case.row, case.column): case for case in one.cases if case.when is not None}
    grid: list[Row] = []
    for row, band in enumerate(one.row_bands):
        cases = [found.get((row, column)) for column in range(len(columns))]
        cells = [cell_text(case.cell) if case is not None else "not in the table" for case in cases]
        marks: list[Block] = [writer.evidence(case.evidence, case.origin) for case in cases[:1] if case is not None]
        grid.append([band_text(band, one.rows_of, protocol), *cells, marks])
    return table(heads(corner, *columns, "Where it comes from"), grid)

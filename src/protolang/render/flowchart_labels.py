"""The HTML-like labels of the boxes, arrows and notes of a flowchart. Chart parts in, DOT label text out."""

from typing import assert_never

import attrs

from protolang import prose
from protolang.model.protocol import Protocol
from protolang.prose import NBSP
from protolang.render.flowchart_chart import Arrow, ArrowKind, Box, BoxKind, Note, marked
from protolang.render.flowchart_palette import PAPER, RED
from protolang.render.flowchart_text import RULE, centred_rows, html_centred, left_rows, space, table
from protolang.render.renderer import Edition
from protolang.verify.verdict import Verdict

# The layout engine measures text in whole pixels: at these sizes (and at 9 pt, that of running text) it finds lines
# a little longer than they are, at 10, 12 or 13 pt up to 5 % shorter, and words would stick out of their boxes.
TITLE, HEADLINE = 11, 14
_DECISION = 150


@attrs.frozen
class Measure:
    """How long a line may be in a box, in a stop, and beside an arrow, in points."""

    box: int
    stop: int
    arrow: int


# From roomy to narrow; each lane takes the one that lets all of them print largest.
MEASURES = (Measure(150, 102, 112), Measure(150, 92, 104), Measure(142, 92, 88), Measure(128, 88, 78))


def box_label(box: Box, protocol: Protocol, measure: Measure) -> str:
    """The label of a node."""
    match box.kind:
        case BoxKind.START:
            return ""
        case BoxKind.END:
            return html_centred(box.title, measure.box, bold=True)
        case BoxKind.DECISION:
            return html_centred(box.title, _DECISION, points=TITLE, bold=True)
        case BoxKind.TABLE:
            rows = left_rows(box.title, measure.box, bold=True)
            for line in box.lines:
                rows += [space(2), RULE, space(1), *left_rows(marked(line, protocol), measure.box, term=line.term)]
            return table(rows)
        case BoxKind.PHASE:
            rows = left_rows(box.title, measure.box, points=TITLE, bold=True)
            for line in box.lines:
                rows += [space(2), *left_rows(marked(line, protocol), measure.box)]
            for loop in box.loops:
                rows += [space(2), RULE, space(1), *left_rows(f"↻{NBSP}{marked(loop, protocol)}", measure.box)]
            return table(rows)
        case BoxKind.STOP:
            rows = [f'<TD BGCOLOR="{RED}" CELLPADDING="1"><FONT COLOR="{PAPER}"><B>STOP</B></FONT></TD>', space(2)]
            rows += centred_rows(box.title, measure.stop, bold=True)
            for line in box.lines:
                rows += [space(2), *centred_rows(marked(line, protocol), measure.stop)]
            return table(rows)
    assert_never(box.kind)


def arrow_label(arrow: Arrow, protocol: Protocol, measure: Measure) -> str | None:
    """The label of an edge; None where the arrow speaks for itself."""
    if arrow.kind is ArrowKind.LOOP:
        return None
    text = marked(arrow.line, protocol)
    if not text:
        return None
    # The cell keeps the words off the line they belong to.
    return table([f'<TD CELLPADDING="3">{table(left_rows(text, measure.arrow))}</TD>'])


def lane_label(title: str, measure: Measure) -> str:
    """The heading of a lane."""
    return html_centred(title, measure.box, points=HEADLINE, bold=True)


def note_label(note: Note, protocol: Protocol, width: int) -> str:
    """A list, `width` points wide."""
    rows = left_rows(note.title, width, points=TITLE, bold=True)
    for line in note.lines:
        rows += [space(2), *left_rows(marked(line, protocol), width, term=line.term)]
    return table(rows, width=width)


def title_label(edition: Edition, width: int) -> str:
    """The title block: what this is, of which source and machine, and whether it may be relied on."""
    protocol = edition.protocol
    left = width * 4 // 9 if edition.is_draft else width
    version = f"Version {protocol.version}, {protocol.status}. Flowchart by protolang {edition.tool_version}."
    hashes = f"Source {protocol.sha256[:12]}, machine {edition.machine_sha256[:12]}"
    rows = left_rows(protocol.title, left - 8, points=HEADLINE, bold=True)
    rows += [space(3), *left_rows(version, left - 8), *left_rows(hashes, left - 8)]
    descent = prose.descent_text(protocol)
    rows += left_rows(f"{descent}.", left - 8) if descent is not None else []
    heading = f'<TD ALIGN="LEFT" VALIGN="TOP" WIDTH="{left}">{table(rows)}</TD>'
    if not edition.is_draft:
        return table([heading], width=width)
    draft = f'<TD ALIGN="RIGHT" VALIGN="TOP">{_draft(edition, width - left - 8)}</TD>'
    return table([heading + draft], width=width)


def _draft(edition: Edition, width: int) -> str:
    inner = width - 12
    rows = left_rows("DRAFT: not for use", inner, points=TITLE, bold=True)
    reasons = prose.listed(edition.draft_reasons)
    rows += left_rows(f"{reasons[0].upper()}{reasons[1:]}.", inner)
    for result in edition.results:
        if result.verdict is not Verdict.PROVED:
            word = "VIOLATED:" if result.verdict is Verdict.VIOLATED else "NOT DECIDED:"
            found = prose.found_text(result)
            said = prose.requirement_text(result.requirement, edition.protocol)
            rows += [space(2), *left_rows(f"{said}{f' Found: {found}.' if found else ''}", inner, term=word)]
    return table([f'<TD ALIGN="LEFT" CELLPADDING="3">{table(rows)}</TD>'], border=2, width=width)

"""The safety rules of its base that a variant weakens; and what it changes, and why."""

from protolang import prose
from protolang.model.descent import Modification
from protolang.model.protocol import Protocol
from protolang.render.handout.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Line,
    Paragraph,
    Row,
    Run,
    Section,
    Style,
    Table,
    Tone,
    plain,
    strong,
)
from protolang.render.handout.findings import short_hash
from protolang.render.handout.marks import mark_lines
from protolang.render.renderer import Edition

__all__ = ["variant_section", "weakened_section"]


def weakened_section(edition: Edition) -> Section | None:
    """Which safety rules of its base a variant drops or relaxes; None where it keeps them all."""
    if not edition.weakened:
        return None
    title = strong("This variant drops or relaxes safety rules of the protocol that it comes from")
    box = Box(Tone.ALARM, title, (Bullets(tuple(plain(one) for one in edition.weakened)),))
    return Section("weakened", "Weaker than in the base", (box,))


def variant_section(edition: Edition) -> Section | None:
    """Of what it is a variant and what is otherwise than there; None for a protocol that is no variant."""
    protocol = edition.protocol
    descent, text = protocol.descent, prose.descent_text(protocol)
    if descent is None or text is None:
        return None
    intro: Line = (
        *plain(f"{text}, source "),
        Run(short_hash(descent.base.sha256), Style.CODE),
        *plain(". All that holds is printed in this handout; this is what is otherwise than there."),
    )
    blocks: list[Block] = [Paragraph(intro)]
    if descent.modifications:
        head = tuple(Cell((plain(one),)) for one in ("Changed", "Why", "Source"))
        rows = tuple(_row(item, protocol) for item in descent.modifications)
        blocks.append(Table("What is changed", head, rows, (44, 48, 28), together=len(rows) < 8))
    return Section("variant", "What this variant changes", tuple(blocks))


def _row(item: Modification, protocol: Protocol) -> Row:
    # A change without a reason of its own cites a source in its text.
    why = plain(item.reason) if item.reason else plain("see the source")
    marks = mark_lines(item.evidence, protocol) if item.evidence.given else (plain("–"),)
    return Row((Cell((plain(prose.modification_text(item)),)), Cell((why,)), Cell(marks)))

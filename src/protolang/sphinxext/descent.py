"""The chapter on what a variant changes of its base."""

from collections.abc import Iterator

from docutils import nodes

from protolang import prose
from protolang.sphinxext.writing import Row, Writer, bullets, heads, paragraph, table

__all__ = ["variant"]


def variant(writer: Writer) -> Iterator[nodes.Node]:
    """Of what it is a variant, which safety rules of that it weakens, and what it changes."""
    edition = writer.edition
    protocol = edition.protocol
    text = prose.descent_text(protocol)
    if protocol.descent is None or text is None:
        return
    parts: list[nodes.Node] = [paragraph(f"{text}. What is not named here is as it is there.")]
    if edition.weakened:
        weaker = bullets([paragraph(one)] for one in edition.weakened)
        title = nodes.title("", "Weaker than in the base")
        parts.append(nodes.admonition("", title, weaker, classes=["warning", "proto-weakened"]))
    rows: list[Row] = []
    for item in protocol.descent.modifications:
        said = [paragraph(prose.modification_text(item))]
        reason = item.reason or "See the source of the new text."
        why = writer.statement(reason, evidence=item.evidence, origin=item.origin)
        rows.append([said, why])
    if rows:
        parts.append(table(heads("Changed", "Why"), rows))
    yield writer.section("variant", ["What this variant changes"], *parts)

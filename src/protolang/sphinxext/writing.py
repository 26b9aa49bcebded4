"""What every chapter is made of: docutils nodes around an author's words, which are data and never markup.

Nothing here parses text. An author's title, reason or citation becomes the content of a text node, so that no
sentence can turn into a link, a script or an included file, whatever it looks like.
"""

import re
from collections.abc import Iterable, Sequence

import attrs
from docutils import nodes
from sphinx import addnodes

from protolang.model.evidence import Evidence
from protolang.prose import in_sentence, source_key, title_of
from protolang.render.escape import visible
from protolang.render.renderer import Edition
from protolang.source import Span
from protolang.sphinxext.domain import ProtoDomain, free_anchor, index_text

__all__ = [
    "Block",
    "Inline",
    "Row",
    "Writer",
    "badge",
    "bullets",
    "fields",
    "identifier_link",
    "paragraph",
    "quoted",
    "table",
]

Inline = nodes.Node | str
Block = nodes.Element
Row = Sequence[Sequence[Block] | Sequence[Inline] | str]
_RESOLVERS = {
    "doi": "https://doi.org/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "pmc": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
}


# How prose marks what nobody has decided; it is made visible wherever it stands.
_UNDECIDED = re.compile(r"(\[undecided: [^\]]*\])")


def inline(parts: Iterable[Inline]) -> list[nodes.Node]:
    """Strings as text nodes, nodes as they are."""
    made: list[nodes.Node] = []
    for part in parts:
        if isinstance(part, nodes.Node):
            made.append(part)
            continue
        for position, piece in enumerate(_UNDECIDED.split(part)):
            if position % 2:
                made.append(nodes.inline("", piece[1:-1], classes=["proto-badge", "proto-undecided"]))
            elif piece:
                # Line by line, since an author's text may have lines, and nothing else that is not seen.
                made.append(nodes.Text("\n".join(visible(line) for line in piece.split("\n"))))
    return made


def paragraph(*parts: Inline, classes: Sequence[str] = ()) -> nodes.paragraph:
    """One paragraph."""
    return nodes.paragraph("", "", *inline(parts), classes=list(classes))


def bullets(items: Iterable[Sequence[Block]], classes: Sequence[str] = ()) -> nodes.bullet_list:
    """A list with one or more blocks in each item."""
    return nodes.bullet_list("", *(nodes.list_item("", *item) for item in items), classes=list(classes))


def quoted(message: str) -> list[Inline]:
    """A message of the checker, in which the author's words stand between backticks, with those as literals."""
    parts = message.split("`")
    if len(parts) % 2 == 0:
        return [message]
    return [nodes.literal("", part) if position % 2 else part for position, part in enumerate(parts) if part]


def fields(rows: Iterable[tuple[str, Sequence[Block]]]) -> nodes.field_list:
    """Names with what belongs to them."""
    made = (nodes.field("", nodes.field_name("", name), nodes.field_body("", *body)) for name, body in rows)
    return nodes.field_list("", *made, classes=["proto-fields"])


def badge(word: str) -> nodes.inline:
    """A word that says how sure a statement is, as a small badge."""
    return nodes.inline("", word, classes=["proto-badge", f"proto-{word.lower().replace(' ', '-')}"])


def heads(*texts: str) -> list[nodes.paragraph]:
    """The header of a table."""
    return [paragraph(text) for text in texts]


def table(header: Sequence[nodes.paragraph], rows: Iterable[Row], classes: Sequence[str] = ()) -> nodes.table:
    """A table whose first column names the row."""
    group = nodes.tgroup(cols=len(header))
    group += [nodes.colspec(colwidth=1, stub=1 if column == 0 else 0) for column in range(len(header))]
    group += nodes.thead("", nodes.row("", *(nodes.entry("", cell) for cell in header)))
    group += nodes.tbody("", *(nodes.row("", *(_entry(cell) for cell in row)) for row in rows))
    return nodes.table("", group, classes=["colwidths-auto", "proto-table", *classes])


def _entry(cell: Sequence[Block] | Sequence[Inline] | str) -> nodes.entry:
    parts = [cell] if isinstance(cell, str) else list(cell)
    blocks = [part for part in parts if isinstance(part, nodes.Element) and not isinstance(part, nodes.Inline)]
    if blocks:
        return nodes.entry("", *blocks)
    return nodes.entry("", paragraph(*parts)) if any(parts) else nodes.entry()


@attrs.frozen
class Writer:
    """One edition, on the way into one document."""

    edition: Edition
    document: nodes.document
    domain: ProtoDomain
    index: bool = True

    # ---- objects -------------------------------------------------------------------------------------------------

    def full_name(self, kind: str, name: str) -> str:
        """`ahmed.maintenance`; a protocol's own name is its full name."""
        return name if kind == "protocol" else f"{self.edition.protocol.id}.{name}"

    def target(self, node: nodes.Element, kind: str, name: str, title: str) -> addnodes.index:
        """Make `node` the place where an object is described. Gives its index entry, which stands before it."""
        full = self.full_name(kind, name)
        anchor = free_anchor(self.document, kind, full)
        node["ids"].append(anchor)
        self.document.set_id(node)
        if self.index:
            self.domain.note_object(kind, full, anchor, title, location=node)
        entries = [("single", index_text(title, kind), anchor, "", None)] if self.index else []
        return addnodes.index(entries=entries)

    def link(self, kind: str, name: str, *parts: Inline) -> nodes.Element:
        """A reference to an object of this protocol, which becomes a link wherever it is described."""
        shown = nodes.inline("", "", *inline(parts))
        return self._reference(kind, self.full_name(kind, name), shown)

    def linked(self, text: str, kind: str, name: str) -> list[Inline]:
        """A sentence in which the title of an object is a reference to it."""
        title = title_of(name, self.edition.protocol)
        for shown in (title, in_sentence(title)):
            before, found, after = text.rpartition(shown)
            if found:
                return [before, self.link(kind, name, found), after]
        return [text]

    def subject(self, text: str, name: str) -> list[Inline]:
        """A sentence in which the title of a drug, a lab or an attribute is a reference to it."""
        protocol = self.edition.protocol
        for kind, declared in (("drug", protocol.drugs), ("lab", protocol.labs), ("patient", protocol.attributes)):
            if any(one.id == name for one in declared):
                return self.linked(text, kind, name)
        return [text]

    def line(self, origin: Span) -> nodes.Element:
        """A reference to the line of the source where a statement stands."""
        shown = nodes.inline("", visible(origin.place), classes=["proto-line"])
        return self._reference("line", f"{self.edition.protocol.id}:{origin.line_mark}", shown)

    def _reference(self, kind: str, target: str, shown: nodes.Element) -> nodes.Element:
        return addnodes.pending_xref(
            "",
            shown,
            refdomain="proto",
            reftype=kind,
            reftarget=target,
            refexplicit=True,
            refwarn=kind != "line",
            refdoc=self.domain.env.current_document.docname,
        )

    # ---- sections ------------------------------------------------------------------------------------------------

    def section(self, anchor: str, title: Sequence[Inline], *blocks: nodes.Node) -> nodes.section:
        """A section with an anchor of its own."""
        section = nodes.section("", nodes.title("", "", *inline(title)), *blocks)
        section["ids"].append(anchor if anchor not in self.document.ids else f"{self.edition.protocol.id}-{anchor}")
        self.document.set_id(section)
        return section

    def object_section(self, kind: str, name: str, title: str, *blocks: nodes.Node) -> nodes.section:
        """A section that describes one object."""
        section = nodes.section("")
        entry = self.target(section, kind, name, title)
        section += [nodes.title("", "", *inline([title])), entry, *blocks]
        return section

    # ---- evidence ------------------------------------------------------------------------------------------------

    def evidence(self, evidence: Evidence, origin: Span | None = None) -> nodes.paragraph:
        """Where a statement comes from: sources, assumptions, open questions, and its line."""
        parts: list[list[Inline]] = []
        for citation in evidence.citations:
            place = f", {citation.locator}" if citation.locator else ""
            parts.append([self.citation(citation.source), place])
        parts += [[badge("assumed"), f" {reason}"] for reason in evidence.assumptions]
        parts += [[badge("unstated"), f" {question}"] for question in evidence.open_questions]
        if not parts:
            parts.append([badge("no source")])
        if origin is not None:
            parts.append([self.line(origin)])
        return paragraph(*_separated(parts), classes=["proto-evidence"])

    def citation(self, source_id: str) -> Inline:
        """The short key of a source, as a reference to its entry."""
        protocol = self.edition.protocol
        source = next((source for source in protocol.sources if source.id == source_id), None)
        return source_id if source is None else self.link("source", source.id, source_key(source, protocol))

    def statement(self, *parts: Inline, evidence: Evidence, origin: Span) -> list[Block]:
        """A sentence of the protocol, and below it where it comes from."""
        return [paragraph(*parts), self.evidence(evidence, origin)]


def _separated(parts: Sequence[Sequence[Inline]]) -> list[Inline]:
    joined: list[Inline] = []
    for part in parts:
        joined += [" · ", *part] if joined else part
    return joined


def identifier_link(scheme: str, value: str) -> Inline:
    """A published identifier as a link to its resolver; only characters that such identifiers have."""
    from urllib.parse import quote

    if scheme not in _RESOLVERS:
        return f"{scheme} {value}"
    # The host is ours and the rest is quoted, so that no identifier can lead elsewhere or carry a script.
    address = _RESOLVERS[scheme] + quote(value, safe="/.()-_:;")
    return nodes.reference("", f"{scheme} {value}", refuri=address, internal=False)

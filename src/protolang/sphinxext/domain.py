"""The Sphinx domain `proto`: protocols and what they declare, as objects that can be referred to and are indexed.

In: directives such as `.. proto:phase:: maintenance` and the pages made by `autoprotocol`. Out: targets, index
entries, an inventory for other projects, and references that say so when they lead nowhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.addnodes import desc_signature, pending_xref
from sphinx.builders import Builder
from sphinx.directives import ObjectDescription
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

__all__ = ["KINDS", "ProtoDomain", "ProtoObject", "anchor_of", "free_anchor", "index_text", "proto_domain"]

logger = logging.getLogger(__name__)

# Each kind is named by the keyword that declares it, and listed in the index under the plural.
KINDS: dict[str, str] = {
    "protocol": "Protocols",
    "track": "Tracks",
    "phase": "Phases",
    "trigger": "Triggers",
    "drug": "Drugs",
    "lab": "Measurements",
    "patient": "Patient attributes",
    "event": "Events",
    "param": "Parameters",
    "level": "Levels",
    "table": "Dose tables",
    "require": "Requirements",
    "source": "Sources",
}
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?")


class Entry(NamedTuple):
    """Where one object is described, and what people call it."""

    docname: str
    anchor: str
    title: str


def anchor_of(kind: str, name: str) -> str:
    """The anchor of an object on its page: `phase-depletion-check`. Charts and handouts link to it."""
    return f"{kind}-{name.rpartition('.')[2].replace('_', '-')}"


def index_text(title: str, kind: str) -> str:
    """An index entry. Sphinx divides entries at `;`, which an author's title may hold."""
    return f"{title.replace(';', ',')} ({KINDS[kind].lower().removesuffix('s')})"


class ProtoObject(ObjectDescription[str]):
    """`.. proto:phase:: maintenance`: one object, described by hand."""

    option_spec: ClassVar[dict[str, Any]] = {
        **ObjectDescription.option_spec,
        "title": directives.unchanged_required,
    }

    def handle_signature(self, sig: str, signode: desc_signature) -> str:
        """Show kind, name and title; the full name is `protocol.name`."""
        if not _NAME.fullmatch(sig):
            logger.warning("not a name: %r", sig, location=signode, type="protolang", subtype="name")
            raise ValueError(sig)
        context = self.env.ref_context.get("proto:protocol")
        name = sig if self.objtype == "protocol" or "." in sig or context is None else f"{context}.{sig}"
        signode += addnodes.desc_annotation("", "", nodes.Text(self.objtype), addnodes.desc_sig_space())
        signode += addnodes.desc_name(sig, sig.rpartition(".")[2])
        if title := self.options.get("title"):
            signode += [addnodes.desc_sig_space(), addnodes.desc_sig_element("", title)]
        return name

    def add_target_and_index(self, name: str, sig: str, signode: desc_signature) -> None:
        """Make the object a target, and put it in the index."""
        title = self.options.get("title") or name.rpartition(".")[2]
        domain = proto_domain(self.env)
        anchor = free_anchor(self.state.document, self.objtype, name)
        signode["ids"].append(anchor)
        self.state.document.note_explicit_target(signode)
        domain.note_object(self.objtype, name, anchor, title, location=signode)
        if self.objtype == "protocol":
            # For the rest of the document, so that what follows need not name its protocol again.
            self.env.ref_context["proto:protocol"] = name
        if "no-index-entry" not in self.options:
            entry = ("single", index_text(title, self.objtype), anchor, "", None)
            self.indexnode["entries"].append(entry)


def free_anchor(document: nodes.document, kind: str, name: str) -> str:
    """The anchor of an object, with its protocol in front when the page has one of that name already."""
    plain = anchor_of(kind, name)
    if plain not in document.ids:
        return plain
    longer = anchor_of(kind, name.replace(".", "_"))
    return longer if longer not in document.ids else f"{longer}-{len(document.ids)}"


class ProtoRole(XRefRole):
    """A reference; it remembers the protocol it stands in, so that `maintenance` means its own."""

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note the protocol of the place."""
        refnode["proto:protocol"] = env.ref_context.get("proto:protocol")
        return title, target


class ProtocolIndex(Index):
    """Every name of every protocol, by kind."""

    name = "index"
    localname = "Names in protocols"
    shortname = "protocols"

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Entries under the plural of their kind, sorted by title."""
        domain = proto_domain(self.domain.env)
        wanted = None if docnames is None else set(docnames)
        groups: dict[str, list[IndexEntry]] = {plural: [] for plural in KINDS.values()}
        for (kind, name), entry in sorted(domain.objects.items(), key=lambda item: (item[1].title, item[0])):
            if wanted is None or entry.docname in wanted:
                row = IndexEntry(entry.title, 0, entry.docname, entry.anchor, name, "", "")
                groups[KINDS[kind]].append(row)
        return [(plural, rows) for plural, rows in groups.items() if rows], False


class ProtoDomain(Domain):
    """Clinical protocols."""

    name = "proto"
    label = "Clinical protocols"
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(kind, kind) for kind in KINDS}
    directives: ClassVar[dict[str, Any]] = dict.fromkeys(KINDS, ProtoObject)
    roles: ClassVar[dict[str, Any]] = {kind: ProtoRole(warn_dangling=True) for kind in KINDS}
    indices: ClassVar[list[type[Index]]] = [ProtocolIndex]
    initial_data: ClassVar[dict[str, Any]] = {"objects": {}, "listings": {}}
    data_version = 2

    @property
    def objects(self) -> dict[tuple[str, str], Entry]:
        """(kind, full name) to the place where it is described."""
        objects: dict[tuple[str, str], Entry] = self.data["objects"]
        return objects

    @property
    def listings(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Protocol and file, which is "" for the main one, to the document and anchor of its source listing."""
        listings: dict[tuple[str, str], tuple[str, str]] = self.data["listings"]
        return listings

    def note_object(self, kind: str, name: str, anchor: str, title: str, location: Any = None) -> None:
        """Make an object known; two descriptions of one object are reported."""
        known = self.objects.get((kind, name))
        if known is not None and known != Entry(self.env.current_document.docname, anchor, title):
            logger.warning(
                "%s %s is described twice, also in %s; use :no-index: for one of them",
                kind,
                name,
                known.docname,
                location=location,
                type="protolang",
                subtype="duplicate",
            )
        self.objects[kind, name] = Entry(self.env.current_document.docname, anchor, title)

    def note_listing(self, protocol: str, file: str, anchor: str) -> None:
        """Make a source listing known, so that statements can link to their lines."""
        self.listings[protocol, file] = (self.env.current_document.docname, anchor)

    def clear_doc(self, docname: str) -> None:
        """Forget what a document described."""
        for key in [key for key, entry in self.objects.items() if entry.docname == docname]:
            del self.objects[key]
        for listed in [listed for listed, place in self.listings.items() if place[0] == docname]:
            del self.listings[listed]

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        wanted = set(docnames)
        self.objects.update({key: entry for key, entry in otherdata["objects"].items() if entry.docname in wanted})
        self.listings.update({key: place for key, place in otherdata["listings"].items() if place[0] in wanted})

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Everything, for the search and the inventory."""
        for (kind, name), entry in sorted(self.objects.items()):
            yield name, entry.title, kind, entry.docname, entry.anchor, 1

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> Any:
        """The link, or None when nothing is called so."""
        if typ == "line":
            return self._line(fromdocname, builder, target, contnode)
        found = self._find(typ, target, node.get("proto:protocol"))
        if len(found) > 1:
            names = ", ".join(name for name, _ in found)
            logger.warning(
                "%s %s can be any of %s", typ, target, names, location=node, type="protolang", subtype="ambiguous"
            )
        if not found:
            return None
        _, entry = found[0]
        return make_refnode(builder, fromdocname, entry.docname, entry.anchor, [contnode], entry.title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """The links of every kind that the target can mean."""
        return [
            (f"proto:{kind}", make_refnode(builder, fromdocname, entry.docname, entry.anchor, [contnode], entry.title))
            for kind in KINDS
            for _, entry in self._find(kind, target, env.ref_context.get("proto:protocol"))
        ]

    def _find(self, kind: str, target: str, context: str | None) -> Sequence[tuple[str, Entry]]:
        """The objects that a target can mean: its full name, else one of this protocol, else one of any."""
        for name in (target, f"{context}.{target}"):
            if (kind, name) in self.objects:
                return [(name, self.objects[kind, name])]
        return [
            (name, entry)
            for (its_kind, name), entry in sorted(self.objects.items())
            if its_kind == kind and name.rpartition(".")[2] == target
        ]

    def _line(self, fromdocname: str, builder: Builder, target: str, contnode: nodes.Element) -> nodes.Element:
        # a file may have a colon in its name, a protocol may not
        protocol, _, rest = target.partition(":")
        file, _, line = rest.rpartition(":")
        if (protocol, file) not in self.listings:
            # A page without the listing says the line all the same; it is no mistake that nothing can be opened.
            return contnode
        docname, anchor = self.listings[protocol, file]
        # Other formats have no anchor inside a listing, so there the link leads to the listing as a whole.
        place = f"{anchor}-line-{line}" if builder.format == "html" else anchor
        return make_refnode(builder, fromdocname, docname, place, [contnode], f"Line {line} of {file or 'the source'}")


def proto_domain(env: BuildEnvironment) -> ProtoDomain:
    """The domain of a build."""
    domain = env.domains["proto"]
    if not isinstance(domain, ProtoDomain):
        raise TypeError("another extension has replaced the domain `proto`")
    return domain

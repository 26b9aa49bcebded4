"""An effective protocol as text. In: what a variant or an import made of a tree. Out: lines, and where each is from.

What stands as it was written is copied; only what holds something changed is written anew around its parts.
"""

import re
from collections.abc import Iterable, Iterator

import attrs

from protolang.source import Span
from protolang.syntax.ast import (
    AttributeDecl,
    BackgroundDecl,
    Declaration,
    DrugDecl,
    LabDecl,
    LibraryDecl,
    MarkClause,
    MarkKind,
    Node,
    ParamDecl,
    PatientClause,
    PhaseDecl,
    PlacedPhase,
    PolicyDecl,
    ScenarioDecl,
    TrackDecl,
)
from protolang.syntax.tokens import quote, unquote
from protolang.variants.change import Effective
from protolang.variants.nodes import new_names, nodes_of, written
from protolang.variants.places import KINDS

_STEP = "  "
_TITLE = re.compile(r'\s*("(?:[^"\\]|\\.)*")')


@attrs.frozen
class Line:
    """One line of text, and the place it comes from; None for a line that only closes a block or parts two."""

    text: str
    origin: Span | None


def effective_lines(effective: Effective) -> tuple[Line, ...]:
    """The whole protocol, without imports: it says the same as the file with all it imports."""
    tree = effective.tree
    placed = {id(node.phase) for root in effective.files for node in nodes_of(root) if isinstance(node, PlacedPhase)}
    written = {id(node) for root in effective.files for node in nodes_of(root)} - placed
    writer = _Writer(frozenset(written))
    is_library = any(isinstance(root, LibraryDecl) and root.name is tree.name for root in effective.files)
    writer.opened(f"{'library' if is_library else 'protocol'} {tree.name.text}", tree.title, tree.name)
    for clause in tree.header:
        writer.leaf(clause)
    kind: str | None = None
    for declaration in tree.declarations:
        if KINDS.get(type(declaration), "rule") != kind or isinstance(declaration, _BLOCKS):
            writer.lines.append(Line("", None))
        kind = KINDS.get(type(declaration), "rule")
        writer.declaration(declaration)
    writer.closed()
    return tuple(writer.lines)


_BLOCKS = (TrackDecl, PolicyDecl, BackgroundDecl, ScenarioDecl)


class _Writer:
    """Lines so far, and how deep the next one stands. `written` are the nodes that stand as an author wrote them."""

    def __init__(self, written: frozenset[int]) -> None:
        self.lines: list[Line] = []
        self._written = written
        self._depth = 0

    def opened(self, words: str, title: str | None, origin: Node) -> None:
        """A line that opens a block."""
        named = f"{words} {quote(title)}" if title is not None else words
        self._line(f"{named} {{", origin.span)
        self._depth += 1

    def closed(self) -> None:
        """The line that closes it."""
        self._depth -= 1
        self._line("}", None)

    def leaf(self, node: Node) -> None:
        """A node as its author wrote it, but for names that were changed."""
        for line in _copied(node):
            self._line(line.text, line.origin)
        outside = [mark for mark in getattr(node, "marks", ()) if not _is_inside(mark.span, node.span)]
        for mark in outside:
            self.lines[-1] = attrs.evolve(self.lines[-1], text=f"{self.lines[-1].text}  {_mark_text(mark)}")

    def declaration(self, node: Declaration) -> None:
        """One declaration; one that was not changed is copied."""
        if id(node) in self._written:
            self.leaf(node)
            return
        match node:
            case TrackDecl():
                self.opened(f"track {node.name.text}", node.title, node.name)
                if node.on_stop:
                    self.lines[-1] = attrs.evolve(self.lines[-1], text=self.lines[-1].text[:-1] + "on stop {")
                self._inside(node)
            case DrugDecl():
                self._block(f"drug {node.name.text}", node.title, node.name, node.clauses)
            case LabDecl():
                self._block(f"lab {node.name.text}", node.title, node.name, node.clauses)
            case AttributeDecl():
                self._block(f"patient {node.name.text}", node.title, node.name, node.clauses)
            case PolicyDecl():
                self._block("policy", None, node, node.clauses)
            case BackgroundDecl():
                self._block("background", None, node, node.steps)
            case ParamDecl():
                parts = [f"param {node.name.text}"]
                parts += [f"= {written(node.value)}"] if node.value is not None else []
                parts += [f"range {written(node.range)}"] if node.range is not None else []
                parts += [_mark_text(mark) for mark in node.marks]
                for other in node.others:
                    parts += [f"but {written(other.value)}", *(_mark_text(mark) for mark in other.marks)]
                self._line(" ".join(parts), node.span)
            case _:
                self.leaf(node)

    def _block(self, words: str, title: str | None, origin: Node, clauses: Iterable[Node]) -> None:
        self.opened(words, title, origin)
        for clause in clauses:
            self._clause(clause)
        self.closed()

    def _clause(self, clause: Node) -> None:
        if isinstance(clause, PatientClause) and id(clause) not in self._written:
            values = "  ".join(f"{name.text} {written(value)}" for name, value in clause.values)
            self._line(f"patient {{ {values} }}", clause.span)
        else:
            self.leaf(clause)

    def _inside(self, holder: TrackDecl | PhaseDecl) -> None:
        if holder.start is not None:
            self._line(f"start {holder.start.text}", holder.start.span)
        for clause in holder.clauses:
            self.leaf(clause)
        for phase in holder.phases:
            if id(phase) in self._written:
                self.leaf(phase)
            else:
                self.opened(f"phase {phase.name.text}", phase.title, phase.name)
                self._inside(phase)
        self.closed()

    def _line(self, text: str, origin: Span | None) -> None:
        self.lines.append(Line(f"{_STEP * self._depth}{text}" if text else "", origin))


def _is_inside(span: Span, other: Span) -> bool:
    return span.source is other.source and other.start <= span.start and span.end <= other.end


def _mark_text(mark: MarkClause) -> str:
    """A mark as it is written; the reason of a delta is an assumption of its text."""
    if mark.kind is MarkKind.ASSUMED and mark.text is not None:
        return f"assumed {quote(mark.text)}"
    return written(mark)


def _copied(node: Node) -> Iterator[Line]:
    """The text of a node, line by line, as if it stood at the start of a line."""
    span, source = node.span, node.span.source
    # What stands behind `add` or `with` is indented from there, not from its own first word.
    first_line = source.text[source.line_bounds(source.position(span.start).line)[0] : span.start]
    column = len(first_line) - len(first_line.lstrip(" \t"))
    changed = [(place.start, place.end, name) for place, name in new_names(node)]
    changed = sorted((*changed, *_new_title(node)))
    start = span.start
    while start < span.end:
        end = min(source.line_bounds(source.position(start).line)[1], span.end)
        text, at = "", start
        for first, last, name in changed:
            if start <= first <= end:
                text, at = f"{text}{source.text[at:first]}{name}", last
        text += source.text[at:end]
        lead = len(text) - len(text.lstrip(" \t"))
        shown = text if start == span.start else text[min(lead, column) :]
        yield Line(shown, Span(source, start, end) if shown.strip() else None)
        start = end + (2 if source.text.startswith("\r\n", end) else 1)


def _new_title(node: Node) -> list[tuple[int, int, str]]:
    """The title of a declaration where another stands in its text, or none: where it is to stand, and its text."""
    title, name = getattr(node, "title", None), getattr(node, "name", None)
    if title is None or name is None:
        return []
    found = _TITLE.match(node.span.source.text, name.span.end)
    if found is None:
        return [(name.span.end, name.span.end, f" {quote(title)}")]
    return [] if unquote(found[1]) == title else [(*found.span(1), quote(title))]


def origins(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """The lines, each with its place in short: `ahmed.proto:30`; empty for a line that comes from nowhere."""
    return [(line.text, _place(line.origin)) for line in lines]


def _place(origin: Span | None) -> str:
    if origin is None:
        return ""
    named = origin.source.imported_as or origin.source.path.rpartition("/")[2]
    return f"{named}:{origin.start_position.line}"

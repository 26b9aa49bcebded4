"""Trees as such, whatever their nodes mean. In: a node. Out: all nodes in it, or the node with its names changed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from protolang.source import Span
from protolang.syntax.ast import CallExpr, ChoiceBand, ChoiceExpr, Name, Node, OneOfClause

NodeT = TypeVar("NodeT", bound=Node)

# The names in these are words: of a function, or of what a choice offers.
_WORDS: dict[type, frozenset[str]] = {
    CallExpr: frozenset({"function"}),
    ChoiceExpr: frozenset({"choice"}),
    ChoiceBand: frozenset({"choice"}),
    OneOfClause: frozenset({"choices"}),
}


def nodes_of(root: Node) -> Iterator[Node]:
    """A node and everything below it, in the order of its fields."""
    left: list[Any] = [root]
    while left:
        item = left.pop()
        if isinstance(item, tuple):
            left.extend(reversed(item))
        elif isinstance(item, Node):
            yield item
            left.extend(getattr(item, field) for field in reversed(_fields(item)))


def names_in(roots: Iterable[Node]) -> Iterator[Name]:
    """Every name that may stand for something declared, declared there or used."""
    left: list[Any] = [*roots]
    while left:
        item = left.pop()
        if isinstance(item, tuple):
            left.extend(item)
        elif isinstance(item, Name):
            yield item
        elif isinstance(item, Node):
            words = _WORDS.get(type(item), frozenset())
            left.extend(getattr(item, field) for field in _fields(item) if field not in words)


def renamed(node: NodeT, names: Mapping[str, str]) -> NodeT:
    """The node with every name in it that stands for something renamed under its new name."""
    changed: NodeT = _renamed(node, names)
    return changed


def new_names(node: Node) -> list[tuple[Span, str]]:
    """The names in the text of a node that were changed since it was written: where, and to what."""
    changed = [(name.span, name.text) for name in names_in([node]) if name.span.text != name.text]
    inside = [(span, text) for span, text in changed if span.source is node.span.source]
    return sorted(inside, key=lambda one: one[0].start)


def written(node: Node, end: int | None = None) -> str:
    """The text of a node, up to `end`, as its author wrote it, but for names that were changed since."""
    end = node.span.end if end is None else end
    source, start, text = node.span.source.text, node.span.start, ""
    for span, name in new_names(node):
        if span.start < end:
            text += source[start : span.start] + name
            start = span.end
    return text + source[start:end]


def _renamed(item: Any, names: Mapping[str, str]) -> Any:
    if isinstance(item, tuple):
        parts = [_renamed(part, names) for part in item]
        return tuple(parts) if any(new is not old for new, old in zip(parts, item, strict=True)) else item
    if isinstance(item, Name):
        return attrs.evolve(item, text=names[item.text]) if item.text in names else item
    if not isinstance(item, Node):
        return item
    words = _WORDS.get(type(item), frozenset())
    old = {field: getattr(item, field) for field in _fields(item) if field not in words}
    new = {field: _renamed(value, names) for field, value in old.items()}
    changed = {field: value for field, value in new.items() if value is not old[field]}
    return attrs.evolve(item, **changed) if changed else item


def _fields(node: Node) -> list[str]:
    return [field.name for field in attrs.fields(type(node)) if field.name != "span"]

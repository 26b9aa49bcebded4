"""Which change is behind a finding. In: what is wrong with an effective protocol. Out: the same, with both places."""

import re
from collections.abc import Iterable, Iterator

import attrs

from protolang.diagnostics import Diagnostic, Label
from protolang.source import Span
from protolang.variants.change import Change, Effective

_NAMES = re.compile(r"`([^`]+)`")


def blamed(diagnostics: Iterable[Diagnostic], effective: Effective) -> Iterator[Diagnostic]:
    """The findings; one that speaks of something a variant has changed also shows where it was changed.

    A phase that is gone is missed in the base's file, by a statement that its author wrote rightly.
    """
    changes = list(_changes(effective))
    for item in diagnostics:
        shown = {label.span for label in item.labels}
        words = {word for name in _NAMES.findall(item.message) for word in (name, *name.split("."))}
        blamed = [
            Label(change.delta, f"{change.verb.past} here")
            for change in changes
            if words & _words_of(change)
            and _may_concern(change, item)
            and not any(_covers(change, span) for span in shown)
        ]
        yield attrs.evolve(item, secondary=(*item.secondary, *blamed)) if blamed else item


def _changes(effective: Effective) -> Iterator[Change]:
    if effective.base is not None:
        yield from _changes(effective.base)
    yield from effective.changes


def _words_of(change: Change) -> set[str]:
    """The names of what is changed: of the thing itself, and of the place it stands in."""
    return {word for name in _NAMES.findall(change.target) for word in (name, name.rpartition(".")[2])}


def _may_concern(change: Change, item: Diagnostic) -> bool:
    """A requirement may have the name of a phase, and is only spoken of as a requirement."""
    return not change.target.startswith("require ") or "requirement" in item.message


def _covers(change: Change, span: Span) -> bool:
    return span.source is change.delta.source and change.delta.start <= span.start < change.delta.end

"""Every node of a machine, for those who look for one kind of thing in all of it."""

from collections.abc import Iterator
from typing import Any

import attrs

_NOT_MEANT = frozenset({"evidence", "origin", "rounding_evidence", "bounds_evidence", "over_evidence", "needs"})


def nodes(whole: object) -> Iterator[Any]:
    """Every attrs object of a machine, or of a part of one, itself included; not evidence and places in the text."""
    waiting: list[object] = [whole]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple):
            waiting.extend(item)
            continue
        kind: Any = item.__class__
        if attrs.has(kind):
            yield item
            waiting.extend(getattr(item, field.name) for field in attrs.fields(kind) if field.name not in _NOT_MEANT)

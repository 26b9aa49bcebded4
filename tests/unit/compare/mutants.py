"""Protocols of which one leaf of the model is another: whatever a comparison does not notice, no reviewer sees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs

from protolang.quantity import CalendarMonths, Days, Unit
from protolang.source import SourceFile, Span


def mutants(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every copy of a node in which one leaf differs, with the path to that leaf, indices left out."""
    match node:
        case Span() | SourceFile():
            return
        case bool():
            yield path, not node
        case int() | Fraction():
            yield path, node + 1
        case str():
            yield path, f"{node}_x"
        case date():
            yield path, node + timedelta(days=1)
        case Enum():
            kind = type(node)
            yield from ((path, other) for other in list(kind)[:2] if other is not node)
        case Days(count=count, per_day=per_day):
            yield path, Days(count + 1, per_day)
        case CalendarMonths(count=count):
            yield path, CalendarMonths(count + 1)
        case Unit():
            return
        case tuple():
            for place, part in enumerate(node):
                for where, other in mutants(part, path):
                    yield where, (*node[:place], other, *node[place + 1 :])
                if attrs.has(type(part)):
                    yield f"{path} (one fewer)", (*node[:place], *node[place + 1 :])
        case _ if attrs.has(type(node)):
            for field in attrs.fields(type(node)):
                if field.eq is False and field.name == "origin":
                    continue
                name = f"{type(node).__name__}.{field.name}"
                for where, other in mutants(getattr(node, field.name), name):
                    try:
                        yield where, attrs.evolve(node, **{field.alias: other})
                    except ValueError:
                        continue

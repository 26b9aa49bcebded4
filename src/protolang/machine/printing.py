"""Every stage as plain data: stable, printable, hashed."""

import hashlib
import json
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import cast

import attrs

from protolang.machine.statechart import Machine
from protolang.quantity import Interval, Quantity, Unit, decimal_text
from protolang.source import SourceFile, Span

Data = None | bool | int | str | list["Data"] | dict[str, "Data"]


def as_data(node: object, *, places: bool) -> Data:
    """A frozen tree (AST, Protocol, Machine, Schedule) as JSON data, in field order.

    A node becomes an object with its class under `kind`; exact numbers become text; with `places` each node says
    the line it came from. Raises `TypeError` for anything that is not part of such a tree.
    """
    match node:
        case Enum():  # before int: some of ours are ordered enums
            return str(node.value)
        case None | bool() | int() | str():
            return node
        case Fraction():
            return decimal_text(node)
        case Quantity() | Unit() | Interval():
            return str(node)
        case date():
            return node.isoformat()
        case Span(source=SourceFile(imported_as="")):
            return node.start_position.line
        case Span():
            return {"line": node.start_position.line, "file": node.source.imported_as}
        case tuple():
            return [as_data(item, places=places) for item in node]
        case _:
            if not attrs.has(type(node)):
                raise TypeError(f"no plain form for {type(node).__name__}")
            return _object(cast("attrs.AttrsInstance", node), places=places)


def _object(node: attrs.AttrsInstance, *, places: bool) -> Data:
    shown: dict[str, Data] = {"kind": type(node).__name__}
    for field in attrs.fields(type(node)):
        value = getattr(node, field.name)
        printed = field.metadata.get("printed", True)
        if isinstance(value, SourceFile) or not printed or (printed == "when there" and not value):
            continue
        if isinstance(value, Span):
            if places:
                shown["line"] = value.start_position.line
                if value.source.imported_as:
                    shown["file"] = value.source.imported_as
            continue
        shown[field.name] = as_data(value, places=places)
    return shown


def as_json(node: object) -> str:
    """`as_data` with places, as indented JSON text that ends with a newline."""
    return json.dumps(as_data(node, places=True), indent=2, ensure_ascii=True) + "\n"


def machine_sha256(machine: Machine) -> str:
    """The hash of what the machine means: layout, line numbers and the source's own hash do not count."""
    meaning = attrs.evolve(machine, source_sha256="")
    text = json.dumps(as_data(meaning, places=False), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

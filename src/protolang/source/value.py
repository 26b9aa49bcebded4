"""What the nodes of all intermediate representations share: equality, hash and text by their fields.

attrs would generate these three for each of some 120 classes, and that is a third of what `check` pays before it
reads a file. Written once they are slower to call, and they are hardly ever called.
"""

from typing import Any

import attrs


class Value:
    """Base of frozen attrs classes made with `eq=False, repr=False`.

    A field with `attrs.field(eq=False)` or `repr=False` is left out, as with attrs.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return all(getattr(self, field.name) == getattr(other, field.name) for field in _fields(self) if field.eq)

    def __hash__(self) -> int:
        return hash((self.__class__, *(getattr(self, field.name) for field in _fields(self) if field.eq)))

    def __repr__(self) -> str:
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in _fields(self) if field.repr)
        return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _fields(value: Value) -> tuple["attrs.Attribute[Any]", ...]:
    kind: Any = value.__class__
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)
    return fields

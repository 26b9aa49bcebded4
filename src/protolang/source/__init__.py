"""Where text lives: one file of source, and places in it. Everything said to the author points into these."""

from protolang.source.span import Span
from protolang.source.text import Position, SourceFile
from protolang.source.value import Value

__all__ = ["Position", "SourceFile", "Span", "Value"]

"""Where the parts of the lowering put what they have to say. One list for one file; nothing is said twice."""

import re
from typing import TypeVar

import attrs

from protolang.diagnostics import Code, Diagnostic, Label, Outcome, Severity, in_source_order
from protolang.source import Span
from protolang.syntax.ast import Node
from protolang.variants.nodes import written

T = TypeVar("T")

# a text in quotes is kept as it is, its `#` included
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|#[^\r\n]*')


@attrs.define
class Findings:
    """The diagnostics of one lowering, in the order they were found."""

    _found: list[Diagnostic] = attrs.field(factory=list)
    _said: set[tuple[Code, str, Span]] = attrs.field(factory=set)

    def report(
        self,
        code: Code,
        message: str,
        primary: Label,
        *secondary: Label,
        help: str | None = None,
        notes: tuple[str, ...] = (),
        severity: Severity | None = None,
    ) -> None:
        """Add one finding, unless it was said before; labels that would repeat the primary place are left out."""
        if (code, message, primary.span) in self._said:
            return
        self._said.add((code, message, primary.span))
        others = tuple(label for label in dict.fromkeys(secondary) if label.span != primary.span)
        self._found.append(
            Diagnostic(
                code,
                message,
                primary,
                secondary=others,
                notes=notes,
                help=help,
                severity=severity or code.severity,
            )
        )

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Everything found, in source order."""
        return in_source_order(self._found)

    def outcome_of(self, value: T | None) -> Outcome[T]:
        """`value` with everything found."""
        return Outcome(value, self.in_order())


def listed(words: tuple[str, ...], joint: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    return f" {joint} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def quoted(names: tuple[str, ...], joint: str = "and", most: int = 6) -> str:
    """The names in backticks, at most `most` of them."""
    if len(names) > most:
        return ", ".join(f"`{name}`" for name in names[:most]) + " …"
    return listed(tuple(f"`{name}`" for name in names), joint)


def one_line(text: str) -> str:
    """Author's text for a message: white space, line ends included, becomes one space."""
    return " ".join(text.split())


def author_words(node: Node) -> str:
    """What the author wrote of a node, on one line and without comments, under the names that it has now."""
    return one_line(_COMMENT.sub(lambda found: found[1] or "", written(node)))


def author_text(span: Span) -> str:
    """What the author wrote there, on one line and without comments."""
    return one_line(_COMMENT.sub(lambda found: found[1] or "", span.text))

"""What is amiss in the files of one patient. All of it is told in one run, up to a number that a person can read."""

import attrs

from protolang.diagnostics import Code, Diagnostic, Label, Severity, in_source_order
from protolang.source import Span

MOST_TOLD = 100


@attrs.define
class Mistakes:
    """Collects the findings of one file; beyond `MOST_TOLD` they are only counted."""

    _found: list[Diagnostic] = attrs.field(factory=list)
    _left_out: int = 0

    def report(
        self,
        code: Code,
        message: str,
        span: Span,
        label: str,
        *others: Label,
        help: str | None = None,
    ) -> None:
        """Adds one finding."""
        if len(self._found) == MOST_TOLD:
            self._left_out += 1
            return
        self._found.append(Diagnostic(code, message, Label(span, label), secondary=others, help=help))

    @property
    def any_error(self) -> bool:
        """Whether the file cannot be used."""
        return any(item.severity is Severity.ERROR for item in self._found)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Everything found, in source order."""
        found = in_source_order(self._found)
        if not self._left_out:
            return found
        note = f"{self._left_out:,} more of these were found in the file; mend the first ones and look again"
        return (*found[:-1], attrs.evolve(found[-1], notes=(*found[-1].notes, note)))


def shown(text: str) -> str:
    """A text of the file for a message: one line, and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:36]}…"

"""What is said to the author, as data: code, message, labelled places, help, graded fixes, example patients.

The wording of a finding is here; how it looks on a terminal, in JSON or in an editor is each reporter's own.
"""

import enum

import attrs

from protolang.diagnostics.codes import Code, Severity
from protolang.source import Span


@attrs.frozen
class Label:
    """A stretch of source and what there is to say about it; an empty text only underlines."""

    span: Span
    text: str


@attrs.frozen
class Edit:
    """A stretch of source and the text to put in its place."""

    span: Span
    replacement: str


class Applicability(enum.Enum):
    """Who may apply a fix.

    SAFE never touches meaning; UNSAFE may lose something (a comment, a layout) and is applied on request;
    DISPLAY_ONLY alters a dose, unit, time, guard or criterion: a person types it, no tool ever applies it.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY_ONLY = "display-only"


@attrs.frozen
class Fix:
    """A way out: a title that reads as an order ("write `mcg`"), the edits that do it, who may apply them."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability


@attrs.frozen
class Recorded:
    """One thing that an example patient is followed by, for a program: with all of them the course comes again.

    `kind` is `start` (`value` is the civil date of day 0), `set` (the value of the parameter `name`), `result`,
    `given`, `event`, or `until` (the last clock tick). `value` is exact, in `unit` where it has one.
    """

    tick: int
    kind: str
    name: str = ""
    value: str = ""
    unit: str = ""


@attrs.frozen
class WitnessStep:
    """One day of an example patient: what happened, and the (name, value) pairs known on that day.

    `date` is an ISO date where the finding depends on the calendar, else None. `record` is what came on this day and
    since the step before it; it is empty where the example is not a whole patient.
    """

    day: int
    date: str | None
    what: str
    values: tuple[tuple[str, str], ...] = ()
    record: tuple[Recorded, ...] = ()


@attrs.frozen
class Diagnostic:
    """One finding. The message is one line that reads well alone; detail goes to labels, notes and help.

    `witness` is one point that shows the finding, as (name, value) pairs; `timeline` is an example patient,
    day by day. A diagnostic has one of them or none; were both given, JSON has room for the timeline only.
    `severity` is that of the code unless it was raised on request (`--strict`).
    """

    code: Code
    message: str
    primary: Label
    secondary: tuple[Label, ...] = ()
    notes: tuple[str, ...] = ()
    help: str | None = None
    fixes: tuple[Fix, ...] = ()
    witness: tuple[tuple[str, str], ...] = ()
    timeline: tuple[WitnessStep, ...] = ()
    severity: Severity = attrs.field()

    @severity.default
    def _severity_of_code(self) -> Severity:
        return self.code.severity

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels, the primary one first."""
        return (self.primary, *self.secondary)

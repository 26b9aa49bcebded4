"""What all parts of the lowering of one file share, and the small questions they all ask."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL108
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.findings import Findings
from protolang.model.parameters import Parameters
from protolang.model.protocol import Conventions
from protolang.model.resolve import Names
from protolang.model.treatment import MissingPolicy
from protolang.model.typed import Typed
from protolang.model.units import Literals
from protolang.model.windows import Spacing
from protolang.quantity import Duration, Unit
from protolang.source import Span
from protolang.syntax.ast import CallExpr, Expr, Node

NodeT = TypeVar("NodeT", bound=Node)


@attrs.define
class Measured:
    """What a lab, an attribute or a level is measured in; `unit` None when its declaration failed.

    With `choices` it is one of these words, and has no unit.
    """

    unit: Unit | None
    whole: str | None
    span: Span
    choices: tuple[str, ...] = ()


@attrs.define
class Tabled:
    """What a table says: values in `unit` (None: none that could be read), and intervals with `has_interval`."""

    unit: Unit | None
    has_interval: bool
    span: Span


@attrs.frozen(eq=False, repr=False)
class Fresh:
    """How old a result may be where its declaration does not say; `age` None when that was reported."""

    age: Duration | None
    evidence: Evidence


@attrs.define
class Given:
    """What a dose of a drug is measured in, and the size it is for (None: a fixed dose)."""

    unit: Unit
    basis: str | None


@attrs.define
class Lowering:
    """The state of one lowering: what was declared, what was found, what is still to be said.

    Terms, calls and conditions hold one another, so terms find the other two here. `track` is where a statement
    stands; `in_scenario` allows what only a scenario or a requirement may ask.
    """

    findings: Findings
    names: Names
    literals: Literals
    parameters: Parameters
    conventions: Conventions
    lower_call: Callable[[CallExpr, "Lowering"], Typed | None]
    lower_condition: Callable[[Expr, "Lowering"], Expression | None]
    measured: dict[str, Measured] = attrs.field(factory=dict)
    levels: dict[str, Measured] = attrs.field(factory=dict)
    tables: dict[str, Tabled] = attrs.field(factory=dict)
    given: dict[str, "Given"] = attrs.field(factory=dict)
    default_missing: MissingPolicy | None = None
    default_fresh: Fresh | None = None
    track: str | None = None
    in_scenario: bool = False
    spacings: list[Spacing] = attrs.field(factory=list)
    _undated: list[Span] = attrs.field(factory=list)
    _unweeked: list[Span] = attrs.field(factory=list)

    def inside(self, track: str) -> "Lowering":
        """The same lowering for what stands in a track, where `since entry` has a meaning."""
        return attrs.evolve(self, track=track)

    def of_scenario(self) -> "Lowering":
        """The same lowering for what a scenario expects or a requirement says: `given` and `dose` have a meaning."""
        return attrs.evolve(self, in_scenario=True)

    def study_day(self, unit: str, number: int, span: Span) -> int | None:
        """The study day of `week 8` or `day 56` in the numbering of the header; None when that says nothing."""
        if not self.conventions.day_zero_said:
            self._undated.append(span)
            return None
        if unit.startswith("day"):
            return number - self.conventions.first_day
        if self.conventions.week_zero is None:
            self._unweeked.append(span)
            return None
        return self.conventions.week_zero + 7 * number

    def report_undated(self, day_failed: bool, week_failed: bool) -> None:
        """Say once what day 0 or week 0 lacks, with every place that needs it."""
        for word, spans, failed, message, help in (
            (
                "day",
                self._undated,
                day_failed,
                "the protocol does not say what day 0 is, but counts from it",
                "write `day 0 = first ivig`, with the drug that opens the course, or `day 0 = enrolment` in the header",
            ),
            (
                "week",
                self._unweeked,
                week_failed,
                "the protocol does not say what week 0 is, but counts weeks from it",
                "write `week 0 = day 0` in the header",
            ),
        ):
            if spans and not failed and not self.names.may_be_skipped(word):
                first, *others = list(dict.fromkeys(spans))[:4]
                self.findings.report(
                    PL108,
                    message,
                    Label(first, "counted from where?"),
                    *(Label(other, "here too") for other in others),
                    help=help,
                )

    def once(self, clauses: Iterable[NodeT], what: str) -> NodeT | None:
        """The first of clauses that may be said once; the others are reported."""
        said = list(clauses)
        for other in said[1:]:
            self.findings.report(
                PL102,
                f"{what} is said twice",
                Label(other.span, "said again here"),
                Label(said[0].span, "first said here"),
                help="keep one of them",
            )
        return said[0] if said else None


def only(node_type: type[NodeT], nodes: Iterable[Node]) -> list[NodeT]:
    """The nodes of one type."""
    return [node for node in nodes if isinstance(node, node_type)]


def title_of(title: str | None, name: str) -> str:
    """The title the author gave, else the name as words."""
    return name.replace("_", " ") if title is None else title

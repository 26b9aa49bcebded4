"""Statements without a name, meant by their first words or by what they say. In: one as a delta writes it. Out: which
of those that stand there it means."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import attrs

from protolang.syntax.ast import (
    BackgroundDecl,
    CapClause,
    CodingClause,
    DecideClause,
    DoseClause,
    EntryClause,
    FloorClause,
    FreshClause,
    GiveClause,
    HoldClause,
    InfuseClause,
    MarkClause,
    MarkKind,
    MeasureClause,
    MissedClause,
    MissingClause,
    NextDueClause,
    Node,
    OneOfClause,
    OverClause,
    PolicyDecl,
    RampClause,
    RangeClause,
    ReasonClause,
    RepeatClause,
    RoundedClause,
    RoundingClause,
    RouteClause,
    ScenarioDecl,
    ShortClause,
    SplitClause,
    StartClause,
    TaperClause,
    ThenClause,
    UnitClause,
    UsualClause,
)
from protolang.variants.change import Key
from protolang.variants.nodes import written

NodeT = TypeVar("NodeT", bound=Node)


def bare(node: Node) -> Node:
    """A statement without its provenance, to compare what it says."""
    statement: Any = node
    marked: Node = attrs.evolve(statement, marks=()) if "marks" in attrs.fields_dict(type(node)) else node
    return marked


def same(one: Node, other: Node) -> bool:
    """Whether two statements say the same, wherever they have it from."""
    return bare(one) == bare(other)


def reasoned(content: NodeT, reason: ReasonClause) -> NodeT:
    """New text with the reason of its delta as its own where it names none: why it says so is asked of it, too."""
    if reason.because is None or reason.because_span is None or getattr(content, "marks", None) != ():
        return content
    statement: Any = content
    mark = MarkClause(MarkKind.ASSUMED, None, reason.because, span=reason.because_span)
    marked: NodeT = attrs.evolve(statement, marks=(mark,))
    return marked


def meant(wanted: Node, standing: Iterable[NodeT], *, replacing: bool) -> Sequence[NodeT]:
    """The statements that a delta means.

    `give ivig` means all that gives it; with more words it means what says exactly that, unless it is `replacing`,
    where the first words say what is replaced. Clauses of a drug or a lab are told apart by their kind alone.
    """
    return [statement for statement in standing if _means(wanted, statement, replacing)]


def key_of(statement: Node) -> Key:
    """The same for two statements that a protocol has one of: for deltas that meet on one target."""
    head = _head(statement)
    if head is None:
        return full_key(statement)
    # Names stand by themselves in a key: they may be renamed.
    words, _, subject = head.partition(" ")
    return f"#{words}", subject


def full_key(statement: Node) -> Key:
    """The same for two statements that say the same."""
    return (bare(statement),)


def is_only(statement: Node) -> bool:
    """Whether one such statement may stand in a place: a dose of a drug, a `then` of a phase."""
    return type(statement) in _CLAUSES or isinstance(statement, ThenClause)


def in_words(statement: Node) -> str:
    """What a message calls a statement: its first words."""
    head = _head(statement)
    if head is not None:
        return head
    if isinstance(statement, ScenarioDecl):
        return f'scenario "{statement.title}"'
    marks = [mark.span.start for mark in getattr(statement, "marks", ())]
    return " ".join(written(statement, min([statement.span.end, *marks])).split())


def _means(wanted: Node, statement: Node, replacing: bool) -> bool:
    match wanted:
        case ShortClause():
            return _head(statement) == _head(wanted)
        case GiveClause(clauses=()) | MeasureClause(clauses=()) | InfuseClause(clauses=()):
            return _head(statement) == _head(wanted)
        case _ if replacing and _head(wanted) is not None:
            return _head(statement) == _head(wanted)
        case _:
            return same(wanted, statement)


def _head(statement: Node) -> str | None:
    """The first words of a statement that is told apart by them; None where all it says tells it apart."""
    match statement:
        case ShortClause(words=words, subject=subject):
            return f"{words} {subject}" if subject is not None else words
        case GiveClause(agent=agent):
            return f"give {agent.text}"
        case MeasureClause(lab=lab):
            return f"measure {lab.text}"
        case InfuseClause(agent=agent):
            return f"infuse {agent.text}"
        case TaperClause(agent=agent):
            return f"taper {agent.text}"
        case RepeatClause():
            return "repeat"
        case DecideClause(title=title):
            return "decide" if title is None else f"decide {title}"
        case ThenClause():
            return "then"
        case StartClause():
            return "start"
        case EntryClause(moment=moment):
            return f"on {moment}"
        case RampClause(title=str(title)):
            return f"rate {title}"
        case CodingClause(system=system):
            return system
        case SplitClause(title=str(title)):
            return f"split {title}"
        case _:
            return _CLAUSES.get(type(statement))


# The clauses of a drug, a lab and a policy of which there is one; and the background, which is trimmed on its way.
_CLAUSES: dict[type[Node], str] = {
    BackgroundDecl: "background",
    PolicyDecl: "policy",
    RouteClause: "route",
    DoseClause: "dose",
    OverClause: "over",
    RoundedClause: "rounded",
    CapClause: "cap",
    FloorClause: "floor",
    RampClause: "rate",
    SplitClause: "split",
    UnitClause: "unit",
    RangeClause: "range",
    FreshClause: "fresh",
    OneOfClause: "one of",
    UsualClause: "usual",
    MissedClause: "missed",
    NextDueClause: "next_due",
    HoldClause: "hold",
    RoundingClause: "rounding",
    MissingClause: "missing",
}

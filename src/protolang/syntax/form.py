"""What a rule of the grammar cannot say by itself. In: what stood in one rule, or the whole tree. Out: findings."""

from collections.abc import Callable, Iterator
from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL007, PL010
from protolang.source import Span
from protolang.syntax.ast import (
    AddDelta,
    AfterClause,
    ChangeDelta,
    DecideClause,
    Delta,
    FileTree,
    GiveClause,
    InfuseClause,
    LibraryDecl,
    MeasureClause,
    MigrateDelta,
    MoveDelta,
    Node,
    OffsetExpr,
    OnClause,
    PhaseDecl,
    PlacedPhase,
    ProtocolDecl,
    RemoveDelta,
    RenameDelta,
    RepeatClause,
    ReplaceDelta,
    SetDelta,
    StartClause,
    TrackDecl,
    VariantDecl,
    WhenClause,
)
from protolang.syntax.findings import Findings
from protolang.syntax.from_cst import Parts
from protolang.syntax.from_cst.variant import Because, Over, Weakens
from protolang.syntax.tokens import shortened

# How many days or weeks the lists of one file may name once written out; a long protocol has a few hundred.
MOST_OFFSETS = 10_000


def check_expansion(tree: FileTree, findings: Findings) -> None:
    """Say where lists run backwards, and where they name more days or weeks than any pass should write out."""
    total = 0
    for on in _lists(tree):
        for offset in on.offsets:
            count = _count(offset)
            if count <= 0:
                message = f"`{offset.first}..{offset.last}` runs backwards"
                findings.report(PL010, message, Label(offset.span, "the first comes after the last"))
            total += max(count, 0)
            if total > MOST_OFFSETS:
                message = f"the lists of days and weeks name more than {MOST_OFFSETS:,} of them"
                label = Label(offset.span, "here the limit is passed")
                findings.report(PL007, message, label, help="write an interval instead, such as `every 1 week`")
                return


def _lists(tree: FileTree) -> Iterator[OnClause]:
    # A stack, not a recursion: how deep phases may stand in phases is for the parser to say.
    left: list[object] = list(reversed(_roots(tree)))
    while left:
        match left.pop():
            case TrackDecl(phases=phases):
                left.extend(reversed(phases))
            case PlacedPhase(phase=phase):
                left.append(phase)
            case PhaseDecl(clauses=clauses, phases=phases):
                left.extend(reversed(phases))
                left.extend(reversed(clauses))
            case RepeatClause(body=body):
                left.extend(reversed(body))
            case GiveClause(clauses=timings) | MeasureClause(clauses=timings) | InfuseClause(clauses=timings):
                yield from (timing for timing in timings if isinstance(timing, OnClause))
            case DecideClause(occasion=OnClause() as occasion):
                yield occasion


def _roots(tree: FileTree) -> list[object]:
    """What can hold lists of days."""
    match tree:
        case ProtocolDecl(declarations=declarations):
            return list(declarations)
        case LibraryDecl():
            return []
        case VariantDecl(deltas=deltas):
            return [content for delta in deltas for content in _written(delta)]
    assert_never(tree)


def _written(delta: Delta) -> Iterator[object]:
    """The parts of a delta that are written as in a protocol."""
    match delta:
        case AddDelta() | ReplaceDelta():
            yield delta.content
        case ChangeDelta():
            yield from (inner.content for inner in delta.deltas)
        case RemoveDelta() | SetDelta() | RenameDelta() | MoveDelta() | MigrateDelta():
            pass
        case _:
            assert_never(delta)


def _count(offset: OffsetExpr) -> int:
    if offset.last is None:
        return 1
    # At most 18 digits; decimals are refused by the pass that gives numbers their meaning.
    first, last = (int(number.partition(".")[0]) for number in (offset.first, offset.last))
    return last - first + 1


def _window(parts: Parts, span: Span, findings: Findings) -> None:
    minus, before, plus, after, unit = parts
    if (minus is None and before.strip("0.")) or (plus is None and after.strip("0.")):
        message = f"`{shortened(span.text)}` does not say what is early and what is late"
        findings.report(PL010, message, Label(span, "signs are missing"), write=f"window -{before}..+{after} {unit}")


def _track(parts: Parts, _span: Span, findings: Findings) -> None:
    _one_start("a track", parts, findings)


def _phase(parts: Parts, _span: Span, findings: Findings) -> None:
    _one_start("a phase", parts, findings)


def _one_start(where: str, parts: Parts, findings: Findings) -> None:
    starts = [part for part in parts if isinstance(part, StartClause)]
    for other in starts[1:]:
        first = Label(starts[0].span, "first `start`")
        findings.report(PL010, f"{where} has one `start`", Label(other.span, "second `start`"), secondary=(first,))


_REASONS: dict[type[Node], str] = {Because: "because", Over: "over", Weakens: "weakens"}
# Ways out of a phase: one may stand in place of the other.
_KINDS: dict[type[Node], type[Node]] = {AfterClause: WhenClause}


def _delta(parts: Parts, _span: Span, findings: Findings) -> None:
    seen: dict[str, Span] = {}
    for part in parts:
        word = _REASONS.get(type(part))
        if word is None:
            continue
        if word in seen:
            first = Label(seen[word], f"first `{word}`")
            label = Label(part.span, f"second `{word}`")
            findings.report(PL010, f"a change has one `{word}`", label, secondary=(first,))
        elif isinstance(part, Because) and not part.text.strip():
            findings.report(PL010, "`because` gives no reason", Label(part.span, "the text is empty"))
        seen.setdefault(word, part.span)


def _replace_inner(parts: Parts, span: Span, findings: Findings) -> None:
    _delta(parts, span, findings)
    content = [part for part in parts if type(part) not in _REASONS]
    if len(content) < 2:
        return
    old, new = content
    if _KINDS.get(type(old), type(old)) is not _KINDS.get(type(new), type(new)):
        label = Label(new.span, "this is something else")
        secondary = (Label(old.span, "what is replaced"),)
        help = "write `remove` for what goes and `add` for what comes"
        findings.report(PL010, "`replace … with …` names two different kinds", label, secondary=secondary, help=help)


def _set(parts: Parts, span: Span, findings: Findings) -> None:
    _delta(parts, span, findings)
    name, value, *rest = parts
    if value is None and all(type(part) in _REASONS for part in rest):
        message = f"`set {name.text}` does not say to what"
        help = f'write `set {name.text} = …`, or `set {name.text} unstated "why"` to leave it open'
        findings.report(PL010, message, Label(span, "neither a value nor why there is none"), help=help)


Check = Callable[[Parts, Span, Findings], None]

# By the name of the rule, as for the reductions.
CHECKS: dict[str, Check] = {
    "window": _window,
    "track": _track,
    "phase": _phase,
    "placed_phase": _phase,
    "replace_inner": _replace_inner,
    "assign_param": _set,
    **dict.fromkeys(("add", "remove", "replace", "rename", "move", "migrate", "add_inner", "remove_inner"), _delta),
}

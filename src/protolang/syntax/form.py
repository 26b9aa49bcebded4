"""What a rule of the grammar cannot say by itself. In: what stood in one rule, or the whole tree. Out: findings."""

from collections.abc import Callable, Iterator

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL007, PL010
from protolang.source import Span
from protolang.syntax.ast import (
    DecideClause,
    GiveClause,
    InfuseClause,
    MeasureClause,
    OffsetExpr,
    OnClause,
    PhaseDecl,
    ProtocolDecl,
    RepeatClause,
    StartClause,
    TrackDecl,
)
from protolang.syntax.findings import Findings
from protolang.syntax.from_cst import Parts
from protolang.syntax.tokens import shortened

# How many days or weeks the lists of one file may name once written out; a long protocol has a few hundred.
MOST_OFFSETS = 10_000


def check_expansion(protocol: ProtocolDecl, findings: Findings) -> None:
    """Say where lists run backwards, and where they name more days or weeks than any pass should write out."""
    total = 0
    for on in _lists(protocol):
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


def _lists(protocol: ProtocolDecl) -> Iterator[OnClause]:
    # A stack, not a recursion: how deep phases may stand in phases is for the parser to say.
    left: list[PhaseDecl] = []
    for track in protocol.declarations:
        if isinstance(track, TrackDecl):
            left.extend(reversed(track.phases))
            while left:
                phase = left.pop()
                left.extend(reversed(phase.phases))
                for clause in phase.clauses:
                    body = clause.body if isinstance(clause, RepeatClause) else (clause,)
                    for statement in body:
                        if isinstance(statement, GiveClause | MeasureClause | InfuseClause):
                            yield from (timing for timing in statement.clauses if isinstance(timing, OnClause))
                        elif isinstance(statement, DecideClause) and isinstance(statement.occasion, OnClause):
                            yield statement.occasion


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


Check = Callable[[Parts, Span, Findings], None]

# By the name of the rule, as for the reductions.
CHECKS: dict[str, Check] = {"window": _window, "track": _track, "phase": _phase}

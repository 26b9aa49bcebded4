"""What limits a call: `during closing`, `over 4 weeks`, `last 3`, `since first ivig`, `in 2..3`."""

from collections.abc import Sequence
from typing import assert_never

import attrs

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL102, PL105, PL108, PL307
from protolang.model.findings import quoted
from protolang.model.lowering import Lowering
from protolang.model.symbols import Kind
from protolang.model.term import Since, SinceAct, SinceDay, SinceEntry
from protolang.model.ticks import is_far, tick_of
from protolang.quantity import Duration
from protolang.source import Span
from protolang.syntax.ast import (
    ArgumentExpr,
    DuringQualifier,
    InRangeQualifier,
    LastQualifier,
    MomentExpr,
    NameExpr,
    OverQualifier,
    Qualifier,
    SinceActQualifier,
    SinceEntryQualifier,
    SinceMomentQualifier,
)

# More results than anybody looks at together; beyond it a number is a slip.
_MOST_RESULTS = 1000
_PAST = ("over", "last", "since")


@attrs.frozen(eq=False, repr=False)
class Asked:
    """What a function is asked of, and what limits it. `during` are phases without phases inside; empty: not said."""

    id: str
    kind: Kind
    during: tuple[str, ...] = ()
    over: Duration | None = None
    last: int | None = None
    since: Since | None = None
    range: InRangeQualifier | None = None

    def says(self, words: Sequence[str]) -> bool:
        """Whether one of these qualifiers is said."""
        said = {"over": self.over, "last": self.last, "since": self.since}
        return any(said[word] is not None for word in words)


def lower_asked(
    name: str,
    argument: ArgumentExpr,
    kinds: tuple[Kind, ...],
    takes: Sequence[str],
    example: str,
    low: Lowering,
    where: str = "",
) -> Asked | None:
    """The one argument of the function `name`, or None when something in it was reported; `where` it is asked."""
    if not isinstance(argument.value, NameExpr):
        low.findings.report(
            PL105,
            f"`{name}` is asked of a name",
            Label(argument.value.span, "a name is expected here"),
            help=f"write `{example}`",
        )
        return None
    symbol = low.names.find(argument.value.name, *kinds)
    if not _in_order(f"`{name}` {where}".rstrip(), argument, takes, example, low):
        return None
    found: list[Asked | None] = []
    asked = None if symbol is None else Asked(symbol.id, symbol.kind)
    for qualifier in argument.qualifiers:
        limited = _limited(asked or Asked("", kinds[0]), qualifier, low)
        found.append(limited)
        asked = limited if asked is not None else None
    return None if None in found else asked


def _in_order(name: str, argument: ArgumentExpr, takes: Sequence[str], example: str, low: Lowering) -> bool:
    """Whether each qualifier is one of the function's, and none is said twice."""
    seen: dict[str, Qualifier] = {}
    for qualifier in argument.qualifiers:
        word = _word(qualifier)
        if word not in takes:
            low.findings.report(
                PL105,
                f"{name} cannot be limited by `{word}`",
                Label(
                    qualifier.span, f"{quoted(tuple(takes), 'or')} is expected here" if takes else "nothing is expected"
                ),
                help=f"write `{example}`",
            )
            return False
        group = "past" if word in _PAST else word
        first = seen.setdefault(group, qualifier)
        if first is not qualifier:
            low.findings.report(
                PL102,
                f"{name} is limited twice",
                Label(qualifier.span, "limited again here"),
                Label(first.span, "first limited here"),
                help="keep one of them",
            )
            return False
    return True


def _word(qualifier: Qualifier) -> str:
    match qualifier:
        case DuringQualifier():
            return "during"
        case OverQualifier():
            return "over"
        case LastQualifier():
            return "last"
        case SinceActQualifier() | SinceEntryQualifier() | SinceMomentQualifier():
            return "since"
        case InRangeQualifier():
            return "in"
        case _:
            assert_never(qualifier)


def _limited(asked: Asked, qualifier: Qualifier, low: Lowering) -> Asked | None:
    match qualifier:
        case DuringQualifier(phase=name):
            phase = low.names.find(name, Kind.PHASE)
            return None if phase is None else attrs.evolve(asked, during=phase.leaves or (phase.id,))
        case OverQualifier(time=time):
            over = low.literals.duration(time, "a time", least=1)
            return None if over is None else attrs.evolve(asked, over=over)
        case LastQualifier(count=count):
            last = lower_results(count, qualifier.span, low)
            return None if last is None else attrs.evolve(asked, last=last)
        case SinceActQualifier() | SinceEntryQualifier() | SinceMomentQualifier():
            since = _since(qualifier, low)
            return None if since is None else attrs.evolve(asked, since=since)
        case InRangeQualifier():
            return attrs.evolve(asked, range=qualifier)
        case _:
            assert_never(qualifier)


def lower_results(text: str, span: Span, low: Lowering) -> int | None:
    """A number of results, at least one, or a finding."""
    count = low.literals.whole(text, span)
    if count is not None and not 1 <= count <= _MOST_RESULTS:
        low.findings.report(
            PL307,
            f"{text} results are {'none' if count < 1 else 'more than anybody looks at'}",
            Label(span, f"from 1 to {_MOST_RESULTS} are expected here"),
            severity=Severity.ERROR,
        )
        return None
    return count


def _since(qualifier: SinceActQualifier | SinceEntryQualifier | SinceMomentQualifier, low: Lowering) -> Since | None:
    match qualifier:
        case SinceActQualifier(which=which, subject=name):
            symbol = low.names.find(name, Kind.DRUG, Kind.EVENT, Kind.LAB, Kind.ATTRIBUTE)
            return None if symbol is None else SinceAct(symbol.id, which == "first")
        case SinceEntryQualifier():
            if low.track is not None:
                return SinceEntry(low.track)
            low.findings.report(
                PL108,
                "nothing says into which phase `since entry` counts from",
                Label(qualifier.span, "this stands in no phase"),
                help="write the comparison in the phase itself, or count `since first …` or `since week 0`",
            )
            return None
        case SinceMomentQualifier(moment=moment):
            day = _tick(moment, low)
            return None if day is None else SinceDay(day)
        case _:
            assert_never(qualifier)


def _tick(moment: MomentExpr, low: Lowering) -> int | None:
    if moment.unit == "date":
        low.findings.report(
            PL108,
            f"`{moment.number}` is the date of one patient, not of the protocol",
            Label(moment.span, "a study day is expected here"),
            help="write `since week 0`, or `since first …`",
        )
        return None
    number = low.literals.whole(moment.number, moment.span)
    if number is None:
        return None
    if is_far(moment.unit, number):
        low.findings.report(
            PL105,
            f"{moment.unit} {number} lies more than a hundred years ahead",
            Label(moment.span, "no course lasts so long"),
        )
        return None
    tick = tick_of(moment.unit, number, moment.span, low)
    if tick is None or moment.hour is None:
        return tick
    hour = low.literals.whole(moment.hour, moment.span)
    hours = None if hour is None else tick_of("hour", hour, moment.span, low)
    return None if hours is None else tick + hours

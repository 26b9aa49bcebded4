"""PL310 and PL311: visits a day or two apart, and samples of which one could serve both."""

from collections.abc import Iterator
from functools import partial

from protolang.diagnostics import Diagnostic
from protolang.diagnostics.codes import PL310, PL311
from protolang.model.action import ActionKind
from protolang.model.treatment import Lab
from protolang.prose.number import count_text
from protolang.together.days import NEAR, Occasion, near, occasions, routine
from protolang.together.pairing import Pair, same_labs
from protolang.together.telling import days_text, done, label, plain, step

_Planned = tuple[Occasion, ...]


def clashing_visits(pair: Pair) -> Iterator[Diagnostic]:
    """One finding for each phase of one protocol and each of the other with visits on days near each other."""
    ones, twos = _visits(occasions(pair.one)), _visits(occasions(pair.two))
    clashes: dict[tuple[str, str], list[tuple[list[Occasion], list[Occasion]]]] = {}
    for day, two in twos.items():
        close = [other for other in range(day - NEAR, day + NEAR + 1) if other in ones and other not in twos]
        if day not in ones and close:
            one = ones[min((abs(other - day), other) for other in close)[1]]
            clashes.setdefault((one[0].phase.id, two[0].phase.id), []).append((one, two))
    for found in clashes.values():
        yield _clash(pair, found)


def duplicate_samples(pair: Pair) -> Iterator[Diagnostic]:
    """One finding for each lab that both sample on days near each other, while the result is fresh for both."""
    ones, twos = occasions(pair.one), occasions(pair.two)
    for a, b in same_labs(pair.one.protocol, pair.two.protocol):
        reach = min(NEAR, _fresh(a), _fresh(b))
        mine, theirs = _sampled(ones, a), _sampled(twos, b)
        found = []
        for two in theirs:
            close = near(mine, two.day, reach)
            if close:
                found.append((min(close, key=partial(_order, two)), two))
        if found:
            yield _duplicate(pair, a, found)


def _order(one: Occasion, other: Occasion) -> tuple[int, int]:
    """The nearest first, of two the earlier."""
    return abs(other.day - one.day), other.day


def _visits(found: _Planned) -> dict[int, list[Occasion]]:
    at_home = routine(found)
    days: dict[int, list[Occasion]] = {}
    for place, one in enumerate(found):
        if place not in at_home:
            days.setdefault(one.day, []).append(one)
    return days


def _clash(pair: Pair, found: list[tuple[list[Occasion], list[Occasion]]]) -> Diagnostic:
    (ones, twos), more = found[0], len(found) - 1
    one, two = ones[0], twos[0]
    common = _common_day(ones, twos)
    first, second = sorted((one.day, two.day))
    again = f", and on {more} more occasions" if more > 1 else ", and once more" if more else ""
    message = (
        f"the patient would come on day {first} and on day {second}: "
        f"`{pair.one.name}` asks for one and `{pair.two.name}` for the other{again}"
    )
    if common is None:
        way = "no day lies in the windows of both: widen a window, or begin the second protocol on another day"
    else:
        way = f"day {common} lies in the windows of both: plan both visits on it"
    timeline = [step(pair, pair.one, item.day, done(pair.one, item)) for item in ones]
    timeline += [step(pair, pair.two, item.day, done(pair.two, item)) for item in twos]
    timeline.sort(key=lambda item: item.day)
    return Diagnostic(
        PL310,
        message,
        label(pair.two, two.action.origin, f"due on {days_text([each[0].day for _, each in found])}"),
        (label(pair.one, one.action.origin, f"due on {days_text([each[0].day for each, _ in found])}"),),
        help=way,
        timeline=tuple(timeline),
    )


def _common_day(ones: list[Occasion], twos: list[Occasion]) -> int | None:
    """A day that lies in every window, the nearest to both visits."""
    first, last = max(item.first for item in (*ones, *twos)), min(item.last for item in (*ones, *twos))
    wanted = (ones[0].day, twos[0].day)
    days = range(first, last + 1)
    return min(days, key=lambda day: (sum(abs(day - each) for each in wanted), day), default=None)


def _duplicate(pair: Pair, lab: Lab, found: list[tuple[Occasion, Occasion]]) -> Diagnostic:
    one, two = found[0]
    apart = abs(one.day - two.day)
    when = "on one day" if apart == 0 else f"within {_count(apart, 'day')}"
    saved = _count(len({id(mine) for mine, _ in found}), "sample")
    return Diagnostic(
        PL311,
        f"`{lab.id}` is measured twice {when}, for `{pair.one.name}` and for `{pair.two.name}`",
        label(pair.two, two.action.origin, f"due on {days_text([item.day for _, item in found])}"),
        (label(pair.one, one.action.origin, f"due on {days_text([item.day for item, _ in found])}"),),
        help=f"use one sample for both: the result is fresh for each of them; {saved} could be saved",
        timeline=tuple(
            sorted(
                (
                    step(pair, pair.one, one.day, done(pair.one, one)),
                    step(pair, pair.two, two.day, done(pair.two, two)),
                ),
                key=lambda item: item.day,
            )
        ),
    )


def _sampled(found: _Planned, lab: Lab) -> list[Occasion]:
    return [one for one in found if one.action.kind is ActionKind.MEASURE and one.action.subject == lab.id]


def _fresh(lab: Lab) -> int:
    """For how many days a result may be used; none where the protocol does not say."""
    return lab.max_age.shortest() if lab.max_age is not None else 0


def _count(count: int, noun: str) -> str:
    return plain(count_text(count, noun))

"""What a base measures, and whether its variant measures it as often and as long.

Fixed days are compared as days, wherever they stand; a repetition with one in the same phase, by its interval, its
number of times and its end. What is measured at once because a rule asks for it is no plan and not looked at.
"""

from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple, assert_never

from protolang.compare.closed import Side
from protolang.compare.example import plain
from protolang.compare.implication import Pair, Ruled, Use
from protolang.compare.lengths import at_most
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening
from protolang.compare.scopes import Comparer, Situation
from protolang.model.action import (
    Action,
    ActionKind,
    Alongside,
    AtEach,
    Every,
    Growing,
    OnDays,
    OnMonths,
    Origin,
    Timing,
)
from protolang.model.course import Phase, Track
from protolang.model.protocol import Protocol
from protolang.prose import duration_text, moment_text, phase_title, schedule_text, title_of
from protolang.prose.naming import in_sentence
from protolang.quantity import CalendarMonths, Days, Duration

_DAY_ZERO = ""


class Planned(NamedTuple):
    """A measurement, the phase and the track it stands in."""

    action: Action
    phase: Phase
    track: Track


def weaker_monitoring(compare: Comparer) -> Iterator[Weakening]:
    """What is measured less often, for a shorter time, later or not at all."""
    for item in _plan(compare.places.base):
        found = _weaker(compare, item)
        if found is not None:
            yield found


def _plan(protocol: Protocol) -> tuple[Planned, ...]:
    return tuple(
        Planned(action, phase, track)
        for track in protocol.tracks
        for phase in track.phases
        for action in phase.actions
        if action.kind is ActionKind.MEASURE
    )


def _weaker(compare: Comparer, item: Planned) -> Weakening | None:
    base, variant = compare.places.base, compare.places.variant
    name = compare.places.named(item.action.subject)
    # what is measured after a stop is not measured by a track that the stop ends, nor the other way round
    same = [one for one in _plan(variant) if one.action.subject == name and one.track.on_stop is item.track.on_stop]
    said = _said(item, base)
    if not same:
        never = "never does" + (" after a stop" if item.track.on_stop else "")
        text = f"{_first(compare.pair, item, base)} the base measures {_title(item, base)}, the variant {never}"
        return Weakening(SafetyKind.MONITORING, Loss.REMOVED, said, None, text)
    worst: Weakening | None = None
    for place in compare.places.situations(item.track.id, frozenset({item.phase.id})):
        here = [one for one in same if one.phase.id == place.phase]
        found = _in_place(compare, item, here, same, place)
        if found is not None and (worst is None or worst.loss is Loss.UNPROVED):
            worst = found
    return worst


def _in_place(
    compare: Comparer, item: Planned, here: list[Planned], same: list[Planned], place: Situation
) -> Weakening | None:
    base, variant = compare.places.base, compare.places.variant
    said = _said(item, base)
    reasons = [_less(compare.pair, item, one) for one in here]
    if any(reason is None for reason in reasons):
        return None
    days = _days(compare.pair, item, item.action, ours=True)
    besides = [one for one in same if _is_besides(compare, item, one, place)]
    missing = None if days is None else _on_days(compare, item, *days, besides)
    if days is not None and missing is None:
        return None
    stands = _said((here or same)[0], variant)
    months = _months(item, besides)
    if months is not None:
        if not months:
            return None
        text = f"in month {months[0]} the base measures {_title(item, base)}, the variant does not"
        return Weakening(SafetyKind.MONITORING, Loss.RELAXED, said, stands, text)
    known = [reason for reason in reasons if reason is not None and reason.witness]
    if known and all(one.action.window.after > item.action.window.after for one in here):
        return Weakening(SafetyKind.MONITORING, Loss.RELAXED, said, stands, known[0].text)
    others = [one for one in same if one.track.id != compare.places.named(item.track.id)]
    fixed = all(_days(compare.pair, one, one.action, ours=False) is not None for one in (here or besides or others))
    if days is not None and missing is not None and fixed and (here or besides or not others):
        when = _moment(days[0], missing, base)
        text = f"{when} the base measures {_title(item, base)}, the variant does not"
        return Weakening(SafetyKind.MONITORING, Loss.RELAXED, said, stands, text)
    if not here:
        where = "" if place.phase is None else f" in {plain(phase_title(place.phase, variant))}"
        elsewhere = f"{_title(item, base)} is not measured{where}, and only elsewhere in the variant: {stands.sentence}"
        return Weakening(SafetyKind.MONITORING, Loss.UNPROVED, said, stands, elsewhere)
    if known and len(known) == len(reasons):
        return Weakening(SafetyKind.MONITORING, Loss.RELAXED, said, stands, known[0].text)
    text = next(reason.text for reason in reasons if reason is not None and not reason.witness)
    return Weakening(SafetyKind.MONITORING, Loss.UNPROVED, said, stands, text)


def _is_besides(compare: Comparer, item: Planned, one: Planned, place: Situation) -> bool:
    """Whether a plan of the variant is sure to be there too: in the phase itself, in one that came into the track in
    its place, or in the first phase of another track."""
    if one.phase.id == place.phase:
        return True
    if one.track.id == compare.places.named(item.track.id):
        return one.phase in compare.places.replacing(item.track.id)
    return one.phase.id == one.track.start and not one.track.on_stop


def _months(item: Planned, besides: list[Planned]) -> list[int] | None:
    """The calendar months of a plan that no plan of the variant has; None when it has no months, or those have not."""
    match item.action.timing:
        case OnMonths(months, counted_from=Origin.DAY_ZERO) if item.action.until is None:
            found: set[int] = set()
            for one in besides:
                match one.action.timing:
                    case OnMonths(others, counted_from=Origin.DAY_ZERO) if one.action.until is None:
                        found.update(others)
                    case _:
                        return None
            return sorted(set(months) - found)
        case _:
            return None


# ---- fixed days ------------------------------------------------------------------------------------------------


def _days(pair: Pair, item: Planned, action: Action, *, ours: bool) -> tuple[str, tuple[int, ...]] | None:
    """The days of a plan that has fixed ones, and from where they count: day 0, or the phase of the base."""
    side = pair.base if ours else pair.variant
    first = item.phase.id == item.track.start and not item.track.on_stop
    phase = _DAY_ZERO if first else side.name(item.phase.id)
    if action.cycle is not None or action.until is not None or action.following is not None:
        return None
    match action.timing:
        case None:
            return phase, (0,)
        case OnDays(days, _, counted_from=origin):
            match origin:
                case Origin.DAY_ZERO:
                    return _DAY_ZERO, days
                case Origin.PHASE:
                    return phase, days
                case Origin.CYCLE:
                    return None
                case _:
                    assert_never(origin)
        case Every(interval, times):
            step = _ticks(pair, interval, ours=ours)
            if step is None or times is None:
                return None
            return phase, tuple(step * at for at in range(times))
        case Growing(intervals):
            steps = [_ticks(pair, interval, ours=ours) for interval in intervals]
            known = [step for step in steps if step is not None]
            return (phase, (0, *accumulate(known))) if len(known) == len(steps) else None
        case OnMonths() | Alongside() | AtEach():
            return None
        case _:
            assert_never(action.timing)


def _on_days(compare: Comparer, item: Planned, frame: str, wanted: tuple[int, ...], same: list[Planned]) -> int | None:
    """The first day that no plan of the variant has; None when each has one."""
    measured: set[int] = set()
    steps: set[int] = set()
    for one in same:
        if one.action.window.after > item.action.window.after:
            continue
        found = _days(compare.pair, one, one.action, ours=False)
        if found is not None and found[0] == frame:
            measured.update(found[1])
        match one.action.timing:
            case Every(interval, None) if one.action.until is None and one.action.cycle is None:
                first = one.phase.id == one.track.start and not one.track.on_stop
                step = _ticks(compare.pair, interval, ours=False)
                if step and frame == (_DAY_ZERO if first else compare.pair.variant.name(one.phase.id)):
                    steps.add(step)
            case _:
                pass
    missing = (day for day in wanted if day not in measured and not any(day >= 0 and day % step == 0 for step in steps))
    return next(missing, None)


def _ticks(pair: Pair, interval: Duration | str, *, ours: bool) -> int | None:
    found = _length(pair, interval, ours=ours)
    side = pair.base if ours else pair.variant
    match found:
        case Days():
            return found.count * side.protocol.conventions.resolution.per_day // found.per_day
        case CalendarMonths() | None:
            return None


def _length(pair: Pair, interval: Duration | str, *, ours: bool) -> Duration | None:
    """An interval, or the value of the parameter that says it."""
    if not isinstance(interval, str):
        return interval
    value = (pair.base if ours else pair.variant).values.get(interval)
    return value if isinstance(value, Days | CalendarMonths) else None


def _moment(frame: str, day: int, protocol: Protocol) -> str:
    if frame == _DAY_ZERO:
        return f"on {plain(moment_text(day, protocol))}"
    return f"{plain(duration_text(Days(day, protocol.conventions.resolution.per_day)))} after entering " + plain(
        phase_title(frame, protocol)
    )


# ---- repetitions -----------------------------------------------------------------------------------------------


class Reason(NamedTuple):
    """Why one plan is not known to be as dense as another; a `witness` says where it is not."""

    text: str
    witness: bool = True


def _less(pair: Pair, item: Planned, one: Planned) -> Reason | None:
    """Why a plan of the variant is not as dense or not as long; None when it is."""
    ours, theirs, base = item.action, one.action, pair.base.protocol
    title = _title(item, base)
    if theirs.window.after > ours.window.after:
        per_day = base.conventions.resolution.per_day
        late = plain(duration_text(Days(theirs.window.after, per_day)))
        at_the_latest = plain(duration_text(Days(ours.window.after, per_day)))
        return Reason(f"{title} may be measured {late} late in the variant, {at_the_latest} in the base")
    match ours.timing, theirs.timing:
        case Every(interval, times), Every(other, number):
            return _rarer(pair, title, interval, other) or _shorter(pair, item, one, times, number)
        case OnMonths(months, counted_from=origin), OnMonths(others, counted_from=start) if origin is start:
            left = sorted(set(months) - set(others))
            return Reason(f"in month {left[0]} the base measures {title}, the variant does not") if left else None
        case _ if _kept(pair.base, ours) == _kept(pair.variant, theirs):
            return _ends(pair, item, one)
        case None, Every() | OnDays():
            return None if (found := _days(pair, one, theirs, ours=False)) and 0 in found[1] else _unlike()
        case _:
            return _unlike()


def _kept(side: Side, action: Action) -> tuple[Timing | None, str | None]:
    return side.timing(action.timing), None if action.following is None else side.name(action.following)


def _unlike() -> Reason:
    return Reason("the two plans are of different kinds and could not be compared", witness=False)


def _rarer(pair: Pair, title: str, interval: Duration | str, other: Duration | str) -> Reason | None:
    ours, theirs = _length(pair, interval, ours=True), _length(pair, other, ours=False)
    if ours is None or theirs is None:
        match interval, other:
            case str(), str() if pair.variant.name(other) == interval and _says_the_same(pair, interval, other):
                return None
            case _:
                pass
        return Reason(f"how often {title} is measured depends on what is not known yet", witness=False)
    match at_most(theirs, ours):
        case True:
            return None
        case False:
            first, second = plain(duration_text(ours)), plain(duration_text(theirs))
            return Reason(
                f"every {second} instead of every {first}: {first} after one measurement of {title} the base measures "
                "it again, the variant does not"
            )
        case None:
            return Reason(f"which interval of {title} is the longer one depends on the month", witness=False)


def _says_the_same(pair: Pair, name: str, other: str) -> bool:
    """Whether a table or an open parameter that says an interval is the same in both."""
    tables = [
        [(None if case.when is None else side.key(case.when), case.cell.every) for case in table.cases]
        for side, wanted in ((pair.base, name), (pair.variant, other))
        for table in side.protocol.tables
        if table.id == wanted
    ]
    levels = [
        repr((level.start, level.steps, level.low, level.high))
        for side, wanted in ((pair.base, name), (pair.variant, other))
        for level in side.protocol.levels
        if level.id == wanted
    ]
    return all(len(found) in (0, 2) and (not found or found[0] == found[1]) for found in (tables, levels))


def _shorter(pair: Pair, item: Planned, one: Planned, times: int | None, number: int | None) -> Reason | None:
    title, timing, other = _title(item, pair.base.protocol), item.action.timing, one.action.timing
    if number is not None and isinstance(timing, Every) and isinstance(other, Every):
        if times is None:
            return Reason(f"the base goes on measuring {title}, the variant does so {number} times")
        ours = _ticks(pair, timing.interval, ours=True)
        theirs = _ticks(pair, other.interval, ours=False)
        same = ours is None or theirs is None
        if (same and number < times) or (ours and theirs and (number - 1) * theirs < (times - 1) * ours):
            return Reason(f"the base measures {title} {times} times, the variant {number} times")
    return _ends(pair, item, one)


def _ends(pair: Pair, item: Planned, one: Planned) -> Reason | None:
    """Whether the plan of the variant ends by a condition or a limit while that of the base goes on."""
    ours, theirs, title = item.action.until, one.action.until, _title(item, pair.base.protocol)
    if theirs is None:
        return None
    if ours is None:
        return Reason(f"the variant ends measuring {title} by a condition, the base does not")
    found = pair.gap(
        Ruled(pair.variant, theirs.condition), [Ruled(pair.base, ours.condition)], Use.KNOWN, item.phase.id
    )
    if found is not None:
        clause = getattr(found, "clause", None)
        if clause is None:
            return Reason("which of the two ends first could not be decided", witness=False)
        return Reason(f"{clause}: the variant ends measuring {title}, the base goes on")
    return _limits(_limit(pair.base, ours.limit), _limit(pair.variant, theirs.limit), title)


def _limit(side: Side, limit: int | Duration | str | None) -> int | Duration | str | None:
    if not isinstance(limit, str):
        return limit
    value = side.values.get(limit)
    return value if isinstance(value, int | Days | CalendarMonths) else side.name(limit)


def _limits(ours: int | Duration | str | None, theirs: int | Duration | str | None, title: str) -> Reason | None:
    match ours, theirs:
        case _, None:
            return None
        case int(), int():
            shorter: bool | None = theirs < ours
        case Days() | CalendarMonths(), Days() | CalendarMonths():
            longer = at_most(ours, theirs)
            shorter = None if longer is None else not longer
        case _:
            shorter = False if ours == theirs else None
    if shorter:
        return Reason(f"the variant ends measuring {title} at the latest after {_told(theirs)}, the base {_told(ours)}")
    return None if shorter is False else Reason(f"which limit of {title} is the longer one is not known", witness=False)


def _told(limit: int | Duration | str | None) -> str:
    match limit:
        case Days() | CalendarMonths():
            return f"after {plain(duration_text(limit))}"
        case int():
            return f"after {limit} times"
        case _:
            return "at another time"


def _said(item: Planned, protocol: Protocol) -> Said:
    text = f"Measure {_title(item, protocol)} {plain(schedule_text(item.action, protocol))}."
    return Said(text, item.action.origin)


def _title(item: Planned, protocol: Protocol) -> str:
    return plain(in_sentence(title_of(item.action.subject, protocol)))


def _first(pair: Pair, item: Planned, protocol: Protocol) -> str:
    days = _days(pair, item, item.action, ours=True)
    if days is not None and days[1]:
        return _moment(days[0], days[1][0], protocol)
    return f"in {plain(phase_title(item.phase.id, protocol))}"

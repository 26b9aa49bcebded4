"""What somebody must watch when patients go on under another version. In: two machines. Out: sentences."""

from collections.abc import Iterator

from protolang.compare.destinations import Destination, treats
from protolang.compare.example import plain
from protolang.execution.carrying import counterpart
from protolang.execution.landing import Arrival
from protolang.execution.obligation import duration_of, limit_of
from protolang.execution.recollection import fits, readable, same_fact
from protolang.machine.statechart import Machine, Obligation, StateKind
from protolang.model.action import ActionKind, Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.treatment import Attribute, DerivedAttribute, Lab
from protolang.prose.number import duration_text
from protolang.quantity import CalendarMonths, Days


def watch_in(old: Machine, new: Machine, destination: Destination) -> tuple[str, ...]:
    """What changes for the patients of one phase."""
    landing = destination.landing
    if landing is None:
        return ()
    state = old.region(destination.track).state(destination.phase)
    match landing.arrival:
        case Arrival.END:
            return tuple(f"`{name}` is not given any more" for name in treats(state))
        case Arrival.STOP:
            return ("everything stops on the day of the migration",)
        case Arrival.VISIT | Arrival.ENTRY:
            pass
    other = new.region(landing.region).state(landing.state)
    if other.kind is StateKind.STOP:
        return ("everything stops there",)
    said = [f"`{name}` is not given any more" for name in treats(state) if name not in treats(other)]
    if landing.arrival is Arrival.ENTRY:
        said.append("begins there on the day after, and counts from nought")
        said += [
            f"the next `{item.subject}` counts from the last one {_done(item)}"
            for item in other.obligations
            if item.subject in treats(state) and isinstance(item.timing, Every | Growing)
        ]
        return tuple(said)
    for item in other.obligations:
        before = counterpart(state, other, item)
        if before is None:
            said.append(_begins(item))
        else:
            said += _changed(old, new, before, item)
    return tuple(said)


def _begins(item: Obligation) -> str:
    verb = f"`{item.subject}`"
    match item.timing:
        case None:
            return f"{verb} on entry is not made up: these patients are in the phase already"
        case OnDays() | OnMonths():
            return f"{verb} begins with the first of its days that is still to come"
        case _:
            return f"{verb} begins on the day after"


def _changed(old: Machine, new: Machine, before: Obligation, item: Obligation) -> Iterator[str]:
    name, done = f"`{item.subject}`", _done(item)
    most, now = _most(old, before), _most(new, item)
    if now is not None and (most is None or now < most):
        passed = "" if most is None else f", it was {most}"
        yield f"{name} is {done} {now} times at most{passed}: who has had {now} goes on at once"
    elif most is not None and (now is None or now > most):
        yield f"{name} goes on to {'no fixed number' if now is None else f'{now} times'}, counting those {done}"
    match before.timing, item.timing:
        case Every(one), Every(two):
            was, will = duration_of(old, one), duration_of(new, two)
            if was != will and was is not None and will is not None:
                yield (
                    f"the next {name} comes {_time(will)} after the last one {done}, "
                    f"not {_time(was)}; on the day after when that is over"
                )
        case ((OnDays() | OnMonths()), (OnDays() | OnMonths())) if before.timing != item.timing:
            yield f"{name} follows the new days from the day after; those that have passed are not made up"
        case ((Every() | OnDays() | OnMonths() | Growing() | Alongside() | AtEach() | None), _):
            if type(before.timing) is not type(item.timing):
                yield f"{name} is planned anew from the last one {done}"


def _done(item: Obligation) -> str:
    match item.kind:
        case ActionKind.GIVE | ActionKind.INFUSE:
            return "given"
        case ActionKind.MEASURE:
            return "measured"
        case ActionKind.DECIDE:
            return "made"


def _time(value: Days | CalendarMonths) -> str:
    return plain(duration_text(value))


def _most(machine: Machine, item: Obligation) -> int | None:
    """How often it may be done in one visit; None when nothing counts it."""
    limit = limit_of(machine, item)
    found = [item.timing.times] if isinstance(item.timing, Every) and item.timing.times is not None else []
    found += [limit] if isinstance(limit, int) else []
    return min(found, default=None)


# ---- the whole patient -----------------------------------------------------------------------------------------


def watch_always(old: Machine, new: Machine) -> tuple[str, ...]:
    """What changes for every patient, wherever he is."""
    return (*_results(old, new), *_levels(old, new), *_facts(old, new), *_rest(old, new))


def _results(old: Machine, new: Machine) -> Iterator[str]:
    known = {item.id: item for item in _recorded(new)}
    before = {item.id: item for item in _recorded(old)}
    for name, item in before.items():
        other = known.get(name)
        if other is None:
            yield f"results of `{name}` are not read any more"
        elif not readable(item, other):
            yield f"results of `{name}` are of another kind and are not carried over: it must be measured anew"
        elif other.max_age is not None and other.max_age != item.max_age:
            yield f"a result of `{name}` counts for {_time(other.max_age)} now: an older one is missing"
    yield from (f"there is no result of `{name}` yet" for name in known if name not in before)


def _recorded(machine: Machine) -> Iterator[Lab | Attribute]:
    yield from (item for item in (*machine.labs, *machine.attributes) if not isinstance(item, DerivedAttribute))


def _levels(old: Machine, new: Machine) -> Iterator[str]:
    for level in new.levels:
        former = next((item for item in old.levels if item.id == level.id), None)
        if former is None:
            yield f"the level `{level.id}` starts as for a new patient"
            continue
        lost = [str(step) for step in former.steps if not fits(level, step)]
        if lost:
            yield f"the level `{level.id}` starts anew for who is at {', '.join(lost)}: it cannot be that any more"
        elif (former.steps, former.low, former.high, former.unit) != (level.steps, level.low, level.high, level.unit):
            yield f"the level `{level.id}` starts anew for who is outside its new range"
    kept = {level.id for level in new.levels}
    yield from (f"the level `{level.id}` is forgotten" for level in old.levels if level.id not in kept)


def _facts(old: Machine, new: Machine) -> Iterator[str]:
    before = {item.id for item in old.facts}
    for item in new.facts:
        if not same_fact(old, new, item.id):
            what = "means something else" if item.id in before else "is new"
            yield f"`{item.id}` {what}: whether it was once true is judged again over the results so far"


def _rest(old: Machine, new: Machine) -> Iterator[str]:
    drugs = {item.id for item in new.drugs}
    for drug in old.drugs:
        if drug.id not in drugs:
            yield f"`{drug.id}` is not given any more; an ordered dose of it is dropped"
    before = {region.name: region for region in old.regions}
    for region in new.regions:
        if region.name not in before and not region.on_stop:
            yield f"the track `{region.name}` begins on the day after, unless the course is over"
    if new.eligibility and old.eligibility != new.eligibility:
        yield "who may be treated is not asked again of those who are treated already"
    if old.holds and old.holds != new.holds:
        yield "a hold whose rule is gone or changed waits for a clinician"

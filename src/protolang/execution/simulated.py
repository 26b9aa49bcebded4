"""The patient of a scenario: does what is due on the day it is due, except as the scenario says.

In: the state of the patient so far. Out: what is reported on the next day (clock tick).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import assert_never

import attrs

from protolang.execution.acting import Offer
from protolang.execution.event import (
    Administration,
    Decision,
    Inputs,
    Observation,
    ObservationStatus,
    Ruling,
)
from protolang.execution.state import PatientState
from protolang.execution.step import offers
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.scenario import AdministrationPlan, Correction, Deviation, ReadingSeries, Sample, Scenario
from protolang.model.treatment import Attribute
from protolang.quantity import CalendarMonths, Days, Duration, Interval

_DOSES = frozenset({ActionKind.GIVE, ActionKind.INFUSE})


def reported(machine: Machine, scenario: Scenario, patient: PatientState) -> Inputs:
    """What is reported on the day after `patient`.

    Events, results and decisions stand in the scenario; the protocol decides what is measured and given. A result that
    was sampled and is not reported yet stands for a measurement that was due by then, and for one that is due at once.
    """
    day = patient.day + 1
    known = Inputs(
        observations=tuple(_unasked(machine, scenario, patient, day)),
        events=tuple(item.event for item in scenario.occurrences if item.day == day),
        decisions=tuple(Decision(item.track, Ruling(item.ruling)) for item in scenario.rulings if item.day == day),
    )
    offered = offers(machine, patient, known)
    # a result can make another measurement due on the same day
    while asked := _asked(scenario, day, known, offered):
        known = attrs.evolve(known, observations=known.observations + asked)
        offered = offers(machine, patient, known)
    return attrs.evolve(known, administrations=tuple(_given(scenario, day, known, offered)))


# ---- results ---------------------------------------------------------------------------------------------------


def _unasked(machine: Machine, scenario: Scenario, patient: PatientState, day: int) -> Iterator[Observation]:
    """What arrives whether or not the protocol asks: recorded attributes, samples of their own, late results."""
    seen: Counter[tuple[str, int]] = Counter()
    for sample in scenario.samples:
        seen[sample.name, sample.day] += 1
        if sample.reported == day:
            yield _of_sample(sample, seen[sample.name, sample.day])
    for correction in scenario.corrections:
        if correction.on == day:
            yield _of_correction(correction)
    by_hand = {(item.name, item.day) for item in scenario.samples}
    for name in dict.fromkeys(item.name for item in scenario.readings if item.every is not None):
        series = current_series(scenario, name, day)
        if series is not None and (name, day) not in by_hand and _is_sampled(series, machine, patient, day):
            yield _result(name, series.value, day)
    for item in machine.attributes:
        if isinstance(item, Attribute) and (item.id, day) not in by_hand:
            yield from _recorded(machine, scenario, item, day)


def _of_sample(sample: Sample, number: int) -> Observation:
    status = ObservationStatus.PRELIMINARY if sample.preliminary else ObservationStatus.FINAL
    name = identifier(sample.name, sample.day) + (f".{number}" if number > 1 else "")
    return Observation(sample.name, sample.value, sample.day, sample.reported, status, name)


def _of_correction(correction: Correction) -> Observation:
    status = ObservationStatus.CANCELLED if correction.value is None else ObservationStatus.CORRECTED
    return Observation(
        correction.name,
        correction.value,
        correction.day,
        correction.on,
        status,
        identifier(correction.name, correction.day),
    )


def identifier(name: str, day: int) -> str:
    """The identifier of the result of a lab that was sampled on a day; a second one of that day has another."""
    return f"{name}@{day}"


def _result(name: str, value: Interval | None, day: int) -> Observation:
    return Observation(name, value, day, day, id=identifier(name, day))


def current_series(scenario: Scenario, name: str, day: int) -> ReadingSeries | None:
    """The readings of a lab that hold on a day: the latest that have begun; of two, the one written last."""
    current: ReadingSeries | None = None
    for series in scenario.readings:
        if series.name == name and series.day <= day and (current is None or series.day >= current.day):
            current = series
    return current


def _is_sampled(series: ReadingSeries, machine: Machine, patient: PatientState, day: int) -> bool:
    match series.every:
        case None:
            return False
        case Days() as interval:
            return (day - series.day) % max(1, ticks(machine, interval)) == 0
        case CalendarMonths(count):
            return _is_anniversary(machine, patient, series.day, day, count)
        case _:
            assert_never(series.every)


def _is_anniversary(machine: Machine, patient: PatientState, first: int, day: int, months: int) -> bool:
    # R26: each from the first, never one from the other
    from datetime import timedelta

    per_day = machine.resolution.per_day
    anchor = patient.start + timedelta(days=first // per_day)
    if (day - first) % per_day:
        return False
    about = (day - first) // per_day // 31 // months
    wanted = anchor + timedelta(days=(day - first) // per_day)
    return any(CalendarMonths(months * steps).after(anchor) == wanted for steps in range(about, 2 * about + 3))


def _recorded(machine: Machine, scenario: Scenario, item: Attribute, day: int) -> Iterator[Observation]:
    """An attribute is recorded when it changes, and again as often as it must be to stay fresh."""
    series = current_series(scenario, item.id, day)
    value = dict(scenario.attributes).get(item.id) if series is None else series.value
    since = 0 if series is None else max(0, series.day)
    if value is None or (series is not None and series.every is not None):
        return
    every = None if item.max_age is None else max(1, ticks(machine, item.max_age))
    if day == since or (every is not None and (day - since) % every == 0):
        yield _result(item.id, value, day)


def _asked(scenario: Scenario, day: int, known: Inputs, offered: Iterable[Offer]) -> tuple[Observation, ...]:
    """The samples that are taken because they are due; none for what is already reported of this day."""
    sampled = {item.name for item in known.observations if item.sampled == day}
    found: dict[str, Observation] = {}
    for offer in offered:
        name = offer.subject
        if offer.kind is not ActionKind.MEASURE or offer.due > day or name in sampled or name in found:
            continue
        if any(_stands_for(item, name, offer.due, day, at_once=not offer.region) for item in scenario.samples):
            continue
        series = current_series(scenario, name, day)
        found[name] = _result(name, _value(scenario, series, name), day)
    return tuple(found.values())


def _value(scenario: Scenario, series: ReadingSeries | None, name: str) -> Interval | None:
    return dict(scenario.attributes).get(name) if series is None else series.value


def _stands_for(sample: Sample, name: str, due: int, day: int, *, at_once: bool) -> bool:
    return sample.name == name and sample.day <= day < sample.reported and (at_once or due <= sample.day)


# ---- doses -----------------------------------------------------------------------------------------------------


def _given(scenario: Scenario, day: int, known: Inputs, offered: tuple[Offer, ...]) -> Iterator[Administration]:
    plans = scenario.administrations
    opened = {(offer.region, offer.subject) for offer in offered}
    done = {item.name for item in known.observations if item.value is not None}
    extra = Counter(item.drug for item in plans if item.deviation is Deviation.GIVEN and item.day == day)
    yield from (Administration(drug) for drug in extra.elements())
    # what has to follow another thing comes after it
    for offer in sorted(offered, key=lambda item: item.following is not None):
        if offer.kind not in _DOSES or offer.due > day:
            continue
        if (offer.region, offer.following) in opened and offer.following not in done:
            continue
        if extra[offer.subject]:
            # what the scenario gives on this day is this dose
            extra[offer.subject] -= 1
            done.add(offer.subject)
        elif not _withheld(plans, offer.subject, offer.due, day):
            done.add(offer.subject)
            yield Administration(offer.subject)


def _withheld(plans: Iterable[AdministrationPlan], drug: str, due: int, day: int) -> bool:
    for plan in plans:
        if plan.drug != drug:
            continue
        match plan.deviation:
            case Deviation.GIVEN:
                pass
            case Deviation.MISSED:
                if plan.day <= due <= plan.until:
                    return True
            case Deviation.DELAYED:
                if plan.day == due and day < due + plan.by:
                    return True
            case _:
                assert_never(plan.deviation)
    return False


def ticks(machine: Machine, duration: Duration) -> int:
    """A duration in clock ticks; calendar months at their shortest."""
    per_day = machine.resolution.per_day
    match duration:
        case Days(count=count, per_day=clock):
            return count * per_day // clock
        case CalendarMonths():
            return duration.shortest() * per_day
        case _:
            assert_never(duration)


def last_named(scenario: Scenario) -> int:
    """The last day (clock tick) on which the scenario says that something happens or is expected; at least 0."""
    days = [
        *(item.day for item in scenario.readings),
        *(item.reported for item in scenario.samples),
        *(item.on for item in scenario.corrections),
        *(item.day for item in scenario.occurrences),
        *(item.until + item.by for item in scenario.administrations),
        *(item.day for item in scenario.rulings),
        *(item.day for item in scenario.expectations if item.day is not None),
    ]
    return max(0, *days) if days else 0

"""What happens to the patient of a scenario, in the order of the days."""

from collections.abc import Iterator
from typing import assert_never

from protolang.model.protocol import Protocol
from protolang.model.scenario import (
    AdministrationPlan,
    Correction,
    Deviation,
    ReadingSeries,
    RulingPlan,
    Sample,
    Scenario,
)
from protolang.model.treatment import Attribute, DerivedAttribute, Lab
from protolang.prose.naming import choice_text, in_sentence, title_of
from protolang.prose.number import NBSP, duration_text, number_text, ticks_text, unit_text
from protolang.prose.timing import day_text
from protolang.quantity import Interval

_RULINGS = {
    "resume": "a clinician resumes the track “{track}”",
    "skip": "a clinician leaves out what is due in the track “{track}”",
    "stop": "a clinician stops the track “{track}”",
}


def value_text(name: str, value: Interval, protocol: Protocol) -> str:
    """A recorded value in its declared unit: `0.4 %`, `below 0.5 %`, `positive`."""
    for named in (*protocol.labs, *protocol.attributes):
        match named:
            case Lab(id=found, choices=choices) | Attribute(id=found, choices=choices) if found == name:
                if choices and value.low is not None and value.is_point and 0 <= value.low < len(choices):
                    return choice_text(name, choices[int(value.low)].id, protocol)
                number = value.low if value.is_point and value.low is not None else 2
                return _interval_text(value, f"{NBSP}{unit_text(named.unit, number)}")
            case Lab() | Attribute() | DerivedAttribute():
                pass
    return _interval_text(value, "")


def happenings(scenario: Scenario, protocol: Protocol) -> tuple[str, ...]:
    """All that happens to the patient, a sentence each, in the order of the days."""
    return tuple(text for _, text in sorted(_happenings(scenario, protocol), key=lambda pair: pair[0]))


def _happenings(scenario: Scenario, protocol: Protocol) -> Iterator[tuple[int, str]]:
    for reading in scenario.readings:
        yield reading.day, _reading_text(reading, protocol)
    for event in scenario.occurrences:
        yield event.day, f"From {day_text(event.day, protocol)}: {title_of(event.event, protocol)}"
    for sample in scenario.samples:
        yield sample.day, _sample_text(sample, protocol)
    for correction in scenario.corrections:
        yield correction.on, _correction_text(correction, protocol)
    for plan in scenario.administrations:
        yield plan.day, _plan_text(plan, protocol)
    for ruling in scenario.rulings:
        yield ruling.day, _ruling_text(ruling, protocol)


def _reading_text(reading: ReadingSeries, protocol: Protocol) -> str:
    value = value_text(reading.name, reading.value, protocol) if reading.value else "missing"
    every = f", sampled every {duration_text(reading.every)}" if reading.every is not None else ""
    return f"From {day_text(reading.day, protocol)}: {title_of(reading.name, protocol)} {value}{every}"


def _sample_text(sample: Sample, protocol: Protocol) -> str:
    value = value_text(sample.name, sample.value, protocol)
    later = f", reported on {day_text(sample.reported, protocol)}" if sample.reported != sample.day else ""
    preliminary = ", preliminary" if sample.preliminary else ""
    sampled = f"{title_of(sample.name, protocol)} {value}, one sample"
    return f"{_day(sample.day, protocol)}: {sampled}{later}{preliminary}"


def _correction_text(correction: Correction, protocol: Protocol) -> str:
    title, day = in_sentence(title_of(correction.name, protocol)), day_text(correction.day, protocol)
    change = "cancelled" if correction.value is None else "corrected to "
    value = "" if correction.value is None else value_text(correction.name, correction.value, protocol)
    return f"{_day(correction.on, protocol)}: the result of {title} of {day} is {change}{value}"


def _plan_text(plan: AdministrationPlan, protocol: Protocol) -> str:
    title = in_sentence(title_of(plan.drug, protocol))
    day = _day(plan.day, protocol)
    match plan.deviation:
        case Deviation.GIVEN:
            return f"{day}: {title} is given, due or not"
        case Deviation.MISSED if plan.until != plan.day:
            return f"{day} to {day_text(plan.until, protocol)}: {title} is not given when it is due"
        case Deviation.MISSED:
            return f"{day}: {title} is not given"
        case Deviation.DELAYED:
            by = ticks_text(plan.by, protocol.conventions.resolution.per_day)
            return f"{day}: {title} is given {by} late"
    assert_never(plan.deviation)


def _ruling_text(ruling: RulingPlan, protocol: Protocol) -> str:
    said = _RULINGS.get(ruling.ruling, f"a clinician decides “{ruling.ruling}” on the track “{{track}}”")
    return f"{_day(ruling.day, protocol)}: {said.format(track=title_of(ruling.track, protocol))}"


def _day(day: int, protocol: Protocol) -> str:
    text = day_text(day, protocol)
    return f"{text[0].upper()}{text[1:]}"


def _interval_text(value: Interval, unit: str) -> str:
    if value.low is not None and value.is_point:
        return f"{number_text(value.low)}{unit}".rstrip()
    low = f"{'at least' if value.low_closed else 'above'} {number_text(value.low)}" if value.low is not None else ""
    high = f"{'at most' if value.high_closed else 'below'} {number_text(value.high)}" if value.high is not None else ""
    return f"{' and '.join(part for part in (low, high) if part)}{unit}".rstrip() or "any value"

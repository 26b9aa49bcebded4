"""What an example patient is followed by, kept beside its timeline, so that the same patient can be followed again."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import attrs

from protolang.diagnostics import Recorded, WitnessStep
from protolang.execution.event import Observation
from protolang.execution.trace import Trace
from protolang.model.treatment import Attribute, Lab
from protolang.quantity.amount import decimal_text


class _NotExactError(Exception):
    """A value that no decimal number says."""


def recorded(steps: Sequence[WitnessStep], trace: Trace) -> tuple[WitnessStep, ...]:
    """The steps, each with what came since the one before it; the last one has what came later too.

    They stay as they are when something of the patient cannot be written as a number.
    """
    if not steps:
        return ()
    try:
        found = sorted(_all(trace), key=lambda item: item.tick)
    except _NotExactError:
        return tuple(steps)
    places: list[list[Recorded]] = [[] for _ in steps]
    place = 0
    for tick, items in groupby(found, key=lambda item: item.tick):
        while place < len(steps) - 1 and steps[place].day < tick:
            place += 1
        places[place] += items
    return tuple(
        attrs.evolve(step, record=tuple(items)) if items else step for step, items in zip(steps, places, strict=True)
    )


def _all(trace: Trace) -> Iterator[Recorded]:
    machine, final = trace.machine, trace.final
    yield Recorded(0, "start", value=final.start.isoformat())
    for parameter in machine.parameters:
        if parameter.value is not None:
            times = " times" if isinstance(parameter.value, int) else ""
            yield Recorded(0, "set", parameter.id, f"{parameter.value}{times}")
    declared: dict[str, Lab | Attribute] = {lab.id: lab for lab in machine.labs}
    declared |= {item.id: item for item in machine.attributes if isinstance(item, Attribute)}
    for name, results in final.observations.items():
        for result in results:
            yield _result(declared[name], result)
    drugs = {drug.id for drug in machine.drugs}
    for dose in final.given:
        if dose.subject in drugs:
            yield Recorded(dose.day, "given", dose.subject)
    for tick, name in final.events:
        yield Recorded(tick, "event", name)
    yield Recorded(final.day, "until")


def _result(item: Lab | Attribute, result: Observation) -> Recorded:
    value = result.value
    # an example has no censored results, and none that are reported later than they are sampled
    if value is None or value.low is None or not value.is_point or result.sampled != result.reported:
        raise _NotExactError
    if item.choices:
        return Recorded(result.sampled, "result", item.id, item.choices[int(value.low)].id)
    text = decimal_text(value.low)
    if text.startswith("≈"):
        raise _NotExactError
    return Recorded(result.sampled, "result", item.id, text, str(item.unit))

"""What is recorded of a patient: in which unit, within which limits, and for how long a result may be used."""

from typing import assert_never

from protolang.model.protocol import Protocol
from protolang.model.treatment import Attribute, Lab
from protolang.prose.coding import codes_text, usual_text
from protolang.prose.condition import age_text
from protolang.prose.naming import choice_text
from protolang.prose.number import NBSP, count_text, duration_text, number_text, unit_text
from protolang.quantity import CalendarMonths, Days, Duration

# A freshness of so many days or less is said in hours, where a clock ticks within the day.
_SAID_IN_HOURS = 3


def freshness_text(max_age: Duration | None, protocol: Protocol) -> str:
    """How long a result may be used: `valid for 35 days after sampling, that day included`; on a clock, to the hour."""
    to_the_tick = protocol.conventions.resolution.per_day > 1
    match max_age:
        case None:
            return "how long a result is valid: not stated"
        case Days(count=count, per_day=per_day) if to_the_tick and count <= _SAID_IN_HOURS * per_day:
            # "1 day, that day included" would be read as until midnight of the next day.
            hours, rest = divmod(count * 24, per_day)
            return f"valid for {duration_text(max_age) if rest else count_text(hours, 'hour')} after sampling"
        case Days() if to_the_tick:
            return f"valid for {duration_text(max_age)} after sampling, to the {protocol.conventions.resolution.name}"
        case Days(count=count, per_day=per_day) if count % per_day == 0:
            return age_text(count // per_day)
        case Days():
            return f"valid for at most {duration_text(max_age)} after sampling"
        case CalendarMonths():
            return f"valid for {duration_text(max_age)} after sampling, that day included"
    assert_never(max_age)


def lab_text(lab: Lab, protocol: Protocol) -> str:
    """How a lab is recorded: `in % of lymphocytes; accepted from 0 to 100 %`, `one of: positive, negative`."""
    if lab.choices:
        said = f"one of: {', '.join(choice_text(lab.id, choice.id, protocol) for choice in lab.choices)}"
    else:
        said = f"in {unit_text(lab.unit)}{f' of {lab.whole}' if lab.whole else ''}"
    return "; ".join(part for part in (said, accepted_text(lab), usual_text(lab.usual), codes_text(lab.codes)) if part)


def accepted_text(item: Lab | Attribute) -> str:
    """The values that are accepted, and to which digit: `accepted from 0 to 100 %, reported to 0.1 %`; or nothing."""
    parts = []
    if item.low is not None and item.high is not None and not item.choices:
        parts.append(f"accepted from {number_text(item.low)} to {number_text(item.high)}{NBSP}{unit_text(item.unit)}")
    if item.rounded_to is not None:
        step = item.rounded_to
        parts.append(f"reported to {number_text(step.magnitude)}{NBSP}{unit_text(step.unit)}")
    return ", ".join(parts)

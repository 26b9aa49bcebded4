"""What is given or measured, how much, when, how often and until when, as clinical English."""

from typing import assert_never

from protolang.model.action import Action, ActionKind, Every, OnDays, Until
from protolang.model.protocol import Protocol
from protolang.model.term import Formula
from protolang.model.treatment import Attribute, DerivedAttribute, Dose, Drug
from protolang.prose.condition import Wording, condition_text, parameter_text
from protolang.prose.naming import find_drug, find_parameter, in_sentence, title_of, undecided
from protolang.prose.number import NBSP, count_text, duration_text, number_text, quantity_text, unit_text
from protolang.quantity import CalendarMonths, Days, Duration, Quantity, Window

_FORMULAS = {Formula.MOSTELLER: "Mosteller"}

# ---- how much --------------------------------------------------------------------------------------------------


def dose_text(dose: Dose | None, protocol: Protocol) -> str:
    """`375 mg/m² of body surface`, `2 g/kg of body weight per cycle`, `500 mg`."""
    if dose is None:
        return "dose not stated"
    basis = f" of {in_sentence(title_of(dose.basis, protocol))}" if dose.basis else ""
    return f"{quantity_text(dose.amount)}{basis}{' per cycle' if dose.per_cycle else ''}"


def over_text(drug: Drug) -> str | None:
    """On how many days one dose is given: `over 2 days`, or that this is undecided; None when nothing is said."""
    if drug.over is not None:
        return f"over {duration_text(drug.over)}"
    if drug.over_evidence.open_questions:
        return f"over {undecided('number of days')}"
    return None


def drug_dose_text(drug: Drug, protocol: Protocol, dose: Dose | None = None) -> str:
    """`375 mg/m² of body surface, intravenous`; `dose` overrides the drug's own."""
    over = over_text(drug)
    rounded = f"rounded to the nearest {quantity_text(drug.rounded_to)}" if drug.rounded_to else None
    parts = (dose_text(dose or drug.dose, protocol), drug.route, over, rounded)
    return ", ".join(part for part in parts if part)


def action_text(action: Action, protocol: Protocol) -> str:
    """What is done, without when: `Rituximab 375 mg/m² of body surface, intravenous`; `measure CD20+ B cells …`."""
    match action.kind:
        case ActionKind.GIVE:
            drug = find_drug(action.subject, protocol)
            title = title_of(action.subject, protocol)
            return f"{title} {drug_dose_text(drug, protocol, action.dose)}" if drug else title
        case ActionKind.MEASURE:
            return f"measure {in_sentence(title_of(action.subject, protocol))}"
    assert_never(action.kind)


def attribute_text(attribute: Attribute | DerivedAttribute, protocol: Protocol) -> str:
    """How an attribute is known: `Body weight in kg`, `Body surface in m² (Mosteller, from height and weight)`."""
    title = title_of(attribute.id, protocol)
    match attribute:
        case Attribute(unit=unit):
            return f"{title} in{NBSP}{unit_text(unit)}"
        case DerivedAttribute(unit=unit, formula=formula, arguments=arguments):
            sources = " and ".join(in_sentence(title_of(argument, protocol)) for argument in arguments)
            return f"{title} in{NBSP}{unit_text(unit)} ({_FORMULAS[formula]}, from {sources})"
    assert_never(attribute)


# ---- when ------------------------------------------------------------------------------------------------------


def timing_text(timing: OnDays | Every | None, protocol: Protocol) -> str:
    """`weeks 1 to 8 (weekly, 8 times)`, `weeks 12, 16, 20, 24`, `every 28 days (1 month), 6 times`."""
    match timing:
        case OnDays():
            return _days_text(timing, protocol)
        case Every():
            times = f", {count_text(timing.times, 'time')}" if timing.times is not None else ""
            return f"every {interval_text(timing, protocol)}{times}"
        case None:
            return "once, on the day the phase begins"
    assert_never(timing)


def interval_text(every: Every, protocol: Protocol) -> str:
    """The interval alone: `week`, `28 days (1 month)`, `[undecided: closing interval]`."""
    match every.interval:
        case str(name):
            parameter = find_parameter(name, protocol)
            if parameter is None or parameter.value is None:
                return undecided(name)
            return parameter_text(name, protocol)
        case Days(count=1):
            return "day"
        case Days(count=7):
            return "week"
        case Days() | CalendarMonths():
            return _as_written(every.interval, every.origin.text, protocol)
    assert_never(every.interval)


def schedule_text(action: Action, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """When, until when and how often at most, in one phrase."""
    timing = timing_text(action.timing, protocol)
    if action.until is None:
        return timing
    return f"{timing} {until_text(action.until, protocol, wording, occasion_noun(action, protocol))}"


def planned_times(timing: OnDays | Every | None) -> int | None:
    """How many times a timing plans by itself; None when it goes on until something ends it."""
    match timing:
        case OnDays(days=days):
            return len(days)
        case Every(times=times):
            return times
        case None:
            return 1
    assert_never(timing)


def until_text(until: Until, protocol: Protocol, wording: Wording = Wording.NAMED, noun: str = "time") -> str:
    """`until B cells repopulated, at most 36 cycles`; a missing limit is said, not passed over."""
    limit = limit_text(until, protocol, noun)
    end = f"at most {limit}" if limit else "no limit stated"
    return f"until {condition_text(until.condition, protocol, wording)}, {end}"


def limit_text(until: Until, protocol: Protocol, noun: str = "time") -> str | None:
    """The limit of an `until`: `36 cycles`, `12 weeks`, `[undecided: longest maintenance]`; None when there is none."""
    match until.limit:
        case None:
            return None
        case int(count):
            return count_text(count, noun)
        case Days() | CalendarMonths():
            return duration_text(until.limit)
        case str(name):
            parameter = find_parameter(name, protocol)
            value = parameter.value if parameter else None
            match value:
                case None:
                    return undecided(name)
                case int(count):
                    return count_text(count, noun)
                case Days() | CalendarMonths():
                    return duration_text(value)
                case Quantity():
                    return quantity_text(value)
    assert_never(until.limit)


def limit_reached_text(until: Until, protocol: Protocol, noun: str = "time") -> str:
    """What takes a patient out of the loop when the condition never holds: `after at most 36 cycles, …`."""
    limit = limit_text(until, protocol, noun) or "no limit stated"
    return f"limit of {limit} reached first"


def occasion_noun(action: Action, protocol: Protocol) -> str:
    """What one occasion of an action is called: `cycle`, `dose`, `measurement`."""
    match action.kind:
        case ActionKind.MEASURE:
            return "measurement"
        case ActionKind.GIVE:
            drug = find_drug(action.subject, protocol)
            dose = action.dose or (drug.dose if drug else None)
            return "cycle" if dose is not None and dose.per_cycle else "dose"
    assert_never(action.kind)


def window_text(window: Window) -> str:
    """How far from its planned day a dose may be given: `up to 2 days early or 3 days late`."""
    early = f"up to {count_text(window.before, 'day')} early" if window.before else ""
    late = f"up to {count_text(window.after, 'day')} late" if window.after else ""
    return " or ".join(part for part in (early, late) if part) or "on the planned day only"


def delay_text(delay: Duration | str, protocol: Protocol) -> str:
    """A time-out: `12 weeks`, or `[undecided: longest wait]`."""
    match delay:
        case str(name):
            return parameter_text(name, protocol)
        case Days() | CalendarMonths():
            return duration_text(delay)
    assert_never(delay)


def day_text(day: int, protocol: Protocol) -> str:
    """A study day: `week 4 (day 28)` where the weeks of the protocol reach it, else `day 30`."""
    zero = protocol.conventions.week_zero
    if zero is not None and day >= zero and (day - zero) % 7 == 0:
        return f"week{NBSP}{number_text((day - zero) // 7)} (day{NBSP}{number_text(day)})"
    return f"day{NBSP}{number_text(day)}"


def _days_text(timing: OnDays, protocol: Protocol) -> str:
    zero = protocol.conventions.week_zero
    in_weeks = timing.unit.startswith("week") and zero is not None
    if in_weeks and zero is not None and all((day - zero) % 7 == 0 for day in timing.days):
        return _numbers_text([(day - zero) // 7 for day in timing.days], "week", "weekly")
    return _numbers_text(list(timing.days), "day", "daily")


def _numbers_text(numbers: list[int], noun: str, rhythm: str) -> str:
    if len(numbers) == 1:
        return f"{noun}{NBSP}{number_text(numbers[0])}"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        first, last = number_text(numbers[0]), number_text(numbers[-1])
        return f"{noun}s{NBSP}{first}{NBSP}to{NBSP}{last} ({rhythm}, {count_text(len(numbers), 'time')})"
    return f"{noun}s{NBSP}{', '.join(number_text(number) for number in numbers)}"


def _as_written(duration: Days | CalendarMonths, author: str, protocol: Protocol) -> str:
    """A duration in the author's own unit where the text shows it, with its length in days where that differs.

    The model keeps days only; `28 days`, `4 weeks` and `1 month` are the same to a machine, but a reader looks for
    the word of the source.
    """
    month = protocol.conventions.month
    match duration:
        case CalendarMonths():
            return duration_text(duration)
        case Days(count=count) if "month" in author and month and month.days and count % month.days == 0:
            return f"{count_text(count, 'day')} ({count_text(count // month.days, 'month')})"
        case Days(count=count) if "day" in author and "week" not in author:
            return count_text(count, "day")
        case Days():
            return duration_text(duration)

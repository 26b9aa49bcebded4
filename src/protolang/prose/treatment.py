"""What is given or measured, how much, and until when, as clinical English."""

from typing import assert_never

from protolang.model.action import Action, ActionKind, Until
from protolang.model.protocol import Protocol
from protolang.model.term import FormulaValue, LevelValue, ParameterValue, Reading
from protolang.model.treatment import Attribute, DerivedAttribute, Dose, DoseLimit, Drug, Ramp, Split
from protolang.prose.condition import Wording, condition_text
from protolang.prose.naming import (
    choice_text,
    find_drug,
    find_parameter,
    in_sentence,
    listed,
    phase_title,
    title_of,
    undecided,
    words,
)
from protolang.prose.number import NBSP, count_text, duration_text, number_text, quantity_text, unit_text
from protolang.prose.parameter import parameter_text
from protolang.prose.policy import CONSEQUENCES
from protolang.prose.term import formula_sources, formula_title, term_text
from protolang.prose.timing import timing_text
from protolang.quantity import CalendarMonths, Days, Direction, Quantity

# ---- how much --------------------------------------------------------------------------------------------------


def dose_text(dose: Dose | None, protocol: Protocol) -> str:
    """`375 mg/m² of body surface`, `2 g/kg of body weight per cycle`, `500 mg`, `as the table “Dose” says`."""
    if dose is None:
        return "dose not stated"
    if dose.amount is None:
        return f"as the table {phase_title(dose.table, protocol)} says" if dose.table else "dose not stated"
    basis = f" of {in_sentence(title_of(dose.basis, protocol))}" if dose.basis else ""
    factor = f", times the factor that the table {phase_title(dose.table, protocol)} gives" if dose.table else ""
    if dose.basis is not None and not isinstance(dose.amount, Quantity | ParameterValue):
        basis = f", times {in_sentence(title_of(dose.basis, protocol))}"
    return f"{_amount_text(dose.amount, protocol)}{basis}{' per cycle' if dose.per_cycle else ''}{factor}"


def over_text(drug: Drug) -> str | None:
    """How long one dose takes: `over 2 days`, or that this is undecided; None when nothing is said."""
    if drug.over is not None:
        return f"over {duration_text(drug.over)}"
    if drug.over_evidence.open_questions:
        return f"over {undecided('number of days')}"
    return None


def rounded_text(step: Quantity, direction: Direction) -> str:
    """`rounded to the nearest 10 mg`, `rounded down to a multiple of 10 mg`."""
    match direction:
        case Direction.NEAREST:
            return f"rounded to the nearest {quantity_text(step)}"
        case Direction.UP:
            return f"rounded up to a multiple of {quantity_text(step)}"
        case Direction.DOWN:
            return f"rounded down to a multiple of {quantity_text(step)}"
    assert_never(direction)


def bounds_text(drug: Drug) -> str | None:
    """What bounds a single dose: `at least 50 mg and at most 2 mg in one dose`; None where nothing does."""
    floor = f"at least {quantity_text(drug.floor)}" if drug.floor is not None else ""
    cap = f"at most {quantity_text(drug.cap)}" if drug.cap is not None else ""
    bounds = " and ".join(part for part in (floor, cap) if part)
    return f"{bounds} in one dose" if bounds else None


def drug_dose_text(drug: Drug, protocol: Protocol, dose: Dose | None = None) -> str:
    """`375 mg/m² of body surface, intravenous`; `dose` overrides the drug's own."""
    rounded = rounded_text(drug.rounded_to, drug.direction) if drug.rounded_to else None
    parts = (dose_text(dose or drug.dose, protocol), drug.route, over_text(drug), bounds_text(drug), rounded)
    return ", ".join(part for part in parts if part)


def dose_limit_text(limit: DoseLimit, protocol: Protocol) -> str:
    """`Never more than 550 mg/m² of body surface over the whole course: a dose that would exceed it is not given; …`"""
    basis = f" of {in_sentence(title_of(limit.basis, protocol))}" if limit.basis else ""
    stretch = (
        "over the whole course"
        if limit.time is None
        else f"in any {duration_text(limit.time).removeprefix(f'1{NBSP}')}"
    )
    then = CONSEQUENCES[limit.consequence]
    most = f"Never more than {quantity_text(limit.most)}{basis} {stretch}"
    return f"{most}: a dose that would exceed it is not given; then {then}."


def ramp_text(ramp: Ramp) -> str:
    """`start at 50 mL/h, raise by 50 mL/h every 30 minutes, up to at most 400 mL/h`; `at 100 mL/h` when constant."""
    title = f"{ramp.title}: " if ramp.title else ""
    if ramp.step is None:
        return f"{title}at a constant rate of {quantity_text(ramp.start)}"
    every = f" every {duration_text(ramp.every)}" if ramp.every is not None else ""
    most = f", up to at most {quantity_text(ramp.most)}" if ramp.most is not None else ""
    return f"{title}start at {quantity_text(ramp.start)}, raise by {quantity_text(ramp.step)}{every}{most}"


def split_text(split: Split) -> str:
    """`10 % of the dose over 1 hour, then 90 % of the dose over 4 hours`."""
    title = f"{split.title}: " if split.title else ""
    portions = (f"{quantity_text(part)} of the dose over {duration_text(time)}" for part, time in split.portions)
    return f"{title}{', then '.join(portions)}"


def action_text(action: Action, protocol: Protocol) -> str:
    """What is done, without when: `Rituximab 375 mg/m² of body surface, intravenous`; `measure CD20+ B cells …`."""
    match action.kind:
        case ActionKind.GIVE | ActionKind.INFUSE:
            title = title_of(action.subject, protocol)
            return f"{title} {gift_text(action, protocol)}" if find_drug(action.subject, protocol) else title
        case ActionKind.MEASURE:
            return f"measure {in_sentence(title_of(action.subject, protocol))}"
        case ActionKind.DECIDE:
            return f"decide on {in_sentence(title_of(action.subject, protocol))}"
    assert_never(action.kind)


def gift_text(action: Action, protocol: Protocol) -> str:
    """The dose of a drug in one action, with all that bounds it; of a taper, that its doses follow with its days."""
    drug = find_drug(action.subject, protocol)
    if drug is None:
        return ""
    if action.course and action.dose is None and drug.dose is None:
        parts = (drug.route, over_text(drug), bounds_text(drug))
        said = ", ".join(part for part in ("tapering", *parts) if part)
    else:
        said = drug_dose_text(drug, protocol, action.dose)
    return f"{said}, as an infusion without a break" if action.kind is ActionKind.INFUSE else said


def course_text(action: Action, protocol: Protocol) -> str | None:
    """The doses of a taper: `40 mg 7 times, then 30 mg 7 times`; None when it is none."""
    steps = (f"{dose_text(step.dose, protocol)} {count_text(step.times, 'time')}" for step in action.course)
    return ", then ".join(steps) if action.course else None


def attribute_text(attribute: Attribute | DerivedAttribute, protocol: Protocol) -> str:
    """How an attribute is known: `Body weight in kg`, `Body surface in m² (Mosteller, from height and weight)`."""
    title = title_of(attribute.id, protocol)
    match attribute:
        case Attribute(choices=choices) if choices:
            shown = listed((choice_text(attribute.id, choice.id, protocol) for choice in choices), "or")
            return f"{title}: {shown}"
        case Attribute(unit=unit):
            return f"{title} in{NBSP}{unit_text(unit)}" if unit_text(unit) else title
        case DerivedAttribute(unit=unit, value=FormulaValue() as value):
            sources = formula_sources(value, protocol)
            return f"{title} in{NBSP}{unit_text(unit)} ({formula_title(value.formula)}, from {sources})"
        case DerivedAttribute(unit=unit, value=value):
            in_unit = f" in{NBSP}{unit_text(unit)}" if unit_text(unit) else ""
            return f"{title}{in_unit} ({term_text(value, protocol)})"
    assert_never(attribute)


def allocation_text(attribute: Attribute, protocol: Protocol) -> str | None:
    """How patients come to an arm: `by randomisation, 2 : 1, within each sex and centre`; None when it is no arm."""
    allocation = attribute.allocation
    if allocation is None:
        return None
    pairs = zip(attribute.choices, allocation.shares, strict=False)
    shares = " : ".join(number_text(share) for share in allocation.shares)
    arms = listed(choice_text(attribute.id, choice.id, protocol) for choice, _ in pairs)
    strata = listed(in_sentence(title_of(name, protocol)) for name in allocation.strata) if allocation.strata else ""
    within = f", separately for each {strata}" if strata else ""
    split = f", {shares} ({arms})" if shares else ""
    return f"by {words(allocation.method)}{split}{within}"


# ---- until when ------------------------------------------------------------------------------------------------


def schedule_text(action: Action, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """When, until when and how often at most, after what and how far apart, in one phrase."""
    timing = timing_text(action.timing, protocol)
    course = course_text(action, protocol)
    parts = [timing if course is None else f"{timing}: {course}"]
    if action.following is not None:
        parts.append(f"after {in_sentence(title_of(action.following, protocol))} is done")
    if action.spacing is not None:
        parts.append(f"at least {duration_text(action.spacing)} after the one before")
    text = ", ".join(parts)
    if action.until is None:
        return text
    return f"{text} {until_text(action.until, protocol, wording, occasion_noun(action, protocol))}"


def until_text(until: Until, protocol: Protocol, wording: Wording = Wording.NAMED, noun: str = "time") -> str:
    """`until B cells repopulated, at most 36 cycles`; a missing limit is said, not passed over."""
    limit = limit_text(until.limit, protocol, noun)
    end = f"at most {limit}" if limit else "no limit stated"
    return f"until {condition_text(until.condition, protocol, wording)}, {end}"


def limit_text(limit: int | Days | CalendarMonths | str | None, protocol: Protocol, noun: str = "time") -> str | None:
    """The limit of a loop: `36 cycles`, `12 weeks`, `[undecided: longest maintenance]`; None when there is none."""
    match limit:
        case None:
            return None
        case int(count):
            return count_text(count, noun)
        case Days() | CalendarMonths():
            return duration_text(limit)
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
    assert_never(limit)


def limit_reached_text(until: Until, protocol: Protocol, noun: str = "time") -> str:
    """What takes a patient out of the loop when the condition never holds: `after at most 36 cycles, …`."""
    limit = limit_text(until.limit, protocol, noun) or "no limit stated"
    return f"limit of {limit} reached first"


def occasion_noun(action: Action, protocol: Protocol) -> str:
    """What one occasion of an action is called: `cycle`, `dose`, `measurement`."""
    match action.kind:
        case ActionKind.MEASURE:
            return "measurement"
        case ActionKind.DECIDE:
            return "decision"
        case ActionKind.INFUSE:
            return "infusion"
        case ActionKind.GIVE:
            drug = find_drug(action.subject, protocol)
            dose = action.dose or (drug.dose if drug else None)
            return "cycle" if dose is not None and dose.per_cycle else "dose"
    assert_never(action.kind)


def _amount_text(amount: Quantity | LevelValue | ParameterValue | Reading, protocol: Protocol) -> str:
    match amount:
        case Quantity():
            return quantity_text(amount)
        case ParameterValue(name=name):
            return parameter_text(name, protocol)
        case LevelValue():
            return f"the current {phase_title(amount.name, protocol)}"
        case Reading(name=name):
            return f"{in_sentence(title_of(name, protocol))} as computed"
    assert_never(amount)

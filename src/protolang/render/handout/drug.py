"""What is known of one drug before it is given: dose, route, rate, bounds, and how the dose is computed."""

from collections.abc import Iterable, Iterator

from protolang.model.action import Action
from protolang.model.course import Phase
from protolang.model.protocol import Protocol
from protolang.model.rule import GiveNow
from protolang.model.term import LevelValue, ParameterValue, Reading
from protolang.model.treatment import Attribute, DerivedAttribute, Dose, Drug
from protolang.prose import (
    attribute_text,
    bounds_text,
    codes_text,
    dose_limit_text,
    dose_text,
    effect_text,
    formula_definition,
    formulas_in,
    freshness_text,
    names_in,
    over_text,
    phase_title,
    ramp_text,
    rounded_text,
    rounding_text,
    split_text,
    usual_text,
)
from protolang.prose.naming import all_phases
from protolang.quantity import Quantity
from protolang.render.handout.blocks import Line, Run, Style, joined, plain, strong
from protolang.render.handout.marks import marked, marks, parameter_lines, said

__all__ = ["drug_facts", "given_by_rules"]

_Facts = Iterator[tuple[str, tuple[Line, ...]]]


def drug_facts(drug: Drug, actions: Iterable[tuple[Phase, Action]], protocol: Protocol) -> _Facts:
    """Labels and what stands beside them, in the order in which a dose is made ready."""
    yield "Dose", tuple(_dose_lines(drug, actions, protocol))
    yield "Route", (marked(drug.route or "not stated", drug.evidence, protocol),)
    over = over_text(drug)
    if over is not None:
        yield "One dose", (marked(f"is given {over}", drug.over_evidence, protocol),)
    for ramp in drug.ramps:
        yield "Infusion rate", (marked(ramp_text(ramp), ramp.evidence, protocol),)
    for split in drug.splits:
        yield "In parts", (marked(split_text(split), split.evidence, protocol),)
    bounds = bounds_text(drug)
    if bounds is not None:
        yield "Bounds", (marked(bounds, drug.bounds_evidence, protocol),)
    usual = usual_text(drug.usual)
    if drug.usual is not None:
        yield "Usual", (marked(usual.removeprefix("usual "), drug.usual.evidence, protocol),)
    if drug.codes:
        yield "Codes", (said(codes_text(drug.codes)),)
    for limit in drug.limits:
        words = dose_limit_text(limit, protocol)
        yield "Limit", (joined([(Run(words, Style.STRONG),), marks(limit.evidence, protocol)]),)
    yield from _computed_facts(drug, actions, protocol)


def given_by_rules(drug: Drug, protocol: Protocol) -> tuple[Line, ...]:
    """Where a rule gives the drug at once, outside its planned days."""
    found = []
    for phase in all_phases(protocol):
        rows = [(row.effects, row.evidence) for decision in phase.decisions for row in decision.rows]
        moments = [(phase.on_entry, None), (phase.on_exit, None)]
        for effects, evidence in (*rows, *moments):
            for effect in effects:
                match effect:
                    case GiveNow(drug=name) if name == drug.id:
                        text = f"A rule in {phase_title(phase.id, protocol)}: {effect_text(effect, protocol)}."
                        found.append(said(text) if evidence is None else marked(text, evidence, protocol))
                    case _:
                        pass
    return tuple(found)


def _dose_lines(drug: Drug, actions: Iterable[tuple[Phase, Action]], protocol: Protocol) -> Iterator[Line]:
    own = [action for _, action in actions if action.dose is not None or action.course]
    if drug.dose is None and own:
        yield strong("stands with each phase below")
        return
    evidence = drug.dose.evidence if drug.dose else drug.evidence
    yield joined([strong(dose_text(drug.dose, protocol)), marks(evidence, protocol)])
    if drug.dose is not None:
        yield from _amount_lines(drug.dose, protocol)


def _amount_lines(dose: Dose, protocol: Protocol) -> Iterator[Line]:
    match dose.amount:
        case ParameterValue(name=name):
            yield from parameter_lines([name], protocol)
        case LevelValue() | Quantity() | Reading() | None:
            pass


def _computed_facts(drug: Drug, actions: Iterable[tuple[Phase, Action]], protocol: Protocol) -> _Facts:
    doses = [drug.dose, *(action.dose for _, action in actions)]
    sizes = dict.fromkeys(name for dose in doses if dose is not None for name in _sizes(dose))
    needed = [item for name in sizes for item in protocol.attributes if item.id == name]
    if needed:
        yield "Computed with", tuple(dict.fromkeys(line for one in needed for line in _computed_with(one, protocol)))
    definitions = [definition for one in needed for definition in _formulas(one, protocol)]
    if definitions:
        yield "Formula", tuple(plain(f"{text}.") for text in dict.fromkeys(definitions))
    if drug.rounded_to is not None:
        text = rounded_text(drug.rounded_to, drug.direction).removeprefix("rounded ")
        yield "Rounding", (marked(text, drug.rounding_evidence, protocol),)
    elif sizes:
        policy = protocol.policy
        yield "Rounding", (marked(rounding_text(policy), policy.rounding_evidence, protocol),)


def _sizes(dose: Dose) -> Iterator[str]:
    """The attributes that a dose is computed from."""
    if dose.basis is not None:
        yield dose.basis
    match dose.amount:
        case Reading(name=name):
            yield name
        case LevelValue() | ParameterValue() | Quantity() | None:
            pass


def _computed_with(attribute: Attribute | DerivedAttribute, protocol: Protocol) -> Iterator[Line]:
    """What a dose is computed from, down to what is recorded, with how old it may be."""
    match attribute:
        case Attribute():
            age = freshness_text(attribute.max_age or protocol.policy.max_age, protocol)
            yield marked(f"{attribute_text(attribute, protocol)}, {age}", attribute.evidence, protocol)
        case DerivedAttribute(value=value):
            yield marked(attribute_text(attribute, protocol), attribute.evidence, protocol)
            for argument in (item for name in names_in(value) for item in protocol.attributes if item.id == name):
                yield from _computed_with(argument, protocol)
            for lab in (item for name in names_in(value) for item in protocol.labs if item.id == name):
                age = freshness_text(lab.max_age or protocol.policy.max_age, protocol)
                yield said(f"{lab.title or lab.id}, {age}")


def _formulas(attribute: Attribute | DerivedAttribute, protocol: Protocol) -> Iterator[str]:
    """The published arithmetic behind an attribute, with where it was published."""
    match attribute:
        case Attribute():
            return
        case DerivedAttribute(value=value):
            yield from (formula_definition(formula) for formula in formulas_in(value))
            for argument in (item for name in names_in(value) for item in protocol.attributes if item.id == name):
                yield from _formulas(argument, protocol)

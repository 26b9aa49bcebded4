"""PL510: a stop, a hold or a veto that cannot do its work where it stands.

Either it reads a result that no patient has there yet, because it is measured only later, or it forbids a drug that is
given only elsewhere.
"""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.checks.leaving import decisions, live_states, reached
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL510
from protolang.execution.obligation import is_dose
from protolang.machine.statechart import Machine, Region, State
from protolang.model.action import ActionKind
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.model.rule import GiveNow, MeasureNow, Veto, VetoVerb
from protolang.model.treatment import MissingPolicy
from protolang.source import Span
from protolang.verify.reading import fact, inside, measured, trigger_of

_Place = tuple[Region, State]


class _Safety(NamedTuple):
    """A safety rule, what it is called, and the phases in which it has something to protect from."""

    what: str
    when: Expression
    places: tuple[_Place, ...]
    origin: Span


def safety_rule_out_of_reach(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each rule and result, and one for each veto that stands where its drug is not given."""
    live = tuple(live_states(machine))
    for rule in _rules(machine, live):
        for lab in _labs(machine, rule.when):
            blind = [place for place in rule.places if not _known(machine, live, place, lab)]
            where = list(_measuring(live, lab))
            # a result that nobody ever asks for is PL701
            if blind and where and not _asked_for(machine, rule.when, lab):
                yield _unjudged(rule, lab, blind, where)
    for veto in machine.vetoes:
        found = _idle(machine, live, veto)
        if found is not None:
            yield found


def _rules(machine: Machine, live: tuple[_Place, ...]) -> Iterator[_Safety]:
    treating = tuple(place for place in live if not place[0].on_stop and _gives(place[1]))
    for stop in machine.stops:
        within = _within(treating, stop.region, stop.state)
        yield _Safety("stop rule", stop.guard, within, stop.origin)
    for hold in machine.holds:
        yield _Safety("hold", hold.when, _within(treating, hold.track, hold.phase), hold.origin)
    for veto in machine.vetoes:
        if veto.verb is VetoVerb.GIVE:
            giving = tuple(place for place in treating if _gives(place[1], veto.subject))
            within = giving if veto.phase is None else _within(giving, veto.track, veto.phase)
            yield _Safety("veto", veto.when, within, veto.origin)


def _within(places: tuple[_Place, ...], track: str | None, phase: str | None) -> tuple[_Place, ...]:
    return tuple(
        (region, state)
        for region, state in places
        if track in (None, region.name) and phase in (None, state.name, *state.groups)
    )


def _gives(state: State, drug: str | None = None) -> bool:
    due = any(is_dose(item) and drug in (None, item.subject) for item in state.obligations)
    effects = (*state.on_entry, *(effect for item in decisions(state) for row in item.rows for effect in row.effects))
    return due or any(isinstance(effect, GiveNow) and drug in (None, effect.drug) for effect in effects)


def _labs(machine: Machine, expression: Expression) -> tuple[str, ...]:
    labs = {lab.id for lab in machine.labs}
    return tuple(name for name in dict.fromkeys(measured(machine, expression)) if name in labs)


def _measuring(live: tuple[_Place, ...], lab: str) -> Iterator[tuple[Region, State, Span]]:
    for region, state in live:
        for item in state.obligations:
            if item.kind is ActionKind.MEASURE and item.subject == lab:
                yield region, state, item.origin


def _known(machine: Machine, live: tuple[_Place, ...], place: _Place, lab: str) -> bool:
    """Whether a patient in a phase may have a result: measured in it, before it, or beside it in another track."""
    region, state = place
    if any(lab in measured(machine, item.when) for item in machine.eligibility):
        return True
    for _, measuring in live:
        effects = (effect for item in decisions(measuring) for row in item.rows for effect in row.effects)
        if any(isinstance(effect, MeasureNow) and effect.lab == lab for effect in (*effects, *measuring.on_entry)):
            return True
    for other, measuring, _ in _measuring(live, lab):
        if other.on_stop and not region.on_stop:
            continue
        if other is not region or measuring is state or state.name in reached(machine, region, (measuring.name,)):
            return True
    return False


def _asked_for(machine: Machine, expression: Expression, lab: str) -> bool:
    """Whether the rule has the result measured when it is missing, or does not say what happens then (PL205)."""
    policies = {machine.missing}
    for part in inside(machine, expression):
        name = trigger_of(part)
        if name is not None and lab in measured(machine, fact(machine, name).when):
            policies = {fact(machine, name).missing or machine.missing}
            break
    return policies <= {MissingPolicy.PROTECT, None}


def _unjudged(rule: _Safety, lab: str, blind: list[_Place], where: list[tuple[Region, State, Span]]) -> Diagnostic:
    names = list(dict.fromkeys(state.name for _, state in blind))
    shown = f"`{names[0]}`" if len(names) == 1 else f"`{names[0]}` and {len(names) - 1} more"
    return Diagnostic(
        PL510,
        f"this {rule.what} needs `{lab}`, which nobody has yet in {shown}",
        Label(statement(rule.origin), f"cannot be judged in {shown}"),
        (
            *(Label(opening(state.origin), f"gives a drug and does not measure `{lab}`") for _, state in blind[:3]),
            *(Label(statement(origin), f"measured only in `{state.name}`") for _, state, origin in where[:3]),
        ),
        help=f"measure `{lab}` in a track of its own from the beginning, or before the first dose",
    )


def _idle(machine: Machine, live: tuple[_Place, ...], veto: Veto) -> Diagnostic | None:
    if veto.verb is not VetoVerb.GIVE or veto.phase is None:
        return None
    giving = [place for place in live if _gives(place[1], veto.subject)]
    beside = [place for place in giving if place[0].name != veto.track]
    if not giving or beside or _within(tuple(giving), veto.track, veto.phase):
        return None
    names = list(dict.fromkeys(state.name for _, state in giving))
    return Diagnostic(
        PL510,
        f"this veto stands in `{veto.phase}`, and `{veto.subject}` is given only in "
        f"{' and '.join(f'`{name}`' for name in names[:3])}",
        Label(statement(veto.origin), f"in force only in `{veto.phase}`"),
        tuple(Label(opening(state.origin), f"gives `{veto.subject}`") for _, state in giving[:3]),
        help="let the veto stand in the phases that give the drug, in their track, or outside all tracks",
    )

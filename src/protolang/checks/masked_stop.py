"""PL206: a dose on a day on which a stop rule is in force and may hold: nobody knows, or it has just held."""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.checks.leaving import live_states
from protolang.checks.pointing import opening, statement
from protolang.checks.situations import bare_conditions, named_facts
from protolang.checks.spans_of_duties import first_tick, least_tick, longest_distance, longest_of
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL206
from protolang.machine.statechart import Machine, Obligation, Region, State, Stop
from protolang.model.action import ActionKind
from protolang.model.protocol import Protocol
from protolang.model.treatment import Attribute, Lab, MissingPolicy
from protolang.quantity import decimal_text
from protolang.source import Span
from protolang.verify.reading import declared, fact, measured

_GIVING = (ActionKind.GIVE, ActionKind.INFUSE)


def masked_stop(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """A stop that is ignored on planned days without a result: a warning. What it ends and gives again: an error.

    A stop that holds comes before every dose of its day (R8), so there is no other way past it.
    """
    for stop in machine.stops:
        found = _ignored(machine, stop)
        if found is not None:
            yield found
    yield from _given_again(machine)


def _ignored(machine: Machine, stop: Stop) -> Diagnostic | None:
    where = _where(machine, stop)
    if where is None:
        return None
    doses = [
        _Placed(region, state, item)
        for region, state in live_states(machine)
        if _in_force(stop, region, state)
        for item in state.obligations
        if item.kind in _GIVING
    ]
    for name in measured(machine, stop.guard):
        lab = declared(machine, name)
        samples = [
            _Placed(region, state, item)
            for region, state in live_states(machine)
            for item in state.obligations
            if item.kind is ActionKind.MEASURE and item.subject == name
        ]
        if lab is None or not samples:
            continue  # that nothing measures it is another finding
        found = _before_the_first(machine, doses, samples) or _between_two(machine, lab, doses, samples)
        if found is not None:
            dose, sample, why = found
            return _finding(stop, name, where, dose, sample, why)
    return None


class _Placed(NamedTuple):
    """A dose or a measurement, and where it stands."""

    region: Region
    state: State
    item: Obligation


_Masked = tuple[Obligation, Obligation, str]
"""A dose, the measurement that does not serve it, and why."""


def _before_the_first(machine: Machine, doses: list[_Placed], samples: list[_Placed]) -> _Masked | None:
    early = [(first_tick(one.item), one.item) for one in doses if one.state.name == one.region.initial]
    late = [
        (first_tick(one.item) if one.state.name == one.region.initial else least_tick(one.item), one.item)
        for one in samples
    ]
    if not early:
        return None
    given, dose = min(early, key=lambda one: one[0])
    sampled, sample = min(late, key=lambda one: one[0])
    if sampled - sample.window.before <= given + dose.window.after:
        return None
    return dose, sample, "the first result comes after the first dose"


def _between_two(
    machine: Machine, lab: Lab | Attribute, doses: list[_Placed], samples: list[_Placed]
) -> _Masked | None:
    if len(samples) > 1 or lab.max_age is None:
        return None
    (sample,) = samples
    apart = longest_distance(machine, sample.item)
    if apart is None or apart.days <= longest_of(lab.max_age):
        return None
    for dose in doses:
        own = None if dose.region is sample.region and dose.state is not sample.state else dose.item
        distance = None if own is None or own.cycle is not None else longest_distance(machine, own)
        if own is not None and distance is not None and distance.days < apart.days:
            return own, sample.item, f"up to {decimal_text(apart.days)} days apart, and valid for {lab.max_age}"
    return None


def _finding(
    stop: Stop, lab: str, where: tuple[Span, str], dose: Obligation, sample: Obligation, why: str
) -> Diagnostic:
    return Diagnostic(
        PL206,
        f"`{dose.subject}` can be given while `{lab}` is missing or too old, and the stop rule may hold",
        Label(statement(stop.guard.origin), f"not judged while `{lab}` is missing or too old"),
        (
            *(Label(*one) for one in (where,) if one[0] != statement(stop.guard.origin)),
            Label(statement(dose.origin), "and this dose does not wait"),
            Label(statement(sample.origin), why),
        ),
        help="write `if missing block` (doses wait) or `if missing measure now` (and a result is asked for at once)",
        witness=((lab, "no valid result"),),
        severity=Severity.WARNING,
    )


def _where(machine: Machine, stop: Stop) -> tuple[Span, str] | None:
    """Where it is said that an unknown stop is ignored."""
    for named in named_facts(stop.guard):
        trigger = fact(machine, named.trigger)
        if trigger.missing is MissingPolicy.ELECTIVE and measured(machine, trigger.when):
            return opening(trigger.origin), "a missing result is ignored here"
    if machine.missing is MissingPolicy.ELECTIVE and any(True for _ in bare_conditions(stop.guard)):
        return statement(stop.origin), "the policy of the protocol ignores what is missing"
    return None


def _in_force(stop: Stop, region: Region, state: State) -> bool:
    if region.on_stop:
        return False
    return stop.region is None or (stop.region == region.name and stop.state in (None, state.name))


def _given_again(machine: Machine) -> Iterator[Diagnostic]:
    """A drug that an `on stop` track gives in the dose in which the stop has just ended it."""
    ended: dict[str, Obligation] = {}
    for region, state in live_states(machine):
        for item in state.obligations:
            if item.kind in _GIVING and not region.on_stop:
                ended.setdefault(item.subject, item)
    stop = next(iter(machine.stops), None)
    for region, state in live_states(machine):
        for item in state.obligations:
            before = ended.get(item.subject)
            if not region.on_stop or item.kind not in _GIVING or before is None or stop is None:
                continue
            if item.course or before.course or item.dose != before.dose:
                continue  # a taper, or another dose: that it is given once more is meant
            yield Diagnostic(
                PL206,
                f"`{item.subject}` is given in full after the stop that ends it",
                Label(statement(item.origin), "given from the day after the stop on, unchanged"),
                (
                    Label(statement(before.origin), "what the stop ends"),
                    Label(statement(stop.guard.origin), "the stop may still hold then"),
                ),
                help="give it in falling doses (`taper`), say the dose that follows a stop, or leave it out",
            )
            return

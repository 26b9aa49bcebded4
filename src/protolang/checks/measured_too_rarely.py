"""PL702: a result that is judged on every day, and measured at a distance at which it grows too old in between."""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.checks.leaving import live_states
from protolang.checks.pointing import named, statement
from protolang.checks.rules import Rule, rules
from protolang.checks.situations import named_facts
from protolang.checks.spans_of_duties import Distance, longest_distance, longest_of
from protolang.diagnostics import Diagnostic, Label, Severity, WitnessStep
from protolang.diagnostics.codes import PL702
from protolang.machine.statechart import Machine, Obligation, Region, State
from protolang.model.action import ActionKind
from protolang.model.expression import Compare, Expression, Is, Lasting, Occurred
from protolang.model.protocol import Protocol
from protolang.model.term import Operand, Reading
from protolang.model.treatment import Lab, MissingPolicy
from protolang.quantity import Duration, decimal_text
from protolang.source import Span
from protolang.verify.reading import fact, inside, measured, measured_by, terms

_DAILY = frozenset({"stop when", "hold when", "until", "when"})


class _Sampling(NamedTuple):
    """One `measure`, and where it stands."""

    region: Region
    state: State
    item: Obligation


def measured_too_rarely(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each lab, at the `measure` that is the only one while a rule reads it day by day.

    A rule on this result alone, with no dose in between, is decided on the day of each result, and loses nothing. It is
    a warning: an old result never decides (R4), it is the rule that is not there on those days.
    """
    judged = [rule for rule in rules(machine) if rule.keyword in _DAILY]
    for lab in machine.labs:
        if lab.max_age is None:
            continue
        found = _first(machine, lab, lab.max_age, judged)
        if found is not None:
            yield found


def _first(machine: Machine, lab: Lab, age: Duration, judged: list[Rule]) -> Diagnostic | None:
    samplings = [
        _Sampling(region, state, item)
        for region, state in live_states(machine)
        for item in state.obligations
        if item.kind is ActionKind.MEASURE and item.subject == lab.id
    ]
    for one in samplings:
        if any(other is not one and _together(one, other) for other in samplings):
            continue
        distance = longest_distance(machine, one.item)
        if distance is None or distance.days <= longest_of(age):
            continue
        for rule in judged:
            reads = _reads(machine, rule.when, lab.id)
            harm = None if reads is None or not _in_force(rule, one) else _harm(machine, rule, one, lab.id)
            if reads is not None and harm is not None:
                return _finding(lab, age, one, distance, rule, reads, harm)
    return None


def _harm(machine: Machine, rule: Rule, one: _Sampling, lab: str) -> str | None:
    """What is lost while the result is too old; None where the rule is decided on the day of each result anyhow."""
    whole = list(inside(machine, rule.when))
    if any(isinstance(part, Lasting) and lab in measured(machine, fact(machine, part.trigger).when) for part in whole):
        return "what must last is interrupted on those days, so that it may never have lasted long enough"
    if any(isinstance(part, Compare | Is | Occurred) and lab not in measured(machine, part) for part in whole):
        return "what else the rule asks for may come on one of those days, and then it does not apply"
    named = list(named_facts(rule.when))
    policies = [fact(machine, item.trigger).missing for item in named] or [machine.missing]
    waiting = [
        item
        for region, state in live_states(machine)
        for item in state.obligations
        if item.kind is ActionKind.GIVE and _waits(rule, one, region, state) and _comes_between(machine, item, one.item)
    ]
    if waiting and any(policy is not MissingPolicy.ELECTIVE for policy in policies):
        return f"`{waiting[0].subject}` is due on such days too, and waits then for a result"
    return None


def _waits(rule: Rule, one: _Sampling, region: Region, state: State) -> bool:
    """Whether an unknown rule blocks the doses of a state: one of the whole protocol all of them, else its own."""
    if region is one.region and state is not one.state:
        return False
    if rule.region is None:
        return True
    return rule.region == region.name and state.origin.start <= rule.origin.start <= state.origin.end


def _comes_between(machine: Machine, dose: Obligation, sample: Obligation) -> bool:
    """Whether a dose is due between two samples, and not only on their days."""
    if dose.cycle is not None or sample.cycle is not None:
        return False
    doses, samples = longest_distance(machine, dose), longest_distance(machine, sample)
    return doses is not None and samples is not None and doses.days < samples.days


def _together(one: _Sampling, other: _Sampling) -> bool:
    """Whether both can be due at one time: those of two phases of one track cannot."""
    return one.region is not other.region or one.state is other.state


def _in_force(rule: Rule, one: _Sampling) -> bool:
    if rule.region != one.region.name:
        return True
    place = one.state.origin
    return place.start <= rule.origin.start and rule.origin.end <= place.end


def _reads(machine: Machine, when: Expression, lab: str) -> Span | None:
    """Where a condition asks for the result as it is today."""
    for part in inside(machine, when):
        match part:
            case Compare(left, _, right):
                if any(_is_today(machine, term, lab) for side in (left, right) for term in terms(side)):
                    return part.origin
            case Is(name) if name == lab:
                return part.origin
            case _:
                pass
    return None


def _is_today(machine: Machine, term: Operand, lab: str) -> bool:
    return isinstance(term, Reading) and lab in measured_by(machine, term)


def _finding(
    lab: Lab, age: Duration, one: _Sampling, distance: Distance, rule: Rule, reads: Span, harm: str
) -> Diagnostic:
    stale, apart = int(longest_of(age)) + 1, decimal_text(distance.days)
    return Diagnostic(
        PL702,
        f"`{lab.id}` is valid for {age}, but up to {apart} days lie between two results",
        Label(statement(one.item.origin), f"{distance.told}: up to {apart} days apart"),
        (
            Label(named(lab.origin, lab.id), f"valid for {age} after the sample"),
            Label(statement(reads), f"{rule.what} reads it on every day"),
        ),
        notes=(harm,),
        help="measure more often, narrow the window, or say with a source that a result may be used longer",
        timeline=(
            WitnessStep(0, None, f"{lab.id} is sampled"),
            WitnessStep(stale, None, f"{lab.id} is {stale} days old, and undecided"),
            WitnessStep(int(distance.days), None, f"the next sample of {lab.id}"),
        ),
        severity=Severity.WARNING,
    )

"""PL704: a rule that counts from a first dose, event or value which cannot be there when the rule is first judged."""

from collections.abc import Iterator
from typing import NamedTuple

from protolang.checks.leaving import live_states
from protolang.checks.pointing import opening, statement
from protolang.checks.rules import Rule, rules
from protolang.checks.situations import named_facts
from protolang.checks.spans_of_duties import first_tick, least_tick
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL704
from protolang.machine.statechart import Machine, Region, State
from protolang.model.action import ActionKind
from protolang.model.expression import Compare, Expression, Fact, Not
from protolang.model.protocol import Protocol
from protolang.model.term import Aggregate, Baseline, Operand, Since, SinceAct, TimeSince
from protolang.model.treatment import MissingPolicy
from protolang.verify.reading import comparisons, fact, terms

_BLOCKING = frozenset({"stop when", "when", "hold when"})


class _Since(NamedTuple):
    """A comparison that has no answer before there was a first or last of `subject`; `lab` is what is compared."""

    compare: Compare
    subject: str
    lab: str | None


def no_baseline(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """A rule that is unknown until the dose it blocks, or an event nobody must have: an error. A first value that is
    measured only under treatment: a warning."""
    told: set[Compare] = set()
    for rule in rules(machine):
        for since in _sinces(machine, rule.when):
            found = _circle(machine, rule, since) or _late(protocol, machine, since)
            if found is not None and since.compare not in told:
                told.add(since.compare)
                yield found


def _sinces(machine: Machine, when: Expression) -> Iterator[_Since]:
    for compare in comparisons(machine, when):
        for term in (*terms(compare.left), *terms(compare.right)):
            found = _subject(term)
            if found is not None:
                yield _Since(compare, *found)


def _subject(term: Operand) -> tuple[str, str | None] | None:
    match term:
        case Baseline(name, since):
            return _act(since, name)
        case Aggregate(name=name) if term.since is not None:
            return _act(term.since, name)
        case TimeSince(subject):
            return subject, None
        case _:
            return None


def _act(since: Since, lab: str) -> tuple[str, str | None] | None:
    return (since.subject, lab) if isinstance(since, SinceAct) else None


# ---- a rule that waits for what it keeps from happening --------------------------------------------------------


def _circle(machine: Machine, rule: Rule, since: _Since) -> Diagnostic | None:
    if rule.keyword not in _BLOCKING or not _alone(machine, rule.when):
        return None
    policies = [fact(machine, item.trigger).missing for item in named_facts(rule.when)] or [machine.missing]
    if all(policy in (MissingPolicy.ELECTIVE, None) for policy in policies):
        return None
    doses = [
        (region, state, item)
        for region, state in live_states(machine)
        for item in state.obligations
        if item.kind in (ActionKind.GIVE, ActionKind.INFUSE)
    ]
    held = [(region, state, item) for region, state, item in doses if _blocks(rule, region, state)]
    is_event = any(item.id == since.subject for item in machine.events)
    of_drug = [one for one in doses if one[2].subject == since.subject]
    if is_event:
        blocked = held
    elif of_drug and all(any(one[2] is other[2] for other in held) for one in of_drug):
        blocked = of_drug
    else:
        return None
    if not blocked:
        return None
    item = blocked[0][2]
    first = f"`{since.subject}` has never been {'reported' if is_event else 'given'}"
    return Diagnostic(
        PL704,
        f"{rule.what} has no answer while {first}, and `{item.subject}` waits for the answer",
        Label(statement(since.compare.origin), f"unknown until the first `{since.subject}`"),
        (
            Label(statement(item.origin), "blocked while the rule is unknown, from the first day on"),
            *(
                Label(opening(fact(machine, name.trigger).origin), "what is unknown here blocks doses")
                for name in named_facts(rule.when)
            ),
        ),
        notes=("no patient is ever given a dose",) if not is_event else ("a patient without it is never given a dose",),
        help="write `if missing ignore` for this rule, or let it stand in a phase after the first dose",
    )


def _alone(machine: Machine, when: Expression) -> bool:
    """Whether a rule is nothing but one comparison, so that nothing else can decide it meanwhile."""
    match when:
        case Compare():
            return True
        case Not(operand):
            return _alone(machine, operand)
        case Fact(trigger):
            return _alone(machine, fact(machine, trigger).when)
        case _:
            return False


def _blocks(rule: Rule, region: Region, state: State) -> bool:
    if rule.region is None:
        return True
    if rule.region != region.name:
        return False
    inside = state.origin.start <= rule.origin.start <= state.origin.end
    return inside or rule.keyword == "hold when"


# ---- a first value from under treatment ------------------------------------------------------------------------


def _late(protocol: Protocol, machine: Machine, since: _Since) -> Diagnostic | None:
    if since.lab is None:
        return None
    doses = [
        (first_tick(item), item)
        for region in machine.regions
        if not region.on_stop
        for item in region.state(region.initial).obligations
        if item.subject == since.subject and item.kind in (ActionKind.GIVE, ActionKind.INFUSE)
    ]
    samples = [
        (first_tick(item) if state.name == region.initial else least_tick(item), item)
        for region, state in live_states(machine)
        for item in state.obligations
        if item.kind is ActionKind.MEASURE and item.subject == since.lab
    ]
    if not doses or not samples:
        return None
    dosed, dose = min(doses, key=lambda one: one[0])
    sampled, sample = min(samples, key=lambda one: one[0])
    if sampled - sample.window.before <= dosed + dose.window.after:
        return None
    return Diagnostic(
        PL704,
        f"`{since.lab}` is first measured after the first `{since.subject}`, so there is no value from before it",
        Label(statement(since.compare.origin), "compares with a value that is already one under treatment"),
        (
            Label(statement(dose.origin), f"first given on {_day(protocol, dosed)}"),
            Label(statement(sample.origin), f"first measured on {_day(protocol, sampled)}"),
        ),
        help=f"measure `{since.lab}` before the first dose, or on its day",
        severity=Severity.WARNING,
    )


def _day(protocol: Protocol, tick: int) -> str:
    conventions = protocol.conventions
    return f"day {tick // conventions.resolution.per_day + conventions.first_day}"

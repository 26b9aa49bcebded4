"""Claims about days, taken apart: the rules that they are, and the tracks that they can depend on."""

from collections.abc import Iterable
from typing import assert_never

from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.claim import (
    DayClaim,
    EveryWindow,
    Holds,
    LeadsTo,
    NeverWhile,
    OnlyAfter,
    Quantifier,
    Rate,
    conditions_of,
)
from protolang.model.expression import Claim, Expression, Measure
from protolang.verify.cells import NotExactError, classes
from protolang.verify.daily.conditions import Condition, giving, results_read, tracks_read
from protolang.verify.daily.rules import (
    Always,
    Apart,
    AtLeast,
    AtMost,
    Eventually,
    LeadingTo,
    Near,
    NeverDuring,
    OnlyBehind,
    Rule,
)
from protolang.verify.guards import Guards
from protolang.verify.limits import greatest_allowed, least_allowed
from protolang.verify.reading import tracks_of
from protolang.verify.truth import FAILS, HOLDS


def rules_of(machine: Machine, guards: Guards, claim: DayClaim | Claim, *, edges: bool) -> tuple[Rule, ...]:
    """What a course must keep, each by itself; `edges` where the claim speaks of a time with a beginning and an end.

    Times in calendar months are taken as long, or as short, as makes the rule strictest.
    """
    match claim:
        case Holds(quantifier, expression):
            condition = Condition(machine, guards, expression)
            match quantifier:
                case Quantifier.ALWAYS:
                    return (Always(condition, FAILS),)
                case Quantifier.NEVER:
                    return (Always(condition, HOLDS),)
                case Quantifier.EVENTUALLY:
                    return (Eventually(condition),)
                case _:
                    assert_never(quantifier)
        case LeadsTo(trigger, response, within):
            first, second = Condition(machine, guards, trigger), Condition(machine, guards, response)
            return (LeadingTo(first, second, within.shortest()),)
        case Rate(subject, low, high, window):
            most = () if high is None else (AtMost(subject, high, window.longest()),)
            return (*most, *(() if low is None else (AtLeast(subject, low, window.shortest(), edges=edges),)))
        case EveryWindow(subject, window):
            return (AtLeast(subject, 1, window.shortest(), edges=edges),)
        case OnlyAfter(subject, expression, within):
            limit = None if within is None else within.shortest()
            return (OnlyBehind(subject, Condition(machine, guards, expression), limit),)
        case NeverWhile(subject, expression):
            return (NeverDuring(subject, Condition(machine, guards, expression)),)
        case Claim(Measure.SPACING, subject, during, low, high):
            apart = () if low is None else (Apart(subject, during, least_allowed(low)),)
            return (*apart, *(() if high is None else (Near(subject, during, greatest_allowed(high)),)))
        case Claim():
            raise NotExactError(f"a {claim.measure.value} is not followed on days")
        case _:
            assert_never(claim)


# ---- what is explored ------------------------------------------------------------------------------------------


def guards_in(machine: Machine, position: int) -> list[Expression]:
    """Every guard of one region, `until` included."""
    found: list[Expression] = []
    for state in machine.regions[position].states:
        found += [edge.guard for edge in state.transitions if edge.guard is not None]
        found += [item.until.condition for item in state.obligations if item.until is not None]
    return found


def every_track(machine: Machine) -> tuple[int, ...]:
    """All that begin on day 0."""
    return tuple(at for at, region in enumerate(machine.regions) if not region.on_stop)


def cone(machine: Machine, claim: DayClaim | Claim, edges: Iterable[Expression], *, sampled: bool) -> tuple[int, ...]:
    """The tracks that a claim can depend on; with `sampled` those too that measure what they and the claim read."""
    said = [*conditions_of(claim), *edges]
    names = frozenset[str]().union(*(tracks_read(machine, item) for item in said))
    match claim:
        case Rate(subject) | EveryWindow(subject) | OnlyAfter(subject) | NeverWhile(subject) | Claim(subject=subject):
            names |= giving(machine, subject)
        case Holds() | LeadsTo():
            pass
        case _:
            assert_never(claim)
    wanted = {at for at in every_track(machine) if machine.regions[at].name in names}
    if not wanted:
        return every_track(machine)
    while True:
        read = [item for at in wanted for item in guards_in(machine, at)]
        ends = frozenset[str]().union(*(tracks_of(machine, item) for item in read))
        if sampled:
            read += [rule.guard for rule in machine.stops]
            labs = set(classes(machine, [*read, *(part for item in said for part in results_read(machine, item))]))
            ends |= {region.name for region in machine.regions if labs & _measured(machine, region.name)}
        more = {at for at in every_track(machine) if machine.regions[at].name in ends}
        if more <= wanted:
            return tuple(sorted(wanted))
        wanted |= more


def _measured(machine: Machine, name: str) -> frozenset[str]:
    duties = (item for state in machine.region(name).states for item in state.obligations)
    return frozenset(item.subject for item in duties if item.kind is ActionKind.MEASURE)

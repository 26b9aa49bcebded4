"""Verdicts on requirements: proved over every course that completes, or violated by a patient who was replayed.

First all results are let free on every day, which proves what holds however samples are taken. What cannot be
proved so is tried on example values for open decisions, and a course that breaks it is replayed; where the replay
disagrees, the exploration is done again with samples only where the protocol asks for them, and at last with every
track, since one that has no part in the claim can still stop the others.
"""

from enum import Enum
from typing import NamedTuple, assert_never

import attrs

from protolang.diagnostics import WitnessStep
from protolang.execution.obligation import consequence_of, duration_of, limit_of
from protolang.machine.statechart import Machine, Region
from protolang.model.action import ActionKind, Every
from protolang.model.claim import EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Rate
from protolang.model.expression import (
    Claim,
    Expression,
    Measure,
    NeverExit,
)
from protolang.model.protocol import Protocol, Requirement
from protolang.model.treatment import Attribute, Consequence, DerivedAttribute
from protolang.quantity import CalendarMonths, Days, Duration
from protolang.verify import daily, walk
from protolang.verify.bounds import extremes, shortest_course, widest
from protolang.verify.budget import STATES, Budget, BudgetError, Meter, metered
from protolang.verify.cells import NotExactError, classes
from protolang.verify.decisions import example_decisions
from protolang.verify.explore import Explorer, Graph, Step
from protolang.verify.guards import Guards
from protolang.verify.limits import greatest_allowed, least_allowed
from protolang.verify.monitors import Counter, GapWatch, Monitor, Spanner
from protolang.verify.never import never_exit
from protolang.verify.places import lengths
from protolang.verify.reading import tracks_of
from protolang.verify.repeats import explored_shortly
from protolang.verify.rounds import round_of
from protolang.verify.scope import hindrances, unsupported
from protolang.verify.verdict import Result, Verdict
from protolang.verify.witness import replay, timeline

__all__ = ["ASKED_ONLY", "BUDGET", "UNREPLAYED", "guards_of", "tracks_of", "verify"]

BUDGET = STATES
"""States explored for one requirement before the answer is UNKNOWN."""

UNREPLAYED = "a course that breaks it was found, and the interpreter takes another one"
"""The reason that no protocol may have: the explorer and the interpreter are at odds, and a test looks for it."""

TOO_LARGE = "it takes"
"""How the reason begins where the kernel went over its budget: the walk, which costs more, is not tried then."""

ASKED_ONLY = "where samples are taken only when the protocol asks for them"
"""The reason of a proof that does not hold for every way of sampling."""


def verify(protocol: Protocol, machine: Machine, *, budget: int | Budget | Meter = BUDGET) -> tuple[Result, ...]:
    """One result per requirement, in their order. Never raises: what cannot be decided is UNKNOWN with the reason.

    The kernel explorer is asked first: it is quick, and knows a part of the language. What it does not follow the walk
    of the interpreter decides, which knows all of it, and costs more: the states of the budget, or half as many days
    of patients. Its time and memory are those of all requirements together.
    """
    meter = metered(budget)
    return tuple(judged(machine, requirement, meter) for requirement in protocol.requirements)


def judged(machine: Machine, requirement: Requirement, budget: int | Budget | Meter) -> Result:
    """The verdict on one requirement, which need not stand in the protocol."""
    meter = metered(budget)
    first = _verify(machine, requirement, meter)
    if first.verdict is not Verdict.UNKNOWN or first.disagrees or not _is_walked(requirement, first):
        return first
    second = walk.judge(machine, requirement, steps=meter.states // 2, meter=meter)
    if second.verdict is not Verdict.UNKNOWN or second.disagrees:
        return second
    if second.reason == first.reason:
        return first
    return attrs.evolve(second, reason=f"{first.reason}; {second.reason}", engines=(*first.engines, *second.engines))


def _is_walked(requirement: Requirement, first: Result) -> bool:
    """Whether the walk may know more: not of what depends on an open decision, which both try on examples."""
    match requirement.claim:
        case NeverExit():
            return False
        case _:
            return first.states == 0 and not first.reason.startswith(TOO_LARGE)


def _verify(machine: Machine, requirement: Requirement, budget: Meter) -> Result:
    try:
        return _by_kernel(machine, requirement, budget)
    except NotExactError as reason:
        return _unknown(requirement, str(reason))
    except BudgetError as reason:
        return _unknown(requirement, reason.sentence)


def _by_kernel(machine: Machine, requirement: Requirement, budget: Meter) -> Result:
    if goes_on_by_itself(machine) and not isinstance(requirement.claim, NeverExit):
        # such a course completes all the same, and the kernel ends it where the review begins
        raise NotExactError("the explorer does not follow a review that ends by itself yet")
    match requirement.claim:
        case Claim(measure=Measure.TOTAL):
            raise NotExactError("the explorer does not follow amounts yet")
        case Claim(measure=Measure.COUNT | Measure.SPAN) if requirement.opens is not None:
            raise NotExactError("the explorer does not follow the time that is looked at yet")
        case (
            Claim(measure=Measure.SPACING | Measure.DURATION)
            | Holds()
            | LeadsTo()
            | Rate()
            | EveryWindow()
            | OnlyAfter()
            | NeverWhile()
        ) as claim:
            return daily.on_days(machine, requirement, claim, budget=budget)
        case Claim() as claim:
            return _Inquiry(machine, requirement, claim, budget).result()
        case NeverExit() as claim:
            return never_exit(machine, requirement, claim)
        case _:
            assert_never(requirement.claim)


def goes_on_by_itself(machine: Machine) -> bool:
    """Whether a track that waits for a review goes on without one, when the hold has lasted as long as it may."""
    reviews = any(
        consequence_of(item) is Consequence.REVIEW
        for region in machine.regions
        for state in region.states
        for item in state.obligations
    )
    return reviews and machine.hold is not None and machine.hold.consequence is Consequence.SKIP


def _unknown(requirement: Requirement, reason: str) -> Result:
    return Result(requirement, Verdict.UNKNOWN, None, None, False, 0, (), reason)


class _Scope(Enum):
    """How much is explored, and how freely: each step is nearer to what a protocol allows, and costs more."""

    FREE = "free"  # the tracks the claim depends on, any result on any day
    ASKED = "asked"  # those, and the tracks that sample for them
    WHOLE = "whole"  # every track


class _Range(NamedTuple):
    """The least and greatest value of the claim's measure over complete courses; `greatest` None is unbounded.

    `exact` when both are known to be reached: one value is, and so are two that no result and no open decision has
    a part in.
    """

    least: int | None
    greatest: int | None
    exact: bool


class _Inquiry:
    """The questions asked about one claim."""

    def __init__(self, machine: Machine, requirement: Requirement, claim: Claim, budget: Meter) -> None:
        self.machine, self.requirement, self.claim, self.budget = machine, requirement, claim, budget
        self.low = None if claim.low is None else least_allowed(claim.low)
        self.high = None if claim.high is None else greatest_allowed(claim.high)

    def result(self) -> Result:
        names = frozenset(self.machine.regions[at].name for at in self._regions(self.machine, _Scope.FREE))
        known = {state.name for region in self.machine.regions for state in region.states}
        if self.claim.during is not None and self.claim.during not in known:
            return _unknown(self.requirement, f"`{self.claim.during}` has phases inside, which are not followed yet")
        passed_over = unsupported(self.machine, names)
        if passed_over:
            return _unknown(self.requirement, passed_over[0][0])
        guards = self._guards(self.machine, _Scope.FREE)
        quick = self._repeated(guards)
        if quick is not None:
            return quick
        graph, found = self._explore(self.machine, _Scope.FREE, guards)
        if found is None:
            return _unknown(self.requirement, "no course completes, so nothing can be said of those that do")
        if self._fits(found):
            proved = self._verdict(Verdict.PROVED, found, graph.states, (), "")
            return self._going_round(proved, self.machine, guards, graph)
        sample = example_decisions(self.machine, {step.taint for steps in graph.steps for step in steps})
        machine = sample.machine
        reason = f"taking {sample.text}" if sample.text else ""
        hindering = hindrances(self.machine)
        # with something that is not followed, results are let free, and a course that breaks it counts once replayed
        for scope in (_Scope.FREE,) if hindering else _Scope:
            again: _Range | None = found
            if (
                sample.text or scope is not _Scope.FREE
            ):  # else no open decision has a part in it: it was explored already
                guards = self._guards(machine, scope)
                graph, again = self._explore(machine, scope, guards)
            if again is None:
                return _unknown(self.requirement, "no course completes, so nothing can be said of those that do")
            course = self._broken_course(graph)
            if course is None:
                if not sample.text:
                    # a sample that nobody asked for can be taken, and then this says nothing
                    why = "" if scope is _Scope.FREE else ASKED_ONLY
                    return self._verdict(Verdict.PROVED, again, graph.states, (), why)
                why = f"it depends on what is decided for {sample.names}; it holds {reason}"
                return attrs.evolve(
                    self._verdict(Verdict.UNKNOWN, found, graph.states, (), why), maximum=found.greatest
                )
            fixed = self._fixed(machine, guards)
            if fixed is not None:
                return _unknown(self.requirement, f"the explorer does not keep `{fixed}` of a patient the same yet")
            played = replay(machine, guards, graph, course, self.requirement, self.claim)
            if played.violates:
                shown = again if sample.text or scope is not _Scope.FREE else found
                told = timeline(played, self.claim, guards.labs)
                broken = self._verdict(Verdict.VIOLATED, shown, graph.states, told, reason)
                return self._going_round(broken, machine, guards, graph)
        if hindering:
            return _unknown(self.requirement, hindering[0][0])
        if _counts_months(machine):
            return _unknown(
                self.requirement, "months differ in length, and no start date was found on which a patient breaks it"
            )
        return attrs.evolve(_unknown(self.requirement, UNREPLAYED), disagrees=True)

    def _verdict(
        self, verdict: Verdict, found: _Range, states: int, steps: tuple[WitnessStep, ...], reason: str
    ) -> Result:
        unbounded = found.greatest is None
        result = Result(self.requirement, verdict, found.least, found.greatest, unbounded, states, steps, reason)
        return attrs.evolve(result, exact=found.exact and not hindrances(self.machine))

    def _going_round(self, result: Result, machine: Machine, guards: Guards, graph: Graph) -> Result:
        return attrs.evolve(result, round=round_of(machine, guards, graph, self.claim)) if result.unbounded else result

    def _guards(self, machine: Machine, scope: "_Scope") -> Guards:
        expressions = [item for position in self._regions(machine, scope) for item in guards_of(machine, position)]
        expressions += self._edges()
        covers = Guards(machine, classes(machine, expressions)).covers
        # a stop rule has thresholds of its own, and must not find one class on both sides of them
        expressions += [rule.guard for rule in machine.stops if scope is not _Scope.FREE or covers(rule.guard)]
        return Guards(machine, classes(machine, expressions))

    def _fixed(self, machine: Machine, guards: Guards) -> str | None:
        """An arm, or another word for what a patient is, that guards read: no course may change it on its way."""
        return next((item.id for item in machine.attributes if _is_word(item) and item.id in guards.labs), None)

    def _edges(self) -> list[Expression]:
        """What opens the time that is looked at, and closes it."""
        return [item for item in (self.requirement.opens, self.requirement.closes) if item is not None]

    def _regions(self, machine: Machine, scope: "_Scope") -> tuple[int, ...]:
        """The tracks the claim can depend on: those that give its drug, and those they wait for."""
        everything = tuple(at for at, region in enumerate(machine.regions) if not region.on_stop)
        if scope is _Scope.WHOLE:
            return everything
        wanted = {position for position, region in enumerate(machine.regions) if _gives(region, self.claim.subject)}
        if not wanted:  # of a drug that nobody gives, only the time that is looked at can be measured
            return everything
        while True:
            more = set()
            expressions = [item for position in wanted for item in guards_of(machine, position)] + self._edges()
            if scope is _Scope.ASKED:
                expressions += [rule.guard for rule in machine.stops]
            for expression in expressions:
                more |= {_position(machine, name) for name in tracks_of(machine, expression)}
                if scope is _Scope.ASKED:
                    labs = classes(machine, [expression])
                    more |= {at for at, region in enumerate(machine.regions) if _measures(region, set(labs))}
            if more <= wanted:
                return tuple(sorted(wanted))
            wanted |= more

    def _explore(self, machine: Machine, scope: "_Scope", guards: Guards) -> tuple[Graph, _Range | None]:
        monitor = self._monitor(guards)
        regions, free = self._regions(machine, scope), scope is _Scope.FREE
        explorer = Explorer(machine, regions, guards, monitor, free=free, budget=self.budget)
        graph = explorer.explore()
        loose = (free and bool(guards.labs)) or any(step.taint for steps in graph.steps for step in steps)
        if self.claim.measure is Measure.GAP:
            greatest = widest(graph)
            if greatest is None:
                return graph, None
            return graph, _Range(None, None if greatest >= self._ceiling else max(greatest, 0), not loose)
        found = extremes(graph)
        if found is None:
            return graph, None
        return graph, _Range(found.minimum, found.maximum, not loose or found.minimum == found.maximum)

    def _repeated(self, guards: Guards) -> Result | None:
        """The proof for a long plain repeat, which need not be explored time by time."""
        if self.claim.measure is Measure.GAP:
            return None
        regions, monitor = self._regions(self.machine, _Scope.FREE), self._monitor(guards)
        known = explored_shortly(self.machine, regions, guards, monitor, self.budget)
        if known is None:
            return None
        found = _Range(known.least, known.greatest, known.exact)
        return self._verdict(Verdict.PROVED, found, known.states, (), "") if self._fits(found) else None

    @property
    def _ceiling(self) -> int:
        return 2 * (self.high or self.low or 0) + 400

    def _monitor(self, guards: Guards) -> Monitor:
        claim = self.claim
        match claim.measure:
            case Measure.COUNT:
                return Counter(claim.subject, claim.during)
            case Measure.SPAN:
                return Spanner(claim.subject, claim.during)
            case Measure.GAP:
                opens, closes = self.requirement.opens, self.requirement.closes
                if opens is None or closes is None:
                    return GapWatch(claim.subject, claim.during, None, frozenset(), self._ceiling)
                labs = guards.reads(opens) | guards.reads(closes)
                scope = (guards.compile(opens), guards.compile(closes))
                narrow = self.low is not None
                return GapWatch(claim.subject, claim.during, scope, labs, self._ceiling, narrow=narrow)
            case Measure.SPACING | Measure.TOTAL | Measure.DURATION:
                raise NotExactError(f"a {claim.measure.value} is not followed yet")
            case _:
                assert_never(claim.measure)

    def _fits(self, found: _Range) -> bool:
        if self.low is not None and (found.least is None or found.least < self.low):
            return False
        return self.high is None or (found.greatest is not None and found.greatest <= self.high)

    def _broken_course(self, graph: Graph) -> tuple[Step, ...] | None:
        cap = max(self.low or 0, (self.high or 0) + 1)

        def gather(total: int, step: Step) -> int:
            if self.claim.measure is Measure.GAP:
                return min(max(total, step.observed), cap)
            return min(total + step.weight, cap)

        def broken(total: int) -> bool:
            if total < 0:  # the time that is looked at never began
                return False
            return (self.low is not None and total < self.low) or (self.high is not None and total > self.high)

        begun = self.claim.measure is not Measure.GAP or not self._edges()
        return shortest_course(graph, gather, broken, start=0 if begun else -1)


# ---- what a region depends on ----------------------------------------------------------------------------------


def guards_of(machine: Machine, position: int) -> list[Expression]:
    """Every guard of one region, `until` included."""
    found: list[Expression] = []
    for state in machine.regions[position].states:
        found += [edge.guard for edge in state.transitions if edge.guard is not None]
        found += [item.until.condition for item in state.obligations if item.until is not None]
    return found


def _counts_months(machine: Machine) -> bool:
    """Whether an interval, a delay or a limit is in calendar months, whose lengths the explorer leaves open."""
    durations: list[int | Duration | None] = []
    for region in machine.regions:
        for state in region.states:
            durations += [duration_of(machine, edge.delay) for edge in state.transitions if edge.delay is not None]
            for item in state.obligations:
                durations.append(limit_of(machine, item))
                if isinstance(item.timing, Every):
                    durations.append(duration_of(machine, item.timing.interval))
    return any(len(lengths(item)) > 1 for item in durations if isinstance(item, Days | CalendarMonths))


def _is_word(item: Attribute | DerivedAttribute) -> bool:
    return isinstance(item, Attribute) and bool(item.choices)


def _position(machine: Machine, name: str) -> int:
    return next(at for at, region in enumerate(machine.regions) if region.name == name)


def _gives(region: Region, subject: str) -> bool:
    return any(item.subject == subject for state in region.states for item in state.obligations)


def _measures(region: Region, labs: set[str]) -> bool:
    return any(
        item.kind is ActionKind.MEASURE and item.subject in labs
        for state in region.states
        for item in state.obligations
    )

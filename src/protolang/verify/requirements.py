"""Verdicts on requirements: proved over every course that completes, or violated by a patient who was replayed.

First all results are let free on every day, which proves what holds however samples are taken. What cannot be
proved so is tried on example values for open decisions, and a course that breaks it is replayed; where the replay
disagrees, the exploration is done again with samples only where the protocol asks for them.
"""

from typing import NamedTuple, assert_never

import attrs

from protolang.diagnostics import WitnessStep
from protolang.machine.statechart import Machine, Region
from protolang.model.expression import (
    All,
    Any,
    Bound,
    Claim,
    Compare,
    Ended,
    Expression,
    Fact,
    Measure,
    NeverExit,
    Not,
    Occurred,
    Once,
)
from protolang.model.protocol import Protocol, Requirement
from protolang.model.treatment import ActionKind
from protolang.quantity import CalendarMonths, Days
from protolang.verify.bounds import extremes, shortest_course, widest
from protolang.verify.cells import NotExactError, classes, fact
from protolang.verify.decisions import example_decisions
from protolang.verify.explore import BudgetError, Explorer, Graph, Step
from protolang.verify.guards import Guards
from protolang.verify.monitors import Counter, GapWatch, Monitor, Spanner
from protolang.verify.never import never_exit
from protolang.verify.verdict import Result, Verdict
from protolang.verify.witness import replay, timeline

BUDGET = 200_000
"""States explored for one requirement before the answer is UNKNOWN."""


def verify(protocol: Protocol, machine: Machine, *, budget: int = BUDGET) -> tuple[Result, ...]:
    """One result per requirement, in their order. Never raises: what cannot be decided is UNKNOWN with the reason."""
    return tuple(_verify(machine, requirement, budget) for requirement in protocol.requirements)


def _verify(machine: Machine, requirement: Requirement, budget: int) -> Result:
    match requirement.claim:
        case Claim() as claim:
            try:
                return _Inquiry(machine, requirement, claim, budget).result()
            except NotExactError as reason:
                return _unknown(requirement, str(reason))
            except BudgetError as reason:
                return _unknown(requirement, f"it takes {reason} to decide")
        case NeverExit() as claim:
            return never_exit(machine, requirement, claim)
        case _:
            assert_never(requirement.claim)


def _unknown(requirement: Requirement, reason: str) -> Result:
    return Result(requirement, Verdict.UNKNOWN, None, None, False, 0, (), reason)


class _Range(NamedTuple):
    """The least and greatest value of the claim's measure over complete courses; `greatest` None is unbounded."""

    least: int | None
    greatest: int | None


class _Inquiry:
    """The questions asked about one claim."""

    def __init__(self, machine: Machine, requirement: Requirement, claim: Claim, budget: int) -> None:
        self.machine, self.requirement, self.claim, self.budget = machine, requirement, claim, budget
        self.low = None if claim.low is None else _least_allowed(claim.low)
        self.high = None if claim.high is None else _greatest_allowed(claim.high)

    def result(self) -> Result:
        graph, found = self._explore(self.machine, free=True)
        if found is None:
            return _unknown(self.requirement, "no course completes, so nothing can be said of those that do")
        if self._fits(found):
            return self._verdict(Verdict.PROVED, found, graph.states, (), "")
        sample = example_decisions(self.machine, {step.taint for steps in graph.steps for step in steps})
        machine = sample.machine
        reason = f"taking {sample.text}" if sample.text else ""
        for free in (True, False):
            guards = self._guards(machine)
            graph, again = self._explore(machine, free=free, guards=guards)
            if again is None:
                return _unknown(self.requirement, "no course completes, so nothing can be said of those that do")
            course = self._broken_course(graph)
            if course is None:
                if not sample.text:
                    return self._verdict(Verdict.PROVED, again, graph.states, (), "")
                why = f"it depends on what is decided for {sample.names}; it holds {reason}"
                return attrs.evolve(
                    self._verdict(Verdict.UNKNOWN, found, graph.states, (), why), maximum=found.greatest
                )
            played = replay(machine, guards, graph, course, self.requirement, self.claim)
            if played.violates:
                shown = again if sample.text or not free else found
                return self._verdict(
                    Verdict.VIOLATED, shown, graph.states, timeline(played, self.claim, guards.labs), reason
                )
        raise AssertionError(f"a witness against `{self.requirement.name}` does not replay")

    def _verdict(
        self, verdict: Verdict, found: _Range, states: int, steps: tuple[WitnessStep, ...], reason: str
    ) -> Result:
        unbounded = found.greatest is None
        return Result(self.requirement, verdict, found.least, found.greatest, unbounded, states, steps, reason)

    def _guards(self, machine: Machine) -> Guards:
        expressions = [item for position in self._regions(machine, free=True) for item in guards_of(machine, position)]
        expressions += [item for item in (self.requirement.opens, self.requirement.closes) if item is not None]
        return Guards(machine, classes(machine, expressions))

    def _regions(self, machine: Machine, *, free: bool) -> tuple[int, ...]:
        """The tracks the claim can depend on: those that give its drug, and those they wait for."""
        wanted = {position for position, region in enumerate(machine.regions) if _gives(region, self.claim.subject)}
        while True:
            more = set()
            for position in wanted:
                for expression in guards_of(machine, position):
                    more |= {_position(machine, name) for name in tracks_of(machine, expression)}
                    if not free:
                        labs = classes(machine, [expression])
                        more |= {at for at, region in enumerate(machine.regions) if _measures(region, set(labs))}
            if more <= wanted:
                return tuple(sorted(wanted))
            wanted |= more

    def _explore(self, machine: Machine, *, free: bool, guards: Guards | None = None) -> tuple[Graph, _Range | None]:
        guards = guards or self._guards(machine)
        monitor = self._monitor(guards)
        explorer = Explorer(machine, self._regions(machine, free=free), guards, monitor, free=free, budget=self.budget)
        graph = explorer.explore()
        if self.claim.measure is Measure.GAP:
            greatest = widest(graph)
            if greatest is None:
                return graph, None
            return graph, _Range(None, None if greatest >= self._ceiling else greatest)
        found = extremes(graph)
        return graph, None if found is None else _Range(found.minimum, found.maximum)

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
                return GapWatch(claim.subject, claim.during, scope, labs, self._ceiling)
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
            return (self.low is not None and total < self.low) or (self.high is not None and total > self.high)

        return shortest_course(graph, gather, broken)


def _least_allowed(bound: Bound) -> int:
    """The least whole value that satisfies a lower bound on every start date."""
    match bound.value:
        case int(count):
            value = count
        case Days() | CalendarMonths() as duration:
            value = duration.longest()
        case _:
            assert_never(bound.value)
    return value if bound.inclusive else value + 1


def _greatest_allowed(bound: Bound) -> int:
    """The greatest whole value that satisfies an upper bound on every start date."""
    match bound.value:
        case int(count):
            value = count
        case Days() | CalendarMonths() as duration:
            value = duration.shortest()
        case _:
            assert_never(bound.value)
    return value if bound.inclusive else value - 1


# ---- what a region depends on ----------------------------------------------------------------------------------


def guards_of(machine: Machine, position: int) -> list[Expression]:
    """Every guard of one region, `until` included."""
    found: list[Expression] = []
    for state in machine.regions[position].states:
        found += [edge.guard for edge in state.transitions if edge.guard is not None]
        found += [item.until.condition for item in state.obligations if item.until is not None]
    return found


def tracks_of(machine: Machine, expression: Expression) -> frozenset[str]:
    """The tracks whose end an expression waits for."""
    match expression:
        case Ended(track):
            return frozenset({track})
        case All(operands) | Any(operands):
            return frozenset().union(*(tracks_of(machine, item) for item in operands))
        case Not(operand):
            return tracks_of(machine, operand)
        case Fact(trigger) | Once(trigger):
            return tracks_of(machine, fact(machine, trigger).when)
        case Compare() | Occurred():
            return frozenset()
        case _:
            assert_never(expression)


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

"""The verdict on a claim about days, by the fast explorer.

First with results let free on every day and open decisions left open, which proves what holds however they are. What is
broken then is looked for with samples where the protocol asks for them, then with every track, and told only when the
reference interpreter breaks it too.
"""

import heapq
from collections.abc import Callable, Iterator
from typing import NamedTuple

from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.claim import DayClaim, conditions_of
from protolang.model.expression import Claim
from protolang.model.protocol import Requirement
from protolang.model.treatment import Attribute, Consequence
from protolang.verify.bounds import completing, shortest_course
from protolang.verify.budget import Budget, Meter, metered
from protolang.verify.cells import NotExactError, classes
from protolang.verify.daily.claims import cone, every_track, guards_in, rules_of
from protolang.verify.daily.conditions import Condition, giving, results_read
from protolang.verify.daily.explorer import FROM_OUTSIDE, DayExplorer
from protolang.verify.daily.rules import Rule
from protolang.verify.daily.watch import Watch
from protolang.verify.decisions import example_decisions
from protolang.verify.explore import START, Graph, Step
from protolang.verify.guards import Guards
from protolang.verify.scope import hindrances, unsupported
from protolang.verify.verdict import Verdict
from protolang.verify.witness import played

Breaks = Callable[[Trace, frozenset[str]], bool]
"""Whether the course of a patient, as the reference interpreter ran it, breaks the requirement in some tracks."""

NOT_ALWAYS_SAMPLED = "where samples are taken only when the protocol asks for them"


class Decided(NamedTuple):
    """A verdict on a claim about days. `trace` is the patient of a VIOLATED one, `labs` what the claim turns on."""

    verdict: Verdict
    states: int
    reason: str
    trace: Trace | None = None
    labs: tuple[str, ...] = ()
    tracks: frozenset[str] = frozenset()
    least: int | None = None
    greatest: int | None = None


class _Part(NamedTuple):
    """What is explored, and how freely."""

    machine: Machine
    regions: tuple[int, ...]
    free: bool

    @property
    def names(self) -> frozenset[str]:
        """The names of the tracks."""
        return frozenset(self.machine.regions[at].name for at in self.regions)


def decide(
    machine: Machine, requirement: Requirement, claim: DayClaim | Claim, breaks: Breaks, *, budget: int | Budget | Meter
) -> Decided:
    """PROVED for every course up to a clinician's decision, VIOLATED by a patient who was replayed, or UNKNOWN.

    `breaks` judges the course of a patient. Raises `NotExactError` for what is not followed, and `BudgetError`.
    """
    found = [item.decided() for item in _inquiries(machine, requirement, claim, breaks, metered(budget))]
    order = (Verdict.VIOLATED, Verdict.UNKNOWN, Verdict.PROVED)
    return min(found, key=lambda item: (order.index(item.verdict), not item.reason))


def _inquiries(
    machine: Machine, requirement: Requirement, claim: DayClaim | Claim, breaks: Breaks, budget: Meter
) -> Iterator["_Inquiry"]:
    """One per rule that the claim is made of."""
    free = _Inquiry(machine, requirement, claim, breaks, budget, 0)
    for at in range(len(free.rules(machine, free.guards(free.free(machine))))):
        yield _Inquiry(machine, requirement, claim, breaks, budget, at)


class _Inquiry:
    def __init__(
        self,
        machine: Machine,
        requirement: Requirement,
        claim: DayClaim | Claim,
        breaks: Breaks,
        budget: int | Budget | Meter,
        at: int,
    ) -> None:
        self.machine, self.requirement, self.claim, self.at = machine, requirement, claim, at
        self.breaks, self.budget = breaks, budget
        self.edges = tuple(item for item in (requirement.opens, requirement.closes) if item is not None)

    def decided(self) -> Decided:
        """The verdict on this rule."""
        part = self.free(self.machine)
        guards = self.guards(part)
        self._refuse(part, self.rules(self.machine, guards)[self.at])
        graph, course = self._explore(part, guards)
        if course is None:
            return Decided(Verdict.PROVED, graph.states, "", None, guards.labs)
        taints = {step.taint for steps in graph.steps for step in steps}
        sample = example_decisions(self.machine, taints - {FROM_OUTSIDE})
        taking = f"taking {sample.text}" if sample.text else ""
        hindering = hindrances(self.machine)
        states = graph.states
        explored = self.free(sample.machine) if not sample.text else None
        for part in self._parts(sample.machine, free_only=bool(hindering)):
            if hindering and part.regions != self.free(sample.machine).regions:
                raise NotExactError(hindering[0][0])
            if part != explored:
                guards = self.guards(part)
                graph, course = self._explore(part, guards)
            states = max(states, graph.states)
            if course is None and not sample.text:
                return Decided(Verdict.PROVED, states, "" if part.free else NOT_ALWAYS_SAMPLED, None, guards.labs)
            if course is None:
                why = f"it depends on what is decided for {sample.names}; it holds {taking}"
                return Decided(Verdict.UNKNOWN, states, why)
            trace = None if _outside(course) else self._replayed(part, guards, graph, course)
            if trace is not None:
                return Decided(Verdict.VIOLATED, states, taking, trace, guards.labs, part.names)
        if hindering:
            raise NotExactError(hindering[0][0])
        raise NotExactError("a course that may break it was found, and no patient who does")

    def _parts(self, machine: Machine, *, free_only: bool) -> Iterator[_Part]:
        """Where a course that breaks the rule is looked for, one after the other.

        What a course lacks at its end it may still get while other tracks go on, so then all of them are looked at.
        """
        rule = self.rules(machine, self.guards(self.free(machine)))[self.at]
        lacks = bool(rule.conditions) and not rule.safety
        yield _Part(machine, every_track(machine), free=True) if lacks else self.free(machine)
        if free_only:
            return
        if not lacks:
            yield _Part(machine, cone(machine, self.claim, self.edges, sampled=True), free=False)
        yield _Part(machine, every_track(machine), free=False)

    def free(self, machine: Machine) -> _Part:
        """The tracks that the claim depends on, any result on any day."""
        return _Part(machine, cone(machine, self.claim, self.edges, sampled=False), free=True)

    def _refuse(self, part: _Part, rule: Rule) -> None:
        """Raises `NotExactError` for what can lead to courses that are not explored."""
        machine = self.machine
        for reason, _ in unsupported(machine, part.names):
            raise NotExactError(reason)
        if not rule.safety:
            return
        # these leave fewer courses that complete, and more ways to go on without completing
        if machine.eligibility:
            raise NotExactError("the explorer does not follow who may be treated yet")
        for drug in machine.drugs:
            if any(limit.consequence is Consequence.REVIEW for limit in drug.limits):
                raise NotExactError(f"the explorer does not follow the limit of `{drug.id}` yet")
        after = frozenset(region.name for region in machine.regions if region.on_stop)
        if after and (rule.subject is None or giving(machine, rule.subject) & after):
            raise NotExactError("the explorer does not follow what is done after the protocol was stopped yet")

    def guards(self, part: _Part) -> Guards:
        """What the tracks and the claim compare, cut into classes."""
        expressions = [item for at in part.regions for item in guards_in(part.machine, at)]
        for said in (*conditions_of(self.claim), *self.edges):
            expressions += results_read(part.machine, said)
        covers = Guards(part.machine, classes(part.machine, expressions)).covers
        # a stop rule has thresholds of its own, and must not find one class on both sides of them
        expressions += [rule.guard for rule in part.machine.stops if not part.free or covers(rule.guard)]
        return Guards(part.machine, classes(part.machine, expressions))

    def rules(self, machine: Machine, guards: Guards) -> tuple[Rule, ...]:
        """The rules that the claim is made of."""
        return rules_of(machine, guards, self.claim, edges=bool(self.edges))

    def _explore(self, part: _Part, guards: Guards) -> tuple[Graph, tuple[Step, ...] | None]:
        rule = self.rules(part.machine, guards)[self.at]
        scope = [Condition(part.machine, guards, item) for item in self.edges]
        watch = Watch(rule, (scope[0], scope[1]) if scope else None)
        explorer = DayExplorer(part.machine, part.regions, guards, watch, free=part.free, budget=self.budget)
        graph = explorer.explore()
        if not rule.safety and START not in completing(graph):
            raise NotExactError("no course completes, so nothing can be said of those that do")
        return graph, first_day(graph) if rule.safety else _completed_course(graph)

    def _replayed(self, part: _Part, guards: Guards, graph: Graph, course: tuple[Step, ...]) -> Trace | None:
        fixed = next((item.id for item in part.machine.attributes if item.id in guards.labs and _is_word(item)), None)
        if fixed is not None:
            raise NotExactError(f"the explorer does not keep `{fixed}` of a patient the same yet")
        trace = played(part.machine, guards, graph, course)
        return trace if self.breaks(trace, part.names) else None


def _is_word(item: object) -> bool:
    match item:
        case Attribute():
            return bool(item.choices)
        case _:
            return False


def _outside(course: tuple[Step, ...]) -> bool:
    return any(step.taint == FROM_OUTSIDE for step in course)


def first_day(graph: Graph) -> tuple[Step, ...] | None:
    """The course of fewest days up to a day that breaks the claim, rather without a stop from outside."""
    best = {START: (0, 0)}
    came: dict[int, tuple[int, Step]] = {}
    heap: list[tuple[int, int, int]] = [(0, 0, START)]
    found: tuple[int, int, int, Step] | None = None
    while heap:
        outside, days, number = heapq.heappop(heap)
        if (outside, days) > best[number]:
            continue
        for step in graph.steps[number]:
            cost = (outside + (step.taint == FROM_OUTSIDE), days + step.days)
            if step.observed > 0:
                if found is None or cost < found[:2]:
                    found = (*cost, number, step)
            elif step.target >= START and cost < best.get(step.target, (*cost, 1)):
                best[step.target] = cost
                came[step.target] = (number, step)
                heapq.heappush(heap, (*cost, step.target))
    if found is None:
        return None
    _, _, number, step = found
    course = [step]
    while number != START:
        number, step = came[number]
        course.append(step)
    return tuple(reversed(course))


def _completed_course(graph: Graph) -> tuple[Step, ...] | None:
    return shortest_course(graph, lambda broken, step: broken or step.observed, lambda broken: broken > 0)

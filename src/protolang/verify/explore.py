"""Every course that some regions of a machine can take: breadth first, exact, over the days that matter.

Nothing is sampled. What is not determined by the protocol branches: whether an open obligation is met today, the
class of a result, an event, and what an open decision would be. Samples are taken only where the protocol asks for
them. A course ends COMPLETE when all regions explored have ended, or leaves the protocol's own rules: STOPPED, or
REVIEW, where a clinician decides.

Cost: states times choices. Steps of one region are remembered, so a state costs a few dictionary look-ups.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product

from protolang.machine.statechart import Machine, Stop
from protolang.verify.budget import Budget, BudgetError, Meter, metered
from protolang.verify.graph import COMPLETE_NODE, REVIEW_NODE, START, STOPPED_NODE, Evening, Graph, Node, Step
from protolang.verify.guards import NO_RESULT, Environment, Guard, Guards
from protolang.verify.kernel import DONE, FAR, REVIEW, RUNNING, STOPPED, Closed, Local, Opened, RegionKernel
from protolang.verify.monitors import Monitor, Observed
from protolang.verify.places import events_denied
from protolang.verify.reading import reads_events, tracks_of
from protolang.verify.sampling import Asked, Free, Results, Sampling
from protolang.verify.size import what_is_large
from protolang.verify.truth import HOLDS, UNKNOWN

MOST_EVENTS = 8
STEPS_PER_STATE, WORK_PER_STATE = 5, 20


__all__ = [
    "COMPLETE_NODE",
    "REVIEW_NODE",
    "START",
    "STOPPED_NODE",
    "Evening",
    "Explorer",
    "Graph",
    "Node",
    "Step",
]


class Explorer:
    """Explores some regions of a machine under one monitor; `free` chooses how results come about."""

    def __init__(
        self,
        machine: Machine,
        regions: tuple[int, ...],
        guards: Guards,
        monitor: Monitor,
        *,
        free: bool,
        budget: int | Budget | Meter,
    ) -> None:
        self.machine, self.guards, self.monitor = machine, guards, monitor
        self.meter = metered(budget)
        self.budget = self.meter.states
        self._work = 0
        self.positions = regions
        self.kernels = tuple(RegionKernel(machine, position, guards) for position in regions)
        names = {machine.regions[position].name for position in regions}
        self.stops = [
            (rule, guards.compile(rule.guard))
            for rule in machine.stops
            if (rule.region is None or rule.region in names)
            and guards.covers(rule.guard)
            and tracks_of(machine, rule.guard) <= names
        ]
        self._stop_reads = frozenset().union(*(guards.reads(rule.guard) for rule, _ in self.stops))
        self._facts = tuple(
            (1 << at, guards.compile(item.when)) for at, item in enumerate(machine.facts) if at in guards.latched
        )
        # nothing tells when such a fact has been read for the last time
        self._facts_of_no_lab = sum(
            1 << at for at, item in enumerate(machine.facts) if at in guards.latched and not guards.reads(item.when)
        )
        self.event_bits = self._event_bits()
        self._opened: dict[tuple[int, Local, Environment], tuple[Opened, ...]] = {}
        self._known_evenings: dict[tuple[tuple[Local, ...], Environment, frozenset[str]], tuple[Evening, ...]] = {}
        self._reads: dict[tuple[Local, ...], frozenset[int]] = {}
        self._closed: dict[tuple[int, Opened, int], tuple[Closed, ...]] = {}
        with self._explained():
            self.sampling: Sampling = Free(self) if free else Asked(self)

    def events_read(self) -> frozenset[str]:
        """The events that can decide anything."""
        seen: set[str] = set()
        for kernel in self.kernels:
            for place in kernel.places:
                for expression in place.expressions():
                    seen |= reads_events(self.machine, expression)
        # an event that can only stop the patient is no part of a course that completes
        for rule, _ in self.stops:
            seen |= events_denied(self.machine, rule.guard)
        return frozenset(seen)

    def _event_bits(self) -> tuple[int, ...]:
        seen = self.events_read()
        if len(seen) > MOST_EVENTS:
            raise BudgetError(f"more than {MOST_EVENTS} events that decide")
        bits = [1 << self.guards.events.index(event) for event in sorted(seen)]
        return tuple(sum(chosen) for chosen in _subsets(bits))

    def spend(self, work: int = 1) -> None:
        """Counts work beside the days that are looked at; raises `BudgetError` when it is too much."""
        self.meter.spend(work)
        self._work += work
        if self._work > self.budget * WORK_PER_STATE:
            raise BudgetError(f"more than {self.budget * WORK_PER_STATE} ways that a day can end")

    def explore(self) -> Graph:
        """The whole graph. Raises `BudgetError` when more states than the budget are reached."""
        with self._explained():
            return self._explore()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Adds to what there was too much of what makes the protocol large."""
        try:
            yield
        except BudgetError as reason:
            large = reason.large or what_is_large(self.machine, self.positions, self.guards)
            raise BudgetError(str(reason), large) from None

    def _explore(self) -> Graph:
        start = Node(tuple(kernel.begin() for kernel in self.kernels), self.sampling.start, 0, self.monitor.start)
        nodes: list[Node | None] = [None, None, None, start]
        steps: list[dict[Step, None]] = [{}, {}, {}, {}]
        numbers = {start: START}
        at, looked_at = START, 0
        while at < len(nodes):
            node = nodes[at]
            if node is not None:
                for target, step in self._successors(node):
                    looked_at += 1
                    self.meter.spend()
                    if looked_at > self.budget * STEPS_PER_STATE:
                        raise BudgetError(f"more than {self.budget * STEPS_PER_STATE} days of patients")
                    if isinstance(target, int):
                        number = target
                    else:
                        number = numbers.setdefault(target, len(nodes))
                        if number == len(nodes):
                            nodes.append(target)
                            steps.append({})
                            if number > self.budget:
                                raise BudgetError(f"more than {self.budget} states")
                    steps[at][Step(number, *step[1:])] = None
            at += 1
        return Graph(nodes, [list(item) for item in steps], self.positions, self.guards.labs)

    # ---- what a way of sampling asks ----

    def watched(self, monitor: int) -> tuple[Guard, ...]:
        """The guards the monitor would act on if they held."""
        return self.monitor.watched(monitor)

    def attentive(self, monitor: int) -> bool:
        """Whether the monitor must see every day."""
        return self.monitor.eager(monitor)

    def stops_read(self) -> tuple[Guard, ...]:
        """The guards of the stop rules that read labs; the others cannot tell one result from another."""
        return tuple(guard for rule, guard in self.stops if self.guards.reads(rule.guard))

    def asked_by_stops(self, locals_: tuple[Local, ...], env: Environment) -> set[int]:
        """The labs that an unknown stop rule in force wants measured at once."""
        return {
            lab
            for rule, guard in self.stops
            if guard(env) == UNKNOWN and self._in_force(rule, locals_)
            for lab in self.guards.unknowns(rule.guard, env).measure
        }

    def latching(self, once: int) -> tuple[Guard, ...]:
        """The facts that would be remembered if they held."""
        return tuple(guard for bit, guard in self._facts if not once & bit)

    def live(self, locals_: tuple[Local, ...], monitor: int) -> frozenset[int]:
        """The labs that anything can still read."""
        found = self._reads.get(locals_)
        if found is None:
            found = self._stop_reads
            for kernel, local in zip(self.kernels, locals_, strict=True):
                if local[0] not in (DONE, STOPPED, REVIEW):
                    found |= kernel.places[local[1]].reads
            self._reads[locals_] = found
        return found | self.monitor.reads(monitor)

    def alternatives(self, at: int, local: Local, env: Environment) -> tuple[Opened, ...]:
        """What region `at` may do when the day opens; remembered."""
        key = (at, local, env)
        found = self._opened.get(key)
        if found is None:
            found = self._opened[key] = self.kernels[at].open(local, env)
        return found

    def _close(self, at: int, opened: Opened, met: int) -> tuple[Closed, ...]:
        key = (at, opened, met)
        found = self._closed.get(key)
        if found is None:
            found = self._closed[key] = self.kernels[at].close(opened, met)
        return found

    # ---- one state ----

    def _environment(self, node: Node, days: int) -> Environment:
        ended = 0
        for kernel, local in zip(self.kernels, node.locals, strict=True):
            if local[0] in (DONE, STOPPED):
                ended |= 1 << kernel.position
        return Environment(self.sampling.views(node.labs, days), node.once, ended, 0)

    def _days(self, node: Node) -> int:
        """How many days until something can happen."""
        if len(self.event_bits) > 1:
            return 1
        best = self.sampling.idle(node.labs, node.locals, node.once, node.monitor)
        for kernel, local in zip(self.kernels, node.locals, strict=True):
            if best == 1:
                return 1
            best = min(best, kernel.idle(local))
        env = self._environment(node, 1)
        tomorrow = tuple(kernel.shift(local, 1) for kernel, local in zip(self.kernels, node.locals, strict=True))
        if self.stopped_today(tomorrow, env) or (not self.sampling.free and self.asked_by_stops(tomorrow, env)):
            return 1
        for at, later in enumerate(tomorrow):
            for opened in self.alternatives(at, later, env):
                if opened.moved or opened.local != later or (opened.measure and not self.sampling.free):
                    return 1
        if self.sampling.free:
            return best
        restless = any(guard(env) == HOLDS for guard in (*self.watched(node.monitor), *self.latching(node.once)))
        return 1 if restless else best

    def _successors(self, node: Node) -> Iterator[tuple[Node | int, Step]]:
        days = self._days(node)
        if days >= FAR:
            return  # nothing will ever happen again: a deadlock, seen as a state without steps
        base = self._environment(node, days)
        locals_ = tuple(kernel.shift(local, days) for kernel, local in zip(self.kernels, node.locals, strict=True))
        for events in self.event_bits:
            env = base._replace(events=events)
            for seen, results in self.sampling.outcomes(node.labs, locals_, env, node.monitor):
                yield from self._day(node, locals_, env._replace(labs=seen), days, results)

    def _day(
        self, node: Node, locals_: tuple[Local, ...], env: Environment, days: int, results: Results
    ) -> Iterator[tuple[Node | int, Step]]:
        once = node.once
        for bit, guard in self._facts:
            if guard(env) == HOLDS:
                once |= bit
        sampled = frozenset(self.guards.labs[lab] for lab, value in results if value != NO_RESULT)
        remembering = env if once == env.once else env._replace(once=once)
        for evening in self._evenings(locals_, env, sampled):
            end = evening.end
            given = evening.given or ()
            doses = tuple((self.positions[at], subject) for at, subject, _ in given)
            for seen in self.observed(node, remembering, days, evening):
                step = Step(0, days, results, doses, env.events, seen.weight, seen.value, evening.taint)
                if end is not None:
                    yield end, step
                    continue
                live = self.live(evening.locals, seen.state)
                labs = self.sampling.after(node.labs, env, days, results, evening.raised, live)
                yield Node(evening.locals, labs, once & self.remembered(live, seen.state), seen.state), step

    def remembered(self, live: frozenset[int], monitor: int) -> int:
        """The facts that it still matters to have held once (a bit each)."""
        return -1 if live else self._facts_of_no_lab

    def ends(self, after: tuple[Local, ...]) -> int | None:
        """Which end, if any, a course has reached in the evening."""
        statuses = [local[0] for local in after]
        if STOPPED in statuses:
            return STOPPED_NODE
        if REVIEW in statuses:
            return REVIEW_NODE
        return COMPLETE_NODE if all(status == DONE for status in statuses) else None

    def observed(self, node: Node, env: Environment, days: int, evening: Evening) -> Iterable[Observed]:
        """What the monitor makes of the `days` since `node`, the last of which ends like `evening`."""
        if evening.given is None:
            return (Observed(node.monitor, 0, 0),)
        states = tuple((subject, state) for _, subject, state in evening.given)
        return self.monitor.observe(node.monitor, env, days, states, ended=evening.end is not None)

    def _evenings(self, locals_: tuple[Local, ...], env: Environment, sampled: frozenset[str]) -> tuple[Evening, ...]:
        """How the day can end; remembered, because monitors and ages of results have no part in it."""
        key = (locals_, env, sampled)
        found = self._known_evenings.get(key)
        if found is None:
            evenings = []
            for evening in self._new_evenings(locals_, env, sampled):
                self.spend()
                evenings.append(evening)
            found = self._known_evenings[key] = tuple(evenings)
        return found

    def _new_evenings(self, locals_: tuple[Local, ...], env: Environment, sampled: frozenset[str]) -> Iterator[Evening]:
        if self.stopped_today(locals_, env):
            yield Evening((), STOPPED_NODE, None, frozenset(), None, locals_)
            return
        for opened in product(*(self.alternatives(at, local, env) for at, local in enumerate(locals_))):
            taint = next((item.taint for item in opened if item.taint), None)
            here = tuple(item.local for item in opened)
            # R8: a state entered today acts today, so its own stop rules are in force before its doses
            if self.stopped_today(here, env):
                yield Evening((), STOPPED_NODE, None, frozenset(), taint, here)
                continue
            raised = frozenset(lab for item in opened for lab in item.measure) | self.asked_by_stops(here, env)
            allowed = self.held_back(opened, here, env)
            for met, given in self._meetings(allowed, sampled):
                for closed in product(*(self._close(at, item, met[at]) for at, item in enumerate(allowed))):
                    why = taint or next((item.taint for item in closed if item.taint), None)
                    after = tuple(item.local for item in closed)
                    yield Evening(after, self.ends(after), tuple(given), raised, why, here)

    def stopped_today(self, locals_: tuple[Local, ...], env: Environment) -> bool:
        """Whether a stop rule that is in force holds."""
        return any(guard(env) == HOLDS and self._in_force(rule, locals_) for rule, guard in self.stops)

    def held_back(self, opened: tuple[Opened, ...], here: tuple[Local, ...], env: Environment) -> tuple[Opened, ...]:
        """R6: while nobody knows whether to stop, the doses that the rule watches over wait."""
        for rule, guard in self.stops:
            if guard(env) != UNKNOWN or not self._in_force(rule, here):
                continue
            if self.guards.unknowns(rule.guard, env).blocks:
                opened = tuple(
                    item._replace(blocked=item.blocked | kernel.doses(item.local))
                    if rule.region in (None, kernel.name)
                    else item
                    for kernel, item in zip(self.kernels, opened, strict=True)
                )
        return opened

    def _in_force(self, rule: Stop, locals_: tuple[Local, ...]) -> bool:
        if rule.state is None:
            return True
        for kernel, local in zip(self.kernels, locals_, strict=True):
            if kernel.name == rule.region:
                return local[0] == RUNNING and local[2] >= 0 and kernel.places[local[1]].state.name == rule.state
        return False

    def _meetings(
        self, alternatives: tuple[Opened, ...], sampled: frozenset[str]
    ) -> Iterator[tuple[list[int], list[tuple[int, str, str]]]]:
        """Which open obligations are met today: per region a bit set, and (region, subject, state) of each dose."""
        by_subject: dict[tuple[bool, str], list[tuple[int, int, int, str]]] = {}
        for at, opened in enumerate(alternatives):
            kernel = self.kernels[at]
            for position in kernel.offers(opened):
                place = kernel.places[opened.local[1]]
                duty = place.duties[position]
                rest = opened.local[4][position][0] or 0
                by_subject.setdefault((duty.gives, duty.subject), []).append((rest, at, position, place.state.name))
        fixed: list[tuple[int, int, str, str]] = []
        chances: list[list[list[tuple[int, int, str, str]]]] = []
        for (gives, subject), found in sorted(by_subject.items()):
            found.sort()
            if gives or self.sampling.free or subject not in self.guards.labs:
                # R13: one administration meets the earliest due, so only a prefix can be met
                entries = [(at, position, subject, state) for _, at, position, state in found]
                chances.append([entries[:count] for count in range(len(entries) + 1)])
            elif subject in sampled:
                _, at, position, state = found[0]
                fixed.append((at, position, subject, state))
        for chosen in product(*chances):
            met = [0] * len(alternatives)
            given = []
            for at, position, subject, state in (*fixed, *(entry for group in chosen for entry in group)):
                met[at] |= 1 << position
                given.append((at, subject, state))
            yield met, given


def _subsets(bits: list[int]) -> Iterator[tuple[int, ...]]:
    for mask in range(1 << len(bits)):
        yield tuple(bit for at, bit in enumerate(bits) if mask >> at & 1)

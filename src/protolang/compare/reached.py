"""In which phases the patients of a protocol can be, and the shortest patient to each. In: a Side. Out: a Reach.

Every course of each track that the explorer can follow comes first, which tells also what nobody reaches; for the
other tracks the scenarios of the file, its author's patients, then some patients with other results. What was found
only so is no proof of anything that was not found.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product

import attrs

from protolang.compare.difference import Side
from protolang.execution.run import follow
from protolang.execution.scenario import run_scenario
from protolang.execution.simulated import reported
from protolang.execution.state import Status
from protolang.execution.trace import Trace
from protolang.machine.from_model import bind
from protolang.machine.statechart import Machine, Region, State
from protolang.model.rule import Go
from protolang.model.scenario import ReadingSeries, Scenario
from protolang.model.settings import decide
from protolang.quantity import Interval
from protolang.verify.cells import NotExactError, classes
from protolang.verify.explore import START, Explorer, Graph, Step
from protolang.verify.guards import Environment, Guard, Guards
from protolang.verify.kernel import RUNNING
from protolang.verify.monitors import Observed
from protolang.verify.requirements import guards_of
from protolang.verify.sampling import BudgetError
from protolang.verify.scope import unsupported
from protolang.verify.witness import played

Place = tuple[str, str]
"""A track and a phase of it."""

BUDGET = 20_000
"""States explored for each track."""

MOST_DAYS, MOST_PATIENTS, LONGEST = 5000, 12, 400
"""How far is searched where nothing can be explored: days of patients, patients without a scenario, days of each."""


@attrs.frozen(eq=False)
class Reach:
    """The shortest patient found in each place, up to the day on which he is there.

    `never` are the places that no patient reaches. `unproved` says of a track why only a search speaks for it.
    """

    patients: Mapping[Place, Trace]
    never: frozenset[Place]
    unproved: Mapping[str, str]


def reach(side: Side, budget: int = BUDGET) -> Reach:
    """All places that the patients of a side are known to reach. Cost: an exploration per track, and `MOST_DAYS`."""
    found: dict[Place, Trace] = {}
    never: set[Place] = set()
    unproved: dict[str, str] = {}
    wanted: set[Place] = set()
    for position, region in enumerate(side.machine.regions):
        possible = {(region.name, name) for name in structurally(side.machine, region)}
        never |= {(region.name, state.name) for state in region.states} - possible
        why = _explored(side.machine, position, found, never, budget)
        if why is not None:
            unproved[region.name] = why
            wanted |= possible
    spent = 0
    for trace in chain(scenario_traces(side), _other_patients(side)):
        if spent > MOST_DAYS or wanted <= found.keys():
            break
        spent += len(trace.states)
        _note(found, trace)
    return Reach(found, frozenset(never - found.keys()), unproved)


def _note(found: dict[Place, Trace], trace: Trace) -> None:
    for day, state in enumerate(trace.states):
        for chart, region in zip(trace.machine.regions, state.regions, strict=True):
            place = (chart.name, region.state)
            here = region.status is Status.RUNNING
            if here and (place not in found or day < len(found[place].states) - 1):
                entries = tuple(item for item in trace.entries if item.day <= day)
                found[place] = Trace(trace.machine, entries, trace.states[: day + 1])


def scenario_traces(side: Side) -> Iterator[Trace]:
    """The course of each scenario of the file, as far as the scenario looks."""
    for scenario in side.protocol.scenarios:
        decided = decide(side.protocol, dict(scenario.settings)).value
        if decided is None:
            continue
        yield run_scenario(bind(side.machine, decided), scenario).trace


def _followed(machine: Machine, scenario: Scenario, days: int) -> Trace:
    return follow(machine, lambda patient: reported(machine, scenario, patient), days=days)


# ---- what a phase can lead to ----------------------------------------------------------------------------------


def structurally(machine: Machine, region: Region) -> frozenset[str]:
    """The phases that some way leads to, whatever its condition."""
    seen, waiting = {region.initial}, [region.initial]
    while waiting:
        for name in _onward(machine, region, region.state(waiting.pop())):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return frozenset(seen)


def _onward(machine: Machine, region: Region, state: State) -> Iterator[str]:
    targets = [edge.target for edge in state.transitions]
    decisions = [item.decision for item in state.obligations if item.decision is not None]
    effects = [effect for item in decisions for row in item.rows for effect in row.effects]
    targets += [effect.target for effect in (*effects, *state.on_entry) if isinstance(effect, Go)]
    targets += [cycle.delay.target for cycle in state.cycles if cycle.delay is not None]
    targets += [rule.target for rule in machine.holds if rule.track == region.name]
    yield from (name for name in targets if name is not None)


# ---- every course ----------------------------------------------------------------------------------------------


class _Nothing:
    """A monitor that measures nothing."""

    start = 0

    def observe(
        self, state: int, env: Environment, days: int, given: tuple[tuple[str, str], ...], *, ended: bool
    ) -> Iterable[Observed]:
        return (Observed(0, 0, 0),)

    def watched(self, state: int) -> tuple[Guard, ...]:
        return ()

    def reads(self, state: int) -> frozenset[int]:
        return frozenset()

    def eager(self, state: int) -> bool:
        return False


def _explored(machine: Machine, position: int, found: dict[Place, Trace], never: set[Place], budget: int) -> str | None:
    """Adds what every course of a track tells; the reason when it tells nothing."""
    region = machine.regions[position]
    reasons = unsupported(machine, frozenset({region.name}))
    if reasons:
        return reasons[0][0]
    try:
        guards = Guards(machine, classes(machine, guards_of(machine, position)))
        graph = Explorer(machine, (position,), guards, _Nothing(), free=True, budget=budget).explore()
    except (BudgetError, NotExactError) as reason:
        return str(reason)
    if any(step.taint for steps in graph.steps for step in steps):
        return "it depends on decisions that are open"
    courses = _shortest(machine, graph, position)
    for state in region.states:
        place = (region.name, state.name)
        if state.name not in courses:
            never.add(place)
            continue
        trace = played(machine, guards, graph, courses[state.name])
        _note(found, trace)
    return None


def _shortest(machine: Machine, graph: Graph, position: int) -> dict[str, tuple[Step, ...]]:
    """The course of fewest days to each phase."""
    names = [state.name for state in machine.regions[position].states]
    heap: list[tuple[int, int, int, tuple[Step, ...]]] = [(0, 0, START, ())]
    done: set[int] = set()
    found: dict[str, tuple[Step, ...]] = {}
    pushed = 0
    while heap:
        days, _, number, course = heapq.heappop(heap)
        if number in done:
            continue
        done.add(number)
        node = graph.nodes[number]
        if node is not None and course and node.locals[0][0] == RUNNING:
            found.setdefault(names[node.locals[0][1]], course)
        for step in graph.steps[number]:
            if step.target not in done:
                pushed += 1
                heapq.heappush(heap, (days + step.days, pushed, step.target, (*course, step)))
    return found


# ---- some patients ---------------------------------------------------------------------------------------------


def _other_patients(side: Side) -> Iterator[Trace]:
    """Patients of the first scenario with other results: all of one class, then all of another from some day on."""
    machine = side.machine
    guards = [item for position in range(len(machine.regions)) for item in guards_of(machine, position)]
    try:
        read = classes(machine, guards)
    except NotExactError:
        return
    declared = {item.id: item for item in (*machine.labs, *machine.attributes)}
    first = side.protocol.scenarios[0] if side.protocol.scenarios else None
    if first is None or not read:
        return
    tried = 0
    for turn in (28, 84, 200):
        for chosen in product(*((0, -1) for _ in range(2))):
            if tried >= MOST_PATIENTS:
                return
            tried += 1
            readings = []
            for lab, found in read.items():
                item = declared[lab]
                for at, day in zip(chosen, (0, turn), strict=True):
                    example = found[at].example
                    choices = getattr(item, "choices", ())
                    value = Interval.point(example if choices else example / item.unit.factor)
                    readings.append(ReadingSeries(lab, day, value, None, side.protocol.origin))
            kept = tuple(item for item in first.readings if item.name not in read)
            yield _followed(machine, attrs.evolve(first, readings=(*kept, *readings)), LONGEST)

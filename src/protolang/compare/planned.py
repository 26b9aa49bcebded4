"""The courses of patients who keep to the plan, explored: each dose on its day, each sample where it is asked for."""

from collections.abc import Callable, Iterator

from protolang.machine.statechart import Machine, State, TransitionEvent
from protolang.model.action import ActionKind, OnDays, Origin
from protolang.verify.bounds import Extremes, extremes
from protolang.verify.cells import NotExactError, classes
from protolang.verify.explore import COMPLETE_NODE, START, Explorer, Graph, Step
from protolang.verify.guards import NO_RESULT, Environment, Guards
from protolang.verify.kernel import Local, Opened
from protolang.verify.monitors import Counter, Spanner
from protolang.verify.places import CALENDAR
from protolang.verify.reading import measured, tracks_of
from protolang.verify.requirements import guards_of
from protolang.verify.sampling import Asked, LabState, Results
from protolang.verify.scope import hindrances, unsupported

_NOWHERE = Environment((), 0, 0, 0)


class _EveryResult(Asked):
    """Each sample that is asked for is taken, and brings a result."""

    def outcomes(
        self, labs: LabState, locals_: tuple[Local, ...], env: Environment, monitor: int
    ) -> Iterator[tuple[tuple[int, ...], Results]]:
        """Those of all outcomes in which no result is missing."""
        for seen, results in super().outcomes(labs, locals_, env, monitor):
            if all(value != NO_RESULT for _, value in results):
                yield seen, results


class _AsPlanned(Explorer):
    """What is due today is done today, and nothing earlier."""

    def __init__(self, machine: Machine, regions: tuple[int, ...], guards: Guards, budget: int) -> None:
        super().__init__(machine, regions, guards, Counter("", None), free=False, budget=budget)
        self.sampling = _EveryResult(self)

    def _meetings(
        self, alternatives: tuple[Opened, ...], sampled: frozenset[str]
    ) -> Iterator[tuple[list[int], list[tuple[int, str, str]]]]:
        met = [0] * len(alternatives)
        given: list[tuple[int, str, str]] = []
        for at, opened in enumerate(alternatives):
            kernel = self.kernels[at]
            for position in kernel.offers(opened):
                place = kernel.places[opened.local[1]]
                duty, rest = place.duties[position], opened.local[4][position][0]
                missing = not duty.gives and duty.subject in self.guards.labs and duty.subject not in sampled
                if (rest or 0) > 0 or missing:
                    continue
                met[at] |= 1 << position
                given.append((at, duty.subject, place.state.name))
        yield met, given


class Planned:
    """The explored courses. `loose` says why the ends of a range may not be reached; empty when they are."""

    def __init__(self, graph: Graph, loose: str) -> None:
        self.graph, self.loose = graph, loose

    def extremes(self, weigh: Callable[[Step], int]) -> Extremes | None:
        """The least and greatest sum of `weigh` over all complete courses; None when none completes."""
        steps = [[step._replace(weight=weigh(step)) for step in found] for found in self.graph.steps]
        return extremes(self.graph._replace(steps=steps))

    def span(self, subject: str) -> Extremes | None:
        """The least and greatest number of days from the first to the last time of a subject."""
        spanner = Spanner(subject, None)
        numbers: dict[tuple[int, int], int] = {(START, spanner.start): START}
        waiting, steps = [(START, spanner.start)], [list[Step]() for _ in range(START + 1)]
        while waiting:
            at = waiting.pop()
            node, state = at
            for step in self.graph.steps[node]:
                given = tuple((name, "") for _, name in step.given)
                ended = step.target == COMPLETE_NODE
                for seen in spanner.observe(state, _NOWHERE, step.days, given, ended=ended):
                    target = step.target
                    if target >= START:
                        key = step.target, seen.state
                        if key not in numbers:
                            numbers[key] = len(steps)
                            steps.append([])
                            waiting.append(key)
                        target = numbers[key]
                    steps[numbers[at]].append(step._replace(target=target, weight=seen.weight))
        return extremes(Graph([None] * len(steps), steps, self.graph.regions, self.graph.labs))


def explored(machine: Machine, regions: tuple[int, ...], budget: int) -> Planned:
    """The courses of some tracks. Raises `NotExactError` or `BudgetError` with a clause for the author."""
    names = frozenset(machine.regions[at].name for at in regions)
    passed_over = unsupported(machine, names)
    if passed_over:
        raise NotExactError(passed_over[0][0])
    expressions = [item for at in regions for item in guards_of(machine, at)]
    everything = len(regions) == sum(not region.on_stop for region in machine.regions)
    if everything:
        expressions += [rule.guard for rule in machine.stops]
    guards = Guards(machine, classes(machine, expressions))
    explorer = _AsPlanned(machine, regions, guards, budget)
    graph = explorer.explore()
    return Planned(graph, _loose(machine, graph))


def _loose(machine: Machine, graph: Graph) -> str:
    hindering = hindrances(machine)
    if hindering:
        return hindering[0][0]
    taints = sorted({step.taint for steps in graph.steps for step in steps if step.taint is not None})
    if not taints:
        return ""
    if taints == [CALENDAR]:
        return "months differ in length"
    return f"it depends on what is decided for `{next(item for item in taints if item != CALENDAR)}`"


def tracks_for(machine: Machine, subject: str | None) -> tuple[int, ...]:
    """The tracks that a subject depends on, with those that sample for them; None: all that begin on day 0."""
    everything = tuple(at for at, region in enumerate(machine.regions) if not region.on_stop)
    if subject is None:
        return everything
    doing = {
        at: {(item.kind, item.subject) for state in machine.regions[at].states for item in state.obligations}
        for at in everything
    }
    wanted = {at for at in everything if any(name == subject for _, name in doing[at])}
    position = {machine.regions[at].name: at for at in everything}
    while True:
        more = set[int]()
        for at in wanted:
            for guard in guards_of(machine, at):
                more |= {position[name] for name in tracks_of(machine, guard) if name in position}
                labs = {(ActionKind.MEASURE, name) for name in measured(machine, guard)}
                more |= {other for other in everything if doing[other] & labs}
        if more <= wanted:
            return tuple(sorted(wanted))
        wanted |= more


# ---- what is listed --------------------------------------------------------------------------------------------


def fixed_days(machine: Machine, drug: str) -> tuple[tuple[int, ...], bool]:
    """The study days on which lists give a drug to everybody, and whether anything else can give it too."""
    found, open_end = set[int](), False
    for region in machine.regions:
        giving = {state.name for state in region.states if any(item.subject == drug for item in state.obligations)}
        name: str | None = region.initial if not region.on_stop else None
        past, seen = -1, set[str]()
        while name is not None and name not in seen:
            state = region.state(name)
            days = _listed(state)
            if days is None or min(days.values(), default=(past + 1,))[0] <= past:
                break
            seen.add(name)
            found |= set(days.get(drug, ()))
            past = max((one[-1] for one in days.values()), default=past)
            name = next((item.target for item in state.transitions), None)
        open_end = open_end or bool(giving - seen)
    return tuple(sorted(found)), open_end


def _listed(state: State) -> dict[str, tuple[int, ...]] | None:
    """The days of each subject of a state with nothing but lists of study days and one way on."""
    onward = all(item.event is TransitionEvent.COMPLETION for item in state.transitions)
    if not onward or not state.obligations or state.cycles:
        return None
    found: dict[str, tuple[int, ...]] = {}
    for item in state.obligations:
        match item.timing:
            case OnDays(days=days, counted_from=Origin.DAY_ZERO) if item.until is None and item.subject not in found:
                found[item.subject] = days
            case _:
                return None
    return found

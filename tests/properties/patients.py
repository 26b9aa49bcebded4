"""Courses of patients: walked through the explorer's graph, enumerated in the interpreter, or drawn at random."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise, product

import attrs

from protolang.execution.event import Administration, Inputs, Observation
from protolang.execution.run import EXAMPLE_START, measure
from protolang.execution.scenario import within
from protolang.execution.state import Given, PatientState, Status
from protolang.execution.step import begin, offers, step
from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import Claim, Expression
from protolang.model.treatment import NeedKind, Parameter
from protolang.quantity import Days, Interval
from protolang.verify.bounds import extremes, widest
from protolang.verify.cells import classes
from protolang.verify.explore import COMPLETE_NODE, REVIEW_NODE, START, STOPPED_NODE, Explorer, Graph, Node, Step
from protolang.verify.guards import NO_RESULT, Guards
from protolang.verify.kernel import DONE, REVIEW, RUNNING, STOPPED
from protolang.verify.monitors import Counter as Doses
from protolang.verify.monitors import GapWatch, Monitor, Spanner
from protolang.verify.requirements import guards_of
from protolang.verify.verdict import Result
from protolang.verify.witness import _scope


def guards_of_all(machine: Machine) -> Guards:
    """The guards of a machine, cut into classes over everything it reads."""
    found: list[Expression] = [item for at in range(len(machine.regions)) for item in guards_of(machine, at)]
    found += [rule.guard for rule in machine.stops]
    return Guards(machine, classes(machine, found))


def explorer_of(machine: Machine, monitor: Monitor, *, free: bool, budget: int = 20_000) -> Explorer:
    """An explorer of every track."""
    everything = tuple(range(len(machine.regions)))
    return Explorer(machine, everything, guards_of_all(machine), monitor, free=free, budget=budget)


# ---- walks of the graph, replayed day by day -------------------------------------------------------------------


def inputs_of(explorer: Explorer, step_: Step, day: int, subjects: dict[str, ActionKind]) -> Inputs:
    """What a patient reports on the last day of a step."""
    machine, guards = explorer.machine, explorer.guards
    units = {item.id: item.unit for item in machine.labs}
    observed = [
        Observation(name, Interval.point(guards.classes[name][value].example / units[name].factor), day, day)
        for name, value in ((guards.labs[lab], value) for lab, value in step_.results)
        if value != NO_RESULT
    ]
    for _, subject in step_.given:
        if subjects.get(subject) is ActionKind.MEASURE and subject not in guards.labs:
            observed.append(Observation(subject, Interval.point(units[subject].factor * 50), day, day))
    doses = tuple(Administration(subject) for _, subject in step_.given if subjects[subject] is ActionKind.GIVE)
    events = tuple(name for at, name in enumerate(guards.events) if step_.events >> at & 1)
    return Inputs(tuple(observed), doses, events)


def kinds_of(machine: Machine) -> dict[str, ActionKind]:
    """What each subject is: given or measured."""
    return {
        item.subject: item.kind for region in machine.regions for state in region.states for item in state.obligations
    }


def compare_walk(machine: Machine, rng: random.Random, *, longest: int = 40) -> tuple[int, str, str | None]:
    """One random walk of the Asked graph beside the interpreter: steps, where it ended, and what disagreed."""
    explorer = explorer_of(machine, Doses("", None), free=False)
    node: Node | int = Node(
        tuple(kernel.begin() for kernel in explorer.kernels), explorer.sampling.start, 0, explorer.monitor.start
    )
    patient, kinds = begin(machine, EXAMPLE_START), kinds_of(machine)
    for count in range(longest):
        if isinstance(node, int):
            break
        found = list(explorer._successors(node))
        if not found:
            return count, "deadlock", None
        target, chosen = rng.choice(found)
        if chosen.taint:
            return count, "an open decision", None
        days = chosen.days
        for idle in range(days - 1):
            before = _phases(machine, patient)
            patient, entries = step(machine, patient, Inputs())
            # what a fresh look at a stale result raises is no event of the course
            if _phases(machine, patient) != before or any(item.kind.name == "MISSED" for item in entries):
                return count, "", f"day {patient.day}: something happened on a skipped day ({idle + 1} of {days})"
        told = inputs_of(explorer, chosen, patient.day + 1, kinds)
        problem = _offers_differ(explorer, node, chosen, patient, told)
        if problem:
            return count, "", f"day {patient.day + 1}: {problem}"
        patient, entries = step(machine, patient, told)
        unscheduled = [item.subject for item in entries if item.kind.name == "UNSCHEDULED"]
        if unscheduled and target != STOPPED_NODE:
            return count, "", f"day {patient.day}: given outside what is due: {unscheduled}"
        problem = _ends_differ(machine, explorer, target, patient)
        if problem:
            return count, "", f"day {patient.day}: {problem}"
        node = target
    return longest, "walked" if not isinstance(node, int) else ("complete", "stopped", "review")[node], None


def _phases(machine: Machine, patient: PatientState) -> tuple[object, ...]:
    return tuple((item.status, item.state if item.status is Status.RUNNING else "") for item in patient.regions)


def _offers_differ(explorer: Explorer, node: Node, chosen: Step, patient: PatientState, told: Inputs) -> str | None:
    """Whether the doses that may be given on the day are the same, once its results and events are known."""
    machine = explorer.machine
    seen = [
        item.subject
        for item in offers(machine, patient, attrs.evolve(told, administrations=()))
        if item.kind is ActionKind.GIVE
    ]
    locals_ = tuple(k.shift(local, chosen.days) for k, local in zip(explorer.kernels, node.locals, strict=True))
    env = explorer._environment(node, chosen.days)._replace(events=chosen.events)
    labs = list(env.labs)
    for lab, value in chosen.results:
        if value != NO_RESULT:
            labs[lab] = value
    env = env._replace(labs=tuple(labs))
    if explorer.stopped_today(locals_, env):
        return None if not seen else f"the explorer stops, the interpreter offers {seen}"
    options = []
    for opened in product(*(explorer.alternatives(at, local, env) for at, local in enumerate(locals_))):
        here = tuple(item.local for item in opened)
        if any(item.taint for item in opened) or explorer.stopped_today(here, env) or STOPPED in {h[0] for h in here}:
            continue
        allowed = explorer.held_back(opened, here, env)
        options.append(
            sorted(
                kernel.places[item.local[1]].duties[position].subject
                for kernel, item in zip(explorer.kernels, allowed, strict=True)
                for position in kernel.offers(item)
                if kernel.places[item.local[1]].duties[position].gives
            )
        )
    if options and sorted(seen) not in options:
        return f"the explorer offers {options}, the interpreter {sorted(seen)}"
    return None


def _ends_differ(machine: Machine, explorer: Explorer, target: Node | int, patient: PatientState) -> str | None:
    statuses = [item.status for item in patient.regions]
    if isinstance(target, int):
        if Status.STOPPED in statuses:
            end = STOPPED_NODE
        elif Status.HELD in statuses:
            end = REVIEW_NODE
        else:
            end = COMPLETE_NODE if patient.ended else START
        return None if end == target else f"the explorer ends in {target}, the interpreter in {end}: {statuses}"
    for kernel, local, region in zip(explorer.kernels, target.locals, patient.regions, strict=True):
        wanted = {RUNNING: Status.RUNNING, DONE: Status.DONE, STOPPED: Status.STOPPED, REVIEW: Status.HELD}[local[0]]
        if region.status is not wanted:
            return f"{kernel.name}: the explorer has {wanted}, the interpreter {region.status}"
        if local[0] == RUNNING:
            place = kernel.places[local[1]].state.name
            entered_tomorrow = local[2] < 0
            if place != region.state or entered_tomorrow != (region.entry > patient.day):
                return f"{kernel.name}: the explorer is in {place} ({local[2]}), the interpreter in {region.state}"
    return None


# ---- every patient ---------------------------------------------------------------------------------------------


class TooManyError(Exception):
    """There are more patients than a test can look at."""


@attrs.frozen
class Course:
    """What is known of a patient's course so far: of each subject how often, first, last, and the widest gap."""

    patient: PatientState
    tally: tuple[tuple[int, int, int, int], ...]


def all_courses(machine: Machine, subjects: tuple[str, ...], *, days: int, most: int) -> tuple[set[tuple], bool]:
    """Every tally that a completed course can have, by brute force in the interpreter; and whether all courses
    had ended by `days`. Samples are taken only where the protocol asks for them, as often as it asks in a day.
    """
    guards = guards_of_all(machine)
    start = Course(_slim(machine, begin(machine, EXAMPLE_START)), ((0, 0, 0, 0),) * len(subjects))
    alive, done = {start}, set()
    for _ in range(days):
        following: set[Course] = set()
        for course in alive:
            for inputs in _all_inputs(machine, guards, course.patient):
                patient, _entries = step(machine, course.patient, inputs)
                statuses = {item.status for item in patient.regions}
                if Status.STOPPED in statuses or Status.HELD in statuses:
                    continue
                fresh = tuple(patient.given)[len(course.patient.given) :]
                tally = tuple(_add(old, fresh, name) for old, name in zip(course.tally, subjects, strict=True))
                if patient.ended:
                    done.add(tally)
                else:
                    following.add(Course(_slim(machine, patient), tally))
            if len(following) > most:
                raise TooManyError
        alive = following
        if not alive:
            return done, True
    return done, False


def _add(old: tuple[int, int, int, int], fresh: tuple[Given, ...], subject: str) -> tuple[int, int, int, int]:
    count, first, last, gap = old
    for item in fresh:
        if item.subject == subject:
            gap = max(gap, item.day - last) if count else 0
            count, first, last = count + 1, first if count else item.day, item.day
    return count, first, last, gap


def _slim(machine: Machine, patient: PatientState) -> PatientState:
    """The same future with less past: the newest result of each lab, the last administration in each track."""
    known = ((name, [item for item in found if item.value is not None]) for name, found in patient.observations.items())
    newest = {name: type(patient.observations[name])(found[-1:]) for name, found in sorted(known) if found}
    last = {(item.region, item.subject): item for item in patient.given}
    return attrs.evolve(
        patient,
        observations=newest,
        given=type(patient.given)(last[key] for key in sorted(last)),
        # nothing of the generated protocols reads since when a fact holds, or what was missed
        holding={},
        missed=type(patient.missed)(),
        events=type(patient.events)(),
    )


def _all_inputs(machine: Machine, guards: Guards, patient: PatientState) -> Iterator[Inputs]:
    events = [item.id for item in machine.events]
    for happened in product((False, True), repeat=len(events)):
        known = Inputs(events=tuple(name for name, yes in zip(events, happened, strict=True) if yes))
        for reported in _all_results(machine, guards, patient, known, frozenset()):
            offered = [item.subject for item in offers(machine, patient, reported) if item.kind is ActionKind.GIVE]
            names = sorted(set(offered))
            for counts in product(*(range(offered.count(name) + 1) for name in names)):
                doses = tuple(
                    Administration(name) for name, count in zip(names, counts, strict=True) for _ in range(count)
                )
                yield attrs.evolve(reported, administrations=doses)


def _all_results(
    machine: Machine, guards: Guards, patient: PatientState, known: Inputs, asked: frozenset[str]
) -> Iterator[Inputs]:
    """Each lab that is offered is sampled at most once a day, and may fail; a result may cause another sample."""
    day = patient.day + 1
    wanted = {item.subject for item in offers(machine, patient, known) if item.kind is ActionKind.MEASURE} - asked
    if not wanted:
        yield known
        return
    name = min(wanted)
    unit = next(item.unit for item in machine.labs if item.id == name)
    yield from _all_results(machine, guards, patient, known, asked | {name})
    for cell in guards.classes.get(name, ())[:] or (None,):
        value = unit.factor * 50 if cell is None else cell.example / unit.factor
        more = attrs.evolve(
            known, observations=(*known.observations, Observation(name, Interval.point(value), day, day))
        )
        yield from _all_results(machine, guards, patient, more, asked | {name})


def bounds_of(machine: Machine, subject: str, *, free: bool, budget: int = 20_000) -> tuple[object, object, object]:
    """What the explorer says of a subject's COUNT, SPAN and GAP over complete courses."""
    graph = explorer_of(machine, Doses(subject, None), free=free, budget=budget).explore()
    count = extremes(graph)
    span = extremes(explorer_of(machine, Spanner(subject, None), free=free, budget=budget).explore())
    watch = GapWatch(subject, None, None, frozenset(), 400)
    gap = widest(explorer_of(machine, watch, free=free, budget=budget).explore())
    return (
        None if count is None else tuple(count),
        None if span is None else tuple(span),
        None if gap is None else gap,
    )


# ---- a patient drawn at random ---------------------------------------------------------------------------------


def random_course(
    machine: Machine, rng: random.Random, *, days: int, diligence: float, extra: float
) -> list[PatientState]:
    """All states of a patient drawn at random, day by day."""
    return list(random_trace(machine, rng, days=days, diligence=diligence, extra=extra).states)


def random_trace(machine: Machine, rng: random.Random, *, days: int, diligence: float, extra: float) -> Trace:
    """A patient who is sampled and given what is due more or less often, and `extra` often on any other day."""
    guards = guards_of_all(machine)
    patient, states, entries = begin(machine, EXAMPLE_START), [], []
    for _ in range(days):
        day = patient.day + 1
        events = tuple(item.id for item in machine.events if rng.random() < 0.05)
        known = Inputs(events=events)
        for _round in range(2):
            wanted = {item.subject for item in offers(machine, patient, known) if item.kind is ActionKind.MEASURE}
            wanted = {name for name in sorted(wanted) if rng.random() < diligence}
            wanted |= {item.id for item in machine.labs if rng.random() < extra}
            wanted -= {item.name for item in known.observations}
            fresh = [_random_result(machine, guards, name, day, rng) for name in sorted(wanted)]
            known = attrs.evolve(known, observations=(*known.observations, *fresh))
        doses = [
            Administration(item.subject)
            for item in offers(machine, patient, known)
            if item.kind is ActionKind.GIVE and rng.random() < diligence
        ]
        patient, written = step(machine, patient, attrs.evolve(known, administrations=tuple(doses)))
        states.append(patient)
        entries += written
        if patient.ended:
            break
    return Trace(machine, tuple(entries), tuple(states))


def _random_result(machine: Machine, guards: Guards, name: str, day: int, rng: random.Random) -> Observation:
    unit = next(item.unit for item in machine.labs if item.id == name)
    cells = guards.classes.get(name)
    value = unit.factor * 50 if not cells else rng.choice(cells).example / unit.factor
    return Observation(name, Interval.point(value), day, day)


def gaps(days: tuple[int, ...]) -> int:
    """The widest gap between neighbours."""
    return max((two - one for one, two in pairwise(days)), default=0)


def graph_of(machine: Machine, monitor: Monitor, *, free: bool) -> Graph:
    """The whole graph under a monitor."""
    return explorer_of(machine, monitor, free=free).explore()


def decided_at_random(machine: Machine, rng: random.Random) -> Machine:
    """The machine with a value for every open decision."""

    def value(item: Parameter) -> Parameter:
        if item.value is not None or item.needs is None:
            return item
        if item.needs.kind is NeedKind.LIMIT and rng.random() < 0.5:
            return attrs.evolve(item, value=rng.randint(1, 4))
        return attrs.evolve(item, value=Days(rng.randint(1, 12)))

    return attrs.evolve(machine, parameters=tuple(value(item) for item in machine.parameters))


def contradicts(result: Result, states: list[PatientState], machine: Machine) -> str | None:
    """Why a patient whose tracks all completed contradicts a proof; None when they do not."""
    if any(region.status is not Status.DONE for region in states[-1].regions):
        return None
    claim, trace = result.requirement.claim, Trace(machine, (), tuple(states))
    if not isinstance(claim, Claim):
        return None
    scope = None
    if result.requirement.opens is not None and len(machine.regions) > 1:
        # what is looked at ends with the tracks the claim depends on, and this patient's other tracks may go on
        return None
    if result.requirement.opens is not None:
        scope = _scope(trace, result.requirement.opens, result.requirement.closes)
        if scope is None:
            return None
    value = measure(trace, claim, by=trace.final.day, scope=scope)
    given = [item.day for item in states[-1].given if item.subject == claim.subject]
    if not within(claim, value, EXAMPLE_START + timedelta(days=min(given, default=0))):
        return f"`{result.requirement.text}` is PROVED, and a patient has {value}"
    low, high = result.minimum, result.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return f"`{result.requirement.text}` is said to be {low}..{high}, and a patient has {value}"
    return None

"""Where results come from: any day (a sound over-approximation), or only where the protocol asks for a sample."""

import typing
from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

from protolang.machine.statechart import Machine
from protolang.model.treatment import DerivedAttribute
from protolang.verify.budget import BudgetError
from protolang.verify.guards import NO_RESULT, Environment, Guard, Guards
from protolang.verify.kernel import DONE, FAR, REVIEW, STOPPED, Local, Opened, RegionKernel
from protolang.verify.truth import HOLDS

__all__ = ["NO_RESULT", "Asked", "BudgetError", "Course", "Free", "LabState", "Results", "Sampling"]

Results = tuple[tuple[int, int], ...]
LabState = tuple[tuple[tuple[int, int], ...], frozenset[int]]  # (class, age) per lab; labs to be measured at once

MOST_COMBINATIONS = 20_000
EVALUATIONS = 50
"""How many looks at a guard cost as much as one day of a patient."""


class Course(typing.Protocol):
    """What a way of sampling must know of the exploration it serves."""

    machine: Machine
    guards: Guards
    kernels: tuple[RegionKernel, ...]
    budget: int

    def spend(self, work: int) -> None:
        """Counts work that is done before anything is explored; raises `BudgetError` when it was too much."""
        ...

    def watched(self, monitor: int) -> tuple[Guard, ...]:
        """The guards the monitor would act on if they held."""
        ...

    def live(self, locals_: tuple[Local, ...], monitor: int) -> frozenset[int]:
        """The labs that anything can still read."""
        ...

    def alternatives(self, at: int, local: Local, env: Environment) -> tuple[Opened, ...]:
        """What region `at` may do when the day opens."""
        ...

    def stops_read(self) -> tuple[Guard, ...]:
        """The guards of the stop rules."""
        ...

    def asked_by_stops(self, locals_: tuple[Local, ...], env: Environment) -> set[int]:
        """The labs that an unknown stop rule in force wants measured at once."""
        ...

    def attentive(self, monitor: int) -> bool:
        """Whether the monitor must see every day."""
        ...

    def latching(self, once: int) -> tuple[Guard, ...]:
        """The facts that would be remembered if they held."""
        ...


class Sampling(typing.Protocol):
    """A way of sampling."""

    free: bool
    start: LabState

    def idle(self, labs: LabState, locals_: tuple[Local, ...], once: int, monitor: int) -> int:
        """How many days pass before what is known of labs can change."""
        ...

    def views(self, labs: LabState, days: int) -> tuple[int, ...]:
        """The class of each lab `days` later, before anything is sampled."""
        ...

    def outcomes(
        self, labs: LabState, locals_: tuple[Local, ...], env: Environment, monitor: int
    ) -> Iterable[tuple[tuple[int, ...], Results]]:
        """The possible classes of the labs today, and the results that make them so."""
        ...

    def after(
        self,
        labs: LabState,
        env: Environment,
        days: int,
        results: Results,
        raised: frozenset[int],
        live: frozenset[int],
    ) -> LabState:
        """What is known at the end of the day."""
        ...


class Free:
    """Each lab may be known or unknown, in any class, on any day.

    Sound for proofs, whatever the sampling; a violation found this way must replay. Classes that no guard in force
    tells apart are tried once.
    """

    free = True

    def __init__(self, course: Course) -> None:
        self.course = course
        self.start: LabState = ((), frozenset())
        classes = course.guards.classes
        combinations = prod(1 + len(classes[lab]) for lab in course.guards.labs)
        if combinations > min(course.budget, MOST_COMBINATIONS):
            much = f"{combinations}" if combinations < 10**9 else f"10^{len(str(combinations)) - 1}"
            raise BudgetError(f"{much} combinations of results")
        self._all = tuple(product(*((NO_RESULT, *range(len(classes[lab]))) for lab in course.guards.labs)))
        self._stops_read = bool(course.stops_read())
        self._known: dict[
            tuple[tuple[tuple[int, int], ...], Environment, tuple[Guard, ...]], tuple[tuple[int, ...], ...]
        ] = {}

    def _distinct(self, locals_: tuple[Local, ...], env: Environment, monitor: int) -> tuple[tuple[int, ...], ...]:
        watched = self.course.watched(monitor)
        # an event, or the end of a track, can be what makes a guard tell two results apart
        day = env._replace(labs=())
        key = (tuple((local[0], local[1]) for local in locals_), day, watched)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._partition(locals_, day, watched)
        return found

    def _partition(
        self, locals_: tuple[Local, ...], day: Environment, watched: tuple[Guard, ...]
    ) -> tuple[tuple[int, ...], ...]:
        deciding = list(self.course.stops_read())
        for kernel, local in zip(self.course.kernels, locals_, strict=True):
            if local[0] in (DONE, STOPPED, REVIEW):
                continue
            place = kernel.places[local[1]]
            # a state entered in the morning asks at once whether its loops have ended
            entered = [kernel.places[edge.target] for edge in place.morning_edges if edge.target is not None]
            deciding += [self.course.guards.compile(item) for one in (place, *entered) for item in one.expressions()]
        noticed = (*watched, *self.course.latching(day.once))
        kept: dict[tuple[int | bool, ...], tuple[int, ...]] = {}
        self.course.spend(1 + len(self._all) * (len(deciding) + len(noticed)) // EVALUATIONS)
        for labs in self._all:
            env = day._replace(labs=labs)
            truths = (*(guard(env) for guard in deciding), *(guard(env) == HOLDS for guard in noticed))
            # the last one wins: known classes come after NO_RESULT, and read better in a patient's story
            kept[truths] = labs
        return tuple(kept.values())

    def idle(self, labs: LabState, locals_: tuple[Local, ...], once: int, monitor: int) -> int:
        """No day can be skipped while a guard in force reads labs.

        A fact that is only remembered, or a scope that only opens or closes, may wait for the next day that matters:
        opening or closing it between two doses never makes a gap longer than doing so on the day of a dose.
        """
        reading = any(self._attentive(at, local) for at, local in enumerate(locals_))
        return 1 if reading or self._stops_read or self.course.attentive(monitor) else FAR

    def _attentive(self, at: int, local: Local) -> bool:
        kernel = self.course.kernels[at]
        if local[0] in (DONE, STOPPED, REVIEW):
            return False
        place = kernel.places[local[1]]
        return any(self.course.guards.reads(item) for item in place.expressions())

    def views(self, labs: LabState, days: int) -> tuple[int, ...]:
        """Any of the classes that matter serves for an idle day."""
        return self._all[-1]

    def outcomes(
        self, labs: LabState, locals_: tuple[Local, ...], env: Environment, monitor: int
    ) -> Iterable[tuple[tuple[int, ...], Results]]:
        """One outcome per class that makes a difference."""
        found = self._distinct(locals_, env, monitor)
        if len(found) == 1:
            return ((found[0], ()),)
        return ((seen, tuple(enumerate(seen))) for seen in found)

    def after(
        self,
        labs: LabState,
        env: Environment,
        days: int,
        results: Results,
        raised: frozenset[int],
        live: frozenset[int],
    ) -> LabState:
        """Nothing is remembered."""
        return self.start


class Asked:
    """Samples are taken when a `measure` is due, or at once where an unknown trigger asks; each may fail."""

    free = False

    def __init__(self, course: Course) -> None:
        self.course = course
        guards = course.guards
        self.start: LabState = (((NO_RESULT, 0),) * len(guards.labs), frozenset())
        declared = {item.id: item for item in (*course.machine.labs, *course.machine.attributes)}
        # a size is recorded whenever somebody weighs the patient, no protocol has to ask
        sizes = {item.id for item in course.machine.attributes}
        self.sizes = frozenset(at for at, lab in enumerate(guards.labs) if lab in sizes)
        self.ages = []
        for lab in guards.labs:
            item = declared[lab]
            limit = None if isinstance(item, DerivedAttribute) else item.max_age
            self.ages.append(FAR if limit is None else limit.shortest())

    def idle(self, labs: LabState, locals_: tuple[Local, ...], once: int, monitor: int) -> int:
        """Until a result becomes too old; no day is skipped while a measurement is awaited."""
        known, waiting = labs
        if waiting or self.sizes & self.course.live(locals_, monitor):
            return 1
        rests = [
            limit + 1 - age
            for (value, age), limit in zip(known, self.ages, strict=True)
            if value != NO_RESULT and limit < FAR
        ]
        return min(rests, default=FAR)

    def views(self, labs: LabState, days: int) -> tuple[int, ...]:
        """Classes that are still fresh."""
        return tuple(
            value if age + days <= limit else NO_RESULT for (value, age), limit in zip(labs[0], self.ages, strict=True)
        )

    def outcomes(
        self, labs: LabState, locals_: tuple[Local, ...], env: Environment, monitor: int
    ) -> Iterator[tuple[tuple[int, ...], Results]]:
        """Every combination of results of the labs that may be sampled today; one result may ask for another."""
        live = self.course.live(locals_, monitor)
        waiting: list[tuple[tuple[int, ...], Results]] = [(env.labs, ())]
        while waiting:
            seen, results = waiting.pop()
            wanted = self._wanted(labs[1], locals_, env._replace(labs=seen)) | (self.sizes & live)
            asked = wanted - {lab for lab, _ in results}
            if not asked:
                yield seen, results
                continue
            lab = min(asked)
            # of a lab that nothing reads any more, it only matters whether there was a result
            classes = len(self.course.guards.classes[self.course.guards.labs[lab]]) if lab in live else 1
            for value in range(NO_RESULT, classes):
                known = seen if value == NO_RESULT else (*seen[:lab], value, *seen[lab + 1 :])
                waiting.append((known, (*results, (lab, value))))

    def _wanted(self, awaited: frozenset[int], locals_: tuple[Local, ...], env: Environment) -> set[int]:
        course = self.course
        wanted = set(awaited) | course.asked_by_stops(locals_, env)
        for at, local in enumerate(locals_):
            kernel = course.kernels[at]
            for opened in course.alternatives(at, local, env):
                here = (*locals_[:at], opened.local, *locals_[at + 1 :])
                wanted |= set(opened.measure) | course.asked_by_stops(here, env)
                for position in kernel.offers(opened):
                    duty = kernel.places[opened.local[1]].duties[position]
                    if not duty.gives and duty.subject in course.guards.labs:
                        wanted.add(course.guards.labs.index(duty.subject))
        return wanted

    def after(
        self,
        labs: LabState,
        env: Environment,
        days: int,
        results: Results,
        raised: frozenset[int],
        live: frozenset[int],
    ) -> LabState:
        """Ages move on; what nothing reads any more is forgotten."""
        sampled = {lab for lab, value in results if value != NO_RESULT}
        known = []
        for lab, (_, age) in enumerate(labs[0]):
            value = env.labs[lab]
            if lab not in live or value == NO_RESULT:
                known.append((NO_RESULT, 0))
            else:
                known.append((value, 0 if lab in sampled or self.ages[lab] >= FAR else age + days))
        waiting = frozenset(lab for lab in labs[1] | raised if lab in live and env.labs[lab] == NO_RESULT)
        return tuple(known), waiting

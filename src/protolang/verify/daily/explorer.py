"""The explorer of claims about days: it looks at each day when it is over, also at the day that stops a patient.

Courses go on where others end: a track that waits for a clinician leaves the rest at work, and where not everything is
explored, what is not can stop the patient on any day, and outlast the tracks that are.
"""

from collections.abc import Iterable, Iterator

from protolang.execution.obligation import consequence_of
from protolang.machine.statechart import Machine, StateKind
from protolang.model.treatment import Consequence
from protolang.verify.budget import Budget, Meter
from protolang.verify.cells import NotExactError
from protolang.verify.daily.watch import Watch
from protolang.verify.explore import COMPLETE_NODE, REVIEW_NODE, STOPPED_NODE, Evening, Explorer, Node, Step
from protolang.verify.guards import Environment, Guards
from protolang.verify.kernel import DONE, FAR, REVIEW, RUNNING, STOPPED, Local
from protolang.verify.monitors import Observed

FROM_OUTSIDE = "from outside"
"""The taint of a stop that no explored track or rule makes."""


class DayExplorer(Explorer):
    """Explores some regions under a Watch. `whole` says that they are all there are."""

    def __init__(
        self,
        machine: Machine,
        regions: tuple[int, ...],
        guards: Guards,
        watch: Watch,
        *,
        free: bool,
        budget: int | Budget | Meter,
    ) -> None:
        self.watch = watch
        super().__init__(machine, regions, guards, watch, free=free, budget=budget)
        self._everything = (1 << len(machine.regions)) - 1
        whole = len(regions) == sum(not region.on_stop for region in machine.regions)
        safety, looks = watch.rule.safety, bool(watch.conditions)
        # R21: a hold that ends by itself brings back a track that waits for a clinician
        self._returns = machine.hold is not None and machine.hold.consequence is Consequence.SKIP
        self._safety = safety
        self._stopped_from_outside = safety and looks and (not whole or stopping(machine))
        self._outlasted = looks and not whole
        self._waits = safety and looks
        first: dict[str, int] = {}
        for number, name in enumerate(guards.states):
            first.setdefault(name, number)
        self._bits = tuple(tuple(1 << first[place.state.name] for place in kernel.places) for kernel in self.kernels)

    def events_read(self) -> frozenset[str]:
        """Those that the claim reads, too."""
        return super().events_read() | frozenset[str]().union(*(item.events for item in self.watch.conditions))

    # ---- where courses end ----

    def ends(self, after: tuple[Local, ...]) -> int | None:
        """A claim that one day can break is looked at until every track has ended, or waits."""
        statuses = [local[0] for local in after]
        if REVIEW in statuses and self._returns:
            raise NotExactError("a track that waits for a clinician goes on by itself, which is not followed yet")
        if not self._safety or REVIEW not in statuses or STOPPED in statuses:
            return super().ends(after)
        return REVIEW_NODE if all(status in (DONE, REVIEW) for status in statuses) else None

    def _new_evenings(self, locals_: tuple[Local, ...], env: Environment, sampled: frozenset[str]) -> Iterator[Evening]:
        if self._stopped_from_outside:
            yield Evening((), STOPPED_NODE, None, frozenset(), FROM_OUTSIDE, locals_)
        for evening in super()._new_evenings(locals_, env, sampled):
            yield evening
            if self._stopped_from_outside and evening.end != STOPPED_NODE:
                yield evening._replace(end=STOPPED_NODE, taint=evening.taint or FROM_OUTSIDE)
            # days go on for who waits for a clinician, and where other tracks go on
            if (self._outlasted and evening.end == COMPLETE_NODE) or (self._waits and evening.end == REVIEW_NODE):
                yield evening._replace(end=None)

    def _days(self, node: Node) -> int:
        found = super()._days(node)
        lasting = all(local[0] in (DONE, REVIEW) for local in node.locals)
        return 1 if lasting and found >= FAR and not self._stays(node) else found

    def _stays(self, node: Node) -> bool:
        """Whether days on which nothing happens are all that can follow."""
        return all(seen.state == node.monitor for seen in self._passed_over(node, self._environment(node, 1), 2))

    def _successors(self, node: Node) -> Iterator[tuple[Node | int, Step]]:
        if self._days(node) < FAR:
            yield from super()._successors(node)
            return
        # nothing happens any more; the days that follow are days all the same
        quiet = self._quiet(node, self._environment(node, 1))
        for seen in self.watch.observe(node.monitor, quiet, FAR, (), ended=False):
            yield REVIEW_NODE, Step(0, 1, (), (), 0, seen.weight, seen.value, None)

    def remembered(self, live: frozenset[int], monitor: int) -> int:
        """All of it, as long as the claim looks at anything."""
        return -1 if self.watch.conditions else super().remembered(live, monitor)

    # ---- what a day looked like ----

    def _phases(self, locals_: tuple[Local, ...]) -> int:
        found = 0
        for bits, (status, number, age, *_) in zip(self._bits, locals_, strict=True):
            # on the day on which it is stopped a track is still in its phase
            if status in (RUNNING, REVIEW, STOPPED) and age >= 0:
                found |= bits[number]
        return found

    def _ended(self, locals_: tuple[Local, ...]) -> int:
        found = 0
        for kernel, local in zip(self.kernels, locals_, strict=True):
            if local[0] in (DONE, STOPPED):
                found |= 1 << kernel.position
        return found

    def observed(self, node: Node, env: Environment, days: int, evening: Evening) -> Iterable[Observed]:
        """The days passed over, all alike, and then the last one."""
        for before in self._passed_over(node, env, days):
            ended = self._everything if evening.end == STOPPED_NODE else self._ended(evening.locals)
            given = evening.given or ()
            bits = 0
            for _, subject, _ in given:
                bits |= 1 << self.guards.subjects.index(subject)
            seen = env._replace(phases=self._phases(evening.during), ended=ended, given=bits)
            doses = tuple((subject, name) for _, subject, name in given)
            for last in self.watch.observe(before.state, seen, 1, doses, ended=evening.end is not None):
                yield last._replace(value=max(before.value, last.value))

    def _passed_over(self, node: Node, env: Environment, days: int) -> Iterable[Observed]:
        if days == 1:
            return (Observed(node.monitor, 0, 0),)
        return self.watch.observe(node.monitor, self._quiet(node, env), days - 1, (), ended=False)

    def _quiet(self, node: Node, env: Environment) -> Environment:
        """What a day looks like on which nothing happens."""
        return env._replace(
            labs=self.sampling.views(node.labs, 1),
            once=node.once,
            events=0,
            phases=self._phases(node.locals),
            ended=self._ended(node.locals),
            given=0,
        )


def stopping(machine: Machine) -> bool:
    """Whether anything in a machine can stop a patient."""
    duties = [item for region in machine.regions for state in region.states for item in state.obligations]
    return (
        bool(machine.stops)
        or (machine.hold is not None and machine.hold.consequence is Consequence.STOP)
        or any(state.kind is StateKind.STOP for region in machine.regions for state in region.states)
        or any(consequence_of(item) is Consequence.STOP for item in duties)
        or any(limit.consequence is Consequence.STOP for drug in machine.drugs for limit in drug.limits)
    )

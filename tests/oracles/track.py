"""One track: its variables, and what its day does to them (R8 to R19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from protolang.machine.statechart import Transition, TransitionEvent
from protolang.model.treatment import Consequence

from .covered import Duty, NotCoveredError, days_of
from .program import (
    Expr,
    Set,
    Statement,
    add,
    conj,
    disj,
    eq,
    le,
    least,
    lt,
    neg,
    when,
)

if TYPE_CHECKING:
    pass


from .slots import Slots


class Track(Slots):
    """The parts of the day of one region."""

    # ---- the morning ----

    def offered_on_entry(self, duty: Duty) -> Expr:
        """Whether it may be met on the day its phase is entered at midday."""
        if duty.days is not None and duty.from_entry:
            return duty.days[0] <= duty.before
        if duty.days is not None:
            now = self.export.now
            if duty.consequence in (Consequence.SKIP, Consequence.ALERT):
                return disj(
                    *(conj(le(day, add(now, duty.before)), le(now, day + duty.late)) for day in duty.days[:1]),
                    *(
                        conj(
                            lt(duty.days[at - 1] + duty.late, now),
                            le(day, add(now, duty.before)),
                            le(now, day + duty.late),
                        )
                        for at, day in enumerate(duty.days)
                        if at
                    ),
                )
            return conj(le(duty.days[0], add(now, duty.before)), le(now, duty.days[0] + duty.late))
        if duty.interval is None:
            return True
        return le(duty.interval, add(self.var(f"last_{duty.subject}"), duty.before))

    def ends(self, number: int, slot: int, duty: Duty) -> Expr:
        """Whether the repeat ends today: its condition holds, or its time is up and no exit is named for that."""
        if duty.until is None:
            return False
        holds = self.export.conditions.truth(duty.until, holds=True)
        if duty.most_days is None or self._limit_edge(number, slot) is not None:
            return holds
        return disj(holds, le(duty.most_days, self.age(number)))

    def age(self, number: int) -> Expr:
        return self.var("age") if self.ages[number] else 0

    def _limit_edge(self, number: int, slot: int) -> Transition | None:
        for edge in self.phases[number].transitions:
            if edge.event is TransitionEvent.LIMIT and edge.obligation == slot:
                return edge
        return None

    def over(self, slot: int) -> Expr:
        return eq(self.var("over", slot), 1)

    def over_now(self, number: int, slot: int, duty: Duty) -> Expr:
        return disj(self.over(slot), self.ends(number, slot, duty))

    def can_fire(self, number: int, edge: Transition) -> Expr:
        """Whether an exit may fire today, its condition aside."""
        duties = self.duties[number]
        match edge.event:
            case TransitionEvent.CONDITION:
                return True
            case TransitionEvent.TIMEOUT:
                delay = days_of(self.machine, edge.delay)
                return le(delay, self.age(number))
            case TransitionEvent.COMPLETION:
                some = disj(
                    *(conj(neg(self.over(slot)), self.ends(number, slot, duty)) for slot, duty in enumerate(duties))
                )
                return conj(some, *(self.over_now(number, slot, duty) for slot, duty in enumerate(duties)))
            case TransitionEvent.LIMIT:
                slot = edge.obligation or 0
                duty = duties[slot]
                if duty.most_days is None:
                    return False
                return conj(neg(self.over_now(number, slot, duty)), le(duty.most_days, self.age(number)))
        raise NotCoveredError("an exit of a cycle")

    def decide(self, number: int) -> list[Statement]:
        """R8 to R10: where the track goes this morning, as a number in `go`: 0 stays, n + 1 is phase n."""
        conditions = self.export.conditions
        ready: dict[tuple[int, int, int], list[tuple[int, Expr]]] = {}
        for edge in self.phases[number].transitions:
            holds = True if edge.guard is None else conditions.truth(edge.guard, holds=True)
            fires = conj(self.can_fire(number, edge), holds)
            target = self.done if edge.target is None else self.numbers[edge.target]
            if fires is not False:
                ready.setdefault((edge.precedence, edge.scope, edge.rank), []).append((target, fires))
        found: list[Statement] = []
        for order in sorted(ready, reverse=True):
            targets: dict[int, Expr] = {}
            for target, fires in ready[order]:
                targets[target] = disj(targets.get(target, False), fires)
            one: list[Statement] = found
            for target, fires in targets.items():
                others = disj(*(other for name, other in targets.items() if name != target))
                # R8: two of equal rank that differ exclude each other, or nothing moves
                one = when(fires, when(others, [Set(self.var("go"), 0)], [Set(self.var("go"), target + 1)]), one)
            found = one
        return found

    def by_phase(self, make: object) -> list[Statement]:
        """What each phase does, by the present one."""
        found: list[Statement] = []
        for number in reversed(range(self.done)):
            found = when(self.in_phase(number), make(number), found)  # type: ignore[operator]
        return when(self.working, found)

    def decide_all(self) -> list[Statement]:
        return [Set(self.var("go"), 0), *self.by_phase(self.decide)]

    def raised(self, lab: str) -> Expr:
        """R6: whether a condition of this track wants `lab` measured at once."""
        conditions = self.export.conditions
        found: list[Expr] = []
        for number, state in enumerate(self.phases):
            asking: list[Expr] = []
            for slot, duty in enumerate(self.duties[number]):
                if duty.until is not None:
                    unended = neg(self.ends(number, slot, duty))
                    asking.append(conj(neg(self.over(slot)), unended, conditions.raises(duty.until, lab)))
            for edge in state.transitions:
                if edge.guard is not None:
                    asking.append(conj(self.can_fire(number, edge), conditions.raises(edge.guard, lab)))
            found.append(conj(self.in_phase(number), disj(*asking)))
            entered = eq(self.var("go"), number + 1)
            loops = (conditions.raises(duty.until, lab) for duty in self.duties[number] if duty.until is not None)
            found.append(conj(entered, disj(*loops)))
        return conj(self.working, disj(*found))

    def measured(self, lab: str) -> Expr:
        """Whether a measurement of `lab` may be met today, after the move in `go`."""
        found: list[Expr] = []
        for number in range(self.done):
            here, there = conj(self.in_phase(number), eq(self.var("go"), 0)), eq(self.var("go"), number + 1)
            for slot, duty in enumerate(self.duties[number]):
                if duty.gives or duty.subject != lab:
                    continue
                found.append(conj(here, neg(self.over_now(number, slot, duty)), self._in_window(slot, duty)))
                ended = False if duty.until is None else self.export.conditions.truth(duty.until, holds=True)
                found.append(conj(there, neg(ended), self.offered_on_entry(duty)))
        return conj(self.working, disj(*found))

    def _in_window(self, slot: int, duty: Duty) -> Expr:
        return conj(le(-duty.late, self.var("rest", slot)), le(self.var("rest", slot), duty.before))

    def settle(self, number: int) -> list[Statement]:
        """What ends, and what must wait, in a phase that is not left."""
        conditions, found = self.export.conditions, list[Statement]()
        for slot, duty in enumerate(self.duties[number]):
            if duty.until is not None:
                ends = conj(neg(self.over(slot)), self.ends(number, slot, duty))
                waits = when(conditions.blocks(duty.until), [Set(self.var("stay", slot), 1)]) if duty.gives else []
                found += when(self.over(slot), [], when(ends, self.set_over(slot), waits))
        for edge in self.phases[number].transitions:
            if edge.guard is not None:
                # computed on what was open in the morning, so before anything above is written
                blocks = conj(self.can_fire(number, edge), conditions.blocks(edge.guard))
                found = [*when(blocks, [Set(self.var("wait"), 1)]), *found]
        return found

    def settle_new(self, number: int) -> list[Statement]:
        """What must wait in a phase that is entered at midday."""
        conditions, found = self.export.conditions, list[Statement]()
        for slot, duty in enumerate(self.duties[number]):
            if duty.until is not None:
                blocked = conditions.truth(duty.until, holds=True)
                if duty.gives:
                    blocked = disj(blocked, conditions.blocks(duty.until))
                found += when(blocked, [Set(self.var("stay", slot), 1)])
        return found

    def move(self) -> list[Statement]:
        """Carries out what `go` says."""
        found = self.by_phase(self.settle)
        for target in range(self.done + 1):
            entered = self.enter(target)
            if target < self.done:
                entered += self.settle_new(target)
            found = when(eq(self.var("go"), target + 1), entered, found)
        return found

    def offer(self) -> list[Statement]:
        """R12: what may be met today, in `open`."""

        def of_phase(number: int) -> list[Statement]:
            found: list[Statement] = []
            for slot, duty in enumerate(self.duties[number]):
                free = conj(
                    neg(self.over(slot)),
                    self._in_window(slot, duty),
                    eq(self.var("stay", slot), 0),
                    eq(self.var("wait"), 0) if duty.gives else True,
                )
                found += when(free, [Set(self.var("open", slot), 1)])
            return found

        return self.by_phase(of_phase)

    # ---- the evening ----

    def following(self, slot: int, duty: Duty, *, met: bool) -> list[Statement]:
        """R15, R16: what is due next."""
        found: list[Statement] = []
        given = self.var("given", slot)
        if met and duty.counts:
            found.append(Set(given, least(add(given, 1), duty.most_counted)))
        rest = self.var("rest", slot)
        if duty.days is not None:
            steps: list[Statement] = self.set_over(slot)
            for at in reversed(range(len(duty.days) - 1)):
                onward: list[Statement] = [
                    Set(rest, add(rest, duty.days[at + 1] - duty.days[at])),
                    Set(self.var("at", slot), at + 1),
                ]
                steps = when(eq(self.var("at", slot), at), onward, steps)
            return found + steps
        if duty.interval is None:
            return found + self.set_over(slot)
        start = rest if duty.on_grid or not met else 0
        onward = [Set(rest, add(start, duty.interval))]
        if duty.times is not None and met:
            return found + when(le(duty.times, given), self.set_over(slot), onward)
        return found + onward

    def evening(self, number: int) -> list[Statement]:
        """R14, R16, R17, R19: what was met and missed, and whether the phase is left."""
        found: list[Statement] = []
        for slot, duty in enumerate(self.duties[number]):
            if duty.consequence in (Consequence.SKIP, Consequence.ALERT):
                missed = self.following(slot, duty, met=False)
            else:
                waits = duty.consequence is Consequence.REVIEW and self.export.question.of_days
                missed = [Set(self.var("held"), 1)] if waits else [Set("end", 2)]
            late = conj(neg(self.over(slot)), le(self.var("rest", slot), -duty.late))
            met = self.following(slot, duty, met=True)
            if duty.subject in self.spans:
                met.append(Set(self.var(f"last_{duty.subject}"), 0))
            found += when(eq(self.var("met", slot), 1), met, when(late, missed))
        found += when(self.working, self._leave(number))
        return found

    def _leave(self, number: int, first: int = 0) -> list[Statement]:
        duties = self.duties[number]
        for slot in range(first, len(duties)):
            duty = duties[slot]
            if duty.most_given is None:
                continue
            edge = self._limit_edge(number, slot)
            reached = conj(neg(self.over(slot)), le(duty.most_given, self.var("given", slot)))
            rest = self._leave(number, slot + 1)
            if edge is not None:
                target = self.done if edge.target is None else self.numbers[edge.target]
                return when(reached, [Set(self.var("go"), target + 1)], rest)
            return [*when(reached, self.set_over(slot)), *rest]
        for edge in self.phases[number].transitions:
            if edge.event is TransitionEvent.COMPLETION:
                target = self.done if edge.target is None else self.numbers[edge.target]
                complete = conj(*(self.over(slot) for slot in range(len(duties))))
                return when(complete, [Set(self.var("go"), target + 1)])
        return []

    def tick(self) -> list[Statement]:
        """The clocks go on to tomorrow."""
        found: list[Statement] = []

        def of_phase(number: int) -> list[Statement]:
            here: list[Statement] = []
            if self.ages[number]:
                here.append(Set(self.var("age"), least(add(self.var("age"), 1), self.ages[number])))
            for slot, _ in enumerate(self.duties[number]):
                here += when(neg(self.over(slot)), [Set(self.var("rest", slot), add(self.var("rest", slot), -1))])
            return here

        found += self.by_phase(of_phase)
        for subject, interval in self.spans.items():
            last = self.var(f"last_{subject}")
            found.append(Set(last, least(add(last, 1), interval)))
        return found

    def arrive(self) -> list[Statement]:
        """R17: the successor is entered tomorrow."""
        found: list[Statement] = []
        for target in range(self.done + 1):
            found = when(eq(self.var("go"), target + 1), self.enter(target), found)
        return found

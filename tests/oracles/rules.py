"""A protocol's machine as a program of one day, written from the rules R1 to R30 and from nothing else of ours.

What it covers is said by what it refuses: `program_of` raises `NotCoveredError`, with a reason, for everything but
tracks with phases; `give` and `measure` once on entry, on listed days, or `every` so often, so many times or `until`;
windows, missed rules, both anchors; exits by condition, time, limit and completion; stop rules; events; `once`;
`end of`; and conditions that compare a lab with a constant. Sizes of a patient are taken as known, so that a dose
always has an amount. A course that waits for a clinician breaks off.
"""

from __future__ import annotations

from collections.abc import Iterator

from protolang.machine.statechart import Machine, Stop

from .conditions import Conditions
from .covered import NotCoveredError, days_of, refuse
from .measures import Question, measured, memory
from .program import (
    Choose,
    Expr,
    If,
    Program,
    Set,
    Statement,
    Variable,
    add,
    calculated,
    conj,
    disj,
    eq,
    ite,
    le,
    least,
    lt,
    named,
    neg,
    total,
    when,
)
from .track import Track

__all__ = ["NotCoveredError", "Question", "program_of"]


class Export:
    """A machine and a question, on the way to a program; `free` lets any result be known on any day."""

    def __init__(self, machine: Machine, question: Question, *, free: bool) -> None:
        refuse(machine)
        self.machine, self.question, self.free = machine, question, free
        used = [rule.guard for rule in machine.stops]
        for region in machine.regions:
            for state in region.states:
                used += [edge.guard for edge in state.transitions if edge.guard is not None]
                used += [item.until.condition for item in state.obligations if item.until is not None]
        used += [item for item in (question.opens, question.closes, question.condition) if item is not None]
        self.conditions = Conditions(machine, used)
        if question.condition is not None:
            read = named(self.conditions.truth(question.condition, holds=True))
            # R25: a day is judged when it is over, and what ended on it has ended then
            if any(name.startswith("was_done") for name in read):
                raise NotCoveredError("a claim on a day on which a track ends")
        self.labs = list(self.conditions.cells)
        self.now: Expr = 0
        self.tracks = [Track(self, at) for at in range(len(machine.regions))]
        self.last_day = self._last_day()
        self.now = "now" if self.last_day else 0
        self.ages = {lab: self._max_age(lab) for lab in self.labs}

    def _last_day(self) -> int:
        """After which day no list of study days can matter to a phase that is entered."""
        found = [0]
        for track in self.tracks:
            for number, duties in enumerate(track.duties):
                targets = {edge.target for state in track.phases for edge in state.transitions}
                if track.phases[number].name in targets:
                    found += [
                        duty.days[-1] + duty.late + 1
                        for duty in duties
                        if duty.days is not None and not duty.from_entry
                    ]
        return max(found)

    def _max_age(self, lab: str) -> int | None:
        declared = next(item for item in self.machine.labs if item.id == lab)
        return None if declared.max_age is None else days_of(self.machine, declared.max_age)

    def program(self) -> Program:
        found = Program()
        found.lasting = [*self._lasting()]
        found.helpers = [*self._helpers()]
        found.body = [*self._day()]
        return self._started(found)

    def _started(self, found: Program) -> Program:
        """The first phases are entered on day 0, when nothing was given and nothing is known."""
        now, self.now = self.now, 0
        values = {item.name: item.start for item in found.lasting}
        for track in self.tracks:
            for statement in track.enter(track.numbers[track.region.initial]):
                _run(statement, values)
        self.now = now
        found.lasting = [Variable(item.name, item.low, item.high, values[item.name]) for item in found.lasting]
        return found

    def _lasting(self) -> Iterator[Variable]:
        yield Variable("end", 0, 2)
        if self.last_day:
            yield Variable("now", 0, self.last_day)
        for track in self.tracks:
            yield from track.variables()
        for name in self.conditions.once:
            yield Variable(f"once_{name}", 0, 1)
        if not self.free:
            for lab in self.labs:
                yield Variable(f"v_{lab}", 0, len(self.conditions.cells[lab]))
                if self.ages[lab]:
                    yield Variable(f"old_{lab}", 0, self.ages[lab] or 0)
                yield Variable(f"need_{lab}", 0, 1)
        if self.question.measure in ("span", "gap"):
            yield Variable("mode", 0, 2)
        yield from memory(self.question)
        if self.question.opens is not None:
            yield Variable("scope", 0, 2)

    def _helpers(self) -> Iterator[Variable]:
        for event in self.conditions.read_events:
            yield Variable(f"e_{event}", 0, 1)
        for lab in self.labs:
            if self.free:
                yield Variable(f"v_{lab}", 0, len(self.conditions.cells[lab]))
            else:
                yield Variable(f"asked_{lab}", 0, 1)
                yield Variable(f"new_{lab}", 0, len(self.conditions.cells[lab]))
        for track in self.tracks:
            yield from track.helpers()
        yield Variable("number", 0, max(1, sum(track.slots for track in self.tracks)))
        yield Variable("guess", 0, 1)
        yield Variable("doses", 0, max(1, sum(track.slots for track in self.tracks)))
        yield Variable("weight", 0, max(1, sum(track.slots for track in self.tracks)))

    # ---- the day ----

    def _day(self) -> Iterator[Statement]:
        for track in self.tracks:
            yield from when(track.in_phase(track.done), [Set(track.var("was_done"), 1)])
        for event in self.conditions.read_events:
            yield Choose(f"e_{event}", 1, 1)
        if self.free:
            for lab in self.labs:
                cells = len(self.conditions.cells[lab])
                yield Choose(f"v_{lab}", cells, cells)
            yield from self._decide()
        else:
            for _ in self.labs:
                yield from self._decide()
                yield from self._ask()
            yield from self._decide()
        # R8, R23: a stop before everything else
        for rule in self.machine.stops:
            yield from when(conj(self._in_force(rule), self._holds(rule)), [Set("end", 2)])
        for track in self.tracks:
            for number in track.stopping():
                yield from when(track.in_phase(number), [Set("end", 2)])
        raised = {} if self.free else {lab: self._raised(lab) for lab in self.labs}
        for lab, wanted in raised.items():
            need = f"need_{lab}"
            still = conj(neg(self.conditions.known(lab)), disj(eq(need, 1), wanted))
            yield Set(need, ite(still, 1, 0))
        moved = [statement for track in self.tracks for statement in track.move()]
        yield from when(eq("end", 0), moved)
        yield from when(eq("end", 0), self._after_moves())
        yield from when(eq("end", 0), [one for track in self.tracks for one in track.offer()])
        yield from self._act()
        yield from self._evening()

    def _decide(self) -> Iterator[Statement]:
        for track in self.tracks:
            yield from track.decide_all()

    def _ask(self) -> Iterator[Statement]:
        """A lab that is wanted is sampled once at most, and the sample may fail; one result may ask for another."""
        found: list[Statement] = []
        for lab in reversed(self.labs):
            wanted = disj(
                conj(eq(f"need_{lab}", 1), neg(self.conditions.known(lab))),
                self._raised(lab),
                *(track.measured(lab) for track in self.tracks),
            )
            cells = len(self.conditions.cells[lab])
            fresh: list[Statement] = [Set(f"v_{lab}", f"new_{lab}")]
            if self.ages[lab]:
                fresh.append(Set(f"old_{lab}", 0))
            take = [
                Set(f"asked_{lab}", 1),
                Choose(f"new_{lab}", cells, cells),
                *when(neg(eq(f"new_{lab}", 0)), fresh),
            ]
            ask = conj(neg(self._stops_today()), eq(f"asked_{lab}", 0), wanted)
            found = when(ask, take, found)
        yield from found

    def _stops_today(self) -> Expr:
        """Whether everything stops before or after the moves that stand in `go`: nobody samples after that."""
        found: list[Expr] = []
        for rule in self.machine.stops:
            found.append(conj(disj(self._in_force(rule), self._in_force_later(rule)), self._holds(rule)))
        for track in self.tracks:
            found += [disj(track.in_phase(at), eq(track.var("go"), at + 1)) for at in track.stopping()]
        return disj(*found)

    def _raised(self, lab: str) -> Expr:
        """R6: what an unknown condition wants at once; stop rules speak for the phases the day is spent in."""
        found = [track.raised(lab) for track in self.tracks]
        for rule in self.machine.stops:
            found.append(conj(self._in_force_later(rule), self.conditions.raises(rule.guard, lab)))
        return disj(*found)

    def _holds(self, rule: Stop) -> Expr:
        return self.conditions.truth(rule.guard, holds=True)

    def _in_force(self, rule: Stop) -> Expr:
        if rule.region is None:
            return disj(*(neg(track.in_phase(track.done)) for track in self.tracks))
        track = next(item for item in self.tracks if item.region.name == rule.region)
        if rule.state is None:
            return neg(track.in_phase(track.done))
        return track.in_phase(track.numbers[rule.state])

    def _in_force_later(self, rule: Stop) -> Expr:
        """The same after the moves that stand in `go`."""

        def gone(track: Track) -> Expr:
            stays = conj(eq(track.var("go"), 0), track.in_phase(track.done))
            return disj(stays, eq(track.var("go"), track.done + 1))

        if rule.region is None:
            return disj(*(neg(gone(track)) for track in self.tracks))
        track = next(item for item in self.tracks if item.region.name == rule.region)
        if rule.state is None:
            return neg(gone(track))
        number = track.numbers[rule.state]
        return disj(conj(eq(track.var("go"), 0), track.in_phase(number)), eq(track.var("go"), number + 1))

    def _after_moves(self) -> list[Statement]:
        """R8: a phase entered today acts today, so its own stop rules come before its doses."""
        found: list[Statement] = []
        for rule in self.machine.stops:
            found += when(conj(self._in_force(rule), self._holds(rule)), [Set("end", 2)])
            waiting = conj(self._in_force(rule), self.conditions.blocks(rule.guard))
            held = [track for track in self.tracks if rule.region in (None, track.region.name)]
            found += when(waiting, [Set(track.var("wait"), 1) for track in held])
        for track in self.tracks:
            for number in track.stopping():
                found += when(track.in_phase(number), [Set("end", 2)])
        return found

    def _act(self) -> Iterator[Statement]:
        """R13: each administration meets the earliest that is open."""
        subjects: dict[tuple[bool, str], list[tuple[Track, int]]] = {}
        for track in self.tracks:
            for duties in track.duties:
                for slot, duty in enumerate(duties):
                    places = subjects.setdefault((duty.gives, duty.subject), [])
                    if (track, slot) not in places:
                        places.append((track, slot))
        for (gives, subject), places in sorted(subjects.items(), key=lambda item: item[0]):
            places.sort(key=lambda item: (item[0].at, item[1]))
            opened = [conj(eq(track.var("open", slot), 1), track.about(gives, subject, slot)) for track, slot in places]
            yield Set("number", total(opened))
            if gives or self.free or subject not in self.labs:
                yield Choose("number", "number", len(places))
            else:
                yield Set("number", ite(conj(neg(eq(f"new_{subject}", 0)), lt(0, "number")), 1, 0))
            for here, (track, slot) in enumerate(places):
                rest = track.var("rest", slot)
                earlier = [
                    conj(opened[other], (le if other < here else lt)(two.var("rest", number), rest))
                    for other, (two, number) in enumerate(places)
                    if other != here
                ]
                yield from when(conj(opened[here], lt(total(earlier), "number")), [Set(track.var("met", slot), 1)])

    def _evening(self) -> Iterator[Statement]:
        yield Set("doses", self._doses())
        for track in self.tracks:
            yield Set(track.var("go"), 0)
        evening = [statement for track in self.tracks for statement in track.by_phase(track.evening)]
        yield from when(eq("end", 0), evening)
        done = (disj(track.in_phase(track.done), eq(track.var("go"), track.done + 1)) for track in self.tracks)
        yield from when(conj(eq("end", 0), *done), [Set("end", 1)])
        if self.question.of_days:
            over = (
                disj(neg(track.working), track.in_phase(track.done), eq(track.var("go"), track.done + 1))
                for track in self.tracks
            )
            yield from when(conj(eq("end", 0), *over), [Set("end", 2)])
        yield from measured(self.question, self.conditions)
        for name in self.conditions.once:
            holds = self.conditions.truth(self.conditions.facts[name].when, holds=True)
            yield from when(holds, [Set(f"once_{name}", 1)])
        yield from when(eq("end", 0), [*self._tick()])

    def _doses(self) -> Expr:
        question = self.question
        found: list[Expr] = []
        for track in self.tracks:
            for number, duties in enumerate(track.duties):
                if question.during not in (None, track.phases[number].name):
                    continue
                for slot, duty in enumerate(duties):
                    if duty.subject == question.subject:
                        found.append(conj(track.in_phase(number), eq(track.var("met", slot), 1)))
        return total(found)

    def _tick(self) -> Iterator[Statement]:
        for track in self.tracks:
            yield from track.tick()
        if self.last_day:
            yield Set("now", least(add("now", 1), self.last_day))
        if not self.free:
            for lab in self.labs:
                limit = self.ages[lab]
                if limit is None:
                    continue
                value, old = f"v_{lab}", f"old_{lab}"
                # R4: still valid when it is exactly as old as it may be, from tomorrow on no more
                gone: list[Statement] = [Set(value, 0)]
                if limit:
                    gone.append(Set(old, 0))
                aged = when(le(limit, old), gone, [Set(old, add(old, 1))]) if limit else gone
                yield from when(neg(eq(value, 0)), aged)
        for track in self.tracks:
            yield from track.arrive()


def _run(statement: Statement, values: dict[str, int]) -> None:
    """Carries out a statement without choices, over numbers."""
    match statement:
        case Set(name, value):
            values[name] = calculated(value, values)
        case If(condition, then, otherwise):
            for item in then if calculated(condition, values) else otherwise:
                _run(item, values)
        case Choose():
            raise NotCoveredError("a choice where none can be")


def program_of(machine: Machine, question: Question, *, free: bool = False) -> Program:
    """The day of a machine, with the measure of a question. Raises `NotCoveredError`."""
    return Export(machine, question, free=free).program()

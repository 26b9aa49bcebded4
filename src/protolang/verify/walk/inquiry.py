"""The verdict of the walk on one requirement: proved over all that was walked, or broken by a patient who was replayed.

First the tracks that the claim depends on are walked without the rules that can only end a course, then with them, at
last the whole machine: each has fewer courses than the one before, and what holds of more holds of fewer.
"""

from datetime import date
from enum import Enum
from typing import NamedTuple

import attrs

from protolang.machine.statechart import Machine
from protolang.model.expression import Claim, Measure
from protolang.model.protocol import Requirement
from protolang.source import Value
from protolang.verify.budget import BudgetError, Meter
from protolang.verify.decisions import example_decisions
from protolang.verify.verdict import Result, Verdict
from protolang.verify.walk.asked import Asked, Found, aspects
from protolang.verify.walk.evidence import certificate
from protolang.verify.walk.explorer import Walk, Walked
from protolang.verify.walk.reads import Reads
from protolang.verify.walk.replaying import replayed
from protolang.verify.walk.size import what_is_large
from protolang.verify.walk.slicing import sliced, whole
from protolang.verify.walk.starts import starts
from protolang.verify.walk.values import Values

STEPS = 10_000
"""Days of patients walked for one requirement before the answer is UNKNOWN."""

UNLIMITED = 10**12
"""Days of patients for those who look at a proof once more."""

ENGINE = "walk"

ASKED_ONLY = "where samples are taken only when the protocol asks for them"
"""What a proof of the walk leaves out, where a result has a part in it."""


DISAGREES = "a course that breaks it was found, and the interpreter takes another one"
"""The reason that no protocol may have: the walk and the interpreter are at odds."""


class Scope(Enum):
    """How much is walked."""

    LEAN = "lean"  # the tracks the claim depends on, without what can only end a course
    FULL = "full"  # those, with all rules that reach them
    WHOLE = "whole"  # every track


class Part(NamedTuple):
    """What is walked in one scope."""

    scope: Scope
    machine: Machine
    reads: Reads
    values: Values


def parts(machine: Machine, asked: Asked) -> list[Part]:
    """The parts that a claim is asked of, the smallest first; equal ones once."""
    every, found = asked.every_course, list[Part]()
    for scope in (Scope.WHOLE,) if asked.whole else Scope:
        if scope is Scope.WHOLE:
            part = whole(machine, weighed=asked.weighed)
        else:
            base = lean(machine, asked) if scope is Scope.LEAN else machine
            part = sliced(base, asked.subject, asked.conditions, stopping=every, weighed=asked.weighed)
        if found and (part.regions, part.stops, part.eligibility) == (
            found[-1].machine.regions,
            found[-1].machine.stops,
            found[-1].machine.eligibility,
        ):
            continue
        reads = Reads(part, asked.conditions)
        found.append(Part(scope, part, reads, Values(part, reads, asked.weighed)))
    return found


def lean(machine: Machine, asked: Asked) -> Machine:
    """The machine without stop rules and criteria that read what nothing else does: they only end or delay courses."""
    if any(region.on_stop for region in machine.regions) and asked.every_course:
        return machine
    bare = attrs.evolve(machine, stops=(), eligibility=())
    others = Reads(sliced(bare, asked.subject, asked.conditions, stopping=asked.every_course), asked.conditions)
    kept = tuple(rule for rule in machine.stops if _labs(machine, rule.guard) & others.labs)
    return attrs.evolve(bare, stops=kept, eligibility=machine.eligibility if _shared(machine, others) else ())


def _shared(machine: Machine, others: Reads) -> bool:
    return any(_labs(machine, rule.when) & others.labs for rule in machine.eligibility)


def _labs(machine: Machine, condition: Value) -> frozenset[str]:
    bare = attrs.evolve(machine, regions=(), stops=(), holds=(), vetoes=(), eligibility=())
    return Reads(bare, (condition,)).labs


def judge(
    machine: Machine,
    requirement: Requirement,
    *,
    steps: int = STEPS,
    jumps: bool = True,
    evidence: bool = False,
    meter: Meter | None = None,
) -> Result:
    """The verdict on a requirement. Never raises; what cannot be decided is UNKNOWN with the reason.

    `steps` bounds the days of patients that are run in the interpreter. A proof speaks of samples that the protocol
    asks for; results may be any. With `evidence` it carries what `verify.certificate` looks at once more.
    """
    found = [
        _Inquiry(machine, part, steps, every_course=every, jumps=jumps, evidence=evidence, meter=meter).result()
        for part, every in aspects(requirement)
    ]
    worst = min(found, key=lambda result: _ORDER.index(result.verdict))
    proofs = tuple(one for result in found for one in result.evidence)
    return attrs.evolve(worst, requirement=requirement, evidence=proofs if worst.verdict is Verdict.PROVED else ())


_ORDER = (Verdict.VIOLATED, Verdict.UNKNOWN, Verdict.PROVED)


def _shown(part: Part) -> tuple[str, ...]:
    """The results that a reader of the timeline is shown."""
    return tuple(item.id for item in part.machine.labs if item.id in part.reads.labs)


class _Inquiry:
    def __init__(
        self,
        machine: Machine,
        requirement: Requirement,
        steps: int,
        *,
        every_course: bool,
        jumps: bool,
        evidence: bool,
        meter: Meter | None,
    ) -> None:
        self.machine, self.requirement, self.left, self.jumps = machine, requirement, steps, jumps
        self.steps = self.allowed = steps
        self.keeps_evidence, self.meter = evidence, meter
        self.asked = Asked(machine, requirement, every_course=every_course)

    def result(self) -> Result:
        months = False
        for part in parts(self.machine, self.asked):
            months = bool(part.reads.months)
            found = self._in(part)
            if found is not None:
                return found
        if months:
            return self._unknown("months differ in length, and no start date was found on which a patient breaks it")
        return attrs.evolve(self._unknown(DISAGREES), disagrees=True)

    def _in(self, part: Part) -> Result | None:
        """The verdict in one part of the machine; None where a course that breaks the claim does not replay."""
        machine, text, names = self.machine, "", ""
        if part.reads.open:
            machine, names, text = example_decisions(machine, set(part.reads.open))
            # of an open decision nothing can be proved: a shorter walk looks for a patient who breaks the claim
            self.left = self.allowed = min(self.left, self.steps // 4)
            part = next(item for item in parts(machine, self.asked) if item.scope is part.scope)
        dates, all_dates = starts(part.machine, part.reads)
        try:
            walks = [(start, *self._walk(part, start)) for start in dates]
        except BudgetError as reason:
            large = what_is_large(part.machine, part.reads, part.values)
            return self._unknown(f"the walk of all patients takes {reason}: {large}")
        found = self.asked.together([self.asked.found(walked) for *_, walked in walks])
        states = sum(walked.states for *_, walked in walks)
        if found is None:
            return self._unknown("no course completes, so nothing can be said of those that do")
        if found.fits:
            result = self._fits(part, found, states, text, names, all_dates=all_dates)
            if result.verdict is Verdict.PROVED:
                return attrs.evolve(result, evidence=self._evidence(walks))
            return result
        tracks = frozenset(region.name for region in part.machine.regions)
        for start, _, walked in walks:
            course = self.asked.broken_course(walked)
            told = None if course is None else replayed(machine, self.requirement, course, tracks, start, _shown(part))
            if told is not None:
                if not all_dates:
                    # what was walked from a few dates bounds no other course
                    found = found._replace(least=None, greatest=None, unbounded=False)
                result = self._result(Verdict.VIOLATED, found, states, f"taking {text}" if text else "")
                return attrs.evolve(result, timeline=told)
        return None

    def _walk(self, part: Part, start: date) -> tuple[Walk, Walked]:
        monitor = self.asked.monitor()
        walk = Walk(
            part.machine,
            part.reads,
            part.values,
            monitor,
            budget=self.left,
            every_course=self.asked.every_course,
            ends_waiting=frozenset(() if self.asked.whole else (self.asked.subject,)),
            jumps=self.jumps,
            start=start,
            meter=self.meter,
        )
        try:
            walked = walk.walk()
        except BudgetError as reason:
            over = walk.days.steps > walk.days.budget
            raise BudgetError(f"more than {self.allowed} days of patients" if over else str(reason)) from reason
        self.left -= walked.steps
        walk.days.budget = UNLIMITED
        return walk, walked

    def _evidence(self, walks: list[tuple[date, Walk, Walked]]) -> tuple[object, ...]:
        if not self.keeps_evidence:
            return ()
        return tuple(certificate(self.asked, walk, walked) for _, walk, walked in walks)

    def _fits(self, part: Part, found: Found, states: int, text: str, names: str, *, all_dates: bool) -> Result:
        if names:
            return self._result(
                Verdict.UNKNOWN, found, states, f"it depends on what is decided for {names}; it holds taking {text}"
            )
        if self.asked.summing is not None and self.asked.summing.unknown:
            return self._unknown("the amount of a dose is not known exactly")
        if part.values.loose:
            why = "; ".join(part.values.loose)
            return self._unknown(f"{why}: it holds of the examples that were tried, and was not proved of all results")
        if not all_dates:
            return self._unknown(
                "months differ in length: it holds of patients who begin on one date, and was not proved of all"
            )
        sampled = part.reads.labs & {item.id for item in part.machine.labs}
        return self._result(Verdict.PROVED, found, states, ASKED_ONLY if sampled else "")

    def _result(self, verdict: Verdict, found: Found, states: int, reason: str) -> Result:
        claim = self.requirement.claim
        counted = isinstance(claim, Claim) and claim.measure is Measure.COUNT
        if self.machine.resolution.per_day != 1 and not counted:
            # a range is told in days, and this one is in hours or minutes
            found = found._replace(least=None, greatest=None, unbounded=False)
        return Result(
            self.requirement,
            verdict,
            found.least,
            found.greatest,
            found.unbounded,
            states,
            (),
            reason,
            (ENGINE,),
            exact=found.least is not None and found.least == found.greatest,
        )

    def _unknown(self, reason: str) -> Result:
        return Result(self.requirement, Verdict.UNKNOWN, None, None, False, 0, (), reason, (ENGINE,))

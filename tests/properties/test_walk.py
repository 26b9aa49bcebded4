"""The walk of the interpreter, beside the kernel explorer, and beside the judging of recorded courses."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from protolang.execution.judgement import Outcome
from protolang.execution.judging import judge
from protolang.model.claim import of_every_course
from protolang.model.evidence import Evidence
from protolang.model.expression import Claim, Measure
from protolang.model.protocol import Requirement
from protolang.verify.budget import BudgetError, metered
from protolang.verify.requirements import _verify, goes_on_by_itself
from protolang.verify.verdict import Verdict
from protolang.verify.walk import inquiry
from protolang.verify.walk.bounds import COMPLETE, before, least, longest, widest
from protolang.verify.walk.days import Days as Mornings
from protolang.verify.walk.monitors import BROKEN_CLAIM, Evening

from .patients import bounds_of, kinds_of
from .protocols import PLAIN, TINY, generated
from .walking import aspects, is_over, random_requirement, random_walk, trace_of, walk_of

SHORT, LONG = range(40), [range(at, at + 100) for at in range(1000, 3000, 100)]


def bounds_by_walk(machine, measure, subject, *, jumps):
    at = machine.origin
    claim = Claim(measure, subject, None, None, None, at)
    requirement = Requirement("r", claim, None, None, Evidence(), "r", at)
    _, walk = walk_of(machine, requirement, every_course=False, budget=6000, jumps=jumps)
    walked = walk.walk()
    useful = before(walked.moves, (COMPLETE,))
    if 4 not in useful:
        return None
    if measure is Measure.GAP:
        return widest(walked.moves, useful)
    return least(walked.moves, useful), longest(walked.moves, useful).most


def compare_bounds(seeds: range) -> Counter[str]:
    """Count, span and gap of each subject, by the kernel and by the walk, with and without passing over days."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        made = generated(seed, TINY)
        if made is None or not kinds_of(made[2]):
            continue
        text, _, machine, _ = made
        if goes_on_by_itself(machine):
            continue  # the kernel ends such a course where the review begins
        for subject in sorted(kinds_of(machine)):
            for jumps in (True, False):
                try:
                    kernel = bounds_of(machine, subject, free=False, budget=3000)
                    walked = tuple(
                        bounds_by_walk(machine, measure, subject, jumps=jumps)
                        for measure in (Measure.COUNT, Measure.SPAN, Measure.GAP)
                    )
                except BudgetError:
                    seen["too large"] += 1
                    continue
                assert walked == kernel, f"seed {seed}, {subject}, jumps {jumps}\n{text}"
                seen["bounds"] += 1
    return seen


def test_T9_the_walk_finds_the_bounds_of_the_kernel() -> None:
    assert compare_bounds(range(20))["bounds"] > 10


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG, ids=str)
def test_T9_the_walk_finds_the_bounds_of_the_kernel_for_many(seeds: range) -> None:
    compare_bounds(seeds)


def watch(seeds: range) -> Counter[str]:
    """A monitor that sees a course unfold says what is said of the whole of it, recorded."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        made = generated(seed, PLAIN)
        if made is None or not kinds_of(made[2]):
            continue
        text, _, machine, _ = made
        for number in range(12):
            rng = random.Random(1000 * seed + number)
            requirement = random_requirement(machine, rng)
            for aspect, every in aspects(requirement):
                asked, walk = walk_of(machine, aspect, every_course=every, budget=10**9)
                story = list(random_walk(walk.machine, walk, rng, days=25))
                trace = trace_of(walk.machine, [ending for _, ending in story])
                completes = is_over(story[-1][1].patient) and story[-1][1].patient.ended
                if not every and not completes:
                    continue
                monitor = asked.monitor()
                alive = {(monitor.start, 0, 0, False)}
                for at, (morning, ending) in enumerate(story):
                    # a course that was cut off for want of days has not ended
                    last = at == len(story) - 1 and walk.end_of(ending.patient) is not None
                    day = Evening(walk.machine, morning, ending.patient, 1, last, ending.completed)
                    after = set()
                    for state, weight, most, wrong in alive:
                        if state == BROKEN_CLAIM and every:
                            after.add((state, weight, most, wrong))
                            continue
                        for one in monitor.observe(state, day):
                            bad = bool(one.observed) and not asked._allows(one.observed)
                            after.add((one.state, weight + one.weight, max(most, one.observed), wrong or bad))
                    alive = after
                judgement = judge(trace, aspect)
                if every and of_every_course(aspect.claim) is None:
                    continue
                said = judged_by(asked, alive, every=every)
                wanted = judgement.outcome is Outcome.BROKEN
                assert said == wanted, (
                    f"seed {seed} number {number}: {aspect.claim} between {aspect.opens} and {aspect.closes}:"
                    f" monitor {said}, judged {judgement}\n{[entry.line() for entry in trace.entries]}\n{text}"
                )
                kind = type(aspect.claim).__name__
                if isinstance(aspect.claim, Claim):
                    kind = aspect.claim.measure.value
                seen.update([f"{kind} {judgement.outcome.value}"])
    return seen


def judged_by(asked, alive, *, every) -> bool:
    """Whether the monitor's states at the end say that the claim is broken."""
    if every:
        return any(state == BROKEN_CLAIM for state, *_ in alive)
    match asked._kind.value:
        case "sum":
            return any(not asked._allows(weight) for _, weight, _, _ in alive)
        case "most":
            return any(not asked._allows(most) for _, _, most, _ in alive)
        case "each":
            return any(wrong for *_, wrong in alive)
        case _:
            return any(most for _, _, most, _ in alive)


def test_monitors_say_what_is_judged_of_the_whole_course() -> None:
    seen = watch(SHORT)
    assert len([name for name, many in seen.items() if many and "broken" in name]) > 6


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG, ids=str)
def test_monitors_say_what_is_judged_of_many_courses(seeds: range) -> None:
    watch(seeds)


def bisimulate(seeds: range) -> int:
    """Two patients of one canonical form go on alike, whatever comes."""
    compared = 0
    for seed in seeds:
        made = generated(seed, PLAIN)
        if made is None or not kinds_of(made[2]):
            continue
        text, _, machine, _ = made
        requirement = random_requirement(machine, random.Random(seed))
        _, walk = walk_of(machine, requirement, every_course=True, budget=10**9)
        forms: dict[object, object] = {}
        pairs = []
        for number in range(12):
            rng = random.Random(1000 * seed + number)
            for _, ending in random_walk(walk.machine, walk, rng, days=20):
                patient = ending.patient
                form = walk.canon.of(patient)
                if form in forms and forms[form] != patient:
                    pairs.append((forms[form], patient))
                forms.setdefault(form, patient)
        for one, other in random.Random(seed).sample(pairs, min(8, len(pairs))):
            mornings = Mornings(walk.machine, walk.values, walk.days.events, 10**9)
            left, right = list(mornings.evenings(one)), list(mornings.evenings(other))
            assert [_told(item.inputs, one.day) for item in left] == [_told(item.inputs, other.day) for item in right]
            for a, b in zip(left, right, strict=True):
                assert walk.canon.of(a.patient) == walk.canon.of(b.patient), f"seed {seed}\n{one}\n{other}\n{text}"
                compared += 1
    return compared


def _told(inputs, day):
    results = [(item.name, item.value, item.sampled - day) for item in inputs.observations]
    return results, inputs.administrations, inputs.events


def test_T3_patients_of_one_form_go_on_alike() -> None:
    assert bisimulate(SHORT) > 100


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG, ids=str)
def test_T3_many_patients_of_one_form_go_on_alike(seeds: range) -> None:
    bisimulate(seeds)


def verdicts(seeds: range) -> Counter[str]:
    """Verdicts of random requirements: none disagrees with the interpreter, nor a walk that passes over days with one
    that does not."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        made = generated(seed, TINY)
        if made is None or not kinds_of(made[2]):
            continue
        text, _, machine, _ = made
        for number in range(4):
            requirement = random_requirement(machine, random.Random(7000 * seed + number))
            found = inquiry.judge(machine, requirement, steps=3000)
            assert not found.disagrees, f"seed {seed}: {requirement.text}\n{text}"
            seen[found.verdict.value] += 1
            if found.verdict is Verdict.UNKNOWN:
                continue
            kernel = _verify(machine, requirement, metered(3000))
            if kernel.verdict is not Verdict.UNKNOWN and found.reason != inquiry.ASKED_ONLY:
                assert kernel.verdict is found.verdict, f"seed {seed}: {requirement}\n{text}"
                seen["kernel too"] += 1
            slowly = inquiry.judge(machine, requirement, steps=12000, jumps=False)
            if slowly.verdict is not Verdict.UNKNOWN:
                assert slowly.verdict is found.verdict, f"seed {seed}: {requirement.text}\n{text}"
                seen["both"] += 1
    return seen


def test_T10_T11_verdicts_replay_and_do_not_depend_on_what_is_passed_over() -> None:
    seen = verdicts(range(20))
    assert min(seen["PROVED"], seen["VIOLATED"], seen["both"]) > 5


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG, ids=str)
def test_T10_T11_many_verdicts(seeds: range) -> None:
    verdicts(seeds)

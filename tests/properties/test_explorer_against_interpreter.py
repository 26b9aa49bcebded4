"""The explorer and the interpreter were written apart and must tell the same story (T8 to T10).

Each test takes a range of seeds; a failure names the seed, and `generate(seed)` prints its protocol.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from protolang.verify.cells import NotExactError
from protolang.verify.requirements import ASKED_ONLY, UNREPLAYED, verify
from protolang.verify.sampling import BudgetError
from protolang.verify.verdict import Verdict

from .patients import (
    TooManyError,
    all_courses,
    bounds_of,
    compare_walk,
    contradicts,
    decided_at_random,
    kinds_of,
    random_course,
)
from .protocols import PLAIN, TINY, generate, generated

SHORT, LONG = range(60), [range(at, at + 250) for at in range(1000, 9000, 250)]


def walk_through(seeds: range) -> Counter[str]:
    seen: Counter[str] = Counter()
    for seed in seeds:
        made = generated(seed, PLAIN)
        if made is None:
            continue
        text, _, machine, _ = made
        for walk in range(5):
            count, end, problem = compare_walk(machine, random.Random(1000 * seed + walk))
            assert problem is None, f"seed {seed}: {problem}\n{text}"
            seen.update({"walks": 1, "steps": count, end: 1})
    return seen


def test_T9_walks_of_the_graph_replay_day_by_day() -> None:
    seen = walk_through(SHORT)
    assert seen["complete"] > 20
    assert seen["stopped"] > 20


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG, ids=str)
def test_T9_many_walks(seeds: range) -> None:
    walk_through(seeds)


def compare_bounds(seeds: range) -> Counter[str]:
    """COUNT, SPAN and GAP of every subject, by brute force and by the explorer in both ways of sampling."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        made = generated(seed, TINY)
        if made is None:
            continue
        text, _, machine, _ = made
        subjects = tuple(sorted(kinds_of(machine)))
        try:
            tallies, all_ended = all_courses(machine, subjects, days=12, most=150)
        except TooManyError:
            continue
        if not all_ended:
            continue
        seen.update({"protocols": 1, "completing": bool(tallies)})
        for at, subject in enumerate(subjects):
            wanted = _bounds([tally[at] for tally in tallies])
            try:
                asked = bounds_of(machine, subject, free=False, budget=3000)
                free = bounds_of(machine, subject, free=True, budget=3000)
            except BudgetError:
                seen["too large"] += 1
                continue
            assert asked == wanted, f"seed {seed}: {subject} is {wanted}, the explorer says {asked}\n{text}"
            assert not tallies or _inside(wanted, free), f"seed {seed}: {subject} is {wanted}, Free {free}\n{text}"
            seen["bounds"] += 1
    return seen


def _bounds(found: list[tuple[int, int, int, int]]) -> tuple[object, object, object]:
    if not found:
        return None, None, None
    counts = [count for count, _, _, _ in found]
    spans = [last - first for _, first, last, _ in found]
    return (min(counts), max(counts)), (min(spans), max(spans)), max(gap for *_, gap in found)


def _inside(wanted: tuple, free: tuple) -> bool:
    if None in free:
        return False
    for (low, high), (least, greatest) in zip(wanted[:2], free[:2], strict=True):
        if low < least or (greatest is not None and high > greatest):
            return False
    return wanted[2] <= free[2]


def test_T9_bounds_are_those_of_all_patients() -> None:
    seen = compare_bounds(range(45))
    assert seen["bounds"] > 10


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG, ids=str)
def test_T9_bounds_of_many(seeds: range) -> None:
    compare_bounds(seeds)


def prove(seeds: range, *, budget: int) -> Counter[str]:
    """Every witness replays, and no patient drawn at random contradicts a proof."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        made = generated(seed)
        if made is None:
            continue
        text, protocol, machine, _ = made
        try:
            results = verify(protocol, machine, budget=budget)
        except Exception as problem:
            raise AssertionError(f"seed {seed}: {problem!r}\n{text}") from problem
        assert not [result for result in results if result.reason == UNREPLAYED], f"seed {seed}\n{text}"
        seen.update(result.verdict.value for result in results)
        proofs = [result for result in results if result.verdict is Verdict.PROVED]
        for number in range(8 if proofs else 0):
            rng = random.Random(1000 * seed + number)
            patient_machine = decided_at_random(machine, rng)
            extra = (0, 0, 0.1, 0.5)[number % 4]
            try:
                states = random_course(patient_machine, rng, days=60, diligence=rng.choice((0.5, 0.9, 1)), extra=extra)
            except NotExactError:
                break
            seen["patients"] += 1
            for result in proofs:
                if extra and result.reason == ASKED_ONLY:
                    continue
                seen["completed"] += states[-1].ended
                problem = contradicts(result, states, patient_machine)
                assert problem is None, f"seed {seed}: {problem}\n{text}"
    return seen


def test_T10_witnesses_replay_and_proofs_stand() -> None:
    seen = prove(SHORT, budget=200)
    assert min(seen["PROVED"], seen["VIOLATED"], seen["UNKNOWN"]) > 5


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG, ids=str)
def test_T10_many_witnesses(seeds: range) -> None:
    prove(seeds, budget=1500)


def test_the_generator_uses_the_language() -> None:
    used: Counter[str] = Counter()
    accepted = 0
    for seed in range(300):
        used.update(generate(seed)[1])
    for seed in range(40):
        accepted += generated(seed) is not None
    assert accepted > 20
    wanted = """give|measure|list of days|once on entry|every, times|until, at most times|until, at most a time
        |until without limit|until, else go|window|when exit|first when exit|after exit|after when exit|once|not|and|or
        |end of|event in a guard|bare comparison|fact of facts|stop rule|stop rule of a phase|stop phase|no then
        |missed skip|missed stop|missed postpone then review|missed postpone then skip|missed postpone then alert
        |missed make_up then stop|next_due on grid|next_due after last given|if missing measure now|if missing block
        |if missing ignore|if missing None|open interval|open delay|open limit|calendar interval|between|during
        |claim count|claim span|claim gap|claim on a lab"""
    assert [name for name in (word.strip() for word in wanted.split("|")) if not used[name]] == []

"""Extremes and shortest courses against every path of small graphs."""

from __future__ import annotations

import random

from protolang.verify.bounds import completing, extremes, lasso, shortest_course, widest
from protolang.verify.explore import COMPLETE_NODE, START, Graph, Step


def random_graph(rng: random.Random, *, loops: bool) -> Graph:
    size = rng.randint(1, 6)
    steps: list[list[Step]] = [[], [], []]
    for number in range(START, START + size):
        ahead = [0, 1, 2, *range(number + 1, START + size)]
        targets = [0, *range(START, START + size)] if loops else ahead
        steps.append(
            [
                Step(rng.choice(targets), rng.randint(1, 3), (), (), 0, rng.randint(0, 2), rng.randint(0, 4), None)
                for _ in range(rng.randint(0, 3))
            ]
        )
    # the explorer makes no node that no course reaches
    seen, waiting = {START}, [START]
    while waiting:
        for step in steps[waiting.pop()]:
            if step.target not in seen:
                seen.add(step.target)
                waiting.append(step.target)
    steps = [found if number in seen else [] for number, found in enumerate(steps)]
    return Graph([None] * len(steps), steps, (0,), ())


def paths(graph: Graph, most: int) -> list[tuple[Step, ...]]:
    """Every course of at most `most` steps that completes."""
    found, waiting = [], [((), START)]
    while waiting:
        steps, at = waiting.pop()
        if at == COMPLETE_NODE:
            found.append(steps)
        elif len(steps) < most:
            waiting += [((*steps, step), step.target) for step in graph.steps[at]]
    return found


def test_extremes_without_loops() -> None:
    rng = random.Random(4)
    for _ in range(1500):
        graph = random_graph(rng, loops=False)
        courses = paths(graph, 8)
        weights = [sum(step.weight for step in course) for course in courses]
        assert extremes(graph) == ((min(weights), max(weights)) if courses else None)
        observed = [max(step.observed for step in course) for course in courses]
        assert widest(graph) == (max(observed) if courses else None)


def test_extremes_with_loops() -> None:
    rng = random.Random(5)
    unbounded = 0
    for _ in range(600):
        graph = random_graph(rng, loops=True)
        small, large = paths(graph, 7), paths(graph, 9)
        found = extremes(graph)
        if not small:
            assert found is None or not any(small)
            continue
        assert found is not None
        weights = [sum(step.weight for step in course) for course in large]
        assert found.minimum == min(weights)
        if found.maximum is None:
            unbounded += 1
        else:
            # a loop without weight adds nothing, so the heaviest course is found within few steps
            assert found.maximum == max(weights)
    assert unbounded > 50


def test_the_shortest_broken_course() -> None:
    rng = random.Random(6)
    for _ in range(600):
        graph = random_graph(rng, loops=False)
        limit = rng.randint(0, 5)
        broken = [course for course in paths(graph, 8) if sum(step.weight for step in course) > limit]
        found = shortest_course(graph, lambda total, step: min(total + step.weight, 9), limit.__lt__)
        assert (found is None) == (not broken)
        if found is not None:
            days = [sum(step.days for step in course) for course in broken]
            assert sum(step.days for step in found) == min(days)
            assert sum(step.weight for step in found) > limit


def test_what_has_no_maximum_goes_round() -> None:
    rng = random.Random(8)
    rounds = 0
    for _ in range(1500):
        graph = random_graph(rng, loops=True)
        found, range_ = lasso(graph), extremes(graph)
        assert (found is None) == (range_ is None or range_.maximum is not None)
        if found is None:
            continue
        rounds += 1
        start = _end_of(graph, START, found.before)
        assert _end_of(graph, start, found.round) == start
        assert found.weight == sum(step.weight for step in found.round) > 0
        assert found.days == sum(step.days for step in found.round)
        assert start in completing(graph)
    assert rounds > 100


def _end_of(graph: Graph, number: int, course: tuple[Step, ...]) -> int:
    for step in course:
        assert step in graph.steps[number]
        number = step.target
    return number

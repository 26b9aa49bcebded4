"""What protolang says, beside what the others say: the only place here that knows the explorer of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs

from protolang.machine.statechart import Machine
from protolang.model.expression import All, Any, Ended, Expression, Fact, Not, Once
from protolang.model.protocol import Protocol, Requirement
from protolang.verify.bounds import extremes, widest
from protolang.verify.monitors import Counter as Doses
from protolang.verify.monitors import GapWatch, Monitor, Spanner
from protolang.verify.requirements import verify
from protolang.verify.sampling import BudgetError
from protolang.verify.verdict import Verdict

from ..properties.patients import explorer_of
from .rules import NotCoveredError, Question, program_of
from .search import Answer, TooLargeError, explore

BUDGET = 2_000
CEILING = 400  # of the explorer's clock between two doses


def differences(
    machine: Machine, requirement: Requirement, question: Question, answer: Answer, free: bool
) -> Iterator[str]:
    """The exact range of our explorer over every track, where it is another one."""
    if question.of_days or question.during is not None or question.opens is not None:
        return
    watches: dict[str, Monitor] = {
        "count": Doses(question.subject, None),
        "span": Spanner(question.subject, None),
        "gap": GapWatch(question.subject, None, None, frozenset(), CEILING),
    }
    try:
        graph = explorer_of(machine, watches[question.measure], free=free, budget=BUDGET).explore()
    except BudgetError:
        return
    if question.measure == "gap":
        widest_gap = widest(graph)
        found = None if widest_gap is None or widest_gap >= CEILING else widest_gap
        if found != (None if answer.least is None else answer.greatest):
            yield f"our explorer says that gaps are {widest_gap} at most, the search {answer}"
        return
    both = extremes(graph)
    if both != (None if answer.least is None else (answer.least, answer.greatest)):
        yield f"our explorer says {both}, the search {answer}"


def verdict_differences(
    protocol: Protocol,
    machine: Machine,
    requirement: Requirement,
    question: Question,
    low: int | None,
    high: int | None,
    seen: Counter[str],
) -> Iterator[str]:
    """What `verify` says of one claim, held against the plain search in both ways of sampling."""
    (result,) = verify(attrs.evolve(protocol, requirements=(requirement,)), machine, budget=BUDGET)
    seen[f"verdict {result.verdict.value}"] += 1
    if result.verdict is Verdict.UNKNOWN:
        return
    try:
        asked, free = (_searched(machine, question, free=way) for way in (False, True))
        # a violation ends with the tracks that the claim depends on: the others may go on for ever
        part = _searched(alone(machine, question), question, free=True)
    except (TooLargeError, NotCoveredError):
        seen["verdict not compared: too large"] += 1
        return
    if question.measure == "gap" and low is not None:
        # of gaps only the widest is asked, and not whether each course has one so wide
        if result.verdict is Verdict.VIOLATED:
            return
        low = None
    name = f"`{requirement.text}` is {result.verdict.value}"
    seen["verdict compared"] += 1
    match result.verdict:
        case Verdict.PROVED:
            scope = free if not result.reason else asked
            if not scope.fits(low, high):
                yield f"{name} ({result.reason}), and the search finds {scope}"
            if not question.of_days:
                yield from _outside(name, result.minimum, result.maximum, result.unbounded, asked)
        case Verdict.VIOLATED:
            if free.fits(low, high) and part.fits(low, high):
                yield f"{name}, and the search finds {free}, of the tracks concerned {part}"
    if not question.of_days and result.exact and result.minimum is not None and free.least is not None:
        exact = (result.minimum, result.maximum)
        if exact not in ((item.least, item.greatest) for item in (free, asked, part)):
            yield f"{name} with exactly {exact}, and the search finds {free}, or {asked} where samples are asked for"


def _searched(machine: Machine, question: Question, *, free: bool) -> Answer:
    return explore(program_of(machine, question, free=free), most=10_000, steps=100_000)


def alone(machine: Machine, question: Question) -> Machine:
    """The machine with the tracks that give the subject, and those whose end they wait for."""
    wanted = {
        region.name
        for region in machine.regions
        if any(item.subject == question.subject for state in region.states for item in state.obligations)
    }
    if not wanted:
        return machine
    reading = [item for item in (question.opens, question.closes) if item is not None]
    while True:
        guards = reading + [
            guard
            for region in machine.regions
            if region.name in wanted
            for state in region.states
            for guard in (
                *(edge.guard for edge in state.transitions),
                *(item.until.condition for item in state.obligations if item.until is not None),
            )
            if guard is not None
        ]
        more = {name for guard in guards for name in ended(machine, guard)} - wanted
        if not more:
            break
        wanted |= more
    return attrs.evolve(
        machine,
        regions=tuple(region for region in machine.regions if region.name in wanted),
        stops=tuple(
            rule
            for rule in machine.stops
            if (rule.region is None or rule.region in wanted) and set(ended(machine, rule.guard)) <= wanted
        ),
    )


def ended(machine: Machine, expression: Expression) -> Iterator[str]:
    """The tracks whose end a condition asks for."""
    match expression:
        case Ended(track):
            yield track
        case Fact(name) | Once(name):
            yield from ended(machine, next(item.when for item in machine.facts if item.id == name))
        case All(parts) | Any(parts):
            for part in parts:
                yield from ended(machine, part)
        case Not(part):
            yield from ended(machine, part)
        case _:
            pass


def _outside(name: str, least: int | None, greatest: int | None, unbounded: bool, asked: Answer) -> Iterator[str]:
    """A complete course outside the range that is said."""
    if asked.least is None:
        return
    if least is not None and asked.least < least:
        yield f"{name} with {least} at least, and a course has {asked.least}"
    if not unbounded and greatest is not None and (asked.greatest is None or asked.greatest > greatest):
        yield f"{name} with {greatest} at most, and a course has {asked.greatest}"

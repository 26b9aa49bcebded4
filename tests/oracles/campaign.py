"""Generated protocols, asked of everybody: `python -m tests.oracles.campaign --protocols 10000`.

Of each protocol the first claim is taken, under one of the two ways of sampling. Spin, Storm and the plain search must
agree on the number of states and on the least and greatest measure, and our explorer on the latter; what `verify` says
of the claim must be so. `--seed N` looks at one protocol again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context

from protolang.machine.statechart import Machine
from protolang.model.claim import AnyClaim, Holds, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.expression import Bound, Claim, Measure
from protolang.model.protocol import Protocol, Requirement
from protolang.quantity import Days

from ..properties.proofs import requirements
from ..properties.protocols import Shape, build, generate
from . import ours, spin, storm
from .program import Program, carried
from .rules import NotCoveredError, Question, program_of
from .search import Answer, TooLargeError, explore

SHAPE = Shape(tracks=2, phases=2, labs=2, longest=4, open_decisions=False, calendar=False)
BATCH = 25  # protocols in one run of Spin
MOST = 2_500  # states, without the total
STEPS = 30_000  # outcomes of days
BEYOND = 8  # a total without an upper limit is counted so far


@dataclass
class Case:
    """A protocol with one question, and what was said to it."""

    seed: int
    text: str
    protocol: Protocol
    machine: Machine
    requirement: Requirement
    free: bool
    program: Program
    answer: Answer
    total: Program
    with_total: Answer


@dataclass
class Tally:
    """What was looked at."""

    seen: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    seconds: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.seen.update(other.seen)
        self.failures += other.failures
        self.seconds.update(other.seconds)


def question_of(requirement: Requirement) -> Question:
    """The question that a claim asks. Raises `NotCoveredError`."""
    claim = requirement.claim
    if not isinstance(claim, Claim) or claim.measure is Measure.SPACING:
        return _question_of_days(requirement)
    if claim.measure not in (Measure.COUNT, Measure.SPAN, Measure.GAP):
        raise NotCoveredError(f"a {claim.measure.value}")
    if (requirement.opens or requirement.closes) and claim.measure is not Measure.GAP:
        raise NotCoveredError("a count or a span from one day to another")
    return Question(claim.measure.value, claim.subject, claim.during, requirement.opens, requirement.closes)


def _question_of_days(requirement: Requirement) -> Question:
    if requirement.opens or requirement.closes:
        raise NotCoveredError("a claim about days from one day to another")
    match requirement.claim:
        case Holds(Quantifier.ALWAYS, condition):
            return Question("fails", "", condition=condition)
        case Holds(Quantifier.NEVER, condition):
            return Question("holds", "", condition=condition)
        case NeverWhile(subject, condition):
            return Question("never while", subject, condition=condition)
        case OnlyAfter(subject, condition, None):
            return Question("only after", subject, condition=condition)
        case OnlyAfter(subject, condition, Days() as within):
            return Question("only after", subject, condition=condition, days=int(within.days))
        case Rate(subject, None, int(high), Days() as window):
            return Question("at most", subject, number=high, days=int(window.days))
        case Claim(Measure.SPACING, subject, None, low, None) if low is not None and (_whole(low, 1) or 0) > 0:
            return Question("spacing", subject, days=_whole(low, 1))
    raise NotCoveredError(f"a claim of the form {type(requirement.claim).__name__}")


def limits(claim: AnyClaim) -> tuple[int | None, int | None]:
    """The least and greatest measure that keep the claim, whatever the day of the month the course begins on."""
    if not isinstance(claim, Claim) or claim.measure is Measure.SPACING:
        return 0, 0
    return (
        None if claim.low is None else _whole(claim.low, 1),
        None if claim.high is None else _whole(claim.high, -1),
    )


def _whole(bound: Bound, inwards: int) -> int:
    value = bound.value
    if not isinstance(value, int):
        value = value.longest() if inwards > 0 else value.shortest()
    return value if bound.inclusive else value + inwards


def text_of(seed: int) -> str:
    """A protocol with claims about whole courses and about days."""
    text, _ = generate(seed, SHAPE)
    return "\n".join([text.rstrip().removesuffix("}"), *requirements(seed), "}\n"])


def case_of(seed: int, tally: Tally) -> Case | None:
    """The protocol of a seed, asked of the plain search; None where it is refused, not covered or too large."""
    text = text_of(seed)
    made = build(text)
    if made is None:
        tally.seen["refused by the compiler"] += 1
        return None
    protocol, machine = made
    free = bool(seed % 2)
    try:
        requirement = protocol.requirements[seed // 2 % len(protocol.requirements)]
        program = program_of(machine, question_of(requirement), free=free)
        answer = explore(program, most=MOST, steps=STEPS)
        cap = (answer.least or 0) + BEYOND if answer.greatest is None else answer.greatest + 1
        total = carried(program, cap)
        with_total = explore(total, most=5 * MOST, steps=3 * STEPS)
    except NotCoveredError as reason:
        tally.seen[f"not covered: {reason}"] += 1
        return None
    except TooLargeError:
        tally.seen["too large"] += 1
        return None
    return Case(seed, text, protocol, machine, requirement, free, program, answer, total, with_total)


def judge(case: Case, tally: Tally) -> Iterator[str]:
    """What our own code and Storm say, where it differs."""
    started = time.perf_counter()
    yield from ours.differences(case.machine, case.requirement, question_of(case.requirement), case.answer, case.free)
    tally.seconds["our explorer"] += time.perf_counter() - started
    started = time.perf_counter()
    question = question_of(case.requirement)
    tally.seen[f"asked: {question.measure}"] += 1
    low, high = limits(case.requirement.claim)
    verdict = ours.verdict_differences(case.protocol, case.machine, case.requirement, question, low, high, tally.seen)
    found = [*verdict]
    tally.seconds["verify"] += time.perf_counter() - started
    yield from found
    if not storm.missing():
        said, seconds = storm.ask(case.program)
        tally.seconds["Storm"] += seconds
        tally.seen["Storm"] += 1
        if said != case.answer:
            yield f"Storm says {said}, the search {case.answer}"


def chunk(task: tuple[int, int]) -> Tally:
    """Some seeds, with one run of Spin."""
    tally = Tally()
    started = time.perf_counter()
    cases = [case for case in (case_of(seed, tally) for seed in range(*task)) if case is not None]
    tally.seconds["search"] += time.perf_counter() - started
    for case in cases:
        tally.seen["protocols"] += 1
        tally.seen["states"] += case.answer.states
        tally.failures += [f"seed {case.seed}: {text}" for text in judge(case, tally)]
    if cases and not spin.missing():
        timed = spin.ask([case.total for case in cases])
        tally.seconds["Spin, making"] += timed.making
        tally.seconds["Spin, searching"] += timed.searching
        tally.seen["Spin"] += len(cases)
        for case, said in zip(cases, timed.answers, strict=True):
            wanted = case.with_total
            high = None if case.answer.greatest is None else wanted.greatest
            if said != Answer(wanted.states, wanted.least, high):
                tally.failures.append(f"seed {case.seed}: Spin says {said}, the search {wanted}")
    return tally


def campaign(protocols: int, *, first: int = 0, jobs: int = 0, seconds: float = 1e9) -> Tally:
    """Until so many protocols were judged, or the time is over."""
    tally, started, told = Tally(), time.monotonic(), 0.0
    jobs = jobs or os.cpu_count() or 1
    tasks = ((at, at + BATCH) for at in range(first, first + 20 * protocols, BATCH))
    with get_context("spawn").Pool(jobs) as pool:
        for found in pool.imap_unordered(chunk, tasks):
            tally.add(found)
            for failure in found.failures:
                say(failure)
            elapsed = time.monotonic() - started
            if elapsed - told > 60:
                told = elapsed
                say(f"  {elapsed:6.0f} s  {tally.seen['protocols']} protocols, {len(tally.failures)} failures")
            if tally.seen["protocols"] >= protocols or elapsed > seconds or len(tally.failures) > 20:
                pool.terminate()
                break
    report(tally, time.monotonic() - started, jobs)
    return tally


def report(tally: Tally, elapsed: float, jobs: int) -> None:
    """The numbers."""
    count = tally.seen["protocols"]
    say(
        f"{count} protocols, {tally.seen['states']} states, {len(tally.failures)} disagreements, "
        f"{elapsed:.0f} s on {jobs} processes: {count / max(elapsed, 0.001):.2f} protocols/s"
    )
    for name, number in sorted(tally.seen.items()):
        say(f"  {name:<60} {number}")
    for name, number in sorted(tally.seconds.items()):
        say(f"  {name:<60} {number:.1f} s")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def look_again(seed: int) -> Tally:
    """One protocol, told in full."""
    say(text_of(seed))
    return chunk((seed, seed + 1))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--protocols", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--without-tools", action="store_true", help="go on without Spin or Storm")
    chosen = parser.parse_args()
    lacking = " and ".join(filter(None, (spin.missing(), storm.missing())))
    if lacking and not chosen.without_tools:
        say(f"missing: {lacking}. On Debian, as root: apt-get install spin gcc libc6-dev; stormpy comes with")
        say("  pip install --require-hashes -r requirements-oracles.lock")
        return 2
    if chosen.seed is not None:
        tally = look_again(chosen.seed)
        report(tally, sum(tally.seconds.values()), 1)
        for failure in tally.failures:
            say(failure)
    else:
        tally = campaign(chosen.protocols, first=chosen.first, jobs=chosen.jobs, seconds=chosen.seconds)
    return int(bool(tally.failures))


if __name__ == "__main__":
    sys.exit(main())

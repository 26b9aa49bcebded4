"""Proofs against patients: `python -m tests.properties.proofs --protocols 100000 --patients 1000000`.

A seed makes a protocol with requirements. What is VIOLATED must have replayed (T10). No patient drawn at random may
break what is PROVED, nor have a number outside the range that is said (T9). And with any of its short cuts taken away
our explorer must not say the opposite (T11). The same seeds are the same protocols and patients everywhere; a campaign
that was cut short goes on with `--first`, and `--seed N` looks at one protocol again.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context

import attrs

from protolang.execution.event import Administration, Inputs
from protolang.execution.judging import Outcome, judge
from protolang.execution.run import EXAMPLE_START
from protolang.execution.state import PatientState, Status
from protolang.execution.step import begin, offers, step
from protolang.execution.trace import LogEntry, Trace
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import Claim, Measure
from protolang.model.protocol import Protocol
from protolang.verify.cells import NotExactError
from protolang.verify.explore import Explorer
from protolang.verify.guards import Guards
from protolang.verify.kernel import RegionKernel
from protolang.verify.requirements import ASKED_ONLY, UNREPLAYED, _Inquiry, verify
from protolang.verify.sampling import Free
from protolang.verify.verdict import Result, Verdict

from .patients import _random_result, decided_at_random, guards_of_all
from .protocols import DRUGS, PLAIN, TINY, Shape, build, generate

OPEN = Shape(calendar=False)
SHAPES = (OPEN, PLAIN, TINY, OPEN, PLAIN, TINY, PLAIN, TINY, Shape())
BUDGET = 600  # states for one requirement
DAYS = 50  # of a patient
CHUNK = 8  # protocols that one worker takes at a time


# ---- protocols with requirements of every kind -----------------------------------------------------------------


def requirements(seed: int) -> list[str]:
    """Some claims about days, in an order, and in any stretch of time."""
    rng = random.Random(f"requirements {seed}")
    return [f"  require d{number}: {_claim(rng)}" for number in range(rng.randint(0, 2))]


def _claim(rng: random.Random) -> str:
    drug, other = rng.choice(DRUGS), rng.choice(DRUGS)
    fact, after = rng.choice(("cd_low", "cd_high")), rng.choice(("cd_low", "cd_high"))
    number, days = rng.randint(0, 3), rng.randint(1, 12)
    return rng.choice(
        (
            f"always not {fact}",
            f"never {fact}",
            f"eventually {fact}",
            f"{fact} leads to {after} within {days} days",
            f"at most {number} {drug} in any {days} days",
            f"at least {number} {drug} in any {days} days",
            f"exactly {number} {drug} in any {days} days",
            f"{drug} in every {days} days",
            f"{drug} only after {fact}",
            f"{drug} only after once {fact} within {days} days",
            f"{drug} never while {fact}",
            f"spacing({other}) >= {days} days",
        )
    )


def protocol_of(seed: int) -> tuple[str, Protocol, Machine] | None:
    """The text of a seed, its protocol and machine; None when it is refused."""
    text, _ = generate(seed, SHAPES[seed % len(SHAPES)])
    more = "\n".join([*requirements(seed), "}"])
    whole = text.rstrip().removesuffix("}") + more + "\n"
    built = build(whole)
    return None if built is None else (whole, *built)


# ---- patients --------------------------------------------------------------------------------------------------


def patient_of(machine: Machine, guards: Guards, rng: random.Random, extra: float) -> Trace:
    """Sampled and given what is due more or less often, and sampled `extra` often on any other day."""
    diligence = rng.choice((0.5, 0.9, 1))
    patient, states, told = begin(machine, EXAMPLE_START), list[PatientState](), list[LogEntry]()
    for day in range(DAYS):
        known = Inputs(events=tuple(item.id for item in machine.events if rng.random() < 0.05))
        for _ in range(2):
            wanted = {item.subject for item in offers(machine, patient, known) if item.kind is ActionKind.MEASURE}
            wanted = {name for name in sorted(wanted) if rng.random() < diligence}
            wanted |= {item.id for item in machine.labs if rng.random() < extra}
            wanted -= {item.name for item in known.observations}
            fresh = [_random_result(machine, guards, name, day, rng) for name in sorted(wanted)]
            known = attrs.evolve(known, observations=(*known.observations, *fresh))
        doses = tuple(
            Administration(item.subject)
            for item in offers(machine, patient, known)
            if item.kind is ActionKind.GIVE and rng.random() < diligence
        )
        patient, entries = step(machine, patient, attrs.evolve(known, administrations=doses))
        states.append(patient)
        told += entries
        if patient.ended:
            break
    return Trace(machine, tuple(told), tuple(states))


def contradiction(result: Result, trace: Trace) -> str | None:
    """Why a patient contradicts a proof; None when they do not."""
    requirement, claim = result.requirement, result.requirement.claim
    completes = all(region.status in (Status.DONE, Status.WAITING) for region in trace.final.regions)
    found = judge(trace, requirement)
    if found.outcome is Outcome.BROKEN:
        return f"`{requirement.text}` is PROVED, and a patient breaks it on day {found.day}: {found.values}"
    ranged = isinstance(claim, Claim) and claim.measure in (Measure.COUNT, Measure.SPAN, Measure.GAP)
    # what is looked at may end with the tracks the claim depends on, and others of this patient go on
    if not ranged or not completes or not found.values or (requirement.opens and len(trace.machine.regions) > 1):
        return None
    value, low, high = found.values[0], result.minimum, result.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return f"`{requirement.text}` is said to be {low}..{high}, and a patient has {value}"
    return None


# ---- short cuts that can be taken away -------------------------------------------------------------------------


@contextlib.contextmanager
def replaced(owner: type, name: str, value: object) -> Iterator[None]:
    """Another method for a while."""
    kept = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)


def _every_track(self: _Inquiry, machine: Machine, scope: object) -> tuple[int, ...]:
    return tuple(at for at, region in enumerate(machine.regions) if not region.on_stop)


SHORT_CUTS = {
    "skipping idle days": lambda: replaced(RegionKernel, "idle", lambda self, local: 1),
    "leaving out tracks": lambda: replaced(_Inquiry, "_regions", _every_track),
    "trying once what no guard tells apart": lambda: replaced(
        Free, "_distinct", lambda self, locals_, env, monitor: self._all
    ),
    "forgetting labs that nothing reads": lambda: replaced(
        Explorer, "live", lambda self, locals_, monitor: frozenset(range(len(self.guards.labs)))
    ),
}


def opposed(one: tuple[Result, ...], two: tuple[Result, ...]) -> str | None:
    """Where two answers cannot both be right."""
    for first, second in zip(one, two, strict=True):
        verdicts = {first.verdict, second.verdict}
        if verdicts == {Verdict.PROVED, Verdict.VIOLATED}:
            return f"`{first.requirement.text}` is {first.verdict.value}, and {second.verdict.value} without"
        if Verdict.UNKNOWN in verdicts or not (first.exact and second.exact):
            continue
        ranges = [(item.minimum, item.maximum, item.unbounded) for item in (first, second)]
        if first.verdict is second.verdict is Verdict.PROVED and ranges[0] != ranges[1]:
            return f"`{first.requirement.text}` has the range {ranges[0]}, and {ranges[1]} without"
    return None


# ---- the campaign ----------------------------------------------------------------------------------------------


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

    @contextlib.contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Counts the work, not the waiting: a machine may have much else to do."""
        started = time.process_time()
        yield
        self.seconds[name] += time.process_time() - started


def look_at(seed: int, patients: int, tally: Tally, *, budget: int = BUDGET, cuts: bool = True) -> None:
    """One protocol with so many patients."""
    with tally.timed("texts"):
        made = protocol_of(seed)
    tally.seen["protocols"] += 1
    if made is None:
        tally.seen["refused"] += 1
        return
    _, protocol, machine = made
    with tally.timed("verify"):
        results = verify(protocol, machine, budget=budget)
    tally.seen.update(result.verdict.value for result in results)
    for result in results:
        if result.reason == UNREPLAYED or result.disagrees:
            tally.failures.append(f"seed {seed}: `{result.requirement.text}`: {result.reason}")
    with tally.timed("patients"):
        _try_patients(seed, patients, machine, results, tally)
    if cuts:
        name = sorted(SHORT_CUTS)[seed % len(SHORT_CUTS)]
        with SHORT_CUTS[name](), tally.timed("verify without a short cut"):
            again = verify(protocol, machine, budget=budget)
        tally.seen[f"without {name}"] += 1
        problem = opposed(results, again)
        if problem is not None:
            tally.failures.append(f"seed {seed}: {problem} {name}")


def _try_patients(seed: int, patients: int, machine: Machine, results: tuple[Result, ...], tally: Tally) -> None:
    proofs = [result for result in results if result.verdict is Verdict.PROVED]
    try:
        guards = guards_of_all(machine)
    except NotExactError:
        return
    for number in range(patients if proofs else 0):
        rng = random.Random(1000 * seed + number)
        decided = decided_at_random(machine, rng)
        extra = (0, 0, 0.1, 0.5)[number % 4]
        trace = patient_of(decided, guards if decided is machine else guards_of_all(decided), rng, extra)
        tally.seen["patients"] += 1
        tally.seen["patients who complete"] += all(item.status is Status.DONE for item in trace.final.regions)
        for result in proofs:
            if extra and result.reason == ASKED_ONLY:
                continue
            tally.seen["proofs tried on a patient"] += 1
            problem = contradiction(result, trace)
            if problem is not None:
                tally.failures.append(f"seed {seed}, patient {number}: {problem}")
                return


def chunk(task: tuple[int, int, int, bool]) -> Tally:
    """Some seeds."""
    first, last, patients, cuts = task
    gc.disable()
    tally = Tally()
    for seed in range(first, last):
        try:
            look_at(seed, patients, tally, cuts=cuts)
        except Exception:
            tally.failures.append(f"seed {seed}: raised\n{traceback.format_exc()}")
    gc.collect()
    return tally


def campaign(
    protocols: int, patients: int, *, first: int = 0, jobs: int = 0, seconds: float = 1e9, cuts: bool = True
) -> Tally:
    """So many protocols, and at least so many patients in all: each proved protocol has more than its share."""
    tally, started, told = Tally(), time.monotonic(), 0.0
    jobs = jobs or os.cpu_count() or 1
    # about half of the texts have a proof
    share = max(1, -(-2 * patients // max(protocols, 1)))
    last = first + 4 * protocols + CHUNK
    tasks = ((at, at + CHUNK, share, cuts) for at in range(first, last, CHUNK))
    with get_context("spawn").Pool(jobs) as pool:
        for found in pool.imap(chunk, tasks):
            tally.add(found)
            for failure in found.failures:
                say(failure)
            elapsed = time.monotonic() - started
            if elapsed - told > 60:
                told = elapsed
                say(f"  {elapsed:6.0f} s  {progress(tally)}; go on with --first {first + tally.seen['protocols']}")
            accepted = tally.seen["protocols"] - tally.seen["refused"]
            done = accepted >= protocols and tally.seen["patients"] >= patients
            if done or elapsed > seconds or len(tally.failures) > 20:
                pool.terminate()
                break
    report(tally, time.monotonic() - started, jobs)
    return tally


def progress(tally: Tally) -> str:
    """How far it is."""
    accepted = tally.seen["protocols"] - tally.seen["refused"]
    return f"{accepted} protocols, {tally.seen['patients']} patients, {len(tally.failures)} failures"


def report(tally: Tally, elapsed: float, jobs: int) -> None:
    """The numbers."""
    accepted = tally.seen["protocols"] - tally.seen["refused"]
    each = " and ".join(
        f"{number / max(elapsed, 0.001):.1f} {name}/s"
        for name, number in (("protocols", accepted), ("patients", tally.seen["patients"]))
    )
    say(f"{progress(tally)}, {elapsed:.0f} s on {jobs} processes: {each}")
    for name, number in sorted(tally.seen.items()):
        say(f"  {name:<50} {number}")
    for name, seconds in sorted(tally.seconds.items()):
        say(f"  {name:<50} {seconds:.1f} s of work")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--protocols", type=int, default=300)
    parser.add_argument("--patients", type=int, default=3000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--with-short-cuts", action="store_true", help="do not try what happens without them")
    chosen = parser.parse_args()
    cuts = not chosen.with_short_cuts
    if chosen.seed is not None:
        made = protocol_of(chosen.seed)
        say("refused" if made is None else made[0])
        tally = chunk((chosen.seed, chosen.seed + 1, 40, cuts))
        report(tally, 1, 1)
        for failure in tally.failures:
            say(failure)
    else:
        tally = campaign(
            chosen.protocols,
            chosen.patients,
            first=chosen.first,
            jobs=chosen.jobs,
            seconds=chosen.seconds,
            cuts=cuts,
        )
    return int(bool(tally.failures))


if __name__ == "__main__":
    sys.exit(main())

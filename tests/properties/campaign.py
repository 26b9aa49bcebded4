"""The laws over many protocols and patients: `python -m tests.properties.campaign --pairs 100000`.

A pair is the protocol of a seed and one of its patients; every pair is the same on every machine and in every run.
`--pair SEED:NUMBER` looks at one again, `--smaller` cuts its protocol down as far as the law still fails.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing import get_context

import attrs

from protolang.execution.scenario import run_scenario
from protolang.execution.simulated import last_named
from protolang.machine.from_model import lower as machine_of

from .inputs import course
from .language import Draft, Made, draft_of, lowered, made
from .laws import LAWS, NOT_HERE

PATIENTS = 16  # of each protocol
MOST_TICKS = 60  # of a scenario, which is no patient to be short of
CHUNK = 8  # protocols that one worker takes at a time


@attrs.frozen
class Failure:
    """A law that does not hold for a pair."""

    law: str
    seed: int
    number: int
    found: str
    days: int = 0

    def __str__(self) -> str:
        again = f"python -m tests.properties.campaign --pair {self.seed}:{self.number} --law {self.law}"
        again += f" --days {self.days}" if self.days else ""
        return f"{self.law} fails for protocol {self.seed}, patient {self.number}: {self.found}\n  again: {again}"


@attrs.define
class Tally:
    """What was looked at."""

    pairs: Counter[str] = attrs.field(factory=Counter)
    protocols: int = 0
    refused: int = 0
    scenarios: int = 0
    days: int = 0
    failures: list[Failure] = attrs.field(factory=list)

    def add(self, other: Tally) -> None:
        """Takes another into this one."""
        self.pairs.update(other.pairs)
        self.protocols += other.protocols
        self.refused += other.refused
        self.scenarios += other.scenarios
        self.days += other.days
        self.failures += other.failures


def look_at(it: Made, number: int, laws: Sequence[str], tally: Tally, days: int = 0) -> None:
    """One pair under some laws; `days` 0 is as long as the number of the patient says."""
    try:
        patient = course(it.machine, it.seed, number, days)
    except Exception:
        tally.failures.append(Failure("T1", it.seed, number, f"raised\n{traceback.format_exc()}", days))
        return
    tally.pairs["pairs"] += 1
    tally.days += len(patient.inputs)
    for name in laws:
        try:
            found = LAWS[name](it, patient, random.Random(f"{name} {it.seed} {number}"))
        except Exception:
            found = f"raised\n{traceback.format_exc()}"
        if found != NOT_HERE:
            tally.pairs[name] += 1
            if found is not None:
                tally.failures.append(Failure(name, it.seed, number, found, days))


def act_out(it: Made, tally: Tally) -> None:
    """The scenarios that stand in a protocol, which must run whatever they say."""
    for scenario in it.protocol.scenarios:
        near = tuple(item for item in scenario.expectations if item.day is not None)
        short = attrs.evolve(scenario, expectations=near)
        if near and last_named(short) <= MOST_TICKS:
            tally.scenarios += 1
            try:
                run_scenario(it.machine, short)
            except Exception:
                tally.failures.append(Failure("scenario", it.seed, 0, f"raised\n{traceback.format_exc()}"))


def chunk(task: tuple[int, int, tuple[str, ...], int]) -> Tally:
    """Some protocols with all their patients."""
    first, last, laws, days = task
    gc.disable()
    tally = Tally()
    for seed in range(first, last):
        tally.protocols += 1
        try:
            it = made(seed)
        except Exception:
            tally.failures.append(Failure("text", seed, 0, f"raised\n{traceback.format_exc()}"))
            continue
        if it is None:
            tally.refused += 1
            continue
        for number in range(PATIENTS):
            look_at(it, number, laws, tally, days)
        act_out(it, tally)
        gc.collect()
    return tally


def campaign(
    pairs: int, *, first: int = 0, jobs: int = 0, seconds: float = 1e9, laws: Sequence[str] = (), days: int = 0
) -> Tally:
    """Until every law was looked at for so many pairs, or the time is over."""
    chosen = tuple(laws or LAWS)
    tally, started, told = Tally(), time.monotonic(), 0.0
    jobs = jobs or os.cpu_count() or 1
    with get_context("spawn").Pool(jobs) as pool:
        for found in pool.imap_unordered(chunk, tasks(first, chosen, days)):
            tally.add(found)
            for item in found.failures[:2]:
                say(str(item))
            elapsed = time.monotonic() - started
            if elapsed - told > 60:
                told = elapsed
                say(f"  {elapsed:6.0f} s  {tally.pairs['pairs']} pairs, {len(tally.failures)} failures")
            if min(tally.pairs[name] for name in chosen) >= pairs or elapsed > seconds or len(tally.failures) > 50:
                pool.terminate()
                break
    elapsed = time.monotonic() - started
    report(tally, chosen, elapsed, jobs, first)
    return tally


def tasks(first: int, laws: tuple[str, ...], days: int) -> Iterator[tuple[int, int, tuple[str, ...], int]]:
    """What there is to do, in small parts."""
    # the pool takes all of it at once, so it must end
    for at in range(first, first + 200_000, CHUNK):
        yield at, at + CHUNK, laws, days


def report(tally: Tally, laws: Sequence[str], elapsed: float, jobs: int, first: int) -> None:
    """The numbers."""
    accepted = 1 - tally.refused / max(tally.protocols, 1)
    say(
        f"{tally.pairs['pairs']} pairs of {tally.protocols - tally.refused} protocols (seeds from {first}; "
        f"{accepted:.1%} of the texts accepted), {tally.days} days, {elapsed:.0f} s on {jobs} processes: "
        f"{tally.pairs['pairs'] / max(elapsed, 0.001):.1f} pairs/s"
    )
    failed = Counter(item.law for item in tally.failures)
    for name in laws:
        say(f"  {name:<4} {tally.pairs[name]:>8} pairs  {failed[name]} failures")
    say(f"  lowering raised for {failed['text']} texts, and {failed['scenario']} of {tally.scenarios} scenarios raised")


# ---- one pair --------------------------------------------------------------------------------------------------


def of_draft(draft: Draft, seed: int) -> Made | None:
    """The protocol of a draft that was cut."""
    text = draft.text()
    protocol, _ = lowered(text)
    return None if protocol is None else Made(seed, draft, text, protocol, machine_of(protocol))


def fails(draft: Draft, failure: Failure) -> bool:
    """Whether the law still fails."""
    it = of_draft(draft, failure.seed)
    if it is None:
        return False
    tally = Tally()
    look_at(it, failure.number, [failure.law], tally, failure.days)
    return any(item.law == failure.law for item in tally.failures)


def smaller(draft: Draft, failure: Failure) -> Draft:
    """The draft with as little as is needed for the law to fail: whole declarations, then blocks, then lines."""
    again = True
    while again:
        again = False
        for at in reversed(range(len(draft.declarations))):
            block = draft.declarations[at]
            for shorter in (None, *shortened(block)):
                kept = () if shorter is None else (shorter,)
                tried = attrs.evolve(
                    draft, declarations=(*draft.declarations[:at], *kept, *draft.declarations[at + 1 :])
                )
                if fails(tried, failure):
                    draft, again = tried, True
                    break
    return draft


def shortened(block: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A declaration without one of its lines, or without all that stands between a `{` and its `}`."""
    for start in range(1, len(block) - 1):
        depth, end = 0, start
        while True:
            depth += block[end].count("{") - block[end].count("}")
            end += 1
            if depth <= 0 or end >= len(block):
                break
        if depth == 0:
            yield (*block[:start], *block[end:])


def again(pair: str, laws: Sequence[str], *, cut: bool, days: int) -> int:
    """One pair, said in full."""
    seed, number = map(int, pair.split(":"))
    it = made(seed)
    if it is None:
        say(f"the protocol of seed {seed} is refused: {lowered(draft_of(seed).text())[1]}")
        return 2
    tally = Tally()
    look_at(it, number, laws or tuple(LAWS), tally, days)
    for failure in tally.failures:
        draft = smaller(it.draft, failure) if cut else it.draft
        say(f"{failure}\n{draft.text()}")
    if not tally.failures:
        say(f"{it.text}\nholds: {', '.join(laws or LAWS)}")
    return int(bool(tally.failures))


def say(text: str) -> None:
    """To the terminal, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=1000, help="how many pairs each law is looked at for")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0: one for each core")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after this time")
    parser.add_argument("--days", type=int, default=0, help="the length of each course; without it most are short")
    parser.add_argument("--law", action="append", default=[], choices=[*LAWS])
    parser.add_argument("--pair", help="look at one pair again, as SEED:NUMBER")
    parser.add_argument("--smaller", action="store_true", help="with --pair: cut the protocol down")
    said = parser.parse_args()
    if said.pair:
        return again(said.pair, said.law, cut=said.smaller, days=said.days)
    tally = campaign(said.pairs, first=said.first, jobs=said.jobs, seconds=said.seconds, laws=said.law, days=said.days)
    return int(bool(tally.failures))


if __name__ == "__main__":
    sys.exit(main())

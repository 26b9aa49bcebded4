"""T11 for claims about days: no short cut of the fast explorer changes a verdict."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from protolang.verify.budget import BudgetError
from protolang.verify.cells import NotExactError
from protolang.verify.daily import inquiry
from protolang.verify.daily.explorer import DayExplorer
from protolang.verify.daily.inquiry import decide
from protolang.verify.explore import Explorer
from protolang.verify.kernel import FAR, RUNNING, RegionKernel
from protolang.verify.sampling import Free
from protolang.verify.verdict import Verdict

from .daily import some_requirement
from .patients import kinds_of
from .proofs import replaced
from .protocols import TINY, generated
from .test_daily_claims import broken

BUDGET = 400


def _untrimmed(self: RegionKernel, number: int, age: int, now: int, dues: tuple, lasts: tuple) -> tuple:
    """Clocks that are cut short far beyond what anything reads, so that there are finitely many."""
    return (RUNNING, number, min(age, 40), now if self.places[number].last_day >= 0 else -2, dues, lasts)


def _every_track(machine: object, claim: object, edges: object, *, sampled: bool) -> tuple[int, ...]:
    return inquiry.every_track(machine)


def _evenings(self: Explorer, locals_: tuple, env: object, sampled: frozenset) -> tuple:
    return tuple(self._new_evenings(locals_, env, sampled))


@contextlib.contextmanager
def _whole_cone() -> Iterator[None]:
    kept = inquiry.cone
    inquiry.cone = _every_track
    try:
        yield
    finally:
        inquiry.cone = kept


def _day_by_day(self: DayExplorer, node: object) -> int:
    found = WITH_JUMPS(self, node)
    return found if found >= FAR else 1


WITH_JUMPS = DayExplorer._days

SHORT_CUTS: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "skipping idle days": lambda: replaced(DayExplorer, "_days", _day_by_day),
    "leaving out tracks": _whole_cone,
    "trying once what nothing tells apart": lambda: replaced(Free, "_distinct", lambda self, *_: self._all),
    "cutting clocks short": lambda: replaced(RegionKernel, "_trim", _untrimmed),
    "remembering evenings": lambda: replaced(Explorer, "_evenings", _evenings),
}


def look(seeds: range) -> Counter[str]:
    """Claims on random protocols, with all short cuts and without one."""
    seen: Counter[str] = Counter()
    names = sorted(SHORT_CUTS)
    for seed in seeds:
        made = generated(seed, TINY)
        if made is None or not kinds_of(made[2]):
            continue
        text, _, machine, _ = made
        rng = random.Random(seed)
        for number in range(4):
            required = some_requirement(machine, rng)
            ask = partial(decide, machine, required, required.claim, partial(broken, required), budget=BUDGET)
            name = names[(seed + number) % len(names)]
            try:
                first = ask()
                with SHORT_CUTS[name]():
                    second = ask()
            except (BudgetError, NotExactError):
                continue
            seen[name] += 1
            verdicts = {first.verdict, second.verdict}
            problem = f"seed {seed}: {required.claim} is {first.verdict.value}, {second.verdict.value} without {name}"
            assert verdicts != {Verdict.PROVED, Verdict.VIOLATED}, f"{problem}\n{text}"
            seen["same"] += first.verdict is second.verdict
            seen["other"] += first.verdict is not second.verdict
    return seen


def test_T11_no_short_cut_changes_a_verdict() -> None:
    seen = look(range(30))
    assert all(seen[name] > 3 for name in SHORT_CUTS)
    assert seen["other"] * 20 < seen["same"]


@pytest.mark.long
@pytest.mark.parametrize("seeds", [range(at, at + 200) for at in range(2000, 6000, 200)], ids=str)
def test_T11_on_many(seeds: range) -> None:
    look(seeds)

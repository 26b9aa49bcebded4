"""Claims about days: no patient contradicts a proof, and every violation is one in the interpreter."""

from __future__ import annotations

import random
from collections import Counter
from functools import partial

import pytest

from protolang.execution.judging import Outcome, judge
from protolang.execution.trace import Trace
from protolang.model.protocol import Requirement
from protolang.verify.cells import NotExactError
from protolang.verify.daily.inquiry import NOT_ALWAYS_SAMPLED, decide
from protolang.verify.sampling import BudgetError
from protolang.verify.verdict import Verdict

from .daily import some_requirement
from .patients import kinds_of, random_trace
from .protocols import PLAIN, TINY, generated

SHORT, LONG = range(40), [range(at, at + 250) for at in range(1000, 9000, 250)]


def broken(required: Requirement, trace: Trace, tracks: frozenset[str] | None = None) -> bool:
    """Whether a patient breaks it, by its definition."""
    return judge(trace, required, tracks).outcome is Outcome.BROKEN


def compare(seeds: range, *, budget: int) -> Counter[str]:
    """Claims of every kind on random protocols, with random patients."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        made = generated(seed, TINY if seed % 2 else PLAIN)
        if made is None:
            continue
        text, _, machine, _ = made
        if not kinds_of(machine):
            continue
        rng = random.Random(seed)
        proved = []
        for required in [some_requirement(machine, rng) for _ in range(6)]:
            claim = required.claim
            try:
                found = decide(machine, required, claim, partial(broken, required), budget=budget)
            except (NotExactError, BudgetError) as reason:
                seen[str(reason)[:30]] += 1
                continue
            seen[found.verdict.value] += 1
            seen[f"{type(claim).__name__} {found.verdict.value}"] += 1
            if found.verdict is Verdict.PROVED:
                proved.append((required, found))
        for number in range(12 if proved else 0):
            rng = random.Random(1000 * seed + number)
            extra = (0, 0, 0.1, 0.5)[number % 4]
            try:
                trace = random_trace(machine, rng, days=60, diligence=rng.choice((0.5, 0.9, 1)), extra=extra)
            except NotExactError:
                break
            seen["patients"] += 1
            for required, found in proved:
                if extra and found.reason == NOT_ALWAYS_SAMPLED:
                    continue
                what = f"{required.claim} between {required.opens} and {required.closes}"
                assert not broken(required, trace), f"seed {seed}, patient {number}: {what} is PROVED\n{text}"
    return seen


def test_no_patient_contradicts_a_proof() -> None:
    seen = compare(SHORT, budget=300)
    assert min(seen["PROVED"], seen["VIOLATED"]) > 20


@pytest.mark.long
@pytest.mark.parametrize("seeds", LONG, ids=str)
def test_no_patient_of_many_contradicts_a_proof(seeds: range) -> None:
    compare(seeds, budget=1500)

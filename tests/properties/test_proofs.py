"""A short form of the campaign of proofs, and that it can fail: T9, T10, T11."""

from __future__ import annotations

import random

import attrs
import pytest

from protolang.verify.requirements import verify
from protolang.verify.verdict import Result, Verdict

from .patients import guards_of_all
from .proofs import SHORT_CUTS, Tally, contradiction, look_at, opposed, patient_of, protocol_of
from .protocols import build

TEXT = """\
protocol small {
  version 1.0.0  status draft
  month = calendar  day 0 = first alpha  week 0 = day 0
  policy { missed skip  next_due after last given  hold clock stops, at most 3 days then review  rounding to 1 mg }
  drug alpha { dose 1 mg }
  track t0 {
    start a
    phase a {
      give alpha on days 0, 3, 6
      then end
    }
  }
  require some: count(alpha) <= 3
  require all: count(alpha) = 3
  require rare: at most 1 alpha in any 3 days
}
"""


def small() -> tuple[object, object, tuple[Result, ...]]:
    built = build(TEXT)
    assert built is not None
    return *built, verify(*built)


def test_T9_to_T11_on_some_protocols() -> None:
    tally = Tally()
    for seed in range(40, 54):
        look_at(seed, 4, tally, budget=150)
    assert tally.failures == []
    assert tally.seen["patients"] > 8
    assert min(tally.seen["PROVED"], tally.seen["VIOLATED"]) > 1
    assert len([name for name in SHORT_CUTS if tally.seen[f"without {name}"]]) > 1


def test_the_protocols_ask_for_every_kind_of_claim() -> None:
    texts = "\n".join(made[0] for made in map(protocol_of, range(150)) if made is not None)
    wanted = ("always", "never", "eventually", "leads to", "at most", "at least", "exactly", "in every", "only after")
    assert [word for word in (*wanted, "never while", "spacing") if f" {word}" not in texts] == []


def test_a_proof_that_is_none_is_contradicted() -> None:
    _, machine, results = small()
    wrong = attrs.evolve(results[1], verdict=Verdict.PROVED)
    assert results[1].verdict is Verdict.VIOLATED
    found = [_tried(machine, wrong, number) for number in range(20)]
    assert any(found)
    assert not any(_tried(machine, results[0], number) for number in range(20))


def test_a_range_that_is_too_narrow_is_contradicted() -> None:
    _, machine, results = small()
    narrow = attrs.evolve(results[0], minimum=3)
    assert any(_tried(machine, narrow, number) for number in range(20))


def _tried(machine: object, result: Result, number: int) -> str | None:
    rng = random.Random(number)
    return contradiction(result, patient_of(machine, guards_of_all(machine), rng, 0))


@pytest.mark.parametrize(
    ("change", "differs"), [({}, False), ({"verdict": Verdict.VIOLATED}, True), ({"minimum": 2}, True)]
)
def test_answers_that_cannot_both_be_right(change: dict[str, object], differs: bool) -> None:
    _, _, (first, *_) = small()
    assert bool(opposed((first,), (attrs.evolve(first, **change),))) is differs

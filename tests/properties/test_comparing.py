"""Protocols with one word or number changed: what a comparison calls the same, random patients find to be the same,
and whom it finds to be treated differently is treated differently once more."""

from __future__ import annotations

import pytest

from protolang.compare import statements
from protolang.compare.difference import Budget, Differs, Same
from protolang.compare.distinguish import distinguish

from . import comparing
from .comparing import Changed, anyone_differs, changed, faults, moved_faults, side_of

AT_ONCE = 45


@pytest.mark.parametrize("seed", range(5))
def test_what_is_said_to_be_the_same_is_the_same_for_random_patients(seed: int) -> None:
    assert [fault for it in changed(f"same {seed}", AT_ONCE) for fault in faults(it)] == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5, 105))
def test_what_is_said_to_be_the_same_is_the_same_for_many_patients(seed: int) -> None:
    assert [fault for it in changed(f"same {seed}", AT_ONCE) for fault in faults(it, patients=12)] == []


def replayed(seed: str, count: int) -> int:
    """How many of some pairs differ for a patient; each was replayed, on pain of an `AssertionError`."""
    found = 0
    for it in changed(seed, count):
        verdict = distinguish(it.one, it.two, budget=Budget(days=120))
        assert not isinstance(verdict, Same) or faults(it) == []
        if isinstance(verdict, Differs):
            assert statements.statement_changes(it.one.protocol, it.two.protocol), str(it)
            found += 1
    return found


@pytest.mark.parametrize("seed", range(2))
def test_whoever_is_treated_differently_replays(seed: int) -> None:
    assert replayed(f"differs {seed}", 25) > 2


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 42))
def test_many_who_are_treated_differently_replay(seed: int) -> None:
    assert replayed(f"differs {seed}", 60) > 5


@pytest.mark.parametrize("seed", range(2))
def test_who_goes_on_under_a_copy_is_treated_as_before(seed: int) -> None:
    assert moved_faults(f"moved {seed}", 40) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 42))
def test_many_who_go_on_under_a_copy_are_treated_as_before(seed: int) -> None:
    assert moved_faults(f"moved {seed}", 150) == []


# ---- a law that cannot fail says nothing -----------------------------------------------------------------------

TEXT = """protocol p {
  month = 28 days  day 0 = enrolment  week 0 = day 0
  policy { missed skip  next_due on grid  hold clock stops, at most 9 days then review }
  lab x { unit points  range 0..10 points  fresh for 9 days }
  drug d { route oral  dose 10 mg }
  track t { start a
    phase a { give d every 2 days, 9 times  measure x every 1 day, 20 times  when x > 4 points go b  then end }
    phase b { stop }
  }
}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [("10 mg", "11 mg"), ("x > 4", "x >= 4"), ("every 2", "every 3"), ("9 times", "8 times"), ("20 times", "2 times")],
)
def test_a_comparison_that_sees_nothing_is_found_out(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = side_of(TEXT), side_of(TEXT.replace(old, new))
    assert one is not None and two is not None
    assert anyone_differs(one.machine, two.machine, "someone", patients=20, days=30) is not None
    it = Changed("p", "someone", one, two, (TEXT, TEXT.replace(old, new)))
    assert faults(it, patients=20) == []
    monkeypatch.setattr(comparing, "_same", lambda *_: Same("so it is"))
    assert faults(it, patients=20)

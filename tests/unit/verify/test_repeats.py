"""Repeats that are not explored time by time have the range that they would have had."""

from __future__ import annotations

import random
import time

import pytest

from protolang.machine.from_model import lower as machine_of
from protolang.machine.statechart import Machine
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse
from protolang.verify import repeats
from protolang.verify.bounds import Extremes, extremes
from protolang.verify.cells import classes
from protolang.verify.explore import Explorer, Graph
from protolang.verify.guards import Guards
from protolang.verify.monitors import Counter, Monitor, Spanner
from protolang.verify.repeats import range_of_repeat

HEAD = """protocol long {
  version 1.0.0  status draft
  month = calendar  day 0 = first a  week 0 = day 0
  policy { missed skip  next_due after last given  hold clock stops, at most 9 days then review  rounding to 1 mg }
  drug a { dose 1 mg }  drug b { dose 1 mg }
"""


def machine_of_text(body: str) -> Machine | None:
    source = SourceFile("long.proto", f"{HEAD}{body}\n}}")
    parsed = parse(source)
    assert parsed.value is not None, parsed.diagnostics
    assert parsed.value.tree is not None, parsed.diagnostics
    lowered = lower(parsed.value.tree, source, frozenset())
    if any(item.code.number == "PL301" for item in lowered.diagnostics):
        return None
    return machine_of(lowered.value)


def random_body(rng: random.Random, times: int) -> str:
    every = rng.randint(3, 9)
    window = rng.choice(("", f" window -{rng.randint(0, 1)}..+{rng.randint(0, 2)} days"))
    missed = rng.choice(
        (
            "missed stop",
            "missed skip",
            "missed postpone at most 2 days then review",
            "missed make_up at most 1 days then skip",
            "missed postpone at most 1 days then stop",
        )
    )
    anchor = rng.choice(("after last given", "on grid", "from cycle start"))
    beside = rng.choice(("", "", "give b every 4 days, 3 times missed stop "))
    before = rng.choice(("", "give b every 3 days, 2 times missed stop", "give a on days 0, 2 missed skip"))
    after = rng.choice(("end", "q"))
    first = f"phase o {{ {before}  then p }}" if before else ""
    return f"""  track t {{ start {"o" if before else "p"} {first}
      phase p {{ give a every {every} days, {times} times{window} {missed} next_due {anchor} {beside} then {after} }}
      {"phase q { give a every 2 days, 2 times missed stop  then end }" if after == "q" else ""} }}"""


def explored(machine: Machine, monitor: Monitor, budget: int = 100_000) -> Graph:
    return Explorer(machine, (0,), Guards(machine, classes(machine, [])), monitor, free=True, budget=budget).explore()


@pytest.mark.parametrize("kind", [Counter, Spanner])
def test_the_range_is_the_one_that_is_explored(
    kind: type[Counter] | type[Spanner], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "LONG", 7)
    rng = random.Random(11)
    short = unbounded = 0
    for _ in range(120):
        machine = machine_of_text(random_body(rng, rng.randint(7, 40)))
        if machine is None:
            continue
        monitor = kind("a", rng.choice((None, "p")))
        found = range_of_repeat(machine, (0,), lambda it, watch=monitor: explored(it, watch))
        if found is None:
            continue
        short += 1
        unbounded += found[0].maximum is None
        assert found[0] == extremes(explored(machine, monitor))
    assert short > 40
    # what is skipped takes time, and is not counted
    assert (unbounded > 3) is (kind is Spanner)


def test_ten_thousand_times_cost_what_a_hundred_do() -> None:
    body = """track t { phase p {
      give a every 7 days, TIMES times window -1..+2 days missed postpone at most 3 days then stop  then end } }"""
    seconds = []
    for times in (100, 10_000):
        machine = machine_of_text(body.replace("TIMES", str(times)))
        assert machine is not None
        begun = time.process_time()
        found = range_of_repeat(machine, (0,), lambda it: explored(it, Spanner("a", None)))
        seconds.append(time.process_time() - begun)
        assert found is not None
        assert found[0] == Extremes(6 * (times - 1), 12 * (times - 1))
    assert seconds[1] < 3 * seconds[0] + 0.2


def test_a_way_out_before_the_last_time_is_not_passed_over() -> None:
    body = """lab x { unit % of "cells"  range 0..100 %  fresh for 30 days }
      track t { start p
      phase p { give a every 7 days, 90 times missed stop  when x < 5 % go q  then end }
      phase q { give a missed stop  then end } }"""
    machine = machine_of_text(body)
    assert machine is not None
    expressions = [edge.guard for edge in machine.regions[0].states[0].transitions if edge.guard is not None]
    guards = Guards(machine, classes(machine, expressions))

    def explore(it: Machine) -> Graph:
        return Explorer(it, (0,), guards, Counter("a", None), free=True, budget=5000).explore()

    assert range_of_repeat(machine, (0,), explore) is None

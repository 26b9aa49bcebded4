"""Triggers that name triggers: bounded before anybody follows the names."""

import time

import pytest

from protolang.driver import analyse

HEAD = """protocol p "P" {
  day 0 = enrolment
  policy { missed skip assumed "x"  next_due on grid assumed "x"
           hold clock stops, at most 28 days then review assumed "x" }
  drug a "A" { dose 5 mg assumed "x" }
  lab x "X" { unit % of "cells"  range 0..100 %  fresh for 4 weeks assumed "x" }
"""
TAIL = """
  track t "T" { start one
    phase one "One" { give a every 1 week, 4 times assumed "x"  measure x every 1 week, 4 times assumed "x"
      when LAST go two assumed "x"  then end assumed "x" }
    phase two "Two" { give a every 1 week, 2 times assumed "x"  then end assumed "x" }
  }
}
"""


def text_of(links: int, condition: str) -> str:
    triggers = ['  trigger t0 "T" when x < 5 % if missing block assumed "x"']
    for number in range(1, links):
        when = condition.replace("BEFORE", f"t{number - 1}")
        triggers.append(f'  trigger t{number} "T" when {when} if missing block assumed "x"')
    return HEAD + "\n".join(triggers) + TAIL.replace("LAST", f"t{links - 1}")


@pytest.mark.parametrize(
    ("links", "condition"),
    [(400, "BEFORE"), (30, "BEFORE or BEFORE"), (60, "not BEFORE")],
    ids=["chain", "doubling", "negations"],
)
def test_a_trigger_that_grows_too_large_is_refused_at_once(links: int, condition: str) -> None:
    started = time.process_time()
    analysis = analyse("p.proto", text_of(links, condition).encode())
    found = [item for item in analysis.diagnostics if item.code.number == "PL007"]
    assert len(found) == 1
    assert found[0].message.startswith("trigger `t")
    assert analysis.machine is None
    # generous: without the bound this takes minutes, or ends in a RecursionError
    assert time.process_time() - started < 20


@pytest.mark.parametrize(("links", "condition"), [(32, "BEFORE"), (9, "BEFORE or BEFORE")])
def test_a_trigger_within_the_bounds_is_followed(links: int, condition: str) -> None:
    analysis = analyse("p.proto", text_of(links, condition).encode())
    assert analysis.errors == 0
    assert analysis.machine is not None

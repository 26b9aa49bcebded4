"""The phases of a day: what was completed on it, what a rule left, and what begins when the protocol is stopped."""

from __future__ import annotations

import pytest

from protolang.execution.judging import judge
from protolang.execution.scenario import run_scenario
from protolang.execution.standing import phase_on
from protolang.machine.from_model import lower as machine_of

from .stories import found, protocol, story

TWO = "start p phase p { give a on day 0  then q } phase q { give b on days 0, 7 of phase  then end }"
# On the day of the rule `q` is entered, and completes: its only dose is due on that day.
THROUGH = (
    "start p phase p { when x < 10 % go q  give a on days 0, 40  then end } "
    "phase q { give b on day 0 of phase  then r } phase r { give b on day 0 of phase  then end }"
)
ON_STOP = "stop when harm  track after_care on stop { start z phase z { give b on days 0, 1 of phase  then end } }"


def phases(scenario: str, *tracks: str, more: str = "") -> list[tuple[str, ...]]:
    trace = story(scenario, *tracks, more=more).trace
    return [phase_on(trace, day) for day in range(trace.final.day + 1)]


def test_what_completes_on_the_first_day_is_still_the_phase_of_it() -> None:
    assert phases("", TWO)[:3] == [("p",), ("q",), ("q",)]
    assert found("expect p at day 0", TWO) == []
    assert found("expect q at day 0", TWO) == ["on day 0 it was `p`"]


def test_a_phase_that_a_rule_leads_into_and_that_completes_is_that_of_the_day() -> None:
    seen = phases("x = 5 % at day 3", THROUGH)
    assert seen[2:5] == [("p",), ("q",), ("r",)]


def test_a_track_that_waits_for_a_stop_is_in_no_phase() -> None:
    seen = phases("harm on day 5", TWO.replace("0, 7", "0, 9"), more=ON_STOP)
    assert seen[:7] == [("p",), *[("q",)] * 5, ("z",)]
    assert found("harm on day 5  expect z at day 5", TWO.replace("0, 7", "0, 9"), more=ON_STOP) != []


@pytest.mark.parametrize("day", [0, 3, 5])
def test_a_requirement_is_judged_where_a_stop_begins_a_track(day: int) -> None:
    made = protocol(f"harm on day {day}", TWO, more=f"{ON_STOP}\nrequire r: at most 0 b in any 1 day between z and z")
    judged = judge(run_scenario(machine_of(made), made.scenarios[0]).trace, made.requirements[0])
    # on the day after the stop the first dose is given, in the phase that begins then
    assert (judged.outcome.value, judged.day) == ("broken", day + 1)

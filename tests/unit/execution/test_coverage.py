"""What a run went through: a place counts only when it was taken, and boundaries only when a rule looked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from protolang.execution.boundaries import boundaries, boundary_marks
from protolang.execution.coverage import places
from protolang.execution.scenario import ScenarioResult
from protolang.execution.thresholds import Side, Threshold, thresholds
from protolang.machine.from_model import lower as machine_of
from protolang.model.term import Reading
from protolang.quantity import Quantity, parse_unit

from .stories import protocol, story, untaken

EXIT = """start p
  phase p { when x < 10 % go q  when x > 90 % go r  give b every 10 days, 9 times }
  phase q { give b every 10 days, 2 times  then end }
  phase r { stop }"""


def names(result: ScenarioResult) -> list[str]:
    return [place.name for place in places(result.trace.machine)]


def test_every_way_out_is_a_place() -> None:
    assert names(story("expect p at day 0", EXIT)) == ["p -> q", "p -> r", "q -> end"]


def test_an_exit_counts_only_when_it_is_taken() -> None:
    stayed = story("x = 50 % at day 0  expect p at day 20", EXIT)
    assert untaken(stayed) == ["p -> q", "p -> r", "q -> end"]
    left = story("x = 5 % at day 3  expect q at day 4", EXIT)
    assert untaken(left) == ["p -> r", "q -> end"]
    assert untaken(story("x = 5 % at day 3  expect end by day 40", EXIT)) == ["p -> r"]


def test_a_rule_of_a_track_is_taken_for_each_phase_it_is_taken_from() -> None:
    track = """start p  when harm go r
      phase p { give b on days 0, 10  then q }  phase q { give b on days 20, 30  then end }  phase r { stop }"""
    early = story("harm on day 5  expect end by day 40", track)
    assert "q -> r" in untaken(early)
    assert "p -> r" not in untaken(early)
    assert "q -> r" not in untaken(story("harm on day 25  expect end by day 40", track))


def test_a_stop_rule_and_an_alert_count_when_they_act() -> None:
    more = 'stop when harm  alert "low" when x < 10 %'
    assert untaken(story("x = 50 % from day 0 expect end by day 30", more=more)) == [
        "stop when harm",
        'alert "low" when x < 10 %',
    ]
    both = story(
        "x = 5 % at day 0  harm on day 30  expect end by day 30",
        "start p phase p { give b every 5 days, 9 times then end }",
        more=more,
    )
    assert "stop when harm" not in untaken(both)
    assert 'alert "low" when x < 10 %' not in untaken(both)


ROWS = """start p phase p {
  measure x every 10 days, 3 times
  decide by x every 10 days {
    from 0 to below 10 %: alert "low"  from 10 to below 50 %: nothing  otherwise: alert "high" }
  then end }"""


def test_a_row_counts_when_it_decides() -> None:
    rows = untaken(story("x = 5 % from day 0  x = 20 % from day 10  expect p at day 12", ROWS))
    assert [row for row in rows if "p ->" not in row] == ['otherwise: alert "high"']


def test_rows_count_when_they_contradict_each_other() -> None:
    rows = """start p phase p {
      measure x every 7 days missed skip
      decide by x on day 7 { at least 10 %: alert "high"  from 10 to 20 %: nothing  below 10 %: nothing }
      after 30 days go q }
    phase q { then end }"""
    left = untaken(story('x = 15 % from day 0  expect alert "conflict" at day 7', rows))
    assert [row for row in left if "->" not in row] == ["below 10 %: nothing"]


def test_a_veto_counts_when_it_forbids() -> None:
    more = "veto give b when x < 10 %"
    track = "start p phase p { give b every 5 days, 9 times  then end }"
    assert more in untaken(story("x = 50 % from day 0 every 5 days  expect p at day 12", track, more=more))
    assert more not in untaken(story("x = 5 % from day 0 every 5 days  expect p at day 12", track, more=more))


def test_a_hold_counts_when_it_begins_and_when_it_ends() -> None:
    more = "hold t0 when x < 10 %, at most 14 days then review"
    track = "start p phase p { give b every 5 days, 9 times  then end }"
    held = story("x = 50 % at day 0  x = 5 % at day 7  expect p at day 12", track, more=more)
    kinds = [place.kind.value for place in places(held.trace.machine) if place.name == more]
    assert kinds == ["hold", "end of hold"]
    assert untaken(held).count(more) == 1
    resumed = story("x = 50 % at day 0  x = 5 % at day 7  x = 50 % at day 12  expect p at day 14", track, more=more)
    assert more not in untaken(resumed)


TABLE = """table doses of x { below 10 %: 100 mg  from 10 to below 50 %: 200 mg  from 50 to 100 %: none }"""


def test_a_case_counts_when_a_dose_is_taken_from_it() -> None:
    more = f"{TABLE} drug c {{ dose by doses }}"
    track = "start p phase p { give c every 10 days, 3 times  then end }"
    result = story(
        "x = 5 % from day 0 every 10 days  x = 20 % from day 10 every 10 days expect p at day 15", track, more=more
    )
    cases = [name for name in untaken(result) if name.startswith("doses")]
    assert len(cases) == 1, cases
    assert "none" in cases[0]


# ---- boundaries ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value", "side"),
    [
        ("1", "1", Side.AT),
        ("1", "0.99", Side.BELOW),
        ("1", "0.9", Side.BELOW),
        ("1", "0.89", None),
        ("1", "1.1", Side.ABOVE),
        ("1", "1.11", None),
        ("0.5", "0.49", Side.BELOW),
        ("0.5", "0.48", None),
        ("0.5", "0.51", Side.ABOVE),
    ],
)
def test_just_beside_is_within_the_next_decimal_place(written: str, value: str, side: Side | None) -> None:
    unit = parse_unit("g")
    origin = story("expect p at day 0").trace.machine.origin
    threshold = Threshold(("x",), Reading("x"), Quantity(Fraction(written), unit), origin)
    assert threshold.side_of(Fraction(value) * unit.factor) is side


def test_a_generated_value_has_two_decimal_places_more() -> None:
    machine = machine_of(protocol("expect p at day 0", EXIT))
    first = thresholds(machine)[0]
    assert [str(first.beside(side)) for side in Side] == ["9.99 %", "10 %", "10.01 %"]


def seen(result: ScenarioResult) -> list[str]:
    left = boundary_marks(result.trace)
    return [place.name for place in boundaries(result.trace.machine) if place.marks & left]


def test_a_value_counts_on_a_day_on_which_its_rule_is_looked_at() -> None:
    result = story("x = 10 % at day 0  x = 10.01 % at day 5  x = 9.99 % at day 9  expect q at day 10", EXIT)
    assert seen(result) == ["x < 10 %: just below 10 %", "x < 10 %: exactly 10 %", "x < 10 %: just above 10 %"]
    # in q nobody asks any more
    after = story("x = 5 % at day 0  x = 10 % at day 5  x = 90 % at day 6  expect q at day 7", EXIT)
    assert seen(after) == []


def test_a_value_that_the_range_excludes_is_no_boundary() -> None:
    track = "start p phase p { when x <= 0 % go q  give b every 9 days } phase q { stop }"
    shown = [place.name for place in boundaries(machine_of(protocol("expect p at day 0", track)))]
    assert shown == ["x <= 0 %: exactly 0 %", "x <= 0 %: just above 0 %"]


def test_a_fact_is_looked_at_by_who_names_it() -> None:
    more = "fact low when x < 10 %"
    track = """start p phase p { give b on days 0, 10  then q }
      phase q { when low go r  give b every 9 days }  phase r { stop }"""
    assert seen(story("x = 10 % at day 3  expect p at day 9", track, more=more)) == []
    assert seen(story("x = 10 % at day 14  expect q at day 20", track, more=more)) == ["x < 10 %: exactly 10 %"]


def test_a_parameter_is_the_value_that_the_scenario_sets() -> None:
    more = "param limit = 10 %  fact low when x < limit"
    track = "start p phase p { when low go r  give b every 9 days } phase r { stop }"
    assert seen(story("x = 10 % at day 3  expect p at day 9", track, more=more)) == ["x < limit: exactly 10 %"]


def test_a_row_of_a_decision_is_looked_at_when_it_is_decided() -> None:
    result = story("x = 10 % from day 0  expect p at day 9", ROWS)
    # where one band ends and the next begins there is one threshold
    shown = [place.name for place in boundaries(result.trace.machine)]
    assert [name.partition(": ")[2] for name in shown] == [
        "exactly 0 %",
        "just above 0 %",
        "just below 10 %",
        "exactly 10 %",
        "just above 10 %",
        "just below 50 %",
        "exactly 50 %",
        "just above 50 %",
    ]
    assert [name.partition(": ")[2] for name in seen(result)] == ["exactly 10 %"]


def test_a_row_is_looked_at_where_two_rows_hold() -> None:
    rows = """start p phase p {
      measure x every 10 days, 3 times
      decide by x every 10 days { at most 10 %: nothing  at least 10 %: alert "high" }
      then end }"""
    result = story('x = 10 % from day 0  expect alert "conflict" at day 0', rows)
    assert {name.partition(": ")[2] for name in seen(result)} == {"exactly 10 %"}


def test_a_table_is_looked_at_where_no_case_holds() -> None:
    more = "table doses of x { below 10 %: 100 mg  from 10 to 20 %: 200 mg } drug c { dose by doses }"
    track = "start p phase p { give c every 10 days, 3 times  then end }"
    result = story("x = 20.01 % at day 0  expect p at day 5", track, more=more)
    assert {name.partition(": ")[2] for name in seen(result)} == {"just above 20 %"}
    # and no case was taken
    assert len([name for name in untaken(result) if name.startswith("doses: ")]) == 2


def test_an_edge_of_a_window_counts_when_a_dose_is_given_there() -> None:
    edges = "give a every 10 days, 3 times window -2..+3 days: given"
    assert seen(story("x = 5 % from day 0  expect p at day 15")) == []
    assert seen(story("x = 5 % from day 0  a given on day 8  expect p at day 15")) == [f"{edges} 2 days early"]
    assert seen(story("x = 5 % from day 0  a delayed 3 days on day 10  expect p at day 15")) == [f"{edges} 3 days late"]
    assert seen(story("x = 5 % from day 0  a delayed 2 days on day 10  expect p at day 15")) == []

"""Each rule of semantics.md that is built, on a protocol of a few lines; the name of a test begins with its rule."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from protolang.execution.event import Administration, Decision, Inputs, Observation, Ruling
from protolang.execution.state import Status
from protolang.execution.step import begin, step
from protolang.execution.trace import EntryKind

from .courses import course, days_of, given, machine, offered, phases, told, willing

ONE = "phase p { give a every 10 days, 3 times window -2..+3 days  then end }"


def test_R1_a_day_without_input_is_a_day() -> None:
    trace = course(machine(ONE), {}, 5)
    assert [state.day for state in trace.states] == [0, 1, 2, 3, 4, 5]


def test_R2_a_result_from_the_future_is_rejected() -> None:
    trace = course(machine(ONE), {1: told(1, x="5", sampled=2)}, 1)
    assert days_of(trace, EntryKind.REJECTED) == [1]
    assert not trace.final.observations


def test_R2_a_rejected_result_is_no_measurement() -> None:
    # the same result reported again the next day must not meet what another track asks for
    of = machine("phase p { measure x  then end }", "phase q { measure x on days 1 window -1..+3 days  then end }")
    first = told(0, x="5")
    trace = course(of, {0: first, 1: first}, 1)
    assert days_of(trace, EntryKind.MEASURED) == [0]
    assert days_of(trace, EntryKind.REJECTED) == [1]


def test_R3_a_late_older_result_does_not_overwrite() -> None:
    of = machine("phase p { when low go q  then end  measure x every 50 days until low } phase q { stop }  start p")
    trace = course(of, {1: told(1, x="50"), 2: told(2, x="5", sampled=0)}, 2)
    assert phases(trace) == ["p"]


def test_R3_results_of_one_sampling_that_disagree_are_unknown() -> None:
    of = machine("phase p { when low go q  measure x every 9 days until low } phase q { stop }  start p")
    both = Inputs((Observation("x", Fraction(5), 0, 0), Observation("x", Fraction(50), 0, 0)))
    assert phases(course(of, {0: both}, 0)) == ["p"]
    same = Inputs((Observation("x", Fraction(5), 0, 0), Observation("x", Fraction(6), 0, 0)))
    assert phases(course(of, {0: same}, 0)) == ["stopped q"]


@pytest.mark.parametrize(("day", "expected"), [(5, "stopped q"), (6, "p")])
def test_R4_staleness_is_inclusive(day: int, expected: str) -> None:
    of = machine(
        f"phase p {{ after {day} days when low go q }} phase q {{ stop }}  start p",
        fresh="5 days",
    )
    assert phases(course(of, {0: told(0, x="5")}, day)) == [expected]


@pytest.mark.parametrize(("sampled", "expected"), [(0, "p"), (1, "stopped q")])
def test_R4_age_counts_from_sampling_and_not_from_the_report(sampled: int, expected: str) -> None:
    of = machine("phase p { after 6 days when low go q } phase q { stop }  start p", fresh="5 days")
    assert phases(course(of, {3: told(3, x="5", sampled=sampled)}, 6)) == [expected]


@pytest.mark.parametrize(
    ("operator", "value", "holds"), [("<", "10", False), ("<=", "10", True), (">=", "10", True), (">", "10", False)]
)
def test_R5_the_edge_of_a_comparison_is_as_written(operator: str, value: str, holds: bool) -> None:
    of = machine(f"phase p {{ when x {operator} 10 % go q }} phase q {{ stop }}  start p")
    assert phases(course(of, {0: told(0, x=value)}, 0)) == ["stopped q" if holds else "p"]


def test_R5_not_of_unknown_is_unknown() -> None:
    of = machine("phase p { when not low go q } phase q { stop }  start p")
    assert phases(course(of, {}, 3)) == ["p"]


def test_R5_a_computed_size_can_be_compared() -> None:
    more = """patient weight { unit kg range 2..300 kg fresh for 90 days }
      patient height { unit cm range 40..230 cm fresh for 90 days }
      patient bsa = mosteller(height, weight)"""
    of = machine("phase p { when bsa <= 2 m2 go q } phase q { stop }  start p", more=more)
    # 180 cm and 80 kg are exactly 2 m2
    sizes = Inputs((Observation("weight", Fraction(80), 0, 0), Observation("height", Fraction(180), 0, 0)))
    assert phases(course(of, {0: sizes}, 0)) == ["stopped q"]
    bigger = Inputs((Observation("weight", Fraction(80001, 1000), 0, 0), Observation("height", Fraction(180), 0, 0)))
    assert phases(course(of, {0: bigger}, 0)) == ["p"]
    assert phases(course(of, {}, 0)) == ["p"]


@pytest.mark.parametrize(("trigger", "doses", "asked"), [("low", ["a"], []), ("wanted", [], []), ("needed", [], ["x"])])
def test_R6_what_an_unknown_exit_does(trigger: str, doses: list[str], asked: list[str]) -> None:
    of = machine(f"phase p {{ give a every 5 days, 3 times  when {trigger} go q }} phase q {{ stop }}  start p")
    assert offered(of, course(of, {}, 0))[:1] != ["a"] or doses == ["a"]
    trace = course(of, {0: told(0, give="a")}, 0)
    assert given(trace) == ([0] if doses else [])
    assert sorted(trace.final.measure_now) == asked


@pytest.mark.parametrize(("trigger", "doses"), [("low", [0]), ("wanted", []), ("needed", [])])
def test_R6_while_nobody_knows_whether_to_stop_no_dose_is_given(trigger: str, doses: list[int]) -> None:
    of = machine("phase p { give a  then end }", more=f"stop when {trigger}")
    trace = course(of, {0: told(0, give="a")}, 0)
    assert given(trace) == doses
    assert sorted(trace.final.measure_now) == (["x"] if trigger == "needed" else [])


def test_R6_a_bare_comparison_blocks_beside_a_fact_that_does_not() -> None:
    of = machine("phase p { give a every 5 days, 3 times  when low and y < 3 % go q } phase q { stop }  start p")
    assert given(course(of, {0: told(0, give="a")}, 0)) == []


def test_R7_no_track_sees_what_another_does_on_the_day() -> None:
    of = machine("phase p { then end }", "phase q { when end of t0 go r } phase r { stop }  start q")
    assert phases(course(of, {}, 0)) == ["done p", "q"]
    assert phases(course(of, {}, 1)) == ["done p", "stopped r"]


def test_R8_stop_beats_a_dose_on_the_same_day() -> None:
    of = machine("phase p { give a  then end }", more="stop when harm")
    trace = course(of, {0: told(0, give="a", events=("harm",))}, 0)
    assert given(trace) == []
    assert phases(trace) == ["stopped p"]


def test_R8_the_stop_rule_of_a_state_beats_its_first_dose() -> None:
    of = machine("phase p { when low go q } phase q { give a  stop when low  then end }  start p")
    trace = course(of, {0: told(0, x="5", give="a")}, 0)
    assert given(trace) == []
    assert phases(trace) == ["stopped q"]


@pytest.mark.parametrize(
    "lines", ["first when low go q  when x < 20 % go r", "when x < 20 % go r  first when low go q"]
)
def test_R8_rank_decides_and_not_the_order_of_lines(lines: str) -> None:
    of = machine(f"phase p {{ {lines} }} phase q {{ give a }} phase r {{ give b }}  start p")
    assert phases(course(of, {0: told(0, x="5")}, 0)) == ["q"]


def test_R8_equal_ranks_that_disagree_move_nobody() -> None:
    of = machine("phase p { when low go q  when x < 20 % go r } phase q { give a } phase r { give b }  start p")
    trace = course(of, {0: told(0, x="5")}, 0)
    assert phases(trace) == ["p"]
    assert days_of(trace, EntryKind.CONFLICT) == [0, 0]


def test_R10_one_move_a_day() -> None:
    of = machine("phase p { when low go q } phase q { when low go r } phase r { give a }  start p")
    assert phases(course(of, {0: told(0, x="5")}, 0)) == ["q"]
    assert phases(course(of, {0: told(0, x="5")}, 1)) == ["r"]


def test_R11_leaving_cancels_what_is_open() -> None:
    of = machine("phase p { give a window -0..+3 days  when low go q  then end } phase q { give b }  start p")
    trace = course(of, {1: told(1, x="5")}, 1)
    assert days_of(trace, EntryKind.CANCELLED) == [1]


def test_R11_a_limit_that_leaves_cancels_what_is_open() -> None:
    of = machine(
        """phase p { give a every 5 days until low, at most 1 times else go q
                    give b window -0..+9 days } phase q { then end }  start p"""
    )
    trace = course(of, {0: told(0, give="a")}, 0)
    assert [item.subject for item in trace.entries if item.kind is EntryKind.CANCELLED] == ["b"]


@pytest.mark.parametrize(("day", "doses"), [(8, [0, 8]), (7, [0]), (13, [0, 13]), (14, [0])])
def test_R12_a_window_is_closed_at_both_ends(day: int, doses: list[int]) -> None:
    trace = course(machine(ONE), {0: told(0, give="a"), day: told(day, give="a")}, day)
    assert given(trace) == doses


def test_R12_an_early_window_never_reaches_before_the_state() -> None:
    of = machine("phase p { then q } phase q { measure x window -3..+3 days  then end }  start p")
    trace = course(of, {1: told(1, x="5", sampled=0)}, 1)
    assert days_of(trace, EntryKind.MEASURED) == []


def test_R12_a_listed_day_that_is_due_is_due_however_late_the_state_began() -> None:
    of = machine("phase p { after 6 days go q } phase q { give a on days 2, 4, 6, 8  then end }  start p")
    trace = willing(of, 9)
    assert given(trace) == [6, 8]
    assert len(days_of(trace, EntryKind.MISSED)) == 2
    assert trace.final.ended


def test_R13_one_dose_meets_the_earliest_due() -> None:
    of = machine("phase p { give a on days 1 window -1..+3 days  then end }", "phase q { give a  then end }")
    trace = course(of, {0: told(0, give="a")}, 0)
    assert [item.region for item in trace.entries if item.kind is EntryKind.GIVEN] == ["t1"]
    both = course(of, {0: told(0, give="aa")}, 0)
    assert [item.region for item in both.entries if item.kind is EntryKind.GIVEN] == ["t1", "t0"]


def test_R13_a_dose_that_nothing_asks_for_is_an_alert() -> None:
    trace = course(machine(ONE), {5: told(5, give="ab")}, 5)
    assert days_of(trace, EntryKind.UNSCHEDULED) == [5, 5]


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        ("skip", ["p"]),
        ("stop", ["stopped p"]),
        ("postpone at most 2 days then review", ["held p"]),
        ("postpone at most 2 days then alert", ["p"]),
        ("make_up at most 2 days then stop", ["stopped p"]),
    ],
)
def test_R14_what_follows_a_miss(missed: str, expected: list[str]) -> None:
    of = machine("phase p { give a every 10 days, 2 times  then end }", missed=missed)
    late = 2 if "days" in missed else 0
    assert phases(course(of, {}, late)) == expected
    if late:
        assert phases(course(of, {}, late - 1)) == ["p"]
    assert days_of(course(of, {}, late), EntryKind.MISSED) == [late]


@pytest.mark.parametrize(
    ("next_due", "doses"),
    [("after last given", [2, 12, 22]), ("on grid", [2, 10, 20]), ("from cycle start", [2, 10, 20])],
)
def test_R15_from_where_the_next_dose_counts(next_due: str, doses: list[int]) -> None:
    of = machine("phase p { give a every 10 days, 3 times window -0..+3 days  then end }", next_due=next_due)
    days = {day: told(day, give="a") for day in doses}
    assert given(course(of, days, 25)) == doses


def test_R16_only_given_doses_count_towards_the_number_of_times() -> None:
    of = machine("phase p { give a every 10 days, 2 times  then end }")
    days = {day: told(day, give="a") for day in (10, 30)}
    trace = course(of, days, 31)
    assert given(trace) == [10, 30]
    assert trace.final.ended


def test_R17_a_state_entered_by_completion_begins_the_next_day() -> None:
    of = machine("phase p { give a  then q } phase q { give b  then end }  start p")
    trace = course(of, {0: told(0, give="ab"), 1: told(1, give="b")}, 1)
    assert (given(trace), given(trace, "b")) == ([0], [1])


def test_R17_a_state_entered_by_an_exit_acts_the_same_day() -> None:
    of = machine("phase p { give a every 2 days until low  then q } phase q { give b  then end }  start p")
    trace = course(of, {0: told(0, give="a"), 2: told(2, x="5", give="ab")}, 2)
    assert (given(trace), given(trace, "b")) == ([0], [2])


def test_R17_a_state_entered_by_completion_can_be_left_that_very_day() -> None:
    of = machine("phase p { give a  then q } phase q { when low go r  give b  then end } phase r { give a }  start p")
    assert phases(course(of, {0: told(0, x="5", give="a")}, 1)) == ["r"]


def test_R18_a_result_of_the_day_decides_about_the_dose_of_the_day() -> None:
    of = machine("phase p { give a every 7 days until wanted  then end }")
    trace = course(of, {0: told(0, x="50", give="a"), 7: told(7, x="5", give="a")}, 7)
    assert given(trace) == [0]


def test_R19_a_limit_by_count_leaves_on_the_day_after_the_last_dose() -> None:
    of = machine("phase p { give a every 2 days until low, at most 2 times else go q } phase q { give b }  start p")
    trace = willing(of, 3)
    assert (given(trace), given(trace, "b")) == ([0, 2], [3])


def test_R19_a_limit_by_time_leaves_on_its_day_before_the_dose() -> None:
    of = machine("phase p { give a every 2 days until low, at most 4 days else go q } phase q { give b }  start p")
    trace = willing(of, 4)
    assert (given(trace), given(trace, "b")) == ([0, 2], [4])


def test_R19_a_limit_by_time_without_an_exit_is_as_if_complete() -> None:
    of = machine("phase p { give a every 2 days until low, at most 4 days  then q } phase q { give b }  start p")
    trace = willing(of, 4)
    assert (given(trace), given(trace, "b")) == ([0, 2], [4])


def test_R19_an_end_that_comes_with_the_limit_is_an_end() -> None:
    of = machine(
        """phase p { give a every 2 days until low, at most 4 days else go q  then r }
           phase q { stop } phase r { give b }  start p"""
    )
    assert phases(willing(of, 4, {4: told(4, x="5")})) == ["r"]


def _held() -> str:
    return "phase p { give a every 10 days, 3 times  then end }"


REVIEW = "postpone at most 0 days then review"


@pytest.mark.parametrize(("clock", "expected"), [("stops", [0, 16, 26]), ("runs", [0, 16, 20])])
def test_R20_whether_the_clock_stops_in_a_hold(clock: str, expected: list[int]) -> None:
    of = machine(_held(), missed=REVIEW, next_due="on grid", hold=f"clock {clock}, at most 28 days then review")
    days = {0: told(0, give="a"), 16: Inputs((), (Administration("a"),), (), (Decision("t0", Ruling.RESUME),))}
    days |= {day: told(day, give="a") for day in expected[2:]}
    trace = course(of, days, 27)
    assert given(trace) == expected
    assert days_of(trace, EntryKind.UNSCHEDULED) == []


def test_R20_a_stop_rule_is_live_in_a_hold() -> None:
    of = machine(_held(), missed=REVIEW, more="stop when harm")
    assert phases(course(of, {3: told(3, events=("harm",))}, 3)) == ["stopped p"]


@pytest.mark.parametrize(("ruling", "doses"), [(Ruling.RESUME, [5, 15]), (Ruling.SKIP, [15])])
def test_R21_a_decision_resumes(ruling: Ruling, doses: list[int]) -> None:
    of = machine(_held(), missed=REVIEW)
    patient = {5: told(5, rule=ruling, give="a"), 15: told(15, give="a")}
    trace = course(of, patient, 16)
    assert given(trace) == doses


def test_R21_a_decision_can_stop_and_nothing_else_can_be_decided() -> None:
    of = machine(_held(), missed=REVIEW)
    assert phases(course(of, {5: told(5, rule=Ruling.STOP)}, 5)) == ["stopped p"]
    early = course(machine(_held()), {0: told(0, rule=Ruling.RESUME)}, 0)
    assert days_of(early, EntryKind.REJECTED) == [0]


@pytest.mark.parametrize(("exit_", "expected"), [("review", "held p"), ("stop", "stopped p"), ("skip", "p")])
def test_R21_a_hold_ends_as_its_rule_says(exit_: str, expected: str) -> None:
    of = machine(_held(), missed=REVIEW, hold=f"clock stops, at most 4 days then {exit_}")
    assert phases(course(of, {}, 3)) == ["held p"]
    assert phases(course(of, {}, 5)) == [expected]


def test_R23_a_stop_is_final() -> None:
    of = machine("phase p { give a every 2 days, 9 times  then end }", more="stop when harm")
    trace = willing(of, 9, {3: told(3, events=("harm",))})
    assert given(trace) == [0, 2]
    assert trace.final.ended


def test_R23_a_stop_ends_every_track() -> None:
    of = machine("phase p { then q } phase q { stop }  start p", "phase r { give a on days 9  then end }")
    assert phases(course(of, {}, 1)) == ["stopped q", "stopped r"]


def test_R24_an_interval_counts_from_the_last_dose_of_its_own_track() -> None:
    of = machine(
        "phase p { give a  then q } phase q { give a every 5 days, 1 times  then end }  start p",
        "phase r { give a on days 3  then end }",
    )
    assert [item.day for item in willing(of, 9).entries if item.kind is EntryKind.GIVEN and item.region == "t0"] == [
        0,
        5,
    ]


def test_R25_an_ended_track_stays_ended() -> None:
    of = machine("phase p { give a  then end }", "phase q { give b on days 5  then end }")
    trace = willing(of, 6)
    assert [item.status for item in trace.states[3].regions] == [Status.DONE, Status.RUNNING]


def test_R26_a_grid_of_calendar_months_is_anchored() -> None:
    of = machine("phase p { give a every 1 calendar month, 4 times  then end }", next_due="on grid")
    start = date(2027, 1, 31)
    days = [(day - start).days for day in (date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30))]
    assert given(willing(of, 100, start=start)) == days


def test_R28_a_corrected_result_counts_from_its_report() -> None:
    of = machine("phase p { when low go q } phase q { stop }  start p")
    trace = course(of, {0: told(0, x="50"), 3: told(3, x="5", sampled=0)}, 3)
    assert phases(trace) == ["stopped q"]
    assert phases(course(of, {0: told(0, x="50"), 3: told(3, x="5", sampled=0)}, 2)) == ["p"]


def test_R30_the_log_is_a_chain() -> None:
    one = willing(machine(ONE), 20)
    two = willing(machine(ONE), 20)
    other = willing(machine(ONE), 20, {1: told(1, x="5")})
    assert one.hashes() == two.hashes()
    assert one.hashes()[-1] != other.hashes()[-1]
    assert len(one.hashes()) == len(one.entries)


def test_once_holds_from_the_first_day_on() -> None:
    of = machine("phase p { after 5 days when once low go q } phase q { stop }  start p")
    assert phases(course(of, {1: told(1, x="5"), 2: told(2, x="50")}, 5)) == ["stopped q"]
    assert phases(course(of, {2: told(2, x="50")}, 5)) == ["p"]


def test_an_open_decision_is_said_and_decides_nothing() -> None:
    of = machine("phase p { give a every pause, 3 times  then end }", more='param pause unstated "how long"')
    trace = course(of, {0: told(0, give="a")}, 0)
    assert days_of(trace, EntryKind.UNDECIDED) == [0]
    assert given(trace) == []


def test_step_starts_before_day_0() -> None:
    patient = begin(machine(ONE), date(2027, 1, 1))
    assert patient.day == -1
    assert step(machine(ONE), patient, Inputs())[0].day == 0

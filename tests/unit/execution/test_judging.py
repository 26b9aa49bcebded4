"""What requirements say of recorded courses: kept, broken on which day, or not spoken of; and what was measured."""

from __future__ import annotations

import attrs
import pytest

from protolang.execution.judging import judge, truth_on
from protolang.execution.scenario import run_scenario
from protolang.machine.from_model import lower as machine_of
from protolang.model.claim import Holds
from protolang.quantity import Root

from .stories import protocol

# Three doses, on days 0, 10 and 20; the phase completes on day 20.
THREE = "start p phase p { give a on days 0, 10, 20  then end }"
STOPPED = "stop when harm"
# The rule is followed on its day, the completion of `q` on the next one.
MOVING = (
    "start p phase p { when x < 10 % go q  give a on days 0, 40  then end } "
    "phase q { give b on days 0, 2 of phase  then r } phase r { give b on day 0 of phase  then end }"
)


def judged(
    claim: str, scenario: str = "", *tracks: str, more: str = "", resolution: str = ""
) -> tuple[str, int | None, tuple[object, ...]]:
    made = protocol(scenario, *(tracks or (THREE,)), more=f"require r: {claim}\n{more}", resolution=resolution)
    trace = run_scenario(machine_of(made), made.scenarios[0]).trace
    found = judge(trace, made.requirements[0])
    values = tuple(value.rational if isinstance(value, Root) else value for value in found.values)
    return found.outcome.value, found.day, values


KEPT = ("kept", None, ())


def broken(day: int) -> tuple[str, int, tuple[object, ...]]:
    return "broken", day, ()


OUT = ("out of scope", None, ())


@pytest.mark.parametrize(
    ("claim", "scenario", "outcome"),
    [
        # ---- any window: its first and its last day are days of it
        ("at most 1 a in any 10 days", "", KEPT),
        ("at most 1 a in any 11 days", "", broken(10)),
        ("at most 2 a in any 20 days", "", KEPT),
        ("at most 2 a in any 21 days", "", broken(20)),
        ("at most 2 a in any 900 days", "", broken(20)),
        ("at most 3 a in any 900 days", "", KEPT),
        ("at most 0 a in any 1 day", "", broken(0)),
        ("at most 0 b in any 1 day", "", KEPT),
        ("at least 1 a in any 10 days", "", KEPT),
        ("at least 1 a in any 9 days", "", broken(9)),
        ("at least 2 a in any 20 days", "", KEPT),
        ("at least 2 a in any 19 days", "", broken(19)),
        ("at least 3 a in any 21 days", "", KEPT),
        ("at least 4 a in any 21 days", "", broken(20)),
        # no window lies between the first and the last dose
        ("at least 4 a in any 22 days", "", KEPT),
        ("at least 1 b in any 1 day", "", KEPT),
        ("exactly 1 a in any 10 days", "", KEPT),
        ("exactly 1 a in any 11 days", "", broken(10)),
        ("exactly 1 a in any 9 days", "", broken(9)),
        ("a in every 10 days", "", KEPT),
        ("a in every 9 days", "", broken(9)),
        # ---- between two moments, both of them included
        ("at most 1 a in any 30 days between harm and end of t0", "harm on day 11", KEPT),
        ("at most 1 a in any 30 days between harm and end of t0", "harm on day 10", broken(20)),
        ("at most 1 a in any 30 days between harm and end of t0", "", OUT),
        ("a in every 9 days between harm and end of t0", "harm on day 12", KEPT),
        ("a in every 8 days between harm and end of t0", "harm on day 12", broken(19)),
        ("a in every 5 days between harm and end of t0", "harm on day 12", broken(16)),
        ("a in every 7 days between harm and harm", "harm on day 11, day 18", broken(17)),
        ("a in every 8 days between harm and harm", "harm on day 11, day 18", broken(18)),
        ("a in every 9 days between harm and harm", "harm on day 11, day 18", KEPT),
        ("always not given(a) between harm and harm", "harm on day 11, day 19", KEPT),
        ("always not given(a) between harm and harm", "harm on day 11, day 20", broken(20)),
        ("always not given(a) between harm and harm", "harm on day 10, day 19", broken(10)),
        ("eventually given(a) between harm and harm", "harm on day 11, day 19", broken(19)),
        # ---- on days
        ("always p", "", KEPT),
        ("never p", "", broken(0)),
        ("never given(b)", "", KEPT),
        ("eventually given(b)", "", broken(20)),
        ("eventually given(a) and harm", "harm on day 20", KEPT),
        ("eventually given(a) and harm", "harm on day 19", broken(20)),
        ("always count(a) >= 1", "", KEPT),
        ("always count(a) <= 2", "", broken(20)),
        ("never dose(a) > 700 mg", "", KEPT),
        ("never dose(a) >= 700 mg", "", broken(0)),
        ("always dose(a) > 700 mg", "", broken(0)),
        ("always time_since(a) < 10 days", "", KEPT),
        ("always time_since(a) < 9 days", "", broken(9)),
        # ---- what is not known neither keeps nor breaks
        ("always x < 10 %", "", KEPT),
        ("never x < 10 %", "", KEPT),
        ("eventually x < 10 %", "", broken(20)),
        ("always x < 10 %", "x = 5 % at day 3", KEPT),
        ("always x < 10 %", "x = 5 % at day 3  x = 10 % at day 7", broken(7)),
        ("always x <= 10 %", "x = 5 % at day 3  x = 10 % at day 7", KEPT),
        ("a never while x < 10 %", "", KEPT),
        ("a only after x < 10 %", "", broken(0)),
        # a result counts from the day on which it is known
        ("never x < 10 %", "x = 5 % at day 3 reported day 8", broken(8)),
        # ---- in an order
        ("harm leads to given(a) within 7 days", "harm on day 3", KEPT),
        ("harm leads to given(a) within 6 days", "harm on day 3", broken(9)),
        ("harm leads to given(a) within 0 days", "harm on day 20", KEPT),
        ("harm leads to given(a) within 0 days", "harm on day 19", broken(19)),
        ("harm leads to given(a) within 9 days", "harm on day 20, day 1", KEPT),
        ("harm leads to given(a) within 8 days", "harm on day 20, day 1", broken(9)),
        ("harm leads to given(b) within 100 days", "harm on day 3", broken(20)),
        ("harm leads to given(b) within 100 days", "", KEPT),
        ("given(a) leads to harm within 5 days between harm and end of t0", "harm on day 15, day 20", KEPT),
        ("a only after harm", "harm on day 0", KEPT),
        ("a only after harm", "harm on day 1", broken(0)),
        ("a only after harm within 10 days", "harm on day 0, day 10", KEPT),
        ("a only after harm within 9 days", "harm on day 0, day 10", broken(20)),
        ("a only after harm within 0 days", "harm on day 0, day 10, day 20", KEPT),
        ("a only after harm between harm and end of t0", "harm on day 12", KEPT),
        ("a never while harm", "harm on day 1, day 9, day 11", KEPT),
        ("a never while harm", "harm on day 9, day 10", broken(10)),
        # a result of the day is one that the day knows
        ("a never while x < 10 %", "x = 5 % at day 10", broken(10)),
        ("a never while x < 10 %", "x = 5 % at day 11", broken(20)),
        ("b never while x < 10 %", "x = 5 % at day 0", KEPT),
    ],
)  # fmt: skip
def test_what_is_said_of_days(claim: str, scenario: str, outcome: tuple[str, int | None, tuple[object, ...]]) -> None:
    assert judged(claim, scenario) == outcome


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("count(a) = 3", ("kept", None, (3,))),
        ("count(a) <= 2", ("broken", 20, (3,))),
        ("count(a) <= 1", ("broken", 10, (3,))),
        ("count(a) > 3", ("broken", 20, (3,))),
        ("span(a) = 20 days", ("kept", None, (20,))),
        ("span(a) < 20 days", ("broken", 20, (20,))),
        ("span(b) = 0 days", ("kept", None, (0,))),
        ("gap(a) <= 10 days", ("kept", None, (10,))),
        ("gap(a) < 10 days", ("broken", 20, (10,))),
        ("spacing(a) >= 10 days", ("kept", None, (10,))),
        ("spacing(a) > 10 days", ("broken", 10, (10,))),
        ("spacing(a) <= 10 days", ("kept", None, (10,))),
        ("spacing(a) < 10 days", ("broken", 20, (10,))),
        ("spacing(b) >= 10 days", ("kept", None, ())),
        ("spacing(b) <= 10 days", ("kept", None, ())),
        ("total(b) <= 0 mg", ("kept", None, (0,))),
        ("duration = 21 days", ("kept", None, (21,))),
        ("duration < 21 days", ("broken", 20, (21,))),
        ("duration of t0 in 3 weeks .. 3 weeks", ("kept", None, (21,))),
        ("duration of p > 21 days", ("broken", 20, (21,))),
    ],
)
def test_what_is_measured(claim: str, outcome: tuple[str, int | None, tuple[object, ...]]) -> None:
    assert judged(claim) == outcome


@pytest.mark.parametrize(
    ("claim", "outcome", "day"),
    [
        ("total(a) <= 2100 mg", "kept", None),
        ("total(a) < 2100 mg", "broken", 20),
        ("total(a) <= 2 g", "broken", 20),
        ("total(a) <= 1 g", "broken", 10),
        ("total(a) >= 2.1 g", "kept", None),
        ("total(a) > 2.1 g", "broken", 20),
        ("total(a) <= 30 mg/kg of weight", "kept", None),
        ("total(a) < 30 mg/kg", "broken", 20),
        ("total(a) <= 29 mg/kg of weight", "broken", 20),
        ("total(a during p) >= 30 mg/kg", "kept", None),
    ],
)
def test_totals(claim: str, outcome: str, day: int | None) -> None:
    assert judged(claim)[:2] == (outcome, day)


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("never harm", broken(5)),
        ("always not harm", broken(5)),
        # on the day of the stop it is still in the phase in which it was stopped
        ("always p", KEPT),
        ("at most 1 a in any 20 days", KEPT),
        ("at most 0 a in any 20 days", broken(0)),
        ("exactly 1 a in any 2 days", KEPT),
        ("exactly 0 a in any 2 days", broken(0)),
        ("a only after harm", broken(0)),
        ("a never while p", broken(0)),
        ("spacing(a) >= 30 days", KEPT),
        ("spacing(a) <= 3 days", OUT),
        ("at least 9 a in any 1 day", OUT),
        ("a in every 1 day", OUT),
        ("eventually given(b)", OUT),
        ("harm leads to given(b) within 1 day", OUT),
        ("count(a) = 3", OUT),
        ("duration = 21 days", OUT),
        ("total(a) >= 9 g", OUT),
    ],
)
def test_of_a_course_that_is_stopped_only_what_a_day_can_break_is_asked(
    claim: str, outcome: tuple[str, int | None, tuple[object, ...]]
) -> None:
    assert judged(claim, "harm on day 5", more=STOPPED) == outcome


def test_a_total_is_claimed_of_a_course_that_is_stopped_too() -> None:
    assert judged("total(a) <= 1 g", "harm on day 15", more=STOPPED)[:2] == ("broken", 10)
    assert judged("total(a) <= 1 g", "harm on day 9", more=STOPPED)[:2] == ("kept", None)


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        # the rule of day 5 leads into `q` on that day; `q` completes on day 7, `r` is the phase of day 8
        ("never q", broken(5)),
        ("never r", broken(8)),
        ("eventually p and q", broken(8)),
        ("q leads to r within 3 days", KEPT),
        ("q leads to r within 2 days", broken(7)),
        ("given(b) leads to q within 0 days", broken(8)),
        ("b never while p", KEPT),
        ("b only after p within 3 days", broken(8)),
        ("b only after p within 4 days", KEPT),
        ("duration of p = 5 days", ("kept", None, (5,))),
        ("duration of q = 3 days", ("kept", None, (3,))),
        ("duration of r = 1 day", ("kept", None, (1,))),
        ("duration of t0 = 9 days", ("kept", None, (9,))),
        ("duration = 9 days", ("kept", None, (9,))),
        ("count(b during q) = 2", ("kept", None, (2,))),
        ("spacing(b during q) >= 2 days", ("kept", None, (2,))),
        ("spacing(b) >= 2 days", ("broken", 8, (1,))),
    ],
)
def test_the_phase_of_a_day(claim: str, outcome: tuple[str, int | None, tuple[object, ...]]) -> None:
    assert judged(claim, "x = 5 % at day 5", MOVING) == outcome


def test_each_stay_in_a_phase_has_its_own_duration() -> None:
    again = (
        "start p phase p { when x < 10 % go q  after 9 days go r } "
        "phase q { give b on days 0, 3 of phase  then p } phase r { then end }"
    )
    story = "x = 5 % at day 2  x = 50 % at day 3"
    assert judged("duration of p < 9 days", story, again) == ("broken", 14, (2, 9))
    assert judged("duration of p in 2 days .. 9 days", story, again) == ("kept", None, (2, 9))


def test_a_phase_that_never_comes_has_no_duration() -> None:
    assert judged("duration of q >= 90 days", "", MOVING) == ("kept", None, ())


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        # 31 January and 28 February are a month apart, 28 February and 27 March are not
        ("spacing(a) >= 1 calendar month", ("broken", 55, (27,))),
        ("at most 1 a in any 1 calendar month", broken(55)),
        ("a in every 1 calendar month", KEPT),
        ("harm leads to given(a) within 1 calendar month", KEPT),
        ("duration >= 2 calendar months", ("broken", 55, (56,))),
        ("duration <= 2 calendar months", ("kept", None, (56,))),
    ],
)
def test_calendar_months_count_from_where_they_begin(
    claim: str, outcome: tuple[str, int | None, tuple[object, ...]]
) -> None:
    months = "start p phase p { give a on days 0, 28, 55  then end }"
    assert judged(claim, "start 2027-01-31  harm on day 0", months) == outcome


def test_hours_are_counted_where_the_clock_has_them() -> None:
    hourly = "start p phase p { give a on hours 0, 12, 36  then end }"
    assert judged("spacing(a) >= 12 hours", "", hourly, resolution="resolution 1 hour") == ("kept", None, (12,))
    assert judged("at most 1 a in any 12 hours", "", hourly, resolution="resolution 1 hour") == KEPT
    assert judged("at most 1 a in any 13 hours", "", hourly, resolution="resolution 1 hour") == broken(12)
    assert judged("at most 2 a in any 1 day", "", hourly, resolution="resolution 1 hour") == KEPT


def test_a_total_with_an_amount_that_nobody_knows_is_not_known() -> None:
    made = protocol("", THREE, more="require r: total(a) <= 1 g")
    trace = run_scenario(machine_of(made), made.scenarios[0]).trace
    for blank, outcome in ((0, "unknown"), (1, "unknown"), (2, "broken")):
        given = trace.states[-1].given
        doses = [attrs.evolve(item, amount=None if at == blank else item.amount) for at, item in enumerate(given)]
        final = attrs.evolve(trace.states[-1], given=type(given)(doses))
        assert (
            judge(attrs.evolve(trace, states=(*trace.states[:-1], final)), made.requirements[0]).outcome.value
            == outcome
        )


def test_a_dose_that_nobody_asked_for_is_no_doing_of_the_protocol() -> None:
    extra = "a given on day 12"
    assert judged("spacing(a) >= 10 days", extra) == ("kept", None, (10,))
    assert judged("at most 1 a in any 10 days", extra) == KEPT
    assert judged("count(a) = 3", extra) == ("kept", None, (3,))
    assert judged("total(a) <= 2100 mg", extra)[:2] == ("kept", None)
    # a condition is asked what was given, by whomever
    assert judged("always count(a) <= 3", extra) == broken(20)


def test_never_exit_is_no_matter_of_one_course() -> None:
    made = protocol("", THREE, more="never exit t0 on harm")
    trace = run_scenario(machine_of(made), made.scenarios[0]).trace
    assert judge(trace, made.requirements[0]).outcome.value == "unknown"


def test_the_truth_of_a_day() -> None:
    made = protocol("x = 5 % at day 5", MOVING, more="require r: always q")
    trace = run_scenario(machine_of(made), made.scenarios[0]).trace
    claim = made.requirements[0].claim
    assert isinstance(claim, Holds)
    assert [truth_on(trace, day, claim.condition).value for day in (4, 5, 7, 8)] == ["fails", "holds", "holds", "fails"]


def test_a_track_alone_may_complete() -> None:
    made = protocol(
        "", THREE, "start w phase w { give b every 10 days, 9 times  then end }", more="require r: count(a) = 3"
    )
    trace = run_scenario(machine_of(made), made.scenarios[0]).trace
    early = type(trace)(trace.machine, trace.entries, trace.states[:30])
    assert judge(early, made.requirements[0]).outcome.value == "out of scope"
    assert judge(early, made.requirements[0], frozenset({"t0"})).values == (3,)

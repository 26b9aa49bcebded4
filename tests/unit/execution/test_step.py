"""What a day leaves behind: state, offers, hash chain. What the rules decide is said by the conformance cases."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from protolang.execution.event import Administration, Decision, Inputs, Observation, Ruling
from protolang.execution.state import Status
from protolang.execution.step import begin, offers, step
from protolang.execution.trace import EntryKind
from protolang.quantity import parse_interval

from .courses import course, days_of, given, machine, offered, phases, told, willing

ONE = "phase p { give a every 10 days, 3 times window -2..+3 days  then end }"
LEAVES = "phase p { give a every 5 days, 3 times  when %s go q } phase q { stop }  start p"


def test_a_patient_begins_before_day_0_with_every_track_that_follows_no_stop() -> None:
    of = machine(ONE, more="track after_care on stop { phase z { give b  then end } }")
    patient = begin(of, date(2027, 1, 1))
    assert (patient.day, patient.start, patient.source) == (-1, date(2027, 1, 1), of.source_sha256)
    assert sorted((region.status.value, region.state) for region in patient.regions) == [
        ("running", "p"),
        ("waiting", "z"),
    ]
    assert step(of, patient, Inputs())[0].day == 0


def test_each_day_has_a_state_of_its_own_and_no_state_is_changed() -> None:
    of = machine(ONE)
    trace = willing(of, 5, {1: told(1, x="5")})
    assert [state.day for state in trace.states] == [0, 1, 2, 3, 4, 5]
    before = trace.states[0]
    remembered = (dict(before.observations), tuple(before.given), before.regions)
    step(of, before, told(1, x="50", give="b", events=("harm",)))
    assert (dict(before.observations), tuple(before.given), before.regions) == remembered


def test_one_state_and_one_input_have_one_next_state() -> None:
    of = machine(ONE)
    patient = course(of, {0: told(0, x="5", give="a")}, 3).final
    inputs = told(4, x="50", give="ab", events=("harm",), rule=Ruling.RESUME)
    assert step(of, patient, inputs) == step(of, patient, inputs)


@pytest.mark.parametrize(
    "inputs",
    [
        Inputs((Observation("nothing", parse_interval("1"), 0, 0),)),
        Inputs((Observation("x", parse_interval(">=101"), 0, 0),)),
        Inputs((Observation("x", parse_interval("5"), 9, 0),)),
        Inputs((Observation("x", parse_interval("5"), 0, 7),)),
        Inputs(events=("nothing",)),
        Inputs(decisions=(Decision("nothing", Ruling.STOP),)),
        Inputs(decisions=(Decision("t0", Ruling.RESUME),)),
    ],
)
def test_what_cannot_be_is_rejected_and_the_day_goes_on(inputs: Inputs) -> None:
    of = machine(ONE)
    after, entries = step(of, begin(of, date(2027, 1, 1)), inputs)
    assert [item.kind for item in entries] == [EntryKind.REJECTED, EntryKind.ENTERED] or [
        item.kind for item in entries
    ] == [EntryKind.ENTERED, EntryKind.REJECTED]
    assert (after.day, dict(after.observations)) == (0, {})


def test_a_drug_that_is_not_declared_is_unscheduled() -> None:
    of = machine(ONE)
    _, entries = step(of, begin(of, date(2027, 1, 1)), Inputs(administrations=(Administration("nothing"),)))
    assert EntryKind.UNSCHEDULED in [item.kind for item in entries]


@pytest.mark.parametrize(("trigger", "doses", "asked"), [("low", ["a"], []), ("wanted", [], []), ("needed", [], ["x"])])
def test_what_is_offered_while_an_exit_is_unknown(trigger: str, doses: list[str], asked: list[str]) -> None:
    of = machine(LEAVES % trigger)
    assert [item.subject for item in offers(of, begin(of, date(2027, 1, 1)), Inputs())] == doses + asked
    trace = course(of, {0: told(0, give="a")}, 0)
    assert given(trace) == ([0] if doses else [])
    assert sorted(trace.final.measure_now) == asked


def test_offers_change_nothing_and_name_the_amount() -> None:
    of = machine(ONE)
    patient = begin(of, date(2027, 1, 1))
    assert [(item.region, item.subject, item.due, item.amount) for item in offers(of, patient, Inputs())] == [
        ("t0", "a", 0, "1 mg")
    ]
    assert patient == begin(of, date(2027, 1, 1))


def test_a_dose_is_offered_from_the_first_to_the_last_day_of_its_window() -> None:
    of = machine(ONE)
    trace = course(of, {0: told(0, give="a")}, 15)
    days = [day for day in range(1, 16) if offered(of, course(of, {0: told(0, give="a")}, day - 1)) == ["a"]]
    assert days == [8, 9, 10, 11, 12, 13]
    assert days_of(trace, EntryKind.MISSED) == [13]


def test_a_stop_leaves_nothing_open() -> None:
    of = machine("phase p { give a every 2 days, 9 times  then end }", more="stop when harm")
    trace = willing(of, 9, {3: told(3, events=("harm",))})
    assert given(trace) == [0, 2]
    assert [(item.status, item.dues) for item in trace.final.regions] == [(Status.STOPPED, ())]
    assert trace.final.ended
    assert phases(trace) == ["stopped p"]


def test_the_log_is_a_chain() -> None:
    one, two = willing(machine(ONE), 20), willing(machine(ONE), 20)
    other = willing(machine(ONE), 20, {1: told(1, x="5")})
    assert one.hashes() == two.hashes()
    assert one.hashes()[0] == other.hashes()[0]
    assert one.hashes()[-1] != other.hashes()[-1]
    assert len(one.hashes()) == len(one.entries)
    changed = willing(machine(ONE, fresh="99 days"), 20)
    assert [item.line() for item in changed.entries] == [item.line() for item in one.entries]
    assert not set(changed.hashes()) & set(one.hashes())


def test_a_measurement_that_a_decision_orders_is_due_until_there_is_a_new_sample() -> None:
    of = machine("phase p { give b on days 9  decide at each harm { otherwise : measure x }  then end }")
    days = {0: told(0, x="50"), 2: told(2, events=("harm",)), 4: told(4, x="40", sampled=1), 5: told(5, x="30")}
    trace = course(of, days, 6)
    # the result of day 0 is still fresh, that of day 4 was sampled before the order
    assert [sorted(state.measure_now) for state in trace.states] == [[], [], ["x"], ["x"], ["x"], [], []]
    stopped = course(machine(ONE, more="stop when harm"), {1: told(1, events=("harm",))}, 1)
    assert (stopped.final.measure_now, dict(stopped.final.ordered)) == (frozenset(), {})


def test_a_new_beginning_is_logged_in_one_order_however_the_state_was_built() -> None:
    levels = "level one { start 1 mg  range 0..9 mg }  level two { start 2 mg  range 0..9 mg }"
    raised = (
        "start p  phase p { on entry : raise one by 1 mg, raise two by 1 mg  when harm go q as new } phase q { stop }"
    )
    of = machine(raised, more=levels)
    patient, _ = step(of, begin(of, date(2027, 1, 1)), Inputs())
    turned = attrs.evolve(patient, levels=dict(reversed(list(patient.levels.items()))))
    assert turned == patient
    harmed = Inputs(events=("harm",))
    logs = [[entry.line() for entry in step(of, start, harmed)[1]] for start in (patient, turned)]
    assert logs[0] == logs[1]
    assert sum("R22 level" in line for line in logs[0]) == 2

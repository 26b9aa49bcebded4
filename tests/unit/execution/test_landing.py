"""A patient who goes on under another version (R29): counts go on, no dose comes twice, and the past is the past."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from protolang.driver import analyse
from protolang.execution.event import Administration, Inputs
from protolang.execution.landing import Arrival, Landing, LandingError, land
from protolang.execution.scenario import run_scenario
from protolang.execution.state import Held, PatientState, Status
from protolang.execution.step import offers, step
from protolang.execution.trace import Trace
from protolang.machine.from_model import lower as machine_of
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.settings import decide
from protolang.source.project import Project

from .courses import course, given, machine, phases, told, willing

PROTOCOLS = Path(__file__).parents[3] / "protocols"
THEN = "then q }  phase q { give b every 5 days, 2 times  then end }  start p"


def repeated(every: int, times: int) -> Machine:
    return machine(f"phase p {{ give a every {every} days, {times} times  {THEN}")


def same(old: Machine, new: Machine, **other: Landing) -> dict[tuple[str, str], Landing]:
    """Each phase lands in the one of its name, but for those that are named."""
    known = {(region.name, state.name) for region in new.regions for state in region.states}
    found = {}
    for region in old.regions:
        for state in region.states:
            place = (region.name, state.name)
            if state.name in other:
                found[place] = other[state.name]
            elif place in known:
                found[place] = Landing(Arrival.VISIT, *place)
    return found


def on(of: Machine, patient: PatientState, last: int) -> Trace:
    """The rest of a course, each dose given on the first day it is due."""
    states, entries = [patient], []
    while patient.day < last:
        doses = [
            item for item in offers(of, patient, Inputs()) if item.kind.value == "give" and item.due <= patient.day + 1
        ]
        patient, written = step(of, patient, Inputs((), tuple(Administration(item.subject) for item in doses), (), ()))
        states.append(patient)
        entries += written
    return Trace(of, tuple(entries), tuple(states))


def moved(old: Machine, new: Machine, day: int, last: int, **other: Landing) -> Trace:
    """A willing patient of `old` who goes on in `new` after `day`."""
    patient = willing(old, day).final
    return on(new, land(old, patient, new, same(old, new, **other)), last)


# ---- the same phase --------------------------------------------------------------------------------------------


def test_counts_go_on_and_the_interval_counts_from_the_last_dose() -> None:
    # given on days 0, 10 and 20; every 4 days from then on, and five in all
    later = moved(repeated(10, 5), repeated(4, 5), 21, 60)
    assert given(later) == [24, 28]
    assert given(later, "b") == [29, 34]


def test_nothing_is_given_again_on_the_day_of_the_migration() -> None:
    assert given(moved(repeated(10, 5), repeated(10, 5), 20, 35)) == [30]


def test_a_shorter_interval_that_is_over_already_is_due_on_the_first_day() -> None:
    assert given(moved(repeated(10, 5), repeated(2, 5), 18, 25)) == [19, 21, 23]


def test_a_patient_who_has_had_more_than_there_are_now_goes_on_to_the_next_phase() -> None:
    later = moved(repeated(10, 5), repeated(10, 2), 25, 40)
    assert given(later) == []
    assert given(later, "b") == [26, 31]


def test_a_limit_that_is_passed_already_acts_before_another_dose() -> None:
    def loop(most: int) -> Machine:
        return machine(
            f"phase p {{ give a every 2 days until low, at most {most} times else go q  then end }} "
            "phase q { stop }  start p"
        )

    later = moved(loop(20), loop(3), 9, 20)
    assert given(later) == []
    assert phases(later) == ["stopped q"]


def test_days_of_a_list_that_have_passed_are_not_made_up() -> None:
    old = machine("phase p { give a on days 0, 10, 20  then end } start p")
    new = machine("phase p { give a on days 0, 5, 12, 20, 30  then end } start p")
    assert given(moved(old, new, 14, 40)) == [20, 30]


def test_what_is_new_in_the_phase_begins_on_the_next_day() -> None:
    old = machine("phase p { give a every 10 days, 3 times  then end } start p")
    new = machine("phase p { give a every 10 days, 3 times  give b every 5 days, 2 times  then end } start p")
    later = moved(old, new, 12, 40)
    assert given(later, "b") == [13, 18]
    assert given(later) == [20]


def test_an_overdue_dose_stays_due_and_is_not_forgotten() -> None:
    old = machine(
        "phase p { give a every 10 days, 3 times  then end } start p", missed="postpone at most 5 days then stop"
    )
    patient = course(old, {0: told(0, give="a")}, 11).final
    later = on(old, land(old, patient, old, same(old, old)), 30)
    assert given(later)[0] == 12


# ---- another phase ---------------------------------------------------------------------------------------------


def test_another_phase_is_entered_on_the_day_after_and_keeps_the_distance_to_the_last_dose() -> None:
    old = machine("phase p { give a every 10 days, 9 times  then end } start p")
    new = machine("phase r { give a every 10 days, 2 times  then end } start r")
    later = moved(old, new, 23, 60, p=Landing(Arrival.ENTRY, "t0", "r"))
    assert given(later) == [30, 40]
    assert later.states[0].regions[0].entry == 24


def test_a_phase_of_another_name_that_is_the_same_keeps_its_count() -> None:
    old = machine("phase p { give a every 10 days, 3 times  then end } start p")
    new = machine("phase r { give a every 10 days, 3 times  then end } start r")
    later = moved(old, new, 13, 60, p=Landing(Arrival.VISIT, "t0", "r"))
    assert given(later) == [20]
    assert {item.state for item in later.final.given} == {"r"}


def test_a_track_that_ends_by_the_map_leaves_the_others_as_they_are() -> None:
    old = machine(
        "phase p { give a every 10 days, 9 times  then end } start p",
        "phase q { give b every 7 days, 3 times  then end } start q",
    )
    later = moved(old, old, 8, 30, p=Landing(Arrival.END))
    assert given(later) == []
    assert given(later, "b") == [14]
    assert later.final.ended


def test_a_stop_by_the_map_starts_what_follows_a_stop() -> None:
    both = machine(
        "phase p { give a every 10 days, 9 times  then end } start p",
        more="track after on stop { phase s { give b every 7 days, 2 times  then end } start s }",
    )
    later = moved(both, both, 8, 30, p=Landing(Arrival.STOP))
    assert Status.STOPPED in {region.status for region in later.final.regions}
    assert given(later) == []
    assert given(later, "b") == [9, 16]


def test_a_new_track_begins_on_the_next_day_but_not_when_the_course_is_over() -> None:
    one = "phase p { give a every 10 days, 2 times  then end } start p"
    two = "phase q { give b every 3 days, 2 times  then end } start q"
    assert given(moved(machine(one), machine(one, two), 4, 20), "b") == [5, 8]
    assert given(moved(machine(one), machine(one, two), 15, 30), "b") == []


def test_who_has_gone_to_another_track_does_not_begin_the_old_one_again() -> None:
    old = machine("phase p { give a every 10 days, 3 times  then end } start p")
    new = machine(
        "phase o { give a every 2 days, 3 times  then end } start o",
        "phase p { give a every 10 days, 3 times  then end } start p",
    )
    later = moved(old, new, 12, 60, p=Landing(Arrival.VISIT, "t1", "p"))
    assert given(later) == [20]


# ---- what is refused -------------------------------------------------------------------------------------------


def test_nowhere_to_go_and_two_tracks_in_one_are_refused() -> None:
    old = machine(
        "phase p { give a every 10 days, 9 times  then end } start p",
        "phase q { give b every 7 days, 9 times  then end } start q",
    )
    patient = willing(old, 3).final
    with pytest.raises(LandingError, match=r"`t0\.p` has nowhere to go"):
        land(old, patient, old, {})
    with pytest.raises(LandingError, match="two tracks would share `t0`"):
        land(old, patient, old, same(old, old, q=Landing(Arrival.ENTRY, "t0", "p")))


# ---- what is known ---------------------------------------------------------------------------------------------


def facts(threshold: int) -> Machine:
    return machine(
        "phase p { measure x every 5 days, 9 times  when once deep go q  then end } "
        "phase q { give a every 5 days, 2 times  then end } start p",
        more=f"trigger deep when x < {threshold} % if missing ignore",
    )


def test_what_was_once_true_is_judged_again_when_it_means_something_else() -> None:
    old, new = facts(5), facts(20)
    patient = course(old, {0: told(0, x="15"), 5: told(5, x="50")}, 8).final
    assert "deep" not in patient.once
    landed = land(old, patient, new, same(old, new))
    assert "deep" in landed.once
    back = land(new, course(new, {5: told(5, x="50")}, 8).final, old, same(new, old))
    assert "deep" not in back.once


def test_results_are_kept_and_still_age_from_their_sampling() -> None:
    old, new = (
        machine(f"phase p {{ give a every 9 days, 9 times {THEN}"),
        machine(f"phase p {{ give a every 9 days, 9 times {THEN}", fresh="3 days"),
    )
    patient = course(old, {2: told(2, x="15")}, 8).final
    landed = land(old, patient, new, same(old, new))
    assert [item.sampled for item in landed.observations["x"]] == [2]
    assert landed.source == new.source_sha256 != old.source_sha256


def test_an_open_hold_stays_a_hold() -> None:
    old = machine(f"phase p {{ give a every 5 days, 9 times {THEN}", missed="postpone at most 1 day then review")
    patient = course(old, {}, 4).final
    assert patient.regions[0].status is Status.HELD
    landed = land(old, patient, repeated(5, 9), same(old, repeated(5, 9)))
    assert landed.regions[0].status is Status.HELD
    assert given(on(repeated(5, 9), landed, 12)) == []


def test_what_is_due_in_a_hold_is_not_missed_by_going_on_elsewhere() -> None:
    old, new = repeated(5, 9), repeated(5, 9)
    patient = course(old, {}, 3).final
    held = tuple(attrs.evolve(item, status=Status.HELD, held=Held(2, morning=True)) for item in patient.regions)
    patient = attrs.evolve(patient, day=30, regions=held)
    landed = land(old, patient, new, same(old, new))
    assert landed.regions[0].dues == patient.regions[0].dues
    assert list(landed.missed) == list(patient.missed)


# ---- nothing changes -------------------------------------------------------------------------------------------


def load(path: Path, data: bytes) -> Protocol:
    protocol = analyse(path.name, data, budget=0, project=Project(str(path))).protocol
    assert protocol is not None
    return protocol


# A library treats nobody.
FILES = sorted(path for path in PROTOCOLS.rglob("*.proto") if path.parent.name != "library")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_same_protocol_under_another_text_changes_nothing(path: Path) -> None:
    protocol, again = load(path, path.read_bytes()), load(path, path.read_bytes() + b"# the same\n")
    for scenario, twin in list(zip(protocol.scenarios, again.scenarios, strict=True))[:3]:
        old = machine_of(decide(protocol, dict(scenario.settings)).value)
        new = machine_of(decide(again, dict(twin.settings)).value)
        states = run_scenario(old, scenario).trace.states
        for at in range(0, len(states), max(1, len(states) // 25)):
            landed = land(old, states[at], new, same(old, new))
            assert attrs.evolve(landed, source="") == attrs.evolve(states[at], source=""), (scenario.title, at)

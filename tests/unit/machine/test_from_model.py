"""Each construct as the interpreter gets it: a state, an obligation, a transition with its scope."""

import pytest

from protolang.machine.from_model import bind, lower
from protolang.machine.statechart import (
    Obligation,
    StateKind,
    Transition,
    TransitionClass,
    TransitionEvent,
)
from protolang.model.action import ActionKind, Alongside, AtEach, Every, OnDays, Origin
from protolang.model.expression import Fact, Occurred
from protolang.model.treatment import Anchor, Missed, MissedAction
from protolang.quantity import Days, Resolution, Window

from ..model.statements import HOURLY, sound

LOW, RELAPSE = Fact("low", None), Occurred("relapse", None)
NESTED = """
  when relapse go rest
  phase outer {
    when low go second_part
    stop when bleeding
    then rest
    start first_part
    phase first_part { after 4 weeks go rest  then second_part }
    phase second_part { give heparin }
  }
"""


def machine_of(statements, **parts):
    return lower(sound(statements, **parts))


def state_of(statements, name="treatment", **parts):
    return machine_of(statements, **parts).region("main").state(name)


def test_an_action_is_an_obligation_with_all_it_says():
    obligation = state_of(
        "give ivig every 4 weeks, 6 times following aptt within 2 days spaced at least 3 weeks  measure aptt"
    ).obligations[0]
    assert obligation == Obligation(
        index=0,
        kind=ActionKind.GIVE,
        subject="ivig",
        timing=Every(Days(28), 6, None),
        window=Window(0, 2),
        until=None,
        dose=None,
        missed=obligation.missed,
        anchor=Anchor.LAST_GIVEN,
        evidence=obligation.evidence,
        origin=None,
        following="aptt",
        spacing=Days(21),
    )
    assert isinstance(obligation.missed, Missed)
    assert obligation.missed.action is MissedAction.SKIP


def test_what_is_given_alongside_and_as_a_taper():
    first, _, taper = state_of(
        "give heparin 1 day before ivig  give ivig on week 4  taper prednisone { 60 mg for 7 days }"
    ).obligations
    assert first.timing == Alongside("ivig", -1, None)
    assert [(str(step.dose.amount), step.times) for step in taper.course] == [("60 mg", 7)]


def test_a_decision_is_an_obligation_with_a_name_for_the_log():
    state = state_of("decide at each aptt { when low: go rest }  give ivig  decide { when low: nothing }")
    given, first, second = state.obligations
    assert [item.index for item in state.obligations] == [0, 1, 2]
    assert (given.kind, given.decision) == (ActionKind.GIVE, None)
    assert (first.kind, first.subject, first.timing) == (
        ActionKind.DECIDE,
        "decision 1 of treatment",
        AtEach("aptt", None),
    )
    assert first.decision.rows[0].when == LOW
    assert (second.subject, second.timing, second.until) == ("decision 2 of treatment", None, None)


def test_a_cycle_and_its_limit():
    state = state_of(
        "repeat every 21 days, 2 times { give heparin on day 0 of cycle }"
        "repeat every 21 days until low, at most 6 cycles else go rest "
        "{ give ivig on day 0 of cycle  decide { when low: stop } }"
        "then end"
    )
    assert [cycle.timing for cycle in state.cycles] == [Every(Days(21), 2, None), Every(Days(21), None, None)]
    assert [item.cycle for item in state.obligations] == [0, 1, 1]
    assert state.obligations[2].timing == OnDays((0,), "days", None, Origin.CYCLE)
    limit, onward = state.transitions
    assert (limit.event, limit.obligation, limit.target) == (TransitionEvent.CYCLE_LIMIT, 1, "rest")
    assert (onward.event, onward.precedence) == (TransitionEvent.COMPLETION, TransitionClass.ROUTINE)


def test_the_limit_of_an_action():
    limit = state_of("measure aptt  give ivig every 4 weeks until low, at most 6 times else go rest").transitions[0]
    assert (limit.event, limit.obligation, limit.target) == (TransitionEvent.LIMIT, 1, "rest")


def test_outer_rules_come_first():
    region = machine_of("then outer", track=NESTED).region("main")
    assert [state.name for state in region.states] == ["first_part", "second_part", "treatment", "rest"]
    first = [(edge.event, edge.target, edge.scope) for edge in region.state("first_part").transitions]
    assert first == [
        (TransitionEvent.CONDITION, "rest", 0),
        (TransitionEvent.CONDITION, "second_part", 1),
        (TransitionEvent.TIMEOUT, "rest", 2),
        (TransitionEvent.COMPLETION, "second_part", 2),
    ]
    assert [(edge.target, edge.scope) for edge in region.state("treatment").transitions] == [
        ("rest", 0),
        ("first_part", 1),
    ]


def test_what_follows_a_group_follows_its_phases_that_say_nothing():
    second = machine_of("then outer", track=NESTED).region("main").state("second_part")
    onward = second.transitions[-1]
    assert (onward.event, onward.target, onward.scope) == (TransitionEvent.COMPLETION, "rest", 1)


def test_a_rule_of_a_group_never_leads_from_a_phase_to_itself():
    region = machine_of("then outer", track=NESTED).region("main")
    assert [edge.target for edge in region.state("second_part").transitions] == ["rest", "rest"]
    assert [edge.target for edge in region.state("rest").transitions] == [None]


def test_an_exit_of_its_own_may_enter_the_phase_again():
    (edge,) = state_of("when relapse go treatment as new").transitions
    assert edge == Transition(
        source="treatment",
        target="treatment",
        event=TransitionEvent.CONDITION,
        guard=RELAPSE,
        delay=None,
        obligation=None,
        precedence=TransitionClass.EXIT,
        rank=1,
        evidence=edge.evidence,
        origin=None,
        scope=1,
        back=False,
        as_new=True,
    )


def test_going_back():
    when, after, onward = state_of("first when low go back  after pause go rest as new  then back").transitions
    assert (when.target, when.back, when.rank, when.as_new) == (None, True, 0, False)
    assert (after.target, after.back, after.delay, after.as_new) == ("rest", False, "pause", True)
    assert (onward.target, onward.back) == (None, True)
    assert not state_of("then end").transitions[0].back


def test_stops_of_protocol_track_group_and_phase():
    machine = machine_of(
        "stop when low  then outer", track=f"stop when relapse {NESTED}", after="stop when low and relapse"
    )
    assert [(stop.region, stop.state) for stop in machine.stops] == [
        (None, None),
        ("main", None),
        ("main", "first_part"),
        ("main", "second_part"),
        ("main", "treatment"),
    ]
    assert [stop.guard for stop in machine.stops[2:]] == [Occurred("bleeding", None)] * 2 + [LOW]


def test_a_state_that_stops_all():
    assert state_of('stop assumed "why"').kind is StateKind.STOP
    assert state_of("stop when low").kind is StateKind.ACTIVE


def test_entry_and_exit():
    state = state_of("on entry: measure platelets  on exit: restore basal")
    assert [type(effect).__name__ for effect in (*state.on_entry, *state.on_exit)] == ["MeasureNow", "Restore"]


def test_a_track_that_begins_with_the_stop():
    machine = machine_of("then end", after="track rescue on stop { phase final { then end } }")
    assert [region.on_stop for region in machine.regions] == [False, False, True]


TABLE = "table dosing of weight { below 60 kg: 150 mg every 4 weeks  at least 60 kg: 300 mg every 2 weeks }"
RULES = """hold main when low  alert "ill" when low  veto give ivig when low  contraindicated heparin when relapse
  include "Heavy" weight >= 40 kg"""


def test_everything_the_interpreter_needs_is_in_the_machine():
    protocol = sound("give prednisone dose by dosing", declarations=TABLE, after=RULES, header=HOURLY)
    machine = lower(protocol)
    assert [level.id for level in machine.levels] == ["basal", "rung", "interval"]
    assert [table.id for table in machine.tables] == ["dosing"]
    assert (machine.holds, machine.alerts, machine.vetoes) == (protocol.holds, protocol.alerts, protocol.vetoes)
    assert (len(machine.holds), len(machine.alerts), len(machine.vetoes)) == (1, 1, 2)
    assert [rule.title for rule in machine.eligibility] == ["Heavy"]
    assert machine.resolution == Resolution(24)


def test_a_machine_takes_the_parameters_of_another_reading():
    machine = machine_of("after pause go rest")
    other = sound("after pause go rest")
    assert bind(machine, other) == machine


@pytest.mark.parametrize("statement", ["give ivig", "decide every 4 weeks { when low: nothing }"])
def test_what_says_nothing_of_a_missed_dose_takes_the_rule_of_the_policy(statement):
    assert state_of(statement).obligations[0].missed.action is MissedAction.SKIP

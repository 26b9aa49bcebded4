"""Decisions, holds, cycles and ways back as ways out of a phase, and what they read and cite."""

from __future__ import annotations

from types import SimpleNamespace

import attrs
import pytest

from protolang.checks.circle_of_phases import circle_of_phases
from protolang.checks.constant_rule import constant_rule
from protolang.checks.dead_end import dead_end
from protolang.checks.leaving import leaving_rows, onward, reached
from protolang.checks.loop_without_limit import loop_without_limit
from protolang.checks.missing_source import missing_source
from protolang.checks.no_rule_for_missing_result import no_rule_for_missing_result
from protolang.checks.overlapping_exits import overlapping_exits
from protolang.checks.race import race
from protolang.checks.unmeasured_lab import unmeasured_lab
from protolang.checks.unreachable_phase import unreachable_phase
from protolang.checks.wait_without_limit import wait_without_limit
from protolang.machine.statechart import Transition, TransitionClass, TransitionEvent
from protolang.model.action import ActionKind, Every
from protolang.model.course import Phase, Track
from protolang.model.evidence import Evidence
from protolang.model.expression import All, Consecutive, Occurred
from protolang.model.rule import (
    Adjust,
    AlertRule,
    Cycle,
    Delay,
    Eligibility,
    Go,
    HoldRule,
    MeasureNow,
    Row,
    StopAll,
    Tell,
    TellKind,
    Veto,
    VetoVerb,
)
from protolang.model.table import Level
from protolang.model.term import Count, CountKind
from protolang.model.treatment import MissingPolicy, Policy
from protolang.quantity import Days, Direction

from .rowed_models import at, band, case, decision, is_, lab, machine, obligation, of, state, table

FEVER = Occurred("fever", at("fever"))
WEEK = Days(7)
ANC = lab("anc", "10*9/L")
LOW = band("anc", "10*9/L", "below 1")
NOW = Tell(TellKind.ALERT, "look", at())


def protocol(**more):
    names = (
        "drugs parameters triggers tracks stops requirements levels tables eligibility holds alerts vetoes scenarios"
        " separations"
    )
    parts = dict.fromkeys(names.split(" "), ())
    return SimpleNamespace(**{**parts, "policy": Policy(), **more})


def row(effect, when=FEVER, rank=1, evidence=None):
    return Row(when, rank, (effect,), evidence or Evidence(), at("row"))


def deciding(*rows):
    return obligation(0, ActionKind.DECIDE, "decision", decision=decision(*rows))


def care(*states, labs=(), **more):
    """One track of these states; those without a way of their own have none."""
    made = machine(*labs, events=("fever",), **more)
    return attrs.evolve(made, regions=(attrs.evolve(made.regions[0], states=states, initial=states[0].name),))


def bare(name, *duties, **more):
    """A state that nothing leads out of by itself."""
    return attrs.evolve(state(name, *duties, **more), transitions=())


def numbers(found):
    return [item.code.number for item in found]


def test_a_row_leads_to_a_phase():
    made = care(bare("p", deciding(row(Go("q", False, at("go q"))))), state("q"))
    region = made.regions[0]
    assert reached(made, region, ("p",)) == {"p", "q"}
    assert list(unreachable_phase(protocol(), made)) == []
    assert list(dead_end(protocol(), made)) == []


def test_a_row_that_decides_nothing_of_the_kind_leaves_a_dead_end():
    assert numbers(dead_end(protocol(), care(bare("p", deciding(row(NOW)))))) == ["PL502"]
    assert numbers(dead_end(protocol(), care(bare("p", deciding(row(StopAll(at()))))))) == []


@pytest.mark.parametrize(
    "more",
    [
        {"holds": (HoldRule("care", None, FEVER, None, WEEK, None, "q", Evidence(), at("hold")),)},
        {"holds": (HoldRule("care", "p", FEVER, None, WEEK, None, "q", Evidence(), at("hold")),)},
    ],
)
def test_a_hold_that_lasts_too_long_leads_to_a_phase(more):
    made = care(state("p"), state("q"), **more)
    assert reached(made, made.regions[0], ("p",)) == {"p", "q"}


def test_a_cycle_that_is_delayed_too_long_leads_to_a_phase():
    delay = Delay(FEVER, WEEK, None, "q", at("delay"))
    cycle = Cycle(Every(WEEK, 6, at()), None, None, None, delay, Evidence(), at("repeat"))
    made = care(state("p", cycles=(cycle,)), state("q"))
    assert reached(made, made.regions[0], ("p",)) == {"p", "q"}


def test_a_way_back_makes_a_circle():
    made = care(
        bare("p", deciding(row(Go("q", False, at("go q"))))),
        state("q", deciding(row(Go(None, False, at("go back"))))),
    )
    assert onward(made, made.regions[0], made.regions[0].states[1]) == ("p",)
    (found,) = circle_of_phases(protocol(), made)
    assert found.code.number == "PL504"
    assert [label.text for label in found.secondary] == ["leads to `q`", "goes back"]


def test_a_stop_in_a_row_is_an_end():
    rounds = bare("p", deciding(row(Go("p", False, at("again"))), row(StopAll(at("stop")), LOW)))
    assert numbers(circle_of_phases(protocol(), care(rounds, labs=(ANC,)))) == ["PL504"]
    endless = bare("p", deciding(row(Go("p", False, at("again")))))
    assert numbers(circle_of_phases(protocol(), care(endless))) == ["PL506"]


def test_otherwise_leaves_where_no_other_row_holds():
    (guard,) = leaving_rows(bare("p", deciding(row(NOW), row(StopAll(at()), None))))
    (ranked,) = leaving_rows(bare("p", deciding(row(NOW, rank=0), row(StopAll(at()), LOW))))
    assert [type(item).__name__ for item in (*guard.operands, *ranked.operands)] == ["Not", "Compare", "Not"]


def test_a_loop_that_a_row_always_ends_is_no_loop_without_limit():
    give = obligation(1, ActionKind.GIVE, "a", timing=Every(WEEK, None, at()))
    rows = (row(StopAll(at()), LOW), row(StopAll(at()), band("anc", "10*9/L", "at_least 1")))
    assert list(loop_without_limit(protocol(), care(bare("p", deciding(*rows), give), labs=(ANC,)))) == []


def test_a_cycle_without_a_number_of_times_is_a_loop():
    give = obligation(0, ActionKind.GIVE, "a", cycle=0)
    endless = Cycle(Every(WEEK, None, at()), None, None, None, None, Evidence(), at("repeat"))
    bounded = attrs.evolve(endless, timing=Every(WEEK, 6, at()))
    assert numbers(loop_without_limit(protocol(), care(state("p", give, cycles=(endless,))))) == ["PL504"]
    assert numbers(loop_without_limit(protocol(), care(state("p", give, cycles=(bounded,))))) == []


READERS = {
    "row": care(state("p", deciding(row(NOW, LOW))), labs=(ANC,)),
    "table": care(state("p"), labs=(ANC,), tables=(table(case(LOW, "1")),)),
    "hold": care(
        state("p"), labs=(ANC,), holds=(HoldRule("care", None, LOW, None, None, None, None, Evidence(), at()),)
    ),
    "veto": care(state("p"), labs=(ANC,), vetoes=(Veto(VetoVerb.GIVE, "a", LOW, None, None, False, Evidence(), at()),)),
    "alert": care(state("p"), labs=(ANC,), alerts=(AlertRule(NOW, LOW, None, None, Evidence(), at()),)),
    "include": care(state("p"), labs=(ANC,), eligibility=(Eligibility(True, "x", LOW, Evidence(), at()),)),
}


@pytest.mark.parametrize("place", READERS)
def test_what_reads_a_lab_needs_a_measurement(place):
    made = READERS[place]
    (found,) = unmeasured_lab(protocol(), made)
    assert found.primary.span == LOW.origin
    measure = obligation(1, ActionKind.MEASURE, "anc")
    first = made.regions[0].states[0]
    first = attrs.evolve(first, obligations=(*first.obligations, measure))
    assert (
        list(unmeasured_lab(protocol(), attrs.evolve(made, regions=(attrs.evolve(made.regions[0], states=(first,)),))))
        == []
    )


def test_a_measurement_that_a_row_asks_for_counts():
    made = care(state("p", deciding(row(NOW, LOW), row(MeasureNow("anc", at())))), labs=(ANC,))
    assert list(unmeasured_lab(protocol(), made)) == []


def test_a_row_says_what_follows_when_a_result_is_missing():
    (found,) = no_rule_for_missing_result(protocol(), READERS["row"])
    assert found.code.number == "PL205"
    assert found.help.startswith("write `if missing measure now`")
    settled = attrs.evolve(decision(row(NOW, LOW)), missing=MissingPolicy.PROTECT)
    made = care(state("p", obligation(0, ActionKind.DECIDE, "decision", decision=settled)), labs=(ANC,))
    assert list(no_rule_for_missing_result(protocol(), made)) == []
    for_all = protocol(policy=Policy(missing=MissingPolicy.PERMIT))
    assert list(no_rule_for_missing_result(for_all, READERS["row"])) == []


@pytest.mark.parametrize(("place", "found"), [("hold", 1), ("veto", 0), ("alert", 0), ("include", 0), ("table", 0)])
def test_a_rule_that_is_safe_without_a_result_needs_no_word_about_it(place, found):
    assert len(list(no_rule_for_missing_result(protocol(), READERS[place]))) == found


def writing(name, when):
    made = state(f"in_{name}", deciding(row(Adjust("strength", True, None, None, at()), when)))
    return attrs.evolve(machine().regions[0], name=name, states=(made,), initial=made.name)


@pytest.mark.parametrize(
    ("other", "found"), [(LOW, 1), (FEVER, 1), (None, 1), (band("anc", "10*9/L", "at_least 1"), 0)]
)
def test_two_tracks_that_change_one_level(other, found):
    level = Level("strength", "x", None, (), None, None, None, Direction.NEAREST, of("mg"), Evidence(), at("strength"))
    made = attrs.evolve(
        machine(ANC, events=("fever",), levels=(level,)), regions=(writing("one", LOW), writing("two", other))
    )
    assert len(list(race(protocol(), made))) == found


def test_one_track_may_change_a_level_in_two_places():
    first = writing("one", LOW)
    both = attrs.evolve(first, states=(*first.states, *writing("two", LOW).states))
    made = attrs.evolve(machine(ANC), regions=(both,))
    assert list(race(protocol(), made)) == []


def test_each_new_statement_says_where_it_comes_from():
    said = Evidence(assumptions=("known",))
    phase = Phase("p", "p", "care", (), (), None, (), at("p"), decisions=(decision(row(NOW), row(NOW, evidence=said)),))
    made = protocol(
        tracks=(Track("care", "care", "p", (phase,), at("care")),),
        tables=(table(case(LOW, "1")), table(case(LOW, "1"), evidence=said)),
        holds=READERS["hold"].holds,
        vetoes=READERS["veto"].vetoes,
        alerts=READERS["alert"].alerts,
        eligibility=READERS["include"].eligibility,
    )
    assert [item.message.removesuffix(" does not say where it comes from") for item in missing_source(made)] == [
        "a row of table `dosing`",
        "a row of the decision in `p`",
        "this `include`",
        "this hold of `care`",
        "this alert",
        "this rule for `a`",
    ]


def waiting(*rows):
    measure = obligation(1, ActionKind.MEASURE, "anc", timing=Every(WEEK, 4, at()))
    return care(bare("p", deciding(*rows), measure), state("q"), labs=(ANC,))


def test_a_decision_that_may_never_leave_keeps_a_patient_waiting():
    (found,) = wait_without_limit(words_of(ANC), waiting(row(Go("q", False, at("go q")), LOW)))
    assert found.code.number == "PL505"
    assert found.witness == (("anc", "1 x10^9/L"),)
    assert found.secondary[0].text == "a way out that may never come"
    always = (row(Go("q", False, at("go q")), LOW), row(StopAll(at("stop")), None))
    assert list(wait_without_limit(words_of(ANC), waiting(*always))) == []


def words_of(*labs):
    """A protocol as far as conditions are put into words."""
    return protocol(labs=labs, attributes=(), events=(), triggers=())


def exits(*guards, facts=()):
    """A phase with an exit for each guard, all of one rank, to places of their own."""
    edges = tuple(
        Transition(
            "p", name, TransitionEvent.CONDITION, guard, None, None, TransitionClass.EXIT, 1, Evidence(), at(name)
        )
        for name, guard in zip("qrs", guards, strict=False)
    )
    first = attrs.evolve(state("p"), transitions=edges)
    return care(first, *(state(name) for name in "qrs"), labs=(ANC,), facts=facts)


HIGH = band("anc", "10*9/L", "at_least 1")


def consecutive(condition):
    return Consecutive("anc", condition, 2, None, None, at("2 consecutive"))


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (consecutive(LOW), consecutive(HIGH), []),
        (consecutive(LOW), HIGH, []),
        (consecutive(LOW), band("anc", "10*9/L", "below 2"), ["PL610"]),
        (LOW, band("anc", "10*9/L", "below 2"), ["PL201"]),
    ],
)
def test_exits_that_look_back_exclude_each_other_where_today_does(one, other, found):
    assert numbers(overlapping_exits(protocol(), exits(one, other))) == found


def test_an_exit_that_can_never_be_is_found_in_counts_too():
    doses = Count(CountKind.GIVEN, "a")
    both = All((is_(doses, ">", "3", "times"), is_(doses, "<", "4", "times")), at("both"))
    assert numbers(constant_rule(words_of(ANC), exits(both))) == ["PL203"]

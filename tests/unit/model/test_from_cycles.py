import pytest

from protolang.model.action import Every, Growing, OnDays, Origin
from protolang.model.expression import Fact, Not
from protolang.model.rule import Cycle, Delay
from protolang.model.treatment import Consequence
from protolang.quantity import Days

from .statements import FROM_DAY_ONE, found_in, phase_of

CYCLE = """repeat every 21 days, 6 times {
  give ivig on days 1, 8 of cycle
  give heparin
  measure platelets on day 21 of cycle
} assumed "why" """


def test_days_of_a_cycle_count_from_its_start():
    phase = phase_of(CYCLE, header=FROM_DAY_ONE)
    (cycle,) = phase.cycles
    assert cycle == Cycle(Every(Days(21), 6, None), None, None, None, None, cycle.evidence, None)
    assert cycle.evidence.assumptions == ("why",)
    days = [(action.subject, action.timing.days, action.timing.counted_from) for action in phase.actions]
    assert days == [
        ("ivig", (0, 7), Origin.CYCLE),
        ("heparin", (0,), Origin.CYCLE),
        ("platelets", (20,), Origin.CYCLE),
    ]
    assert [action.cycle for action in phase.actions] == [0, 0, 0]
    assert {action.until for action in phase.actions} == {None}


def test_the_first_day_of_a_cycle_is_what_the_header_calls_the_first_day():
    (action,) = phase_of("repeat every 21 days, 6 times { give ivig on day 0, 7 of cycle }").actions
    assert action.timing == OnDays((0, 7), "days", None, Origin.CYCLE)


def test_a_plain_repeat_is_no_cycle():
    phase = phase_of("repeat every 21 days, 6 times { give ivig  measure platelets }")
    assert phase.cycles == ()
    assert [(action.timing, action.cycle) for action in phase.actions] == [(Every(Days(21), 6, None), None)] * 2


def test_a_delay_makes_a_cycle():
    (cycle,) = phase_of(
        "repeat every 21 days until low, at most 6 cycles else go rest "
        "delay until not low, at most 14 days then review { give ivig }"
    ).cycles
    assert (cycle.until, cycle.limit, cycle.otherwise) == (Fact("low", None), 6, "rest")
    assert cycle.delay == Delay(Not(Fact("low", None), None), Days(14), Consequence.REVIEW, None, None)


def test_a_delay_may_lead_to_a_phase():
    (cycle,) = phase_of(
        "repeat every 21 days, 6 times delay until not low, at most 14 days then go rest { give ivig }"
    ).cycles
    assert (cycle.delay.consequence, cycle.delay.target) == (None, "rest")


def test_cycles_are_counted_in_their_phase():
    phase = phase_of(
        "repeat every 21 days, 2 times { give ivig on day 0 of cycle }"
        "repeat every 6, 8 weeks { give heparin on day 0 of cycle }"
    )
    assert [action.cycle for action in phase.actions] == [0, 1]
    assert phase.cycles[1].timing == Growing((Days(42), Days(56)), None)


def test_a_decision_makes_a_cycle_and_stands_at_its_start():
    phase = phase_of("repeat every 1 week, 8 times { decide { when low: nothing  otherwise: raise basal by 2 IU } }")
    (decision,) = phase.decisions
    assert len(phase.cycles) == 1
    assert (decision.cycle, decision.timing) == (0, OnDays((0,), "days", None, Origin.CYCLE))


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "give ivig on day 1 of cycle",
            [("PL108", "on day 1 of cycle", "nothing says of which cycle the days are counted")],
        ),
        (
            "repeat every 21 days, 6 times { give ivig on day 1 of cycle  give heparin every 1 week }",
            [("PL102", "every 1 week", "the time of `give heparin` is said twice")],
        ),
        (
            "repeat every 21 days, 6 times { give ivig on day 21 of cycle }",
            [("PL301", "on day 21 of cycle", "day 21 of a cycle lies in the next cycle")],
        ),
        (
            "repeat every 21 days, 6 times delay until lowe, at most 14 days then review { give ivig }",
            [("PL101", "lowe", "no trigger, event or phase is called `lowe`")],
        ),
        (
            "repeat every 21 days, 6 times delay until low, at most 14 days then go elsewhere { give ivig }",
            [("PL101", "elsewhere", "`elsewhere` is a phase of track `other`, not of `main`")],
        ),
    ],
)
def test_mistakes_in_cycles(statement, found):
    assert found_in(statement) == found


def test_the_only_cycle_may_be_longer_than_its_interval():
    assert found_in("repeat every 21 days, 1 times { give ivig on day 28 of cycle }") == []

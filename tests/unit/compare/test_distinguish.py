"""The patient whom two protocols treat differently: found, shortest, and different when run by itself."""

from __future__ import annotations

import re

import pytest

from protolang.compare.difference import Comparison, Decided, DecidedBy, DifferenceKind, Differs, NotFound, Same
from protolang.compare.distinguish import distinguish
from protolang.compare.story import for_machine
from protolang.execution.scenario import run_scenario
from protolang.execution.trace import EntryKind, Trace
from protolang.machine.statechart import Machine
from protolang.model.scenario import Deviation
from protolang.quantity import Days

from .flagship import changed, side, text

NEJM = (
    ("on weeks 1..8 ", "on weeks 1, 2, 3, 5, 6, 7 "),
    ("on weeks 0, 4, 8, 12, 16, 20, 24", "on weeks 4, 8, 12, 16, 20, 24"),
    ("count(rituximab) = 12", "count(rituximab) = 10"),
)

FIVE_TIMES = (
    ("closing_interval, 6 times", "closing_interval, 5 times"),
    ("during closing) = 6", "during closing) = 5"),
)
TWO_PERCENT = (("depleted_below = 1 %", "depleted_below = 2 %"),)
FIVE_DAYS = (("postpone at most 3 days", "postpone at most 5 days"),)


def compared(*changes: tuple[str, str], **settings: str) -> Comparison:
    return distinguish(side(text()), side(changed(*changes)), settings=settings)


def differing(*changes: tuple[str, str], **settings: str) -> Differs:
    found = compared(*changes, **settings)
    assert isinstance(found, Differs), found
    return found


def done(trace: Trace, day: int) -> list[str]:
    """The log of a day without what is reported, which both sides are told alike."""
    told = (EntryKind.OBSERVED, EntryKind.HAPPENED)
    return [
        f"{item.kind.value} {item.region} {item.subject} {item.values}"
        for item in trace.entries
        if item.day == day and item.kind not in told
    ]


def run(machine: Machine, found: Differs) -> Trace:
    return run_scenario(machine, for_machine(found.scenario, machine)).trace


# ---- found -----------------------------------------------------------------------------------------------------


def test_another_list_of_doses_differs_on_the_first_day_that_one_list_has_alone() -> None:
    found = differing(*NEJM)
    assert (found.day, found.earliest) == (0, True)
    assert found.kinds == (DifferenceKind.GIVEN,)
    assert [item.drug for item in found.one.given] == ["ivig"]
    assert found.two.given == ()
    assert found.two.next_day == 7


def test_a_threshold_tells_apart_a_patient_between_the_old_and_the_new_one() -> None:
    found = differing(*TWO_PERCENT)
    assert (found.day, found.earliest) == (169, True)
    assert {(item.phase, other.phase) for item, other in zip(found.one.standing, found.two.standing, strict=True)} >= {
        ("depletion_check", "maintenance")
    }
    values = [item.value for item in found.scenario.readings]
    assert [str(value) for value in values] == ["1"]


def test_the_value_of_the_new_threshold_itself_is_tried() -> None:
    found = differing(("repopulated_from = 15 %", "repopulated_from = 20 %"))
    assert found.day == 169
    assert found.one.stopped and not found.two.stopped
    assert str(found.scenario.readings[-1].value) == "15"


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        (
            (
                ("closing_interval, 6 times", "closing_interval, 5 times"),
                ("during closing) = 6", "during closing) = 5"),
            ),
            309,
        ),
        ((("param closing_interval unstated", "param closing_interval = 6 weeks assumed"),), 196),
        ((("measure cd20 every 4 weeks", "measure cd20 every 8 weeks"),), 28),
        ((("375 mg/m2 of bsa", "500 mg/m2 of bsa"),), 7),
        ((("fresh for 5 weeks", "fresh for 3 weeks"),), 169),
        ((("param longest_maintenance unstated", "param longest_maintenance = 24 cycles assumed"),), 840),
    ],
    ids=["closing times", "closing interval", "measured", "dose", "freshness", "limit"],
)
def test_a_change_is_found_on_the_day_it_first_shows(changes: tuple[tuple[str, str], ...], day: int) -> None:
    assert differing(*changes).day == day


def test_a_stop_that_is_gone_shows_on_the_day_of_its_event() -> None:
    without = re.sub(r"\n stop when boxed_warning.*?(?=\n\n)", "", text(), flags=re.DOTALL)
    found = distinguish(side(text()), side(without))
    assert isinstance(found, Differs)
    assert (found.day, found.earliest) == (0, True)
    assert DifferenceKind.STOP in found.kinds
    assert found.one.stopped and not found.two.stopped
    assert [item.event for item in found.scenario.occurrences] == ["boxed_warning"]


def test_an_event_that_leads_elsewhere_on_one_side_is_part_of_the_patient() -> None:
    text_of_two = re.sub(r"\n *never exit[^\n]*", "", text()).replace(
        "then closing @", 'when clinical_remission go closing assumed "for the test"\n then closing @'
    )
    found = distinguish(side(text()), side(text_of_two))
    assert isinstance(found, Differs)
    assert [(item.event, item.day) for item in found.scenario.occurrences] == [("clinical_remission", found.day)]


def test_another_rule_for_missed_doses_needs_a_patient_who_misses_one() -> None:
    found = differing(("missed postpone at most 3 days then review", "missed skip"))
    assert found.day == 1
    plan = found.scenario.administrations[0]
    assert (plan.drug, plan.deviation, plan.day, plan.by) == ("ivig", Deviation.DELAYED, 0, 1)


def test_another_rule_for_missing_results_needs_a_patient_who_lacks_one() -> None:
    old = "when cd20 >= repopulated_from\n if missing measure now"
    found = differing((old, old.replace("measure now", "block")))
    assert any(item.value is None for item in found.scenario.readings)


# ---- replayed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        NEJM,
        (("depleted_below = 1 %", "depleted_below = 2 %"),),
        (("postpone at most 3 days", "postpone at most 5 days"),),
    ],
    ids=["list", "threshold", "missed"],
)
def test_the_patient_run_by_itself_differs_first_on_that_day(changes: tuple[tuple[str, str], ...]) -> None:
    found = differing(*changes)
    one, two = (run(trace.machine, found) for trace in found.traces)
    assert all(done(one, day) == done(two, day) for day in range(found.day))
    assert done(one, found.day) != done(two, found.day)


def test_the_timeline_tells_what_led_there_and_nothing_of_the_difference() -> None:
    found = differing(("repopulated_from = 15 %", "repopulated_from = 20 %"))
    assert found.timeline[-1].day <= found.day
    told = [step.what for step in found.timeline if step.day >= 168]
    assert any("15 %" in item for item in told)
    assert not any(step.day == found.day and "stopped" in step.what for step in found.timeline)


# ---- decisions -------------------------------------------------------------------------------------------------


def test_open_decisions_are_told_with_where_their_values_come_from() -> None:
    found = differing(*NEJM, longest_wait="10 weeks")
    told = {item.name: (item.value, item.by, item.sides) for item in found.decided}
    assert told["longest_wait"] == (Days(70), DecidedBy.SETTING, (1, 2))
    assert told["closing_interval"] == (Days(28), DecidedBy.SCENARIOS, (1, 2))


def test_what_one_side_alone_leaves_open_is_told_for_it_alone() -> None:
    found = differing(("param closing_interval unstated", "param closing_interval = 6 weeks assumed"))
    decided: Decided = next(item for item in found.decided if item.name == "closing_interval")
    assert decided.sides == (1,)


# ---- the same --------------------------------------------------------------------------------------------------


def test_a_copy_is_proved_the_same_whatever_is_decided() -> None:
    found = compared()
    assert isinstance(found, Same)
    assert found.decided == ()


def test_weeks_and_the_same_days_are_proved_the_same() -> None:
    assert isinstance(compared(("on weeks 12, 16, 20, 24", "on days 84, 112, 140, 168")), Same)
    assert isinstance(compared(("on weeks 1..8 ", "on days 7, 14, 21, 28, 35, 42, 49, 56 ")), Same)
    assert isinstance(compared(("on weeks 1..8 ", "on days 7, 14, 21, 28, 35, 42, 49, 57 ")), Differs)


def test_a_count_that_nobody_has_decided_says_what_it_counts() -> None:
    told = {item.name: item.noun for item in differing(*NEJM).decided}
    assert told["longest_maintenance"] == "cycle"
    assert told["closing_interval"] == ""


def test_order_comments_layout_and_sources_make_no_difference() -> None:
    lines = text()
    moved = re.search(r"\n *event boxed_warning[^\n]*", lines)
    assert moved is not None
    reordered = lines.replace(moved.group(), "").replace("\n drug rituximab", f"{moved.group()}\n drug rituximab")
    exits = 'when once depleted go maintenance @frontiers2018 "abstract"'
    assert exits in reordered
    reordered = reordered.replace(exits, "").replace("after longest_wait", f"# a remark\n{exits}\n after longest_wait")
    other_source = reordered.replace(
        'dose 375 mg/m2 of bsa @nejm2006 "abstract"', 'dose 375 mg/m2 of bsa assumed "else"'
    )
    assert other_source != lines
    assert isinstance(distinguish(side(lines), side(other_source)), Same)


def test_another_name_of_a_phase_is_no_difference() -> None:
    found = distinguish(side(text()), side(re.sub(r"\bclosing\b", "tapering", text())))
    assert isinstance(found, Same)


def test_another_name_of_a_trigger_is_no_difference() -> None:
    found = distinguish(side(text()), side(re.sub(r"\brepopulated\b", "returned", text())))
    assert isinstance(found, Same)


# ---- not found -------------------------------------------------------------------------------------------------


def test_how_a_drug_is_given_is_neither_the_same_nor_shown_by_a_patient() -> None:
    found = compared(("2 g/kg of weight per cycle", "2 g/kg of weight"))
    assert isinstance(found, NotFound)
    assert "how" in found.reason


def test_the_search_is_bounded_and_repeats_itself() -> None:
    changes = (
        ("closing_interval, 6 times", "closing_interval, 5 times"),
        ("during closing) = 6", "during closing) = 5"),
    )
    first, second = differing(*changes), differing(*changes)
    assert first.effort == second.effort
    assert first.scenario == second.scenario
    assert first.effort.days <= 5_100

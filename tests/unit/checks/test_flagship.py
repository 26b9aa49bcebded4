"""What `check` says of the flagship: the sources contradict each other, leave patients without a rule, set no end."""

from pathlib import Path

import pytest

from protolang.diagnostics import Severity
from protolang.driver import analyse

AHMED = Path(__file__).parents[3] / "protocols" / "ahmed.proto"
DECIDED = {"closing_interval": "4 weeks", "longest_maintenance": "36 cycles", "longest_wait": "12 weeks"}


@pytest.fixture(scope="module")
def findings():
    return analyse("protocols/ahmed.proto", AHMED.read_bytes()).diagnostics


def only(findings, number):
    (found,) = (item for item in findings if item.code.number == number)
    return found


def test_the_abstract_and_the_table_contradict_each_other_in_time(findings):
    course = only(findings, "PL606")
    assert course.severity is Severity.ERROR
    assert course.message == (
        "12 infusions of `rituximab` take 158 to 164 days, "
        "the requirement asks 6 to 14 calendar months (181 to 428 days)"
    )
    assert course.primary.span.text.startswith("require course:")
    assert [label.span.text.split("  ")[0] for label in course.secondary] == [
        "give rituximab on weeks 1..8",
        "give rituximab on weeks 12, 16, 20, 24",
    ]
    doses = [step for step in course.timeline if step.what.startswith("Rituximab ")]
    assert len(doses) == 12
    assert doses[-1].day - doses[0].day < 181


def test_nobody_says_what_follows_for_a_patient_who_is_never_depleted(findings):
    wait = only(findings, "PL505")
    assert wait.severity is Severity.WARNING
    assert wait.message == "`depletion_check` has no time limit until `longest_wait` is decided"
    assert ("once depleted", "no") in wait.witness
    open_rules = [item.message for item in findings if item.code.number == "PL112"]
    assert any(message.startswith("`stop in incomplete_depletion` is not decided") for message in open_rules)


def test_the_loop_has_no_published_maximum(findings):
    loop = only(findings, "PL504")
    assert loop.severity is Severity.WARNING
    assert loop.message == "`give ivig` in `maintenance` has no maximum until `longest_maintenance` is decided"
    assert any("CD20+ B cells in peripheral blood below 15 %" in note for note in loop.notes)
    total = only(findings, "PL403")
    assert total.severity is Severity.INFO
    assert total.message == "the total of `ivig` has no maximum: a complete course has at least 13 cycles"


def test_nothing_else_is_said(findings):
    others = {item.code.number for item in findings} - {"PL112"}
    assert others == {"PL403", "PL407", "PL504", "PL505", "PL606"}


def test_nobody_is_weighed_again(findings):
    """`fresh for 12 weeks` is said to stand for every third visit, and no visit has a weighing."""
    weighing = only(findings, "PL407")
    assert weighing.severity is Severity.WARNING
    assert weighing.message == (
        "`ivig` is dosed by `weight` for 168 days, and nothing measures it again after 12 weeks"
    )


def test_once_it_is_decided_the_contradiction_stays_and_the_weighing():
    found = analyse("protocols/ahmed.proto", AHMED.read_bytes(), DECIDED).diagnostics
    assert {item.code.number for item in found} == {"PL112", "PL407", "PL606"}

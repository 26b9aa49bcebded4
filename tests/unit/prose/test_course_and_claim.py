from __future__ import annotations

import attrs
import pytest

from protolang.model.action import Action, ActionKind, OnDays, Until
from protolang.model.claim import (
    AnyClaim,
    EveryWindow,
    Holds,
    LeadsTo,
    NeverWhile,
    OnlyAfter,
    Quantifier,
    Rate,
)
from protolang.model.course import AfterExit, Group, Phase, StopRule, Successor, WhenExit
from protolang.model.evidence import Evidence
from protolang.model.expression import (
    WHOLE_COURSE,
    All,
    Bound,
    Claim,
    Fact,
    GivenToday,
    Measure,
    NeverExit,
    Not,
    Occurred,
    Once,
)
from protolang.model.protocol import Protocol, Requirement
from protolang.prose import (
    Wording,
    completion_condition,
    exit_condition,
    exit_text,
    found_text,
    limit_exit_text,
    requirement_text,
    stop_text,
    successor_text,
    verdict_text,
)
from protolang.quantity import CalendarMonths, Days, Quantity, Window, parse_unit
from protolang.source import SourceFile, Span
from protolang.verify.verdict import Result, Verdict

SPAN = Span(SourceFile("t", ""), 0, 0)
NONE = Evidence()
READY = All((Once("depleted", SPAN), Not(Fact("repopulated", SPAN), SPAN)), SPAN)


def plain(text: str | None) -> str:
    return (text or "").replace("\u00a0", " ")


def phase(*actions: Action, target: str | None = None) -> Phase:
    return Phase("x", "X", "immunoglobulin", actions, (), Successor(target, NONE, SPAN), (), SPAN)


def give(days: tuple[int, ...] = (0, 7), until: Until | None = None) -> Action:
    kind, subject = ActionKind.GIVE, "rituximab"
    return Action(kind, subject, OnDays(days, "weeks", SPAN), Window(), until, None, None, None, NONE, SPAN)


def test_exits(protocol: Protocol) -> None:
    assert plain(exit_text(WhenExit(READY, "maintenance", NONE, SPAN), protocol, Wording.SHORT)) == (
        "If once depleted, and not repopulated: go to “Monthly immunoglobulin”."
    )
    after = AfterExit("longest_wait", Not(Once("depleted", SPAN), SPAN), "maintenance", NONE, SPAN)
    assert plain(exit_text(after, protocol)) == (
        "After 12 weeks, if “B cells depleted” has never held up to now: go to “Monthly immunoglobulin”."
    )
    undecided = AfterExit("closing_interval", None, "maintenance", NONE, SPAN)
    assert exit_text(undecided, protocol) == ("After [undecided: closing interval]: go to “Monthly immunoglobulin”.")


def test_the_turn_of_an_exit_is_said(protocol: Protocol) -> None:
    urgent = WhenExit(Fact("repopulated", SPAN), "maintenance", NONE, SPAN, first=True)
    usual = WhenExit(Once("depleted", SPAN), "maintenance", NONE, SPAN)
    late = AfterExit("longest_wait", None, "maintenance", NONE, SPAN)
    (track,) = protocol.tracks
    phases = (attrs.evolve(track.phases[0], exits=(urgent, usual, late)),)
    told = attrs.evolve(protocol, tracks=(attrs.evolve(track, phases=phases),))
    assert [plain(exit_condition(way, told, Wording.SHORT)) for way in (urgent, usual, late)] == [
        "first: repopulated",
        "otherwise: once depleted",
        "otherwise: after 12 weeks",
    ]
    assert [plain(exit_text(way, told)) for way in (urgent, usual, late)] == [
        "First, if B cells repopulated: go to “Monthly immunoglobulin”.",
        "Otherwise, if B cells depleted at some time up to now: go to “Monthly immunoglobulin”.",
        "Otherwise, after 12 weeks: go to “Monthly immunoglobulin”.",
    ]


def test_an_exit_of_a_group_takes_no_turn_after_one_of_a_phase_inside_it(protocol: Protocol) -> None:
    outer = WhenExit(Once("depleted", SPAN), "maintenance", NONE, SPAN)
    of_track = WhenExit(Fact("depleted", SPAN), "maintenance", NONE, SPAN)
    urgent = WhenExit(Fact("repopulated", SPAN), "maintenance", NONE, SPAN, first=True)
    group = Group("induction", "Induction", "x", (outer,), (), None, SPAN)
    (track,) = protocol.tracks
    phases = (attrs.evolve(track.phases[0], exits=(urgent,), groups=(group,)),)
    told = attrs.evolve(protocol, tracks=(attrs.evolve(track, phases=phases, exits=(of_track,)),))
    assert [plain(exit_condition(way, told, Wording.SHORT)) for way in (outer, of_track, urgent)] == [
        "once depleted",
        "depleted",
        "first: repopulated",
    ]


def test_a_limit_that_completes_a_phase_is_said(protocol: Protocol) -> None:
    until = Until(Fact("repopulated", SPAN), 36, None, SPAN)
    assert plain(completion_condition(phase(give(until=until)), protocol)) == (
        "B cells repopulated, or limit of 36 doses reached first"
    )


def test_completion(protocol: Protocol) -> None:
    until = Until(Fact("repopulated", SPAN), 36, "maintenance", SPAN)
    assert plain(completion_condition(phase(give()), protocol)) == "after the last of 2 planned doses"
    assert completion_condition(phase(give((0,))), protocol) == "after the dose"
    assert completion_condition(phase(give(until=until)), protocol) == "B cells repopulated"
    assert completion_condition(phase(give(), give()), protocol) == "after all of it"
    assert plain(successor_text(phase(give(), target="maintenance"), protocol)) == (
        "After the last of 2 planned doses: go to “Monthly immunoglobulin”."
    )
    assert plain(successor_text(phase(give()), protocol)) == (
        "After the last of 2 planned doses: then the end of the track."
    )
    assert plain(limit_exit_text(give(until=until), until, protocol)) == (
        "Limit of 36 doses reached first: go to “Monthly immunoglobulin”."
    )


def test_stops(protocol: Protocol) -> None:
    rule = StopRule(Occurred("clinical_remission", SPAN), NONE, SPAN)
    assert stop_text(rule, protocol) == "Stop the whole protocol at once when clinical remission is reported."
    assert stop_text(StopRule(None, NONE, SPAN), protocol) == "The whole protocol stops here for this patient."


def requirement(claim: AnyClaim, between: bool = False) -> Requirement:
    opens, closes = (Fact("depleted", SPAN), Fact("repopulated", SPAN)) if between else (None, None)
    return Requirement("r", claim, opens, closes, NONE, "", SPAN)


TWELVE = Claim(Measure.COUNT, "rituximab", None, Bound(12, True), Bound(12, True), SPAN)
DEPLETED = Fact("depleted", SPAN)
GIVEN = GivenToday("ivig", SPAN)
MONTHS = (Bound(CalendarMonths(6), True), Bound(CalendarMonths(14), False))


@pytest.mark.parametrize(
    ("claim", "between", "text"),
    [
        (TWELVE, False, "Rituximab is given exactly 12 times."),
        (
            Claim(Measure.SPAN, "rituximab", None, *MONTHS, SPAN),
            False,
            "From the first to the last rituximab: at least 6 calendar months and less than 14 calendar months.",
        ),
        (
            Claim(Measure.GAP, "ivig", "maintenance", None, Bound(Days(31), True), SPAN),
            True,
            "The longest time without intravenous immunoglobulin during “Monthly immunoglobulin”: at most 31 days, "
            "from the day of: B cells depleted, to the day of: B cells repopulated.",
        ),
        (
            NeverExit("immunoglobulin", "clinical_remission", SPAN),
            False,
            "Clinical remission never ends the track “Immunoglobulin”, nor any phase of it.",
        ),
        (
            Claim(Measure.SPACING, "rituximab", None, Bound(Days(6), True), None, SPAN),
            False,
            "From one rituximab to the next: at least 6 days.",
        ),
        (
            Claim(Measure.TOTAL, "rituximab", None, None, Bound(Quantity(24, parse_unit("g")), True), SPAN),
            False,
            "All rituximab together: at most 24 g.",
        ),
        (
            Claim(Measure.TOTAL, "rituximab", None, None, Bound(Quantity(450, parse_unit("mg/m2")), True), SPAN, "bsa"),
            False,
            "All rituximab together: at most 450 mg/m² of body surface.",
        ),
        (
            Claim(Measure.DURATION, WHOLE_COURSE, None, *MONTHS, SPAN),
            False,
            "From the first day to the end of the course: at least 6 calendar months and less than 14 calendar months.",
        ),
        (
            Claim(Measure.DURATION, "immunoglobulin", None, None, Bound(Days(700), True), SPAN),
            False,
            "From the first day of the track “Immunoglobulin” to its end: at most 100 weeks.",
        ),
        (
            Claim(Measure.DURATION, "maintenance", None, None, Bound(Days(700), True), SPAN),
            False,
            "Each stay in “Monthly immunoglobulin”: at most 100 weeks.",
        ),
        (Holds(Quantifier.ALWAYS, DEPLETED, SPAN), False, "On every day: B cells depleted."),
        (Holds(Quantifier.NEVER, DEPLETED, SPAN), False, "On no day: B cells depleted."),
        (
            Holds(Quantifier.EVENTUALLY, DEPLETED, SPAN),
            True,
            "On at least one day: B cells depleted, "
            "from the day of: B cells depleted, to the day of: B cells repopulated.",
        ),
        (
            LeadsTo(DEPLETED, GIVEN, Days(37), SPAN),
            False,
            "Each day of: B cells depleted, is followed within 37 days, or on the day itself, by a day of: "
            "intravenous immunoglobulin is given on that day.",
        ),
        (
            LeadsTo(DEPLETED, GIVEN, Days(0), SPAN),
            False,
            "Each day of: B cells depleted, is also a day of: intravenous immunoglobulin is given on that day.",
        ),
        (Rate("rituximab", None, 4, Days(28), SPAN), False, "Rituximab is given at most 4 times in any 4 weeks."),
        (Rate("rituximab", 1, None, Days(28), SPAN), False, "Rituximab is given at least 1 time in any 4 weeks."),
        (
            Rate("cd20", 2, 2, CalendarMonths(1), SPAN),
            False,
            "CD20+ B cells in peripheral blood is measured exactly 2 times in any 1 calendar month.",
        ),
        (
            EveryWindow("ivig", Days(31), SPAN),
            False,
            "Intravenous immunoglobulin is given at least once in any 31 days.",
        ),
        (
            OnlyAfter("rituximab", DEPLETED, None, SPAN),
            False,
            "Rituximab is given only on a day of: B cells depleted, or after such a day.",
        ),
        (
            OnlyAfter("rituximab", DEPLETED, Days(1), SPAN),
            False,
            "Rituximab is given only on a day of: B cells depleted, or within 1 day after such a day.",
        ),
        (
            OnlyAfter("rituximab", DEPLETED, Days(0), SPAN),
            False,
            "Rituximab is given only on a day of: B cells depleted.",
        ),
        (NeverWhile("rituximab", DEPLETED, SPAN), False, "Rituximab is given on no day of: B cells depleted."),
    ],
)
def test_requirements(claim: AnyClaim, between: bool, text: str, protocol: Protocol) -> None:
    assert plain(requirement_text(requirement(claim, between), protocol)) == text


def result(verdict: Verdict, low: int | None, high: int | None, unbounded: bool = False) -> Result:
    return Result(requirement(TWELVE), verdict, low, high, unbounded, 1, (), "Because.")


@pytest.mark.parametrize(
    ("low", "high", "unbounded", "text"),
    [
        (12, 12, False, "always 12 times"),
        (1, 26, False, "from 1 time to 26 times"),
        (6, None, True, "at least 6 times, with no upper limit"),
        (6, None, False, "at least 6 times, upper limit not known"),
        (None, 6, False, "at most 6 times"),
        (None, None, False, ""),
    ],
)
def test_what_was_found(low: int | None, high: int | None, unbounded: bool, text: str) -> None:
    assert plain(found_text(result(Verdict.PROVED, low, high, unbounded))) == text


def test_every_verdict_has_its_sentence() -> None:
    said = {verdict_text(result(verdict, 1, 1)) for verdict in Verdict}
    assert len(said) == len(Verdict)
    assert all(text.endswith("Because.") for text in said)

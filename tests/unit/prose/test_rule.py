from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest

from protolang.model.action import AtEach, Every
from protolang.model.course import AfterExit, Group, Phase, Successor, Track, WhenExit
from protolang.model.evidence import Evidence
from protolang.model.expression import Compare, Fact, Is, Not, Occurred, Once, Operator
from protolang.model.protocol import Protocol
from protolang.model.rule import (
    Adjust,
    AlertRule,
    Assign,
    Cycle,
    Decision,
    Delay,
    Effect,
    Eligibility,
    GiveNow,
    Go,
    HoldRule,
    HoldTrack,
    MeasureNow,
    Reference,
    Restore,
    ResumeTrack,
    Row,
    StopAll,
    Tell,
    TellKind,
    Veto,
    VetoVerb,
)
from protolang.model.table import Band, Case, Cell, Level, Table
from protolang.model.term import Constant, Reading
from protolang.model.treatment import (
    Choice,
    Consequence,
    DoseLimit,
    Lab,
    Missed,
    MissedAction,
    MissingPolicy,
    Ramp,
    Split,
)
from protolang.prose import (
    alert_text,
    band_text,
    cell_text,
    cycle_delay_text,
    cycle_text,
    decision_rest_text,
    decision_title_text,
    distinct_rules,
    dose_limit_text,
    effect_text,
    effects_text,
    eligibility_text,
    exit_text,
    group_text,
    hold_rule_text,
    hole_text,
    level_text,
    ramp_text,
    row_condition,
    row_turn,
    split_text,
    successor_text,
    track_start_text,
    veto_text,
)
from protolang.quantity import Days, Direction, Quantity, Window, parse_unit
from protolang.source import SourceFile, Span

FILE = SourceFile("t", "every 21 days")
SPAN, OTHER = Span(FILE, 0, 13), Span(FILE, 0, 5)
NONE = Evidence()
LOW = Fact("depleted", SPAN)
IS = "B cells depleted"


def quantity(number: str, unit: str) -> Quantity:
    return Quantity(Fraction(number), parse_unit(unit))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.fixture
def leveled(protocol: Protocol) -> Protocol:
    steps = tuple(quantity(number, "mg") for number in ("2.5", "5", "10"))
    level = Level(
        "pred", "Prednisone dose", steps[2], steps, None, None, None, Direction.NEAREST, steps[0].unit, NONE, SPAN
    )
    return attrs.evolve(protocol, levels=(level,))


@pytest.mark.parametrize(
    ("effect", "text"),
    [
        (Go("maintenance", False, SPAN), "go to “Monthly immunoglobulin”"),
        (Go(None, False, SPAN), "go back to the phase before"),
        (
            Go("maintenance", True, SPAN),
            "go to “Monthly immunoglobulin” as new: each level starts again, "
            "and what was true once before no longer counts",
        ),
        (StopAll(SPAN), "stop the whole protocol"),
        (
            Adjust("pred", True, None, None, SPAN),
            "raise prednisone dose by one step (where there is no further step, it stays)",
        ),
        (Adjust("pred", False, quantity("2.50", "mg"), None, SPAN), "lower prednisone dose by 2.5 mg"),
        (
            Adjust("pred", True, quantity("25", "%"), Reference.ORIGINAL, SPAN),
            "raise prednisone dose by 25 % of its original value",
        ),
        (
            Adjust("pred", True, quantity("0.5", "%"), Reference.CURRENT, SPAN),
            "raise prednisone dose by 0.5 % of its current value",
        ),
        (Restore("pred", SPAN), "set prednisone dose back to what it was before its last change"),
        (Assign("pred", quantity("1", "IU"), SPAN), "set prednisone dose to 1 international unit"),
        (HoldTrack("immunoglobulin", Days(1, 24), SPAN), "hold the track “Immunoglobulin” for 1 hour"),
        (
            HoldTrack("immunoglobulin", None, SPAN),
            "hold the track “Immunoglobulin” until a rule or a clinician resumes it",
        ),
        (ResumeTrack("immunoglobulin", SPAN), "resume the track “Immunoglobulin”"),
        (GiveNow("rituximab", None, SPAN), "give rituximab 375 mg/m² of body surface, intravenous, once, now"),
        (MeasureNow("neutrophils", SPAN), "measure neutrophils now"),
        (Tell(TellKind.ALERT, "Ask haematology", SPAN), "alert a clinician: “Ask haematology”"),
        (Tell(TellKind.NOTIFY, "Ward 4", SPAN), "notify: “Ward 4”"),
        (Tell(TellKind.REFER, "Ophthalmology", SPAN), "refer the patient: “Ophthalmology”"),
    ],
)
def test_each_effect_is_an_order(effect: Effect, text: str, leveled: Protocol) -> None:
    assert plain(effect_text(effect, leveled)) == text


def test_no_effect_is_said(protocol: Protocol) -> None:
    assert effects_text((), protocol) == "change nothing"


def hold(**others: Any) -> HoldRule:
    rule = HoldRule("immunoglobulin", None, LOW, None, None, None, None, NONE, SPAN)
    return attrs.evolve(rule, **others)


def test_a_hold_says_when_it_ends(protocol: Protocol) -> None:
    track = "the track “Immunoglobulin”"
    assert plain(hold_rule_text(hold(), protocol)) == (
        f"Hold {track} when {IS}. Give nothing of it until that no longer holds."
    )
    limited = hold(until=Occurred("clinical_remission", SPAN), limit=Days(28), consequence=Consequence.STOP)
    assert plain(hold_rule_text(limited, protocol)) == (
        f"Hold {track} when {IS}. Give nothing of it until clinical remission is reported. "
        "If that takes more than 4 weeks, stop the whole protocol."
    )
    leaving = hold(limit=Days(10), target="maintenance")
    assert plain(hold_rule_text(leaving, protocol)).endswith(
        "If that takes more than 10 days, go to “Monthly immunoglobulin”."
    )


def test_a_rule_of_a_group_is_said_once_with_all_its_phases(protocol: Protocol) -> None:
    rules = (hold(phase="one"), hold(phase="two"), hold(phase="two", origin=OTHER))
    found = attrs.evolve(protocol, holds=rules)
    first, other = distinct_rules(rules)
    assert "while the patient is in “one” or “two”," in hold_rule_text(first, found)
    assert "while the patient is in “two”," in hold_rule_text(other, found)


def test_a_veto_until_something_holds_is_said_once_and_without_a_double_no(leveled: Protocol) -> None:
    once = Not(Once("depleted", SPAN), SPAN)
    veto = Veto(VetoVerb.GO, "maintenance", once, None, None, False, NONE, SPAN)
    assert plain(veto_text(veto, leveled)) == (
        "Do NOT go to “Monthly immunoglobulin” unless this is known to hold: B cells depleted at some time up to now."
    )


@pytest.mark.parametrize(
    ("verb", "subject", "text"),
    [
        (VetoVerb.GIVE, "rituximab", f"Do NOT give rituximab when {IS}, nor while this is not known."),
        (VetoVerb.RAISE, "pred", f"Do NOT raise prednisone dose when {IS}, nor while this is not known."),
        (VetoVerb.LOWER, "pred", f"Do NOT lower prednisone dose when {IS}, nor while this is not known."),
        (VetoVerb.GO, "maintenance", f"Do NOT go to “Monthly immunoglobulin” when {IS}, nor while this is not known."),
    ],
)
def test_a_veto_forbids_also_while_nothing_is_known(verb: VetoVerb, subject: str, text: str, leveled: Protocol) -> None:
    veto = Veto(verb, subject, LOW, None, None, False, NONE, SPAN)
    assert plain(veto_text(veto, leveled)) == text
    if verb is VetoVerb.GIVE:
        for_good = attrs.evolve(veto, contraindication=True)
        assert plain(veto_text(for_good, leveled)) == f"Contraindicated. {text}"


def test_an_alert_says_how_often(protocol: Protocol) -> None:
    rule = AlertRule(Tell(TellKind.ALERT, "Call", SPAN), LOW, None, None, NONE, SPAN)
    assert plain(alert_text(rule, protocol)) == (
        f"When {IS}, on the first day of each such time: alert a clinician: “Call”"
    )


def test_eligibility_is_a_criterion(protocol: Protocol) -> None:
    rule = Eligibility(True, "Remission", Occurred("clinical_remission", SPAN), NONE, SPAN)
    assert eligibility_text(rule, protocol) == "Remission: clinical remission is reported"
    assert eligibility_text(attrs.evolve(rule, title=""), protocol) == "Clinical remission is reported"


def decision(*rows: Row, missing: MissingPolicy | None = None) -> Decision:
    return Decision(AtEach("neutrophils", SPAN), Window(), Reading("neutrophils"), missing, rows, None, NONE, SPAN)


def row(rank: int, *, otherwise: bool = False) -> Row:
    return Row(None if otherwise else LOW, rank, (), NONE, SPAN)


def test_a_decision_says_its_occasion_its_turns_and_its_holes(protocol: Protocol) -> None:
    ranked = decision(row(0), row(1), row(1, otherwise=True), missing=MissingPolicy.PERMIT)
    assert plain(decision_title_text(ranked, protocol)) == "By neutrophils, at each result of neutrophils"
    assert [row_turn(one, ranked.rows) for one in ranked.rows] == ["first", "otherwise", ""]
    plain_rows = decision(row(1), row(1))
    assert [row_turn(one, plain_rows.rows) for one in plain_rows.rows] == ["", ""]
    assert decision_rest_text(plain_rows, protocol).endswith(
        "If no row holds: nothing is done, and a clinician is told."
    )


@pytest.mark.parametrize(
    ("missed", "text"),
    [
        (
            Missed(MissedAction.POSTPONE, 3, Consequence.SKIP, NONE, SPAN),
            "the decision waits for the result, at most 3 days; after that, leave it out.",
        ),
        (
            Missed(MissedAction.SKIP, 0, Consequence.REVIEW, NONE, SPAN),
            "the decision waits for the result, on that day only; after that, leave it out.",
        ),
        (
            Missed(MissedAction.STOP, 0, Consequence.STOP, NONE, SPAN),
            "the decision waits for the result, on that day only; after that, stop the whole protocol.",
        ),
    ],
)
def test_a_decision_says_how_long_it_waits_for_a_result(missed: Missed, text: str, protocol: Protocol) -> None:
    waiting = decision(row(1), row(1, otherwise=True), missing=MissingPolicy.PERMIT)
    its_own = attrs.evolve(waiting, missed=missed)
    assert plain(decision_rest_text(its_own, protocol)) == f"If a result is missing or too old: {text}"
    of_all = attrs.evolve(protocol, policy=attrs.evolve(protocol.policy, missed=missed))
    assert plain(decision_rest_text(waiting, of_all)) == f"If a result is missing or too old: {text}"
    ignoring = attrs.evolve(its_own, missing=MissingPolicy.ELECTIVE)
    assert "waits" not in decision_rest_text(ignoring, protocol)


def banded(*bands: tuple[Operator, str]) -> tuple[Row, ...]:
    """Rows of one measurement, each with an effect of its own."""
    return tuple(
        Row(
            Compare(Reading("neutrophils"), operator, Constant(quantity(value, "x10^9/L")), SPAN),
            1,
            (Tell(TellKind.NOTIFY, str(number), SPAN),),
            NONE,
            SPAN,
        )
        for number, (operator, value) in enumerate(bands)
    )


@pytest.mark.parametrize(
    ("rows", "covered", "clash"),
    [
        (banded((Operator.BELOW, "1"), (Operator.AT_LEAST, "1")), True, False),
        (banded((Operator.AT_MOST, "1"), (Operator.ABOVE, "1")), True, False),
        (banded((Operator.AT_MOST, "1"), (Operator.AT_LEAST, "1")), True, True),
        (banded((Operator.BELOW, "1"), (Operator.ABOVE, "1")), False, False),
        (banded((Operator.AT_MOST, "1"), (Operator.AT_LEAST, "1.5")), False, False),
        (banded((Operator.AT_LEAST, "1")), False, False),
    ],
)
def test_bands_that_meet_leave_nothing_out(
    rows: tuple[Row, ...], covered: bool, clash: bool, protocol: Protocol
) -> None:
    said = decision_rest_text(decision(*rows), protocol)
    assert ("no row holds" not in said) is covered
    assert ("two rows hold" in said) is clash


def test_a_choice_of_each_kind_leaves_nothing_out(protocol: Protocol) -> None:
    pet = Lab(
        "pet",
        "PET",
        parse_unit("%"),
        None,
        None,
        None,
        Days(28),
        NONE,
        SPAN,
        (Choice("neg", "negative", SPAN), Choice("pos", "positive", SPAN)),
    )
    known = attrs.evolve(protocol, labs=(*protocol.labs, pet))
    rows = tuple(
        Row(Is("pet", choice, index, SPAN), 1, (Tell(TellKind.NOTIFY, choice, SPAN),), NONE, SPAN)
        for index, choice in enumerate(("neg", "pos"))
    )
    assert "nothing is done" not in decision_rest_text(decision(*rows), known)
    assert decision_rest_text(decision(*rows[:1]), known).endswith(
        "If no row holds: nothing is done, and a clinician is told."
    )


def test_cycles_and_their_delay(protocol: Protocol) -> None:
    delay = Delay(LOW, Days(14), None, "maintenance", SPAN)
    cycle = Cycle(Every(Days(21), 6, SPAN), None, None, None, delay, NONE, SPAN)
    assert plain(cycle_text(cycle, protocol)) == "A cycle starts every 21 days, 6 times."
    ended = attrs.evolve(cycle, until=LOW, limit=1, otherwise="maintenance")
    assert plain(cycle_text(ended, protocol)) == (
        f"A cycle starts every 21 days, 6 times, until {IS}, at most 1 cycle; "
        "when that limit is reached first, go to “Monthly immunoglobulin”."
    )
    assert plain(cycle_delay_text(delay, protocol)) == (
        f"Start a cycle only when this holds: {IS}. Otherwise wait for it, at most 2 weeks; "
        "after that, go to “Monthly immunoglobulin”."
    )


def test_groups_backs_and_tracks_that_begin_with_the_stop(protocol: Protocol) -> None:
    group = Group("induction", "Induction", "inner", (), (), Successor(None, NONE, SPAN, back=True), SPAN)
    inner = Phase("inner", "Inner", "t", (), (), None, (), SPAN, groups=(group,))
    track = Track("t", "T", "inner", (inner,), SPAN, on_stop=True)
    found = attrs.evolve(protocol, tracks=(track,))
    assert group_text(group, found) == (
        "“Induction” contains phases, and begins with “Inner”. When it is complete: the phase before."
    )
    assert successor_text(inner, found) == "At once: go back to the phase before."
    assert track_start_text(track) == "Begins on the day after the protocol was stopped, and only then."
    assert track_start_text(attrs.evolve(track, on_stop=False)) is None
    assert exit_text(WhenExit(LOW, None, NONE, SPAN), found) == f"If {IS}: go back to the phase before."
    assert plain(exit_text(AfterExit(Days(36, 24), None, "inner", NONE, SPAN), found)) == (
        "After 36 hours: go to “Inner”."
    )


# ---- tables and levels -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "low_in", "high", "high_in", "text"),
    [
        ("50", True, "60", False, "at least 50 kg and below 60 kg"),
        ("50", False, "60", True, "above 50 kg and at most 60 kg"),
        (None, False, "60", False, "below 60 kg"),
        ("60", True, None, False, "at least 60 kg"),
        ("60", True, "60", True, "exactly 60 kg"),
        (None, False, None, False, "any value"),
    ],
)
def test_a_band_is_strict_about_its_edges(
    low: str | None, low_in: bool, high: str | None, high_in: bool, text: str, protocol: Protocol
) -> None:
    edges = [None if edge is None else quantity(edge, "kg") for edge in (low, high)]
    band = Band(edges[0], low_in, edges[1], high_in, None, SPAN)
    assert plain(band_text(band, Reading("weight"), protocol)) == text


def test_a_cell_that_gives_nothing_says_so() -> None:
    assert cell_text(Cell(None, None, SPAN)) == "do not give"
    assert plain(cell_text(Cell(quantity("300", "mg"), Days(28), SPAN))) == "300 mg every 4 weeks"


def test_a_cell_that_is_a_time_says_how_often() -> None:
    assert plain(cell_text(Cell(quantity("24", "h"), Days(1), SPAN))) == "every 1 day"


def test_a_table_says_what_follows_where_two_cases_hold(protocol: Protocol) -> None:
    def table(*bands: tuple[Operator, str]) -> Table:
        cases = tuple(
            Case(row.when, Cell(quantity(str(25 * number), "%"), None, SPAN), number, 0, NONE, SPAN)
            for number, row in enumerate(banded(*bands), 1)
        )
        return Table("t", "T", None, None, (), (), cases, None, NONE, SPAN)

    shared = table((Operator.AT_MOST, "1"), (Operator.AT_LEAST, "1"))
    assert hole_text(shared, protocol) == (
        "Where two cases hold that say different things, or a value is missing or too old: "
        "no dose; a clinician is told."
    )
    whole = table((Operator.BELOW, "1"), (Operator.AT_LEAST, "1"))
    assert hole_text(whole, protocol) == "If a value is missing or too old: no dose; a clinician is told."


def test_a_table_says_what_follows_where_it_is_silent(protocol: Protocol) -> None:
    case = Case(LOW, Cell(None, None, SPAN), 0, 0, NONE, SPAN)
    table = Table("t", "T", None, None, (), (), (case,), None, NONE, SPAN)
    assert hole_text(table, protocol).startswith("Where no case holds")
    assert hole_text(attrs.evolve(table, cases=(attrs.evolve(case, when=None),)), protocol).startswith(
        "If a value is missing"
    )


def test_a_level_says_how_it_moves(leveled: Protocol) -> None:
    (level,) = leveled.levels
    assert plain(level_text(level, leveled)) == ("Starts at 10 mg. One step is from one to the next of: 2.5, 5, 10 mg.")
    ranged = attrs.evolve(
        level,
        start=None,
        steps=(),
        low=Fraction(1),
        high=Fraction(60),
        rounded_to=quantity("2.5", "mg"),
        direction=Direction.DOWN,
    )
    assert plain(level_text(ranged, leveled)) == (
        "Starts at [undecided: start of pred]. Never below 1 mg or above 60 mg. "
        "After a change it is rounded down to a multiple of 2.5 mg."
    )


# ---- what bounds a dose ----------------------------------------------------------------------------------------


def test_limits_rates_and_parts(protocol: Protocol) -> None:
    limit = DoseLimit(quantity("550", "mg/m2"), "bsa", None, Consequence.REVIEW, NONE, SPAN)
    assert plain(dose_limit_text(limit, protocol)) == (
        "Never more than 550 mg/m² of body surface over the whole course: a dose that would exceed it is not given; "
        "then hold and ask for a clinician's review."
    )
    assert "in any day:" in plain(dose_limit_text(attrs.evolve(limit, time=Days(24, 24)), protocol))
    ramp = Ramp(
        None, quantity("50", "mg/h"), quantity("50", "mg/h"), Days(30, 1440), quantity("400", "mg/h"), NONE, SPAN
    )
    assert plain(ramp_text(ramp)) == "start at 50 mg/h, raise by 50 mg/h every 30 minutes, up to at most 400 mg/h"
    assert plain(ramp_text(attrs.evolve(ramp, step=None))) == "at a constant rate of 50 mg/h"
    split = Split("First day", ((quantity("10", "%"), Days(1, 24)), (quantity("90", "%"), Days(4, 24))), NONE, SPAN)
    assert plain(split_text(split)) == "First day: 10 % of the dose over 1 hour, then 90 % of the dose over 4 hours"


def test_otherwise_alone_is_always(protocol: Protocol) -> None:
    alone = row(0, otherwise=True)
    assert row_condition(alone, protocol, rows=(alone,)) == "always"
    assert row_condition(alone, protocol, rows=(row(0), alone)) == "in all other cases"

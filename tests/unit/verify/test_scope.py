"""What the explorer does not follow is said, each in words of its own, and nothing is proved about it."""

from __future__ import annotations

import attrs
import pytest

from protolang.machine.statechart import TransitionEvent
from protolang.model.action import (
    ActionKind,
    Alongside,
    AtEach,
    CourseStep,
    Every,
    Growing,
    OnDays,
    OnMonths,
    Origin,
)
from protolang.model.evidence import Evidence
from protolang.model.expression import Bound, Claim, Ended, InPhase, Is, Lasting, Measure, NeverExit, Occurred
from protolang.model.protocol import Requirement
from protolang.model.rule import (
    Adjust,
    AlertRule,
    Cycle,
    Eligibility,
    GiveNow,
    Go,
    HoldRule,
    HoldTrack,
    Row,
    StopAll,
    Tell,
    TellKind,
    Veto,
    VetoVerb,
)
from protolang.model.treatment import Attribute, Choice, Consequence, Dose, DoseLimit, Drug, Trigger
from protolang.quantity import Days, Quantity, Resolution
from protolang.verify.requirements import _verify
from protolang.verify.scope import hindrances, unsupported
from protolang.verify.verdict import Verdict

from ..checks.rowed_models import at, decision, machine, number, obligation, of, state

FEVER = Occurred("fever", at("fever"))
NOW = Tell(TellKind.ALERT, "look", at())
DOSE = Dose(Quantity(number("1"), of("mg")), None, False, Evidence(), at())


def drug(name="a", **more):
    return Drug(name, name, None, DOSE, None, Evidence(), None, Evidence(), at(name), **more)


def plain(*duties, states=(), **more):
    """One track that gives `a` once, and what is added to it."""
    made = machine(events=("fever",), **more)
    given = obligation(0, ActionKind.GIVE, "a", dose=DOSE)
    rest = tuple(attrs.evolve(item, index=index) for index, item in enumerate(duties, 1))
    regions = (attrs.evolve(made.regions[0], states=(state("p", given, *rest), *states)),)
    return attrs.evolve(made, regions=regions, drugs=(drug(), drug("b")))


def give(**more):
    return obligation(1, ActionKind.GIVE, "b", dose=DOSE, **more)


def deciding(*effects):
    row = Row(FEVER, 1, effects, Evidence(), at("row"))
    return obligation(1, ActionKind.DECIDE, "decision", decision=decision(row))


def with_edge(**changed):
    low = Trigger("low", "low", FEVER, None, Evidence(), at("low"))
    made = plain(states=(state("q"),), facts=(low,))
    first = made.regions[0].states[0]
    first = attrs.evolve(first, transitions=(attrs.evolve(first.transitions[0], target="q", **changed),))
    return attrs.evolve(made, regions=(attrs.evolve(made.regions[0], states=(first, state("q"))),))


def verdict(made, claim=None):
    claim = claim or Claim(Measure.COUNT, "a", None, Bound(0, True), None, at("require"))
    return _verify(made, Requirement("r", claim, None, None, Evidence(), "r", at("require")), 2000)


WEEK = Days(7)
UNSUPPORTED = {
    "decisions that change a level": plain(deciding(Adjust("l", True, None, None, at()))),
    "decisions that leave a phase": plain(deciding(StopAll(at()))),
    "decisions yet": plain(deciding(NOW)),
    "counts in days": plain(resolution=Resolution(24)),
    "infusion of `b` without a break": plain(obligation(1, ActionKind.INFUSE, "b")),
    "waits for `a`": plain(give(following="a")),
    "least time between two doses": plain(give(spacing=WEEK)),
    "tapered": plain(give(course=(CourseStep(DOSE, 2, at()),))),
    "cycles": plain(give(timing=OnDays((0,), "day", at(), Origin.CYCLE), cycle=0)),
    "list of months": plain(give(timing=OnMonths((1,), at()))),
    "intervals that grow": plain(give(timing=Growing((WEEK,), at()))),
    "together with `a`": plain(give(timing=Alongside("a", 0, at()))),
    "at each `fever`": plain(give(timing=AtEach("fever", at()))),
    "interval that `rhythm` says": plain(give(timing=Every("rhythm", 2, at()))),
    "way back to the phase before": with_edge(back=True),
    "begins as new": with_edge(as_new=True),
    "with days of their own": with_edge(event=TransitionEvent.CYCLE_LIMIT, obligation=0),
    "a dose of `a` that a rule asks for": plain(states=(state("q", on_entry=(GiveNow("a", None, at()),)),)),
    "done on entering `q`": plain(states=(state("q", on_entry=(Go("p", False, at()),)),)),
    "cycles with days": plain(
        states=(
            state("q", cycles=(Cycle(Every(WEEK, 2, at()), None, None, None, None, Evidence(), at()),)),
        )
    ),
    "rule that holds `care`": plain(
        holds=(HoldRule("care", None, FEVER, None, None, None, None, Evidence(), at()),)
    ),
    "keeps patients out of `q`": plain(
        states=(state("q"),), vetoes=(Veto(VetoVerb.GO, "q", FEVER, None, None, False, Evidence(), at()),)
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", UNSUPPORTED)
def test_a_requirement_on_what_is_not_followed_is_unknown(words):
    made = UNSUPPORTED[words]
    reasons = [reason for reason, _ in unsupported(made)]
    assert any(words in reason for reason in reasons), reasons
    result = verdict(made)
    assert result.verdict is Verdict.UNKNOWN
    assert result.reason in reasons


def test_what_is_followed_is_proved():
    made = plain(give(timing=OnDays((0, 3), "day", at(), Origin.PHASE)))
    assert unsupported(made) == hindrances(made) == ()
    assert verdict(made).verdict is Verdict.PROVED


def test_an_alert_has_no_influence():
    made = plain(alerts=(AlertRule(NOW, FEVER, None, None, Evidence(), at()),))
    assert verdict(made).verdict is Verdict.PROVED


HINDRANCES = {
    "who may be treated": plain(eligibility=(Eligibility(True, "x", FEVER, Evidence(), at()),)),
    "rule that blocks `a`": plain(vetoes=(Veto(VetoVerb.GIVE, "a", FEVER, None, None, True, Evidence(), at()),)),
    "limit of `a`": attrs.evolve(
        plain(),
        drugs=(drug(limits=(DoseLimit(DOSE.amount, None, None, Consequence.REVIEW, Evidence(), at()),)),),
    ),
}


@pytest.mark.parametrize("words", HINDRANCES)
def test_what_only_withholds_a_dose_leaves_a_proof_standing(words):
    made = HINDRANCES[words]
    assert unsupported(made) == ()
    assert any(words in reason for reason, _ in hindrances(made))
    result = verdict(made)
    assert (result.verdict, result.exact) == (Verdict.PROVED, False)


def test_a_limit_that_skips_can_lead_elsewhere():
    limit = DoseLimit(DOSE.amount, None, None, Consequence.SKIP, Evidence(), at())
    made = attrs.evolve(plain(), drugs=(drug(limits=(limit,)),))
    assert verdict(made).verdict is Verdict.UNKNOWN


def two_tracks(*duties):
    made = plain()
    other = attrs.evolve(made.regions[0], name="other", states=(state("o", *duties),), initial="o")
    return attrs.evolve(made, regions=(*made.regions, other))


def test_a_decision_of_another_track_counts_where_it_reaches_into_this_one():
    assert verdict(two_tracks(deciding(NOW))).verdict is Verdict.PROVED
    assert verdict(two_tracks(deciding(HoldTrack("care", None, at())))).verdict is Verdict.UNKNOWN
    assert verdict(two_tracks(deciding(GiveNow("a", None, at())))).verdict is Verdict.UNKNOWN


def test_a_claim_during_a_group_of_phases_is_unknown():
    claim = Claim(Measure.COUNT, "a", "group", Bound(0, True), None, at("require"))
    assert verdict(plain(), claim).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "guard", [InPhase("p", at("p")), Lasting("low", WEEK, at("low"))], ids=lambda guard: type(guard).__name__
)
def test_a_guard_that_one_day_does_not_decide_is_unknown(guard):
    assert verdict(with_edge(event=TransitionEvent.CONDITION, guard=guard)).verdict is Verdict.UNKNOWN


def never(made):
    return verdict(made, NeverExit("care", "fever", at("never"))).verdict


def test_an_event_can_end_a_track_by_a_row_of_a_decision():
    assert never(plain()) is Verdict.PROVED
    assert never(plain(deciding(NOW))) is Verdict.PROVED
    assert never(plain(deciding(StopAll(at())))) is Verdict.VIOLATED
    assert never(two_tracks(deciding(StopAll(at())))) is Verdict.VIOLATED
    assert never(two_tracks(deciding(Go("o", False, at())))) is Verdict.PROVED
    assert never(plain(eligibility=(Eligibility(False, "x", FEVER, Evidence(), at()),))) is Verdict.VIOLATED


def test_an_occasion_can_end_a_track_too():
    row = Row(Ended("care", at("end")), 1, (StopAll(at()),), Evidence(), at("row"))
    each = obligation(1, ActionKind.DECIDE, "decision", decision=decision(row, timing=AtEach("fever", at())))
    assert never(plain(each)) is Verdict.VIOLATED


def test_no_patient_changes_arms_on_the_way():
    words = tuple(Choice(name, name, at()) for name in ("fixed", "guided"))
    arm = Attribute("arm", "arm", of("times"), None, None, None, Evidence(), at("arm"), words)
    made = attrs.evolve(
        with_edge(event=TransitionEvent.CONDITION, guard=Is("arm", "guided", 1, at())), attributes=(arm,)
    )
    asked = Claim(Measure.COUNT, "a", None, Bound(5, True), None, at("require"))
    assert verdict(made).verdict is Verdict.PROVED
    assert verdict(made, asked).verdict is Verdict.UNKNOWN

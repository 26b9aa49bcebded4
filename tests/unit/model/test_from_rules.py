import pytest

from protolang.model.expression import Fact, Not, Occurred
from protolang.model.rule import AlertRule, HoldRule, Tell, TellKind, Veto, VetoVerb
from protolang.model.treatment import Consequence
from protolang.quantity import Days

from .statements import found_in, phase_of, sound

LOW = Fact("low", None)
GROUP = "phase group { start one  %s  phase one { then two }  phase two { then rest } }"


def test_a_hold_in_a_phase_holds_its_own_track_there():
    (hold,) = sound("hold when low until not low, at most 14 days then review").holds
    expected = HoldRule(
        "main", "treatment", LOW, Not(LOW, None), Days(14), Consequence.REVIEW, None, hold.evidence, None
    )
    assert hold == expected


def test_a_hold_of_a_track_holds_in_all_of_it():
    (hold,) = sound("then end", track="hold when low").holds
    assert (hold.track, hold.phase, hold.until, hold.limit) == ("main", None, None, None)


def test_a_hold_of_the_protocol_names_its_track():
    (hold,) = sound("then end", after="hold main when relapse, at most 14 days then go rest").holds
    assert (hold.track, hold.phase, hold.when, hold.target) == ("main", None, Occurred("relapse", None), "rest")


def test_a_hold_may_name_another_track():
    (hold,) = sound("hold other when low, at most 1 week then go elsewhere").holds
    assert (hold.track, hold.phase, hold.target) == ("other", "treatment", "elsewhere")


def test_alerts():
    protocol = sound('alert "ill" when low', track='notify "doctor" when low', after='refer "ward" when relapse')
    everywhere, track, phase = protocol.alerts
    tell = Tell(TellKind.REFER, "ward", None)
    assert everywhere == AlertRule(tell, Occurred("relapse", None), None, None, everywhere.evidence, None)
    assert (track.tell.kind, track.track, track.phase) == (TellKind.NOTIFY, "main", None)
    assert (phase.tell.text, phase.track, phase.phase) == ("ill", "main", "treatment")


@pytest.mark.parametrize(
    ("written", "verb", "subject"),
    [
        ("veto give ivig when low", VetoVerb.GIVE, "ivig"),
        ("veto raise basal when low", VetoVerb.RAISE, "basal"),
        ("veto lower rung when low", VetoVerb.LOWER, "rung"),
        ("veto go rest when low", VetoVerb.GO, "rest"),
    ],
)
def test_vetoes(written, verb, subject):
    here, everywhere = sound(written).vetoes, sound("then end", after=written).vetoes
    assert here == (Veto(verb, subject, LOW, "main", "treatment", False, here[0].evidence, None),)
    assert everywhere == (Veto(verb, subject, LOW, None, None, False, everywhere[0].evidence, None),)


def test_a_rule_that_leads_to_a_group_leads_to_its_first_phase():
    after = "hold main when low, at most 1 week then go group  veto go group when low"
    protocol = sound("then one", track=GROUP % "", after=after)
    assert (protocol.holds[0].target, protocol.vetoes[0].subject) == ("one", "one")
    held = sound(
        "then one",
        track=GROUP % "",
        after="track last { phase final { hold main when low, at most 1 week then go group } }",
    )
    assert held.holds[0].target == "one"


def test_a_contraindication_is_a_veto_on_a_drug():
    (veto,) = sound("then end", after="contraindicated ivig when low").vetoes
    assert (veto.verb, veto.subject, veto.contraindication) == (VetoVerb.GIVE, "ivig", True)


def test_a_rule_of_a_group_holds_in_each_of_its_phases():
    written = 'hold when low  alert "ill" when low  veto give ivig when low'
    protocol = sound("then one", track=GROUP % written)
    for rules in (protocol.holds, protocol.alerts, protocol.vetoes):
        assert [(rule.track, rule.phase) for rule in rules] == [("main", "one"), ("main", "two")]


def test_on_entry_and_on_exit():
    phase = phase_of("on entry: measure platelets, set basal = 4 IU  on exit: restore basal  on entry: give heparin")
    assert [type(effect).__name__ for effect in phase.on_entry] == ["MeasureNow", "Assign", "GiveNow"]
    assert [type(effect).__name__ for effect in phase.on_exit] == ["Restore"]


@pytest.mark.parametrize(
    ("statements", "after", "found"),
    [
        ("hold mian when low", "", [("PL101", "mian", "no track is called `mian`")]),
        ("then end", "hold when low", [("PL109", "hold when low", "nothing says which track is held")]),
        (
            "hold when low, at most 1 week then go elsewhere",
            "",
            [("PL101", "elsewhere", "`elsewhere` is a phase of track `other`, not of `main`")],
        ),
        ("veto give aptt when low", "", [("PL101", "aptt", "`aptt` is a lab, not a drug")]),
        ("veto raise ivig when low", "", [("PL101", "ivig", "`ivig` is a drug, not a level")]),
        ("then end", "contraindicated ivi when low", [("PL101", "ivi", "no drug is called `ivi`")]),
        (
            "on entry: go rest",
            "",
            [("PL010", "go rest", "`on entry` leads on at once, so nobody would stay in `treatment`")],
        ),
    ],
)
def test_mistakes_in_rules(statements, after, found):
    assert found_in(statements, after=after) == found

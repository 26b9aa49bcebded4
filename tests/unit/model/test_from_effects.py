from fractions import Fraction

import pytest

from protolang.model.rule import (
    Adjust,
    Assign,
    GiveNow,
    Go,
    HoldTrack,
    MeasureNow,
    Reference,
    Restore,
    ResumeTrack,
    StopAll,
    Tell,
    TellKind,
)
from protolang.quantity import Days, Quantity, parse_unit

from .statements import found_in, phase_of


def quantity(number, unit):
    return Quantity(Fraction(number), parse_unit(unit))


@pytest.mark.parametrize(
    ("written", "effect"),
    [
        ("go rest", Go("rest", False, None)),
        ("go treatment as new", Go("treatment", True, None)),
        ("go back", Go(None, False, None)),
        ("stop", StopAll(None)),
        ("raise basal by 8 IU", Adjust("basal", True, quantity(8, "IU"), None, None)),
        (
            "lower basal by 25 % of current",
            Adjust("basal", False, quantity(25, "%"), Reference.CURRENT, None),
        ),
        (
            "raise basal by 10 % of original",
            Adjust("basal", True, quantity(10, "%"), Reference.ORIGINAL, None),
        ),
        ("raise rung", Adjust("rung", True, None, None, None)),
        ("lower rung", Adjust("rung", False, None, None, None)),
        ("restore basal", Restore("basal", None)),
        ("set basal = 10 IU", Assign("basal", quantity(10, "IU"), None)),
        ("hold other", HoldTrack("other", None, None)),
        ("hold other for 2 weeks", HoldTrack("other", Days(14), None)),
        ("resume other", ResumeTrack("other", None)),
        ("give heparin", GiveNow("heparin", None, None)),
        ("measure platelets", MeasureNow("platelets", None)),
        ('alert "call"', Tell(TellKind.ALERT, "call", None)),
        ('notify "call"', Tell(TellKind.NOTIFY, "call", None)),
        ('refer "call"', Tell(TellKind.REFER, "call", None)),
    ],
)
def test_effects(written, effect):
    assert phase_of(f"decide {{ when low: {written} }}").decisions[0].rows[0].effects == (effect,)


def test_a_dose_given_at_once():
    (effect,) = phase_of("decide { when low: give prednisone dose 1 mg/kg of weight }").decisions[0].rows[0].effects
    assert (effect.drug, str(effect.dose.amount), effect.dose.basis) == ("prednisone", "1 mg/kg", "weight")


def test_several_effects_in_order():
    effects = phase_of('decide { when low: raise basal by 2 IU, alert "up", go rest }').decisions[0].rows[0].effects
    assert [type(effect) for effect in effects] == [Adjust, Tell, Go]


def test_nothing_is_no_effect():
    assert phase_of("decide { when low: nothing }").decisions[0].rows[0].effects == ()


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("restore basel", [("PL101", "basel", "no level is called `basel`")]),
        ("restore pause", [("PL101", "pause", "`pause` is a parameter, not a level")]),
        ("set aptt = 3 s", [("PL101", "aptt", "`aptt` is a lab, not a level")]),
        ("hold othr", [("PL101", "othr", "no track is called `othr`")]),
        ("raise basal", [("PL109", "raise basal", "nothing says by how much `basal` is raised")]),
        ("lower basal", [("PL109", "lower basal", "nothing says by how much `basal` is lowered")]),
        (
            "raise basal by 10 %",
            [("PL409", "10 %", "`10 %` of what: the value `basal` has, or the one it started with?")],
        ),
        ("raise basal by 8 IU of current", [("PL105", "8 IU", "`8 IU` is no part of anything")]),
        (
            "raise basal by 8 mg",
            [("PL105", "8 mg", "cannot compare `basal` (international units) with `8 mg` (mass)")],
        ),
        (
            "set basal = 8 mg",
            [("PL105", "8 mg", "cannot compare `basal` (international units) with `8 mg` (mass)")],
        ),
        ("raise rung by 50 mg", [("PL105", "50 mg", "`rung` moves along its steps, not by an amount")]),
        (
            "raise basal by 2 IU, set basal = 3 IU",
            [("PL102", "set basal = 3 IU", "level `basal` is changed twice in one row")],
        ),
        ("go rest, stop", [("PL102", "stop", "the phase is left twice in one row")]),
        ("hold other, resume other", [("PL102", "resume other", "track `other` is held or resumed twice in one row")]),
        ("nothing, go rest", [("PL102", "nothing", "a row that says `nothing` does something")]),
        ("give undosed", [("PL109", "undosed", "nothing says how much `undosed` is given")]),
    ],
)
def test_mistakes_in_effects(written, found):
    assert found_in(f"decide {{ when low: {written} }}") == found

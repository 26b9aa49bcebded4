"""For each kind of safety rule: what weakens it is found with a patient who shows it, what says the same is not."""

from __future__ import annotations

import re
from fractions import Fraction

import attrs
import pytest

from protolang.compare.weakening import Loss, SafetyKind, weakenings
from protolang.execution.evaluate import Snapshot, Truth
from protolang.execution.event import Observation
from protolang.execution.history import History
from protolang.execution.run import EXAMPLE_START
from protolang.execution.step import begin
from protolang.machine.from_model import lower
from protolang.quantity import Interval

from .made import COURSE, MEASURES, protocol

M = ' assumed "x"'


def lines(*rules: str) -> str:
    return "\n".join(f"{rule}{M}" for rule in rules)


def found(base, variant):
    return weakenings(base, variant)


def only(base, variant):
    (one,) = found(base, variant)
    return one


LOW = 'trigger low "Low granulocytes" when anc < 0.5 x10^9/L if missing measure now assumed "x"'
EASY = LOW.replace("measure now", "ignore")
PARAM = 'param floor = 0.5 x10^9/L assumed "x"'

# ---- stop rules ------------------------------------------------------------------------------------------------

STOP = "stop when anc < 0.5 x10^9/L"


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ((STOP,), ""),
        (("stop when anc < 500 x10^6/L",), ""),
        (("stop when not (anc >= 0.5 x10^9/L)",), ""),
        (("stop when 0.5 x10^9/L > anc",), ""),
        (("stop when anc < floor",), PARAM),
        (("stop when below",), 'fact below when anc < 0.5 x10^9/L assumed "x"'),
        (("stop when anc < 0.2 x10^9/L", "stop when anc >= 0.2 x10^9/L and anc < 0.5 x10^9/L"), ""),
        (("stop when anc < 0.5 x10^9/L or harm",), ""),
        (("stop when anc < 1 x10^9/L",), ""),
        (("stop when harm", STOP), ""),
        (("stop when anc < 0.5 x10^9/L and (harm or not harm)",), ""),
        (("stop when anc <= 0.5 x10^9/L",), ""),
    ],
)
def test_a_stop_rule_that_is_kept(rules, more):
    assert found(protocol(lines(STOP)), protocol(lines(*rules), more)) == ()


@pytest.mark.parametrize(
    ("base", "rules", "loss", "witness"),
    [
        (STOP, (), Loss.REMOVED, "Granulocytes 0.49 ×10⁹/L: the base stops, the variant does not"),
        (STOP, ("stop when harm",), Loss.REMOVED, "the base stops, the variant does not"),
        (STOP, ("stop when anc < 0.2 x10^9/L",), Loss.RELAXED, "Granulocytes 0.35 ×10⁹/L: the base stops"),
        ("stop when anc <= 0.5 x10^9/L", (STOP,), Loss.RELAXED, "Granulocytes 0.5 ×10⁹/L: the base stops"),
        (STOP, ("stop when anc < 500 x10^6/L and harm",), Loss.RELAXED, "harm is not reported"),
        (
            STOP,
            ("stop when anc < 0.2 x10^9/L", "stop when anc > 0.2 x10^9/L and anc < 0.5 x10^9/L"),
            Loss.RELAXED,
            "Granulocytes 0.2 ×10⁹/L: the base stops",
        ),
        ("stop when harm or relapse", ("stop when harm",), Loss.RELAXED, "relapse is reported"),
    ],
)
def test_a_stop_rule_that_is_weaker(base, rules, loss, witness):
    weaker = only(protocol(lines(base)), protocol(lines(*rules) if rules else ""))
    assert (weaker.kind, weaker.loss) == (SafetyKind.STOP, loss)
    assert witness.lower() in weaker.witness.lower()
    assert weaker.base.origin.text.startswith("stop when")
    assert (weaker.variant is None) == (loss is Loss.REMOVED)


@pytest.mark.parametrize(
    ("base", "variant"),
    [
        ("anc < 0.5 x10^9/L", "anc < 0.2 x10^9/L"),
        ("anc <= 0.5 x10^9/L", "anc < 0.5 x10^9/L"),
        ("anc < 1 x10^9/L or x > 7 points", "anc < 1 x10^9/L"),
        ("anc < 1 x10^9/L", "anc < 1 x10^9/L and x > 7 points"),
        ("mean(anc last 2) < 1 x10^9/L", "mean(anc last 2) < 0.5 x10^9/L"),
        ("harm and anc < 1 x10^9/L", "harm and anc < 0.8 x10^9/L"),
    ],
)
def test_the_witness_is_so_in_the_reference_interpreter(base, variant):
    base, variant = (protocol(lines(f"stop when {text}")) for text in (base, variant))
    weaker = only(base, variant)
    point = dict(weaker.point)
    results = {
        "anc": point.get("granulocytes") or point.get("the mean of granulocytes over the last 2 results"),
        "x": point.get("x"),
    }
    truths = []
    for of in (base, variant):
        machine = lower(of)
        patient = begin(machine, EXAMPLE_START)
        told = {}
        for name, text in results.items():
            value = Fraction((text or "5").split()[0])
            told[name] = tuple(Observation(name, Interval.point(value), day, day) for day in (0, 1))
        patient = attrs.evolve(patient, observations={name: History(items) for name, items in told.items()})
        events = ("harm",) if point.get("harm is reported") == "yes" else ()
        truths.append(Snapshot(machine, patient, 1, events).truth(of.stops[0].when))
    assert truths == [Truth.HOLDS, Truth.FAILS], weaker


def test_a_threshold_in_a_parameter_or_a_trigger_is_that_of_the_rule():
    more = 'trigger low when anc < floor if missing measure now assumed "x"\n'
    base = protocol(lines("stop when low"), more + PARAM)
    weaker = only(base, protocol(lines("stop when low"), more + PARAM.replace("0.5", "0.3")))
    assert weaker.loss is Loss.RELAXED
    assert weaker.witness.startswith("granulocytes 0.4 ×10⁹/L: the base stops")
    assert any(span.text.startswith("param") for span in weaker.through)
    assert found(base, protocol(lines("stop when low"), more + PARAM.replace("0.5", "0.8"))) == ()


def test_deciding_an_open_parameter_weakens_nothing_and_opening_it_is_not_silent():
    open_one = 'param floor unstated "how low"'
    base, variant = (protocol(lines("stop when anc < floor"), more) for more in (open_one, PARAM))
    assert found(base, variant) == ()
    assert found(base, base) == ()
    assert only(variant, base).loss is not None


def test_what_follows_from_a_missing_result():
    base = protocol(lines("stop when low"), LOW)
    weaker = only(base, protocol(lines("stop when low"), EASY))
    assert weaker.witness == (
        "no result of granulocytes: the base measures at once and gives nothing until the result is there, "
        "the variant does not"
    )
    assert found(protocol(lines("stop when low"), EASY), base) == ()
    blocks = LOW.replace("measure now", "block")
    weaker = only(base, protocol(lines("stop when low"), blocks))
    assert weaker.witness.endswith("the variant only gives nothing until the result is there")
    # the base says nothing of it: doses wait
    assert found(protocol(lines(STOP)), base) == ()
    assert only(base, protocol(lines(STOP))).kind is SafetyKind.STOP


@pytest.mark.parametrize(
    ("base", "variant", "silent"),
    [
        ({"care": STOP + M}, {"rules": STOP + M}, True),
        ({"induction": STOP + M}, {"care": STOP + M}, True),
        ({"induction": STOP + M, "upkeep": STOP + M}, {"care": STOP + M}, True),
        ({"care": STOP + M}, {"induction": STOP + M, "upkeep": STOP + M}, True),
        ({"rules": STOP + M}, {"care": STOP + M}, False),
        ({"care": STOP + M}, {"induction": STOP + M}, False),
        ({"induction": STOP + M}, {"upkeep": STOP + M}, False),
    ],
)
def test_where_a_stop_rule_stands(base, variant, silent):
    weaker = found(protocol(**base), protocol(**variant))
    assert (weaker == ()) == silent
    if "care" in base and not silent:
        assert "in “upkeep”: the base stops" in weaker[0].witness


def test_a_phase_that_is_replaced_keeps_the_rules_of_the_one_before():
    base = protocol(upkeep=STOP + M)
    other = COURSE.replace("then upkeep", "then slower").replace("phase upkeep", "phase slower")
    assert found(base, protocol(course=other, upkeep=STOP + M)) == ()
    assert only(base, protocol(course=other)).kind is SafetyKind.STOP
    assert weakenings(base, protocol(course=other, upkeep=STOP + M), {"upkeep": "slower"}) == ()


@pytest.mark.parametrize(
    ("base", "variant", "loss"),
    [
        ("2 consecutive (anc < 1 x10^9/L)", "2 consecutive (anc < 1 x10^9/L)", None),
        ("2 consecutive (anc < 1 x10^9/L)", "anc < 1 x10^9/L", None),
        ("3 consecutive (anc < 1 x10^9/L)", "2 consecutive (anc < 1 x10^9/L)", None),
        ("2 consecutive (anc < 1 x10^9/L)", "2 consecutive (not (anc >= 1.5 x10^9/L))", None),
        ("2 consecutive (anc < 1 x10^9/L)", "3 consecutive (anc < 1 x10^9/L)", Loss.RELAXED),
        ("2 consecutive (anc < 1 x10^9/L)", "2 consecutive (anc < 0.5 x10^9/L)", Loss.RELAXED),
        ("mean(anc last 3) < 1 x10^9/L", "mean(anc last 3) < 1000 x10^6/L", None),
        ("mean(anc last 3) < 1 x10^9/L", "mean(anc last 2) < 1 x10^9/L", Loss.UNPROVED),
        ("low lasting 3 days", "low lasting 2 days", None),
        ("low lasting 3 days", "low", None),
        ("low lasting 3 days", "lower lasting 3 days", Loss.RELAXED),
        ("low lasting 3 days", "low lasting 5 days", Loss.RELAXED),
        ("once lower", "once low", None),
        ("once low", "once lower", Loss.RELAXED),
        ("once low", "low", Loss.RELAXED),
        ("count(harm) >= 2 times", "count(harm) >= 1 times", None),
        ("count(harm) >= 2 times", "count(harm) > 1 times", None),
        ("count(harm) >= 2 times", "count(harm) >= 3 times", Loss.RELAXED),
    ],
)
def test_conditions_about_earlier_days(base, variant, loss):
    more = LOW + "\n" + LOW.replace("trigger low", "trigger lower").replace("0.5", "0.3")
    weaker = found(protocol(lines(f"stop when {base}"), more), protocol(lines(f"stop when {variant}"), more))
    assert (weaker[0].loss if weaker else None) is loss, weaker


# ---- rows of decisions -------------------------------------------------------------------------------------------

DECIDED = """decide by anc every 1 week {
  below 0.5 x10^9/L : stop assumed "x"
  from 0.5 to below 1 x10^9/L : hold care for 7 days assumed "x"
  at least 1 x10^9/L : alert "well" assumed "x"
} assumed "x" """


@pytest.mark.parametrize(
    "variant",
    [
        DECIDED,
        DECIDED.replace("every 1 week", "every 3 days"),
        DECIDED.replace("hold care for 7 days", "hold care for 2 weeks"),
        DECIDED.replace("below 0.5", "below 500").replace("500 x10^9", "500 x10^6"),
    ],
)
def test_a_decision_that_is_kept(variant):
    weaker = found(protocol(induction=DECIDED), protocol(induction=variant))
    assert weaker == ()


@pytest.mark.parametrize(
    ("variant", "kind", "witness"),
    [
        (
            DECIDED.replace(": stop", ": nothing"),
            SafetyKind.STOP,
            "granulocytes 0.49 ×10⁹/L in “induction”: the base stops",
        ),
        (
            DECIDED.replace("hold care for 7 days", "hold care for 3 days"),
            SafetyKind.HOLD,
            "the base holds at a decision",
        ),
        (DECIDED.replace('alert "well"', "nothing"), SafetyKind.ALERT, "the base tells a clinician at a decision"),
        (DECIDED.replace("0.5", "0.3"), SafetyKind.STOP, "granulocytes 0.4 ×10⁹/L in “induction”: the base stops"),
    ],
)
def test_a_row_of_a_decision_that_is_weaker(variant, kind, witness):
    (weaker, *_) = found(protocol(induction=DECIDED), protocol(induction=variant))
    assert weaker.kind is kind
    assert witness in weaker.witness


def test_a_decision_that_is_taken_less_often_stops_less():
    weaker = found(protocol(induction=DECIDED), protocol(induction=DECIDED.replace("every 1 week", "every 2 weeks")))
    assert [item.kind for item in weaker] == [SafetyKind.STOP, SafetyKind.HOLD, SafetyKind.ALERT]
    assert found(protocol(induction=DECIDED), protocol(lines("stop when anc < 5 x10^9/L"), induction=DECIDED)) == ()


# ---- holds -----------------------------------------------------------------------------------------------------

HOLD = "hold when anc < 1 x10^9/L until anc >= 1.5 x10^9/L, at most 14 days then review"


@pytest.mark.parametrize(
    "variant",
    [
        HOLD,
        "hold when not (anc >= 1000 x10^6/L) until not (anc < 1.5 x10^9/L), at most 2 weeks then review",
        HOLD.replace("anc < 1 ", "anc <= 1 "),
        HOLD.replace(">= 1.5", ">= 1.8"),
        HOLD.replace("at most 14 days then review", "at most 14 days then stop"),
        HOLD.replace("at most 14 days", "at most 7 days"),
        "hold when anc < 0.5 x10^9/L until anc >= 1.5 x10^9/L, at most 14 days then review"
        + M
        + "\nhold when anc >= 0.5 x10^9/L and anc < 1 x10^9/L until anc >= 1.5 x10^9/L, at most 14 days then review",
    ],
)
def test_a_hold_that_is_kept(variant):
    assert found(protocol(care=HOLD + M), protocol(care=variant + M)) == ()


@pytest.mark.parametrize(
    ("variant", "loss", "witness"),
    [
        ("", Loss.REMOVED, "granulocytes 0.9 ×10⁹/L: the base holds the track “care”"),
        (
            HOLD.replace("anc < 1 ", "anc < 0.8 "),
            Loss.RELAXED,
            "granulocytes 0.9 ×10⁹/L: the base holds the track",
        ),
        (HOLD.replace(">= 1.5", ">= 1.2"), Loss.RELAXED, "granulocytes 1.35 ×10⁹/L: the variant goes on, the base"),
        (HOLD.replace(">= 1.5", "> 1.5").replace("anc < 1 ", "anc <= 0.9 "), Loss.RELAXED, "the base holds"),
        (HOLD.replace("at most 14 days", "at most 28 days"), Loss.RELAXED, "held for 2 weeks: in the base that is"),
        (HOLD.replace("then review", "then skip"), Loss.RELAXED, "it goes on without what was missed"),
    ],
)
def test_a_hold_that_is_weaker(variant, loss, witness):
    weaker = found(protocol(care=HOLD + M), protocol(care=variant + M if variant else ""))
    assert weaker, variant
    assert (weaker[0].kind, weaker[0].loss) == (SafetyKind.HOLD, loss)
    assert witness in weaker[0].witness


def test_the_hold_of_the_policy():
    base = protocol()
    text = "hold     clock stops, at most 28 days then review"
    assert only(base, protocol(edit=(text, text.replace("28", "60")))).kind is SafetyKind.HOLD
    assert found(base, protocol(edit=(text, text.replace("28", "14")))) == ()


# ---- vetoes, contraindications, eligibility, alerts ------------------------------------------------------------

FORBIDDEN = {
    SafetyKind.VETO: "veto give a when {}",
    SafetyKind.CONTRAINDICATION: "contraindicated a when {}",
    SafetyKind.ELIGIBILITY: "exclude {}",
    SafetyKind.ALERT: 'alert "look" when {}',
}


@pytest.mark.parametrize("kind", FORBIDDEN)
@pytest.mark.parametrize(
    "variant",
    [
        "anc < 0.5 x10^9/L",
        "anc < 500 x10^6/L",
        "not (anc >= 0.5 x10^9/L)",
        "anc < floor",
        "anc < 0.5 x10^9/L or harm",
        "anc <= 0.6 x10^9/L",
    ],
)
def test_what_is_forbidden_or_told_still_is(kind, variant):
    rule = FORBIDDEN[kind]
    base = protocol(lines(rule.format("anc < 0.5 x10^9/L")))
    assert found(base, protocol(lines(rule.format(variant)), PARAM)) == ()
    split = lines(rule.format("anc < 0.3 x10^9/L"), rule.format("anc >= 0.3 x10^9/L and anc < 0.5 x10^9/L"))
    assert found(base, protocol(split)) == ()


@pytest.mark.parametrize("kind", FORBIDDEN)
@pytest.mark.parametrize(
    ("variant", "loss", "witness"),
    [
        (None, Loss.REMOVED, "granulocytes 0.49 ×10⁹/L"),
        ("anc < 0.4 x10^9/L", Loss.RELAXED, "granulocytes 0.45 ×10⁹/L"),
        ("anc < 0.5 x10^9/L and harm", Loss.RELAXED, "harm is not reported"),
        ("anc > 0 x10^9/L and anc < 0.5 x10^9/L", Loss.RELAXED, "granulocytes 0 ×10⁹/L"),
    ],
)
def test_what_is_no_longer_forbidden_or_told(kind, variant, loss, witness):
    rule = FORBIDDEN[kind]
    base = protocol(lines(rule.format("anc < 0.5 x10^9/L")))
    weaker = only(base, protocol(lines(rule.format(variant)) if variant else ""))
    assert (weaker.kind, weaker.loss) == (kind, loss)
    assert witness in weaker.witness


def test_a_veto_is_covered_by_a_stop_and_moot_without_the_drug():
    veto = lines("veto give a when anc < 0.5 x10^9/L")
    assert found(protocol(veto), protocol(lines("stop when anc < 0.5 x10^9/L"))) == ()
    other = protocol(course=COURSE.replace("give a", "give b"))
    assert [item.kind for item in found(protocol(veto), other)] == []
    assert only(protocol(veto), protocol(lines("veto give b when anc < 0.5 x10^9/L"))).kind is SafetyKind.VETO


def test_an_inclusion_and_an_exclusion_say_the_same():
    base = protocol(lines("exclude anc < 0.5 x10^9/L"))
    assert found(base, protocol(lines("include anc >= 0.5 x10^9/L"))) == ()
    assert found(protocol(lines("include anc >= 0.5 x10^9/L")), base) == ()
    assert only(protocol(lines("include anc >= 0.5 x10^9/L")), protocol(lines("include anc >= 0.4 x10^9/L")))


def test_an_alert_of_another_kind_is_another_alert():
    base = protocol(lines('alert "look" when harm'))
    assert found(base, protocol(lines('alert "another text" when harm'))) == ()
    assert only(base, protocol(lines('notify "look" when harm'))).kind is SafetyKind.ALERT


# ---- caps and limits -------------------------------------------------------------------------------------------

DOSE = 'dose 100 mg/m2 of bsa assumed "x"  cap 200 mg assumed "x"'


@pytest.mark.parametrize(
    "drug",
    [DOSE, DOSE.replace("200 mg", "0.2 g"), DOSE.replace("200 mg", "150 mg"), DOSE.replace("100 mg/m2", "500 mg/m2")],
)
def test_a_cap_that_is_kept(drug):
    assert found(protocol(drug=DOSE), protocol(drug=drug)) == ()


@pytest.mark.parametrize(
    ("cap", "loss"),
    [("", Loss.REMOVED), ('cap 250 mg assumed "x"', Loss.RELAXED), ('cap 1 g assumed "x"', Loss.RELAXED)],
)
def test_a_cap_that_is_raised(cap, loss):
    weaker = only(protocol(drug=DOSE), protocol(drug=DOSE.replace('cap 200 mg assumed "x"', cap)))
    assert (weaker.kind, weaker.loss) == (SafetyKind.CAP, loss)
    told = re.fullmatch(
        r"a patient with height (\d+) cm and body weight (\d+) kg gets (\d+) mg of drug A instead of 200 mg",
        weaker.witness,
    ) or re.fullmatch(
        r"a patient with body weight (\d+) kg and height (\d+) cm gets (\d+) mg of drug A instead of 200 mg",
        weaker.witness,
    )
    assert told, weaker.witness
    one, other, amount = (int(item) for item in told.groups())
    exact = 100 * (one * other / 3600) ** 0.5
    assert amount == round(min(exact, {"": 10**6, 'cap 250 mg assumed "x"': 250}.get(cap, 1000))) > 200


LIMIT = 'dose 100 mg assumed "x"  limit 500 mg in 8 weeks then stop assumed "x"'


@pytest.mark.parametrize(
    ("limit", "kept"),
    [
        ("limit 500 mg in 8 weeks then stop", True),
        ("limit 0.5 g in 56 days then stop", True),
        ("limit 400 mg in 8 weeks then stop", True),
        ("limit 500 mg in 12 weeks then stop", True),
        ("limit 250 mg in 4 weeks then stop", True),
        ("limit 500 mg in total then stop", True),
        ("limit 600 mg in 8 weeks then stop", False),
        ("limit 500 mg in 4 weeks then stop", False),
        ("limit 500 mg in 8 weeks then review", False),
        ("", False),
    ],
)
def test_a_limit_in_a_time(limit, kept):
    variant = protocol(
        drug=LIMIT.replace("limit 500 mg in 8 weeks then stop", limit) if limit else LIMIT.split("limit", maxsplit=1)[0]
    )
    weaker = found(protocol(drug=LIMIT), variant)
    assert (weaker == ()) == kept
    assert all(item.kind is SafetyKind.LIMIT and "more than 500 mg of drug A" in item.witness for item in weaker)


def test_a_higher_dose_lifts_no_cap():
    assert found(protocol(drug='dose 100 mg assumed "x"'), protocol(drug='dose 900 mg assumed "x"')) == ()


# ---- monitoring ------------------------------------------------------------------------------------------------

LISTED = 'measure anc on weeks 0, 1, 2, 3 assumed "x"'
WEEKLY = 'measure anc every 1 week, 10 times assumed "x"'
ENDLESS = 'measure anc every 1 week until harm assumed "x"'


@pytest.mark.parametrize(
    ("base", "variant"),
    [
        (LISTED, LISTED),
        (LISTED, 'measure anc on days 0, 7, 14, 21 assumed "x"'),
        (LISTED, 'measure anc on weeks 0, 1, 2, 3, 4 assumed "x"'),
        (LISTED, WEEKLY),
        (LISTED, 'measure anc on weeks 0, 2 assumed "x"  measure anc on weeks 1, 3 assumed "x"'),
        (WEEKLY, WEEKLY.replace("1 week", "7 days")),
        (WEEKLY, WEEKLY.replace("10 times", "12 times")),
        (WEEKLY, 'measure anc every 1 day, 64 times assumed "x"'),
        (WEEKLY, 'measure anc on weeks 0..12 assumed "x"'),
        (ENDLESS, 'measure anc every 3 days until harm and x > 5 points assumed "x"'),
        (ENDLESS, ENDLESS),
        (ENDLESS, 'measure anc every 7 days until harm assumed "x"  measure x every 1 day, 3 times assumed "x"'),
    ],
)
def test_monitoring_that_is_kept(base, variant):
    assert found(protocol(measures=base), protocol(measures=variant)) == ()


@pytest.mark.parametrize(
    ("base", "variant", "loss", "witness"),
    [
        (
            LISTED,
            'measure x on weeks 0 assumed "x"',
            Loss.REMOVED,
            "on day 0 the base measures granulocytes, the variant never",
        ),
        (
            LISTED,
            'measure anc on weeks 0, 1, 3 assumed "x"',
            Loss.RELAXED,
            "on day 14 the base measures granulocytes, the",
        ),
        (
            LISTED,
            'measure anc every 2 weeks, 4 times assumed "x"',
            Loss.RELAXED,
            "on day 7 the base measures granulocytes",
        ),
        (WEEKLY, WEEKLY.replace("10 times", "9 times"), Loss.RELAXED, "on day 63 the base measures"),
        (WEEKLY, 'measure anc every 2 weeks, 10 times assumed "x"', Loss.RELAXED, "on day 7 the base measures"),
        (ENDLESS, ENDLESS.replace("1 week", "2 weeks"), Loss.RELAXED, "every 2 weeks instead of every 1 week"),
        (
            ENDLESS,
            ENDLESS.replace("until harm", "until harm or x > 5 points"),
            Loss.RELAXED,
            "the variant ends measuring",
        ),
        (ENDLESS, WEEKLY, Loss.RELAXED, "the base goes on measuring granulocytes, the variant does so 10 times"),
        (LISTED, 'measure anc on weeks 0, 1, 2, 3 window -0..+2 days assumed "x"', Loss.RELAXED, "2 days late"),
    ],
)
def test_monitoring_that_is_stretched(base, variant, loss, witness):
    (weaker, *_) = found(protocol(measures=base), protocol(measures=variant))
    assert (weaker.kind, weaker.loss) == (SafetyKind.MONITORING, loss)
    assert witness in weaker.witness


def test_days_that_are_split_into_two_phases_are_the_same_days():
    split = COURSE.replace(
        "phase samples { MEASURES then end",
        'phase first { measure anc on weeks 0, 1 assumed "x" then second assumed "x" }'
        ' phase second { measure anc on weeks 2, 3 assumed "x" then end',
    ).replace("start samples", "start first")
    assert found(protocol(measures=LISTED), protocol(course=split)) == ()
    late = protocol(course=split.replace("weeks 2, 3", "weeks 2, 4"))
    assert "on day 21 the base measures" in only(protocol(measures=LISTED), late).witness


def test_how_old_a_result_may_be():
    more = 'lab z {{ unit points  range 0..10 points  fresh for {} assumed "x" }}'
    base = protocol(more=more.format("9 days"))
    weaker = only(base, protocol(more=more.format("3 weeks")))
    assert weaker.kind is SafetyKind.MONITORING
    assert "a result of z that is 3 weeks old: the variant uses it" in weaker.witness
    assert found(base, protocol(more=more.format("216 hours"))) == ()
    assert found(base, protocol(more=more.format("5 days"))) == ()


# ---- requirements ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "variant"),
    [
        ("require r: count(a) in 10..14", "require r: count(a) = 12"),
        ("require r: count(a) = 12", "require other_name: count(a) = 12"),
        ("require r: count(a) >= 12", "require r: count(a) > 11"),
        ("require r: count(a) = 12", 'require r: count(a) <= 12 assumed "x"\nrequire s: count(a) >= 12'),
        ("require r: span(a) <= 8 weeks", "require r: span(a) <= 56 days"),
        ("require r: span(a) <= 8 weeks", "require r: span(a) < 8 weeks"),
        ("require r: count(a during upkeep) <= 6", "require r: count(a) <= 6"),
        ("require r: count(a) >= 6", "require r: count(a during upkeep) >= 6"),
        (
            "require r: gap(a) <= 31 days between harm and relapse",
            "require r: gap(a) <= 4 weeks between harm and relapse",
        ),
        ("require r: gap(a) <= 31 days between harm and relapse", "require r: gap(a) <= 31 days"),
        ("never exit care on harm", "never exit care on harm"),
        ("require r: spacing(a) >= 6 days", "require r: spacing(a) >= 1 week"),
        ("require r: spacing(a during upkeep) >= 6 days", "require r: spacing(a) >= 6 days"),
        ("require r: total(a) <= 2 g", "require r: total(a) <= 1500 mg"),
        ("require r: total(a) <= 2 g", "require r: total(a) < 2 g"),
        ("require r: total(a during upkeep) <= 2 g", "require r: total(a) <= 2 g"),
        ("require r: duration <= 9 weeks", "require r: duration < 63 days"),
        ("require r: duration of care <= 9 weeks", "require r: duration of care <= 2 calendar months"),
        ("require r: never anc < 1 x10^9/L", "require r: never anc < 1.5 x10^9/L"),
        ("require r: never anc < 1 x10^9/L", "require r: always anc >= 1.5 x10^9/L"),
        ("require r: always anc >= 1 x10^9/L", "require r: never anc < 1000 x10^6/L"),
        ("require r: eventually harm and relapse", "require r: eventually relapse and harm"),
        ("require r: eventually harm", "require r: eventually harm and relapse"),
        ("require r: never harm between relapse and harm", "require r: never harm or relapse"),
        ("require r: harm leads to given(a) within 9 days", "require r: harm leads to given(a) within 1 week"),
        (
            "require r: harm and relapse leads to given(a) within 9 days",
            "require r: harm leads to given(a) within 9 days",
        ),
        ("require r: at most 4 a in any 28 days", "require r: at most 3 a in any 4 weeks"),
        ("require r: at most 4 a in any 28 days", "require r: at most 4 a in any 30 days"),
        ("require r: at most 4 a in any 28 days", "require r: exactly 2 a in any 30 days"),
        ("require r: at least 2 a in any 30 days", "require r: exactly 2 a in any 28 days"),
        ("require r: a in every 31 days", "require r: a in every 4 weeks"),
        ("require r: a only after harm", "require r: a only after harm within 3 days"),
        ("require r: a only after harm or relapse within 4 days", "require r: a only after harm within 3 days"),
        ("require r: a never while harm", "require r: a never while harm or relapse"),
    ],
)
def test_a_requirement_that_is_kept(base, variant):
    assert found(protocol(lines(base)), protocol(lines(variant))) == ()


@pytest.mark.parametrize(
    ("base", "variant", "loss", "witness"),
    [
        ("require r: count(a) = 12", "", Loss.REMOVED, "doses of drug A: allowed in the variant, not in the base"),
        ("require r: count(a) = 12", "require r: count(a) = 10", Loss.RELAXED, "10 doses of drug A: allowed in the"),
        (
            "require r: count(a) = 2",
            "require r: count(a) = 1",
            Loss.RELAXED,
            "1 dose of drug A: allowed in the variant",
        ),
        ("require r: count(a) = 12", "require r: count(a) <= 6", Loss.RELAXED, "6 doses of drug A"),
        ("require r: count(a) = 12", "require r: count(a) >= 20", Loss.RELAXED, "20 doses of drug A"),
        ("require r: count(a) in 10..14", "require r: count(a) in 9..14", Loss.RELAXED, "9 doses of drug A"),
        ("require r: count(a) < 12", "require r: count(a) <= 12", Loss.RELAXED, "12 doses of drug A: allowed"),
        (
            "require r: span(a) <= 8 weeks",
            "require r: span(a) <= 9 weeks",
            Loss.RELAXED,
            "at most 8 weeks, the variant 9 weeks",
        ),
        (
            "require r: gap(a) <= 31 days",
            "require r: gap(a) <= 31 days between harm and relapse",
            Loss.REMOVED,
            "31 days",
        ),
        (
            "require r: span(a) <= 2 calendar months",
            "require r: span(a) <= 60 days",
            Loss.UNPROVED,
            "length of the months",
        ),
        (
            "require r: spacing(a) >= 1 week",
            "require r: spacing(a) >= 6 days",
            Loss.RELAXED,
            "the shortest time between two doses of drug A: the base asks for at least 1 week, the variant 6 days",
        ),
        (
            "require r: spacing(a) >= 1 week",
            "require r: spacing(a during upkeep) >= 1 week",
            Loss.REMOVED,
            "no such bound",
        ),
        (
            "require r: total(a) <= 2 g",
            "require r: total(a) <= 3 g",
            Loss.RELAXED,
            "the total dose of drug A: the base asks for at most 2 g, the variant 3 g",
        ),
        ("require r: total(a) <= 2 g", "", Loss.REMOVED, "at most 2 g, the variant sets no such bound"),
        ("require r: duration <= 8 weeks", "require r: duration <= 9 weeks", Loss.RELAXED, "how long it lasts"),
        ("require r: never harm", "", Loss.REMOVED, "a course on which it does not hold"),
        ("require r: never anc < 1 x10^9/L", "require r: never anc < 0.5 x10^9/L", Loss.RELAXED, "not hold"),
        ("require r: never harm", "require r: never harm between relapse and harm", Loss.RELAXED, "does not hold"),
        ("require r: eventually harm", "require r: never harm", Loss.REMOVED, "does not hold"),
        (
            "require r: harm leads to given(a) within 9 days",
            "require r: harm leads to given(a) within 10 days",
            Loss.RELAXED,
            "does not hold",
        ),
        ("require r: at most 4 a in any 28 days", "require r: at most 5 a in any 28 days", Loss.RELAXED, "does not"),
        ("require r: at most 4 a in any 28 days", "require r: at most 4 a in any 27 days", Loss.RELAXED, "does not"),
        ("require r: at most 4 a in any 28 days", "require r: at least 4 a in any 28 days", Loss.RELAXED, "does not"),
        (
            "require r: at most 1 a in any 30 days",
            "require r: at most 1 a in any 1 calendar month",
            Loss.UNPROVED,
            "not",
        ),
        ("require r: a in every 31 days", "require r: a in every 32 days", Loss.RELAXED, "does not hold"),
        ("require r: a only after harm within 3 days", "require r: a only after harm", Loss.RELAXED, "does not hold"),
        ("require r: a never while harm or relapse", "require r: a never while harm", Loss.RELAXED, "not hold"),
        ("never exit care on harm", "", Loss.REMOVED, "harm may end or leave a phase of care"),
        ("never exit care on harm", "never exit care on relapse", Loss.REMOVED, "harm may end or leave"),
    ],
)
def test_a_requirement_that_is_loosened(base, variant, loss, witness):
    weaker = only(protocol(lines(base)), protocol(lines(variant) if variant else ""))
    assert (weaker.kind, weaker.loss) == (SafetyKind.REQUIREMENT, loss)
    assert witness in weaker.witness


# ---- all of it -------------------------------------------------------------------------------------------------


def test_reordering_renaming_and_strengthening_are_silent():
    rules = [STOP, "veto give a when harm", 'alert "look" when relapse', "require r: count(a) = 9"]
    base = protocol(lines(*rules), LOW, drug=DOSE, care=HOLD + M, measures=MEASURES)
    again = protocol(lines(*reversed(rules)), LOW.replace("low", "neutropenia", 1), drug=DOSE, care=HOLD + M)
    assert found(base, again) == ()
    more = protocol(lines(*rules, "stop when relapse", "exclude harm"), drug=DOSE, care=HOLD + M)
    assert found(base, more) == ()
    assert len(found(base, protocol())) == 6


def test_a_computed_attribute_is_told_by_its_title_and_compared_by_its_formula():
    base = protocol(lines("stop when bsa < 1 m2"))
    assert only(base, protocol(lines("stop when bsa < 0.8 m2"))).witness.startswith("body surface 0.9 m²: the base")
    other = ('"Body surface" = mosteller(height, weight)', '"Body surface" = dubois(height, weight)')
    assert only(base, protocol(lines("stop when bsa < 1 m2"), edit=other)).loss is Loss.UNPROVED


# ---- what else protects ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variant", "kept"),
    [
        ("rate 50 mL/h", True),
        ("rate 40 mL/h", True),
        ("rate 0.06 L/h", False),
        ("rate 20 mL/h raised by 10 mL/h every 30 minutes up to 45 mL/h", True),
        ("rate 20 mL/h raised by 10 mL/h every 30 minutes up to 80 mL/h", False),
        ("", False),
    ],
)
def test_the_rate_of_an_infusion(variant, kept):
    base = protocol(drug=f"dose 100 mg{M} rate 50 mL/h{M}")
    weaker = found(base, protocol(drug=f"dose 100 mg{M} {variant + M if variant else ''}"))
    assert [item.kind for item in weaker] == ([] if kept else [SafetyKind.CAP])


CYCLES = """
  track care { start chemo phase chemo {
    repeat every 3 weeks, 4 times DELAY { give a on day 0 of cycle assumed "x" } assumed "x"
    then end assumed "x"
  } }
  track watch { start samples phase samples { measure anc every 1 week, 20 times assumed "x" then end assumed "x" } }
"""


@pytest.mark.parametrize(
    ("delay", "kept"),
    [
        ("delay until anc >= 1 x10^9/L, at most 14 days then review", True),
        ("delay until not (anc < 1000 x10^6/L), at most 14 days then review", True),
        ("delay until anc >= 1.5 x10^9/L, at most 14 days then review", True),
        ("delay until anc >= 0.8 x10^9/L, at most 14 days then review", False),
        ("", False),
    ],
)
def test_a_cycle_that_waits_for_its_counts(delay, kept):
    base = protocol(course=CYCLES.replace("DELAY", "delay until anc >= 1 x10^9/L, at most 14 days then review"))
    weaker = found(base, protocol(course=CYCLES.replace("DELAY", delay)))
    assert [item.kind for item in weaker] == ([] if kept else [SafetyKind.HOLD])
    assert all("×10⁹/L: the base does not start a cycle yet, the variant does" in item.witness for item in weaker)


@pytest.mark.parametrize(
    ("variant", "kept"),
    [
        ("every 4 weeks, 6 times spaced at least 3 weeks", True),
        ("every 4 weeks, 6 times spaced at least 28 days", True),
        ("every 4 weeks, 6 times", True),
        ("every 2 weeks, 6 times", False),
        ("every 4 weeks, 6 times spaced at least 2 weeks", True),
    ],
)
def test_how_soon_the_next_dose_may_follow(variant, kept):
    base = protocol(course=COURSE.replace("every 4 weeks, 6 times", "every 4 weeks, 6 times spaced at least 3 weeks"))
    weaker = found(base, protocol(course=COURSE.replace("every 4 weeks, 6 times", variant)))
    assert [item.kind for item in weaker] == ([] if kept else [SafetyKind.LIMIT])


def test_a_lab_of_another_dimension_is_another_lab():
    other = """
      lab x { unit points  range 0..10 points  fresh for 9 days assumed "x" }
      lab y { unit points  range 0..10 points  fresh for 9 days assumed "x" }
      lab anc "Granulocytes" { unit cells/uL  range 0..100000 cells/uL  fresh for 9 days assumed "x" }
    """
    base = protocol(lines(STOP))
    assert only(base, protocol(lines("stop when anc < 500 cells/uL"), labs=other)).loss is Loss.UNPROVED

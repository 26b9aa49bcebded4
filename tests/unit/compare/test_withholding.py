"""What protects without being called a stop rule or a veto, and drugs that a variant gives in other phases."""

from __future__ import annotations

import pytest

from protolang.compare.weakening import Loss, SafetyKind, weakenings

from .made import protocol

BY_TABLE = 'dose by t assumed "x"'
FIXED = 'dose 100 mg assumed "x"'
TABLE = """table t "Dose of A" of anc {
    below 1 x10^9/L : none  at least 1 x10^9/L : 100 mg
} assumed "x" """
CASES = """table t "Dose of A" {
    when anc >= 1000 x10^6/L : 100 mg  when not (anc >= 1 x10^9/L) : none
} assumed "x" """
VETO = 'veto give a when anc < 1 x10^9/L assumed "x"'
HALT = 'when anc < 1 x10^9/L go halted assumed "x"'


def with_phase(extra: str = "", *, rule: str, start: str = "induction") -> str:
    """A course in which drug A is given in two phases, both under a rule, and an extra phase."""
    return f"""
      track care {{ start {start}
        {extra}
        phase induction {{ give a on weeks 0, 1, 2 assumed "x" then upkeep assumed "x" {rule} }}
        phase upkeep {{ give a every 4 weeks, 6 times assumed "x" then end assumed "x" {rule} }}
      }}
      track watch {{ start samples  phase samples {{ MEASURES then end assumed "x" }} }}
    """


def extra(what: str) -> str:
    return f'phase extra {{ {what} assumed "x" then induction assumed "x" }}'


def losses(base, variant):
    return {(item.kind, item.loss) for item in weakenings(base, variant)}


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("stop when anc < 1 x10^9/L", SafetyKind.STOP),
        ("hold when anc < 1 x10^9/L", SafetyKind.HOLD),
        ("veto give a when anc < 1 x10^9/L", SafetyKind.VETO),
        ('alert "low" when anc < 1 x10^9/L', SafetyKind.ALERT),
    ],
)
def test_a_new_phase_gives_a_drug_without_the_rule_under_which_the_base_gives_it(rule, kind):
    ruled = f'{rule} assumed "x"'
    base = protocol(course=with_phase(rule=ruled))
    new = protocol(course=with_phase(extra("give a on weeks 0, 1"), rule=ruled, start="extra"))
    assert losses(base, new) == {(kind, Loss.RELAXED)}
    assert all("in “extra”" in item.witness for item in weakenings(base, new))
    kept = with_phase(extra("give a on weeks 0, 1").replace("then", f"{ruled} then"), rule=ruled, start="extra")
    assert losses(base, protocol(course=kept)) == set()
    other = with_phase(extra("give b on weeks 0, 1"), rule=ruled, start="extra")
    assert losses(base, protocol(course=other)) == set()


def test_a_drug_that_is_given_on_entry_is_given():
    ruled = VETO
    base = protocol(course=with_phase(rule=ruled))
    new = protocol(course=with_phase(extra("on entry : give a"), rule=ruled, start="extra"))
    assert losses(base, new) == {(SafetyKind.VETO, Loss.RELAXED)}


def test_a_rule_of_one_phase_is_not_asked_for_where_the_base_gives_the_drug_without_it():
    base = protocol(induction='stop when anc < 1 x10^9/L assumed "x"')
    more = protocol(
        induction='stop when anc < 1 x10^9/L assumed "x"',
        edit=("start induction", 'start extra phase extra { give a on day 0 assumed "x" then induction assumed "x" }'),
    )
    assert losses(base, more) == set()


@pytest.mark.parametrize(
    ("drug", "more", "rules", "loss"),
    [
        (BY_TABLE, TABLE, "", None),
        (BY_TABLE, TABLE.replace("1 x10^9/L", "1000 x10^6/L"), "", None),
        (BY_TABLE, CASES, "", None),
        (FIXED, "", VETO, None),
        (FIXED, "", 'stop when anc < 1 x10^9/L assumed "x"', None),
        (BY_TABLE, TABLE.replace("1 x10^9/L", "2 x10^9/L"), "", None),
        (BY_TABLE, TABLE.replace("1 x10^9/L", "0.1 x10^9/L"), "", Loss.RELAXED),
        (BY_TABLE, TABLE.replace("none", "50 mg"), "", Loss.REMOVED),
        (FIXED, "", "", Loss.REMOVED),
    ],
)
def test_a_table_that_says_none_forbids(drug, more, rules, loss):
    base, variant = protocol(more=TABLE, drug=BY_TABLE), protocol(rules, more, drug=drug)
    assert losses(base, variant) == (set() if loss is None else {(SafetyKind.VETO, loss)})


def test_a_dose_that_follows_a_measurement():
    measured = 'measure anc on weeks 0, 1, 2 assumed "x"'
    follows = ("give a on weeks 0, 1, 2 assumed", "give a on weeks 0, 1, 2 following anc assumed")
    base = protocol(induction=measured, edit=follows)
    assert losses(base, protocol(induction=measured, edit=follows)) == set()
    (found,) = weakenings(base, protocol(induction=measured))
    assert found.kind is SafetyKind.VETO and "is not done on the day" in found.witness


@pytest.mark.parametrize(
    ("variant", "kept"),
    [
        (HALT, True),
        (HALT.replace("1 x10^9/L", "1000 x10^6/L"), True),
        (HALT.replace("anc < 1", "anc < 2"), True),
        ('stop when anc < 1 x10^9/L assumed "x"', True),
        (HALT.replace("anc < 1", "anc < 0.1"), False),
        (HALT.replace("when anc", "when harm and anc"), False),
        ("", False),
    ],
)
def test_a_way_out_into_a_phase_that_stops(variant, kept):
    def made(way):
        halted = 'phase halted "Halted" { stop assumed "x" } phase upkeep'
        course = with_phase(rule=way).replace("phase upkeep", halted)
        return protocol(course=course)

    found = losses(made(HALT), made(variant))
    assert (not found) if kept else {kind for kind, _ in found} == {SafetyKind.STOP}


def test_monitoring_after_a_stop_is_not_kept_by_a_track_that_the_stop_ends():
    after = """track after "Afterwards" on stop { start wean
      phase wean { measure anc on weeks 1, 2 assumed "x" then end assumed "x" } }"""
    stop = 'stop when harm assumed "x"'
    base = protocol(stop, after)
    assert losses(base, protocol(stop, after)) == set()
    (found,) = weakenings(base, protocol(stop, after.replace(" on stop", "")))
    assert found.kind is SafetyKind.MONITORING and "after a stop" in found.witness

"""What one protocol orders and another one forbids, ends for, turns the other way, or keeps apart."""

import pytest

from .pairs import looked_at, rejected, written

LAB = '  lab anc "Neutrophils" { unit 10^9/L  range 0..50 10^9/L  fresh for 7 days assumed "a test" }\n'


def gives(name, drug, days="0, 14", more="", title=None):
    shown = f' "{title}"' if title else ""
    return written(
        name,
        f"""  drug {drug}{shown} {{ dose 100 mg  assumed "a test" }}
{more}  track t {{ phase p {{ give {drug} on days {days} assumed "a test"  then end }} }}""",
    )


def forbids(drug, rule, title=None):
    shown = f' "{title}"' if title else ""
    return gives("b", "iron", more=f'{LAB}  drug {drug}{shown} {{ dose 1 mg  assumed "a test" }}\n  {rule}\n')


def orders(one, two, **others):
    return looked_at(one, two, "PL312", **others)


@pytest.mark.parametrize("verb", ["contraindicated statin", "veto give statin"])
def test_a_drug_that_the_other_forbids_is_found_either_way_round(verb):
    other = forbids("statin", f'{verb} when anc < 1 10^9/L  assumed "a test"')
    one = gives("a", "statin")
    for first, second in ((one, other), (other, one)):
        (item,) = orders(first, second)
        assert "`a` gives `statin`" in item.message
        assert "neutrophils below 1" in item.message.casefold()
        assert "\u00a0" not in item.message
        assert {label.span.source.path for label in item.labels} == {"one.proto", "two.proto"}
        assert item.primary.span.source.path == "two.proto"
        assert [step.day for step in item.timeline] == [0]


def test_an_offset_moves_the_example():
    other = forbids("statin", 'contraindicated statin when anc < 1 10^9/L  assumed "a test"')
    (item,) = orders(other, gives("a", "statin"), offset=14)
    assert [step.day for step in item.timeline] == [14]


def test_who_keeps_the_same_rule_contradicts_nobody():
    rule = 'contraindicated statin when anc < 1 10^9/L  assumed "a test"'
    other = forbids("statin", rule)
    assert orders(gives("a", "statin", more=f"{LAB}  {rule}\n"), other) == []
    weaker = rule.replace("1 10", "0.5 10")
    assert len(orders(gives("a", "statin", more=f"{LAB}  {weaker}\n"), other)) == 1


def test_another_drug_is_not_meant():
    other = forbids("statin", 'contraindicated statin when anc < 1 10^9/L  assumed "a test"')
    assert orders(gives("a", "fibrate"), other) == []
    assert len(orders(gives("a", "lipid_drug", title="Statin"), other)) == 1


@pytest.mark.parametrize(
    ("rule", "verb"),
    [
        ("stop when count(statin) >= 1", "stops"),
        ("exclude count(statin) >= 1", "excludes"),
    ],
)
def test_a_protocol_that_ends_for_a_drug_of_the_other(rule, verb):
    (item,) = orders(gives("a", "statin"), forbids("statin", f'{rule}  assumed "a test"'))
    assert f"`b` {verb} for it" in item.message


def test_a_protocol_that_counts_its_own_doses_does_not_speak_of_the_other():
    own = gives("b", "statin", more='  stop when count(statin) >= 2  assumed "a test"\n')
    assert orders(gives("a", "statin"), own) == []


def steers(name, *rows, lab="anc"):
    """A protocol that changes a level by a lab."""
    shown = "\n".join(f'      {row} assumed "a test"' for row in rows)
    return written(
        name,
        f"""{LAB.replace("anc", lab)}  level strength "Dose of statin" {{
    start 10 mg assumed "a test"
    range 5..40 mg
  }}
  drug statin_{name} {{ dose strength  assumed "a test" }}
  track t {{ phase p {{
    give statin_{name} on days 0, 14 assumed "a test"
    measure {lab} on days 0, 14 assumed "a test"
    decide by {lab} on day 14 {{
{shown}
    }} assumed "a test"
    then end
  }} }}""",
    )


LOWER, RAISE = "below 1 10^9/L : lower strength by 5 mg", "at least 1 10^9/L : raise strength by 5 mg"
KEEP = "below 1 10^9/L : nothing"
RAISE_ALL = "at least 0.5 10^9/L : raise strength by 5 mg"
KEEP_LITTLE = "below 0.5 10^9/L : nothing"


def test_a_level_that_one_raises_and_the_other_lowers_at_one_value():
    (item,) = orders(steers("a", LOWER, RAISE), steers("b", KEEP_LITTLE, RAISE_ALL))
    assert item.message == "`b` raises `strength` and `a` lowers it for one and the same patient"
    assert [label.text for label in item.labels] == ["b: raised here", "a: lowered here"]
    assert len(item.notes) == 2


def test_bands_that_only_touch_do_not_contradict():
    assert orders(steers("a", LOWER, RAISE), steers("b", KEEP, RAISE)) == []


def test_rules_by_two_labs_may_hold_for_one_patient():
    other = steers("b", KEEP, RAISE, lab="cells").replace('"Neutrophils"', '"Cells"')
    assert len(orders(steers("a", LOWER, RAISE), other)) == 1


# ---- kept apart ------------------------------------------------------------------------------------------------


def apart(days, other_days="0", least="28 days", offset=0):
    one = gives(
        "a",
        "vaccine",
        days=days,
        more=f'  drug antibody {{ dose 1 mg  assumed "a test" }}\n'
        f'  separate vaccine and antibody by at least {least}  assumed "a test"\n',
    )
    return looked_at(one, gives("b", "antibody", days=other_days), "PL302", offset=offset)


@pytest.mark.parametrize(("offset", "found"), [(0, 1), (27, 1), (28, 0)])
def test_doses_of_two_protocols_are_kept_apart(offset, found):
    assert len(apart("0", offset=offset)) == found


def test_the_first_doses_that_are_too_near_are_told():
    (item,) = apart("0, 100", "60, 110")
    assert [step.day for step in item.timeline] == [100, 110]
    assert "they are given 10 days apart" in item.message
    assert len(item.labels) == 3


def test_the_page_is_found():
    assert len(orders(*rejected("PL312"))) == 1

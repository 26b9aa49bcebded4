"""A variant of a variant: what the one in between has changed is not undone unread, under whatever name it is now."""

import pytest

from .test_deltas import BASE, analysed, said, text_of  # noqa: F401


def between(*deltas):
    body = "\n".join(f"  {delta}" for delta in deltas)
    return f'import "base.proto"\nvariant between of base {{\n{body}\n}}\n'


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            'set high = 16 mg/L because "a"  rename param high to limit because "a"',
            'set limit = 17 mg/L because "b"',
            "param `limit` has been set by variant `between` already",
        ),
        (
            'replace stop when toxicity with stop when toxicity or raised because "a"'
            '  rename event toxicity to harm because "a"',
            'remove stop when harm or raised because "b"',
            "`stop when harm or raised` has been replaced by variant `between` already",
        ),
        (
            'change phase weekly { replace give mab on days 0, 7 because "a" }'
            '  rename drug mab to antibody because "a"',
            'change phase weekly { remove give antibody because "b" }',
            "`give antibody` in phase `weekly` has been replaced by variant `between` already",
        ),
        (
            'change phase late { replace give mab on day 60 of phase because "a" }'
            '  move phase infusions.late to follow_up because "a"',
            'change phase follow_up.late { remove give mab because "b" }',
            "`give mab` in phase `follow_up.late` has been replaced by variant `between` already",
        ),
        (
            'rename param high to limit because "a"',
            'rename param limit to bound because "b"',
            "param `limit` has been renamed by variant `between` already",
        ),
        (
            'move phase infusions.late to follow_up because "a"',
            'move phase follow_up.late to infusions because "b"',
            "phase `follow_up.late` has been moved by variant `between` already",
        ),
        (
            'rename param high to limit because "a"',
            'set high = 17 mg/L because "b"',
            "param `high` is gone: variant `between` has renamed it",
        ),
        (
            'move phase infusions.late to follow_up because "a"',
            'change phase infusions.late { remove give mab because "b" }',
            "phase `infusions.late` is gone: variant `between` has moved it",
        ),
    ],
)
def test_what_was_changed_is_found_under_its_new_name_and_at_its_new_place(first, second, message, analysed):  # noqa: F811
    assert ("PL906", message) in said(analysed(second, between=between(first)))
    if "gone" not in message:
        admitted = second.replace(' because "b"', ' over between because "b"')
        assert "PL906" not in [code for code, _ in said(analysed(admitted, between=between(first)))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('rename param high to limit because "a"', 'set limit = 17 mg/L because "b"'),
        ('set high = 17 mg/L because "a"', 'rename param high to limit because "b"'),
        ('move phase late to follow_up because "a"', 'change phase follow_up.late { replace then end because "b" }'),
        ('replace phase late { give mab on day 3 then end } because "a"', 'move phase late to follow_up because "b"'),
    ],
)
def test_another_name_or_place_is_not_another_content(first, second, analysed):  # noqa: F811
    assert [code for code, _ in said(analysed(second, between=between(first))) if code == "PL906"] == []


def test_what_two_have_changed_is_admitted_by_naming_the_later_one(analysed):  # noqa: F811
    later = 'import "first.proto"\nvariant later of first { set high = 17 mg/L over first because "b" }\n'
    first = 'import "base.proto"\nvariant first of base { set high = 16 mg/L because "a" }\n'
    files = {"first": first, "later": later}
    assert said(analysed('set high = 18 mg/L over first because "c"', **files)) == [
        ("PL906", "param `high` has been set by variant `later` already")
    ]
    assert said(analysed('set high = 18 mg/L over later because "c"', **files)) == []


@pytest.mark.parametrize(
    "deltas",
    [
        ('remove param pause because "a"', 'set pause = 5 weeks because "b"'),
        ('remove phase late because "a"', 'change phase late { remove then because "b" }'),
        ('remove track follow_up because "a"', 'rename phase follow_up.visits to calls because "b"'),
        ('remove phase late because "a"', 'move phase late to follow_up because "b"'),
        ('change drug mab { remove cap 1 g because "a" }', 'remove drug mab because "b"'),
    ],
)
def test_two_deltas_on_one_target_are_told_as_such_in_either_order(deltas, analysed):  # noqa: F811
    for order in (deltas, deltas[::-1]):
        (message,) = [message for code, message in said(analysed(*order)) if code == "PL906"]
        assert message.endswith("is changed twice in one variant")


def test_what_is_removed_cannot_be_added_by_the_same_variant_in_either_order(analysed):  # noqa: F811
    deltas = ('remove event toxicity because "a"', 'add event toxicity "Harm" because "b"')
    for order in (deltas, deltas[::-1]):
        assert ("PL102", "event `toxicity` is there already") in said(analysed(*order))


def test_what_a_base_declares_and_does_not_use_stays_under_another_name(analysed):  # noqa: F811
    first = between('add event idle "Idle" because "a"', 'add event still because "a"')
    deltas = ('rename event idle to calm because "b"', 'rename event still to quiet "No sound" because "b"')
    text = text_of(analysed(*deltas, between=first))
    assert 'event calm "Idle"' in text
    assert 'event quiet "No sound"' in text


LIBRARY = """\
library shared {
  patient mass { unit kg  range 2..300 kg  fresh for 9 days }
  patient size { unit cm  range 9..300 cm  fresh for 9 days }
  patient bulk = mosteller(size, mass)
  drug extra { dose 2 mg/kg of mass rounded to 1 mg }
}
"""


def test_what_is_renamed_is_not_taken_from_its_library_again(analysed):  # noqa: F811
    shared = 'import "shared.proto"\nimport "base.proto"\nvariant between of base {\n'
    shared += '  change phase late { add give extra on day 3 because "a" }\n}\n'
    deltas = (
        'rename patient mass to heft because "b"',
        'change drug extra { replace dose 2 mg/m2 of bulk because "b" }',
    )
    text = text_of(analysed(*deltas, shared=LIBRARY, between=shared))
    assert not [line for line in text if "mass" in line]
    assert "patient bulk = mosteller(size, heft)" in text


def test_what_is_renamed_may_have_its_name_in_the_library_again(analysed):  # noqa: F811
    shared = 'import "shared.proto"\nimport "base.proto"\nvariant between of base {\n'
    shared += (
        '  change phase late { add give extra on day 3 because "a" }\n  rename patient mass to heft because "a"\n}\n'
    )
    text = text_of(analysed('rename patient heft to mass over between because "b"', shared=LIBRARY, between=shared))
    assert "heft" not in " ".join(text)
    assert len([line for line in text if line.startswith("patient mass")]) == 1


def test_the_name_of_something_in_a_library_is_taken(analysed):  # noqa: F811
    shared = 'import "shared.proto"\nimport "base.proto"\nvariant between of base { }\n'
    found = said(analysed('rename patient weight to mass because "b"', shared=LIBRARY, between=shared))
    assert found == [("PL102", "`mass` is there already")]


@pytest.mark.parametrize(
    ("delta", "line"),
    [
        ('rename event toxicity to harm "Any harm" because "a"', 'event harm "Any harm"'),
        ('rename trigger raised to up "It is \\"up\\"" because "a"', 'trigger up "It is \\"up\\"" when marker > high'),
        ('rename source paper to study because "a"', "next_due after last given"),
        ('set pause = 3 weeks @paper  rename source paper to study because "a"', "param pause = 3 weeks @study"),
    ],
)
def test_a_new_name_or_title_stands_in_the_text(delta, line, analysed):  # noqa: F811
    text = text_of(analysed(delta))
    assert [one for one in text if one.startswith(line)]
    assert "@paper" not in " ".join(text) or "study" not in delta


def test_what_a_removed_statement_left_open_is_open_no_longer(analysed):  # noqa: F811
    first = between('add stop when marker > 90 mg/L unstated "nobody says it"')
    there = analysed('add event more because "a"', between=first)
    assert [item.question for item in there.protocol.decisions] == ["nobody says it"]
    gone = analysed('remove stop when marker > 90 mg/L unstated "nobody says it" because "b"', between=first)
    assert gone.protocol.decisions == ()


def test_a_name_that_is_taken_is_told_once_and_not_given(analysed):  # noqa: F811
    assert said(analysed('rename lab marker to raised because "a"')) == [("PL102", "`raised` is there already")]
    twice = ('rename lab marker to level because "a"', 'rename event toxicity to level because "a"')
    for order in (twice, twice[::-1]):
        assert said(analysed(*order)) == [("PL102", "`level` is there already")]
    text = text_of(analysed('rename lab marker to toxicity because "a"  rename event toxicity to marker because "b"'))
    assert 'event marker "Toxicity"' in text


def test_a_policy_that_is_not_there_is_called_by_its_first_word(analysed):  # noqa: F811
    bare = BASE.replace("protocol base", "protocol bare")
    bare = bare[: bare.index("  policy {")] + bare[bare.index("  patient weight") :]
    assert ("PL906", "the base has no `policy`") in said(analysed("replace policy { missed stop @paper }", bare=bare))

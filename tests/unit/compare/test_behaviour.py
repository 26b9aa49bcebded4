"""Ranges over all complete courses of one protocol."""

from __future__ import annotations

from protolang.compare.behaviour import Behaviour, DrugCourse, Exactness, Range, behaviour

from .flagship import changed, side, text


def of(source: str, **settings: int) -> Behaviour:
    one = side(source)
    return behaviour(one.protocol, one.machine, **settings)


def drug(found: Behaviour, name: str) -> DrugCourse:
    return next(item for item in found.drugs if item.drug == name)


def ends(found: Range) -> tuple[int | None, int | None, Exactness]:
    return found.least, found.most, found.exactness


def test_a_fixed_list_has_exact_ranges() -> None:
    rituximab = drug(of(text()), "rituximab")
    assert ends(rituximab.doses) == (12, 12, Exactness.EXACT)
    assert ends(rituximab.span) == (161, 161, Exactness.EXACT)
    assert rituximab.days == (7, 14, 21, 28, 35, 42, 49, 56, 84, 112, 140, 168)
    assert not rituximab.open_end


def test_a_list_before_a_loop_is_told_as_what_everybody_gets() -> None:
    ivig = drug(of(text()), "ivig")
    assert ivig.days == (0, 28, 56, 84, 112, 140, 168)
    assert ivig.open_end
    # seven listed, at least none and at most 35 in maintenance after the first, six closing cycles
    assert ends(ivig.doses) == (13, 48, Exactness.EXACT)


def test_another_list_changes_only_what_it_says() -> None:
    found = of(
        changed(("on weeks 1..8 ", "on weeks 1, 2, 3, 5, 6, 7 "), ("count(rituximab) = 12", "count(rituximab) = 10"))
    )
    assert ends(drug(found, "rituximab").doses) == (10, 10, Exactness.EXACT)
    assert ends(drug(found, "ivig").doses) == (13, 48, Exactness.EXACT)


def test_fewer_closing_cycles_shorten_every_course_by_one_interval() -> None:
    five = changed(
        ("closing_interval, 6 times", "closing_interval, 5 times"), ("during closing) = 6", "during closing) = 5")
    )
    before, after = of(text()), of(five)
    assert before.length.least is not None and after.length.least is not None
    assert before.length.least - after.length.least == 28
    assert ends(before.visits) == (19, 56, Exactness.EXACT)


def test_the_values_that_stand_in_for_open_decisions_are_told() -> None:
    assert {item.name for item in of(text()).decided} == {"closing_interval", "longest_maintenance", "longest_wait"}


def test_what_grows_too_large_is_unknown_with_its_reason() -> None:
    found = of(text(), budget=3)
    assert found.length.exactness is Exactness.UNKNOWN
    assert "it takes" in found.length.reason


def test_what_the_explorer_cannot_follow_is_unknown_and_other_tracks_are_not() -> None:
    later = (
        'after 156 weeks go late_checks assumed "for the test"\n }\n phase late_checks "Late" {\n'
        " repeat every 4 weeks, 3 times { measure cd20 on day 1 of cycle missed skip }\n"
        ' then end assumed "for the test"'
    )
    found = of(changed(('then end assumed "no follow-up schedule was found"', later)))
    assert found.length.exactness is Exactness.UNKNOWN
    assert "cycles" in found.length.reason
    assert ends(drug(found, "rituximab").doses) == (12, 12, Exactness.EXACT)

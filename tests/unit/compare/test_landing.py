"""Where the patients of one version land in another: by rule, by a map, or nowhere; and what to watch."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from protolang.compare.destinations import MapError
from protolang.compare.difference import Side
from protolang.compare.landing import Migration, Row, migrate
from protolang.compare.reached import reach
from protolang.compare.sides import decide_both
from protolang.driver import analyse

PROTOCOLS = Path(__file__).parents[3] / "protocols"
AHMED = (PROTOCOLS / "ahmed.proto").read_text("utf-8")

# The twelve infusions and a loop, with one patient.
SMALL = """protocol small {
  version 1.0.0  status draft  month = 28 days  day 0 = first a  week 0 = day 0
  policy { missed postpone at most 3 days then review  next_due after last given
           hold clock stops, at most 28 days then review  rounding to 1 mg }
  drug a { dose 1 mg }  drug b { dose 1 mg }
  lab x { unit % of "cells"  range 0..100 %  fresh for 5 weeks }
  trigger low when x < 10 % if missing measure now
  level strength { start 10 mg  steps 10, 20, 30 mg }
  track first { start p
    phase p { give a every 1 week, 4 times  then q }
    phase q { give a every 4 weeks until low, at most 40 times else go r  then r }
    phase r { give b every 1 week, 2 times  then end }
  }
  track second { start m  phase m { measure x every 4 weeks until end of first  missed skip  then end } }
  scenario "late" { x = 50 % from week 0  x = 5 % from week 40  expect end by week 60 }
}"""


@cache
def side(text: str) -> Side:
    analysis = analyse("p.proto", text.encode(), budget=0)
    assert analysis.protocol is not None
    assert analysis.machine is not None, [item.message for item in analysis.diagnostics]
    return Side(analysis.protocol, analysis.machine)


def changed(*replacements: str, text: str = SMALL) -> str:
    for before, after in zip(replacements[::2], replacements[1::2], strict=True):
        assert before in text, before
        text = text.replace(before, after)
    return text


def moved(*replacements: str, text: str = SMALL, **maps: str) -> Migration:
    landings = {name.replace("__", "."): target for name, target in maps.items()}
    return migrate(side(text), side(changed(*replacements, text=text)), landings=landings)


def row(found: Migration, phase: str) -> Row:
    return next(item for item in found.rows if item.destination.phase == phase)


def goals(found: Migration) -> dict[str, str]:
    shown = {}
    for item in found.rows:
        landing = item.destination.landing
        goal = "nowhere" if landing is None else f"{landing.arrival.value} {landing.region} {landing.state}".strip()
        shown[item.destination.phase] = goal
    return shown


# ---- which phases ----------------------------------------------------------------------------------------------


def test_the_phases_that_patients_reach_are_found_with_the_shortest_patient() -> None:
    known = reach(side(SMALL))
    days = {place: len(trace.states) - 1 for place, trace in known.patients.items()}
    assert days == {("first", "p"): 0, ("second", "m"): 0, ("first", "q"): 21, ("first", "r"): 22}
    assert known.never == frozenset()
    assert known.unproved == {}


def test_a_phase_that_nobody_reaches_needs_no_place() -> None:
    # nobody stays in a phase that stops everything
    found = migrate(side(AHMED), side(changed("incomplete_depletion", "not_depleted", text=AHMED)))
    assert ("immunoglobulin", "incomplete_depletion") in found.never
    assert found.problems == ()


def test_what_the_explorer_cannot_follow_is_searched_and_said_so() -> None:
    text = (PROTOCOLS / "published" / "basal_insulin.proto").read_text("utf-8")
    found = migrate(side(text), side(text))
    assert set(found.unproved) == {"insulin"}
    assert found.problems == ()


# ---- by rule ---------------------------------------------------------------------------------------------------


def test_the_same_protocol_takes_everybody_where_he_is() -> None:
    found = moved()
    assert goals(found) == {"p": "visit first p", "q": "visit first q", "r": "visit first r", "m": "visit second m"}
    assert [item.watch for item in found.rows] == [()] * 4
    assert (found.always, found.problems) == ((), ())
    assert all(item.after is not None and item.after.ended and not item.after.stopped for item in found.rows)


def test_a_phase_of_another_name_that_is_the_same_is_found() -> None:
    found = moved("then q }", "then waiting }", "phase q", "phase waiting")
    assert goals(found)["q"] == "visit first waiting"


def test_a_phase_in_another_track_is_found() -> None:
    found = moved(
        "    phase r { give b every 1 week, 2 times  then end }\n", "", "else go r  then r", "else go q  then end",
        "track second {", "track third { start r  phase r { give b every 1 week, 2 times  then end } } track second {",
    )  # fmt: skip
    assert goals(found)["r"] == "visit third r"


def test_a_phase_that_is_gone_has_nowhere_to_go_and_a_patient_shows_it() -> None:
    found = moved(
        "    phase q { give a every 4 weeks until low, at most 40 times else go r  then r }\n",
        "",
        "then q }",
        "then r }",
    )
    assert goals(found)["q"] == "nowhere"
    (problem,) = found.problems
    assert problem.code.number == "PL903"
    assert problem.message == "the patients in `q` have nowhere to go: there is no phase `q`"
    assert (problem.timeline[-1].day, problem.timeline[-1].what) == (21, "complete: p")
    assert "first.q" in (problem.help or "")


def test_a_track_that_is_gone_has_nowhere_to_go() -> None:
    gone = changed(
        "  track second { start m  phase m { measure x every 4 weeks until end of first  missed skip  then end } }\n",
        "",
    )
    found = migrate(side(SMALL), side(gone))
    assert [item.message for item in found.problems] == [
        "the patients in `m` have nowhere to go: there is no phase `m`, nor a track `second`"
    ]


def test_a_phase_that_treats_with_another_drug_is_not_the_same() -> None:
    found = moved("phase r { give b every", "phase r { give a every")
    assert row(found, "r").destination.why == "`r` gives `a` there, not `b`"
    assert len(found.problems) == 1


def test_two_tracks_never_share_one() -> None:
    found = moved(m="first.p")
    assert [item.message for item in found.problems if "share" in item.message]


# ---- by a map --------------------------------------------------------------------------------------------------


def test_a_map_goes_first_and_its_phase_begins_on_the_day_after() -> None:
    found = moved(first__q="r")
    assert goals(found)["q"] == "entry first r"
    assert row(found, "q").watch == (
        "`a` is not given any more",
        "begins there on the day after, and counts from nought",
    )


@pytest.mark.parametrize(("goal", "shown"), [("end", "end"), ("stop", "stop")])
def test_a_map_may_end_the_track_or_everything(goal: str, shown: str) -> None:
    found = moved(q=goal)
    assert goals(found)["q"] == shown
    after = row(found, "q").after
    assert after is not None and after.ended
    assert after.stopped is (goal == "stop")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nowhere", "p", "`nowhere` is no phase of the protocol that patients come from"),
        ("q", "nowhere", "`nowhere`, where `q` is to go, is no phase of the protocol that patients go to"),
    ],
)
def test_a_map_that_names_what_is_not_there_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(MapError, match=message):
        migrate(side(SMALL), side(SMALL), landings={old: new})


# ---- what to watch ---------------------------------------------------------------------------------------------


def test_a_lower_limit_names_who_is_beyond_it() -> None:
    assert row(moved("at most 40 times", "at most 36 times"), "q").watch == (
        "`a` is given 36 times at most, it was 40: who has had 36 goes on at once",
    )
    assert row(moved("1 week, 4 times", "1 week, 2 times"), "p").watch == (
        "`a` is given 2 times at most, it was 4: who has had 2 goes on at once",
    )


def test_another_interval_counts_from_the_last_dose() -> None:
    assert row(moved("every 4 weeks until low", "every 6 weeks until low"), "q").watch == (
        "the next `a` comes 6 weeks after the last one given, not 4 weeks; on the day after when that is over",
    )


def test_a_sample_is_measured_and_not_given() -> None:
    assert row(moved("measure x every 4 weeks", "measure x every 6 weeks"), "m").watch == (
        "the next `x` comes 6 weeks after the last one measured, not 4 weeks; on the day after when that is over",
    )


def test_what_begins_and_what_is_not_given_any_more() -> None:
    found = moved(
        "phase p { give a every 1 week, 4 times", "phase p { give a every 1 week, 4 times  give b every 1 week, 4 times"
    )
    assert row(found, "p").watch == ("`b` begins on the day after",)
    back = migrate(side(changed("4 times  then q", "4 times  give b every 1 week, 4 times  then q")), side(SMALL))
    assert row(back, "p").watch == ("`b` is not given any more",)


def test_what_changes_for_every_patient() -> None:
    assert moved("fresh for 5 weeks", "fresh for 2 weeks").always[0] == (
        "a result of `x` counts for 2 weeks now: an older one is missing"
    )
    assert moved("steps 10, 20, 30 mg", "steps 10, 20 mg").always == (
        "the level `strength` starts anew for who is at 30 mg: it cannot be that any more",
    )
    assert moved("  level strength { start 10 mg  steps 10, 20, 30 mg }\n", "").always == (
        "the level `strength` is forgotten",
    )
    assert moved("x < 10 %", "x < 20 %").always == (
        "`low` means something else: whether it was once true is judged again over the results so far",
    )


def test_a_phase_that_is_put_before_the_others_takes_nobody_back() -> None:
    found = moved("start p\n", "start washout\n    phase washout { after 14 days go p }\n")
    assert goals(found)["p"] == "visit first p"
    assert found.problems == ()


# ---- the protocols we have -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path, id=path.stem, marks=() if path.stem in ("heparin", "hcv_response_guided") else pytest.mark.long
        )
        for path in sorted((PROTOCOLS / "published").glob("*.proto"))
    ],
)
def test_every_published_protocol_takes_its_own_patients(path: Path) -> None:
    text = path.read_text("utf-8")
    found = migrate(side(text), side(text + "# the same\n"))
    assert found.problems == ()
    assert [item.watch for item in found.rows if item.watch and item.watch != ("everything stops there",)] == []


def test_the_patients_of_the_flagship_under_a_shorter_maintenance() -> None:
    new = changed(
        "param longest_maintenance unstated", "param longest_maintenance = 12 cycles assumed", text=AHMED
    ).replace("    set longest_maintenance = 36 cycles\n", "")
    one, two, _ = decide_both(side(AHMED), side(new))
    found = migrate(one, two)
    assert row(found, "maintenance").watch == (
        "`ivig` is given 12 times at most, it was 36: who has had 12 goes on at once",
    )

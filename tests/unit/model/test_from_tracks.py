import pytest

from protolang.model.course import AfterExit, StopRule, Successor, WhenExit
from protolang.model.expression import Fact, Not, Occurred

from .examples import mistakes, small
from .statements import found_in, phase_of, sound, track_of


def test_tracks_and_phases():
    (track,) = small().tracks
    assert (track.id, track.title, track.start) == ("infusions", "infusions", "opening")
    opening, treatment, aborted = track.phases
    assert (opening.track, opening.successor.target) == ("infusions", "treatment")
    assert treatment.successor.target is None
    assert isinstance(treatment.successor, Successor)
    assert (aborted.stops[0].when, aborted.successor) == (None, None)


def test_exits():
    when, after = small().tracks[0].phases[1].exits
    assert isinstance(when, WhenExit)
    assert (when.when, when.target) == (Fact("ill", None), "aborted")
    assert isinstance(after, AfterExit)
    assert (after.delay, after.when, after.target) == ("pause", Not(Fact("depleted", None), None), "aborted")


def test_an_exit_may_come_first():
    first = small("when ill go", "first when ill go").tracks[0].phases[1].exits[0]
    assert (first.first, small().tracks[0].phases[1].exits[0].first) == (True, False)


def test_stop_rules():
    protocol = small("phase aborted { stop }", "phase aborted { stop when ill }")
    assert protocol.stops == (StopRule(Occurred("remission", None), protocol.stops[0].evidence, None),)
    assert protocol.tracks[0].phases[2].stops[0].when == Fact("ill", None)


def test_a_track_of_one_phase_starts_there():
    other = "track other { phase only { then end } }  stop when remission"
    assert small("stop when remission", other).tracks[1].start == "only"


@pytest.mark.parametrize(
    ("replacements", "code", "place", "message"),
    [
        (("    start opening\n", ""), "PL109", "infusions", "nothing says where track `infusions` starts"),
        (
            ("stop when remission", "track other { }  stop when remission"),
            "PL109",
            "other",
            "track `other` has no phase",
        ),
        (("then end", "then end  then aborted"), "PL102", "then aborted", "`then` of `treatment` is said twice"),
    ],
)
def test_mistakes_in_tracks(replacements, code, place, message):
    assert [entry for entry in mistakes(*replacements) if entry[0] != "PL104"] == [(code, place, message)]


NESTED = """
  phase outer "Everything" {
    start middle
    when relapse go rest
    after pause go rest
    stop when bleeding
    then rest
    phase middle {
      start first_part
      phase first_part { give ivig  then second_part }
      phase second_part { give heparin }
    }
    phase last_part { then back }
  }
"""


def test_only_phases_without_phases_inside_are_entered():
    track = track_of("then outer", track=NESTED)
    assert [phase.id for phase in track.phases] == ["first_part", "second_part", "last_part", "treatment", "rest"]
    outer, middle = track.phases[0].groups
    assert (outer.id, outer.title, outer.start) == ("outer", "Everything", "first_part")
    assert (middle.id, middle.title, middle.start) == ("middle", "middle", "first_part")
    assert [group.id for group in track.phases[2].groups] == ["outer"]
    assert track.phases[3].groups == ()


def test_going_to_a_group_is_going_to_its_first_phase():
    treatment = track_of("when low go outer  after pause go middle  then outer", track=NESTED).phases[3]
    assert [leaving.target for leaving in treatment.exits] == ["first_part", "first_part"]
    assert treatment.successor.target == "first_part"


def test_exits_and_stops_of_a_group_stand_in_it():
    outer, middle = track_of("then outer", track=NESTED).phases[0].groups
    when, after = outer.exits
    assert when == WhenExit(Occurred("relapse", None), "rest", when.evidence, None)
    assert (after.delay, after.target) == ("pause", "rest")
    assert outer.stops == (StopRule(Occurred("bleeding", None), outer.stops[0].evidence, None),)
    assert (outer.successor.target, middle.successor) == ("rest", None)


def test_a_track_may_start_in_a_group():
    other = "track nested { start whole  phase whole { phase inside { then end } }  phase after_it { then end } }"
    assert sound("then end", after=other).tracks[2].start == "inside"


def test_exits_and_stops_of_a_track():
    track = track_of("then end", track="first when relapse go rest as new  when low go back  stop when bleeding")
    first, back = track.exits
    assert first == WhenExit(Occurred("relapse", None), "rest", first.evidence, None, True, True)
    assert (back.target, back.first, back.as_new) == (None, False, False)
    assert [rule.when for rule in track.stops] == [Occurred("bleeding", None)]


def test_going_back():
    phase = phase_of("when low go back  after pause go back  then back")
    assert [leaving.target for leaving in phase.exits] == [None, None]
    assert (phase.successor.target, phase.successor.back) == (None, True)


def test_a_track_that_begins_when_the_protocol_is_stopped():
    after = "track rescue on stop { phase taper_off { give prednisone on day 0 of phase  then end } }"
    tracks = sound("then end", after=after).tracks
    assert [track.on_stop for track in tracks] == [False, False, True]


@pytest.mark.parametrize(
    ("track", "found"),
    [
        (
            "phase outer { phase one { then end }  phase two { then end } }",
            [("PL109", "outer", "nothing says where phase `outer` starts")],
        ),
        (
            "phase outer { start rest  phase one { then end }  phase two { then end } }",
            [("PL101", "rest", "`rest` is not a phase directly inside `outer`")],
        ),
        (
            "phase outer { start onee  phase one { then end }  phase two { then end } }",
            [("PL101", "onee", "no phase is called `onee`")],
        ),
        (
            "phase outer { give ivig  phase one { then end } }",
            [("PL010", "give ivig", "`outer` has phases inside, so what is done stands in one of them")],
        ),
        (
            "phase outer { stop  phase one { then end } }",
            [("PL010", "stop", "`outer` has phases inside, so what is done stands in one of them")],
        ),
        (
            "when low go elsewhere",
            [("PL101", "elsewhere", "`elsewhere` is a phase of track `other`, not of `main`")],
        ),
    ],
)
def test_mistakes_in_groups(track, found):
    assert found_in("then end", track=track) == found


def test_rules_that_grow_too_large_when_written_out():
    phases = " ".join(f"phase p{number} {{ then end }}" for number in range(101))
    rules = "when low go rest " * 101
    (finding,) = found_in("then end", track=f"phase outer {{ start p0 {phases} {rules} }}")
    assert finding == (
        "PL007",
        "main",
        "the rules of track `main` are too many once they are written out in each phase",
    )
    assert found_in("then end", track=f"phase outer {{ start p0 {phases} when low go rest }}") == []
    (finding,) = found_in("then end", track=f"{phases} {rules}")
    assert finding[0] == "PL007"

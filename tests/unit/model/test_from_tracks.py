import pytest

from protolang.model.course import AfterExit, StopRule, Successor, WhenExit
from protolang.model.expression import Fact, Not, Occurred

from .examples import mistakes, small


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

import pytest

from protolang.model.action import ActionKind
from protolang.model.treatment import Anchor, MissedAction
from protolang.quantity import Days

from .examples import mistakes, one, small

GIVE = "give rituximab every 4 weeks, 6 times"
REPEAT = """repeat every 4 weeks until depleted, at most 6 cycles else go aborted {
        give rituximab
        measure cd19
      } @trial"""


def test_actions():
    give, measure, other = small().tracks[0].phases[1].actions
    assert (give.kind, give.subject, give.dose, give.missed) == (ActionKind.GIVE, "rituximab", None, None)
    assert (measure.kind, measure.subject) == (ActionKind.MEASURE, "cd20")
    assert other.timing.interval == Days(7)
    assert give.origin.text == GIVE


def test_clauses_of_its_own():
    give = small(GIVE, f"{GIVE} dose 100 mg missed skip next_due from cycle start").tracks[0].phases[1].actions[0]
    assert str(give.dose.amount) == "100 mg"
    assert (give.missed.action, give.anchor) == (MissedAction.SKIP, Anchor.CYCLE_START)


def test_without_a_time_it_is_done_once_on_entry():
    assert small(GIVE, "give rituximab").tracks[0].phases[1].actions[0].timing is None


def test_what_stands_in_a_repeat_shares_its_time_and_its_end():
    first, second = small(GIVE, REPEAT).tracks[0].phases[1].actions[:2]
    assert (first.subject, second.subject) == ("rituximab", "cd19")
    assert first.timing == second.timing
    assert first.timing.interval == Days(28)
    assert first.until == second.until
    assert (first.until.limit, first.until.otherwise) == (6, "aborted")
    assert first.evidence.citations[0].source == "trial"


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "message"),
    [
        (GIVE, f"{GIVE} on weeks 1", "PL102", "on weeks 1", "the time of `give rituximab` is said twice"),
        (GIVE, f"{GIVE} missed skip missed stop", "PL102", "missed stop", "`missed` is said twice"),
        (
            GIVE,
            REPEAT.replace("measure cd19", "measure cd19 every 2 weeks"),
            "PL102",
            "every 2 weeks",
            "the time of `measure cd19` is said twice",
        ),
        (
            GIVE,
            "give rituximab until depleted",
            "PL109",
            "rituximab",
            "nothing says how often `give rituximab` is done",
        ),
        ("measure creatinine", "measure creatinine dose 3 mg", "PL105", "dose 3 mg", "a measurement has no dose"),
    ],
)
def test_mistakes_in_actions(old, new, code, place, message):
    assert mistakes(old, new) == [(code, place, message)]


def test_a_patient_never_goes_to_another_track():
    other = "track other { start elsewhere  phase elsewhere { stop } }  stop when remission"
    finding = one("stop when remission", other, "go aborted", "go elsewhere")
    assert finding.message == "`elsewhere` is a phase of track `other`, not of `infusions`"
    assert finding.code.number == "PL101"

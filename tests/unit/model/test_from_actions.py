import pytest

from protolang.model.action import ActionKind, Alongside, Every, Growing
from protolang.model.treatment import Anchor, MissedAction
from protolang.quantity import Days, Window

from .examples import mistakes, one, small
from .statements import HOURLY, found_in, phase_of

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


BOTH = "table dosing of weight { below 60 kg: 150 mg every 4 weeks  at least 60 kg: 300 mg every 2 weeks }"
DOSES = "table doses of weight { below 60 kg: 150 mg  at least 60 kg: 300 mg }"


@pytest.mark.parametrize(
    ("written", "header", "offset"),
    [
        ("with ivig", HOURLY, 0),
        ("2 hours before ivig", HOURLY, -2),
        ("90 hours after ivig", HOURLY, 90),
        ("1 day before ivig", HOURLY, -24),
        ("30 minutes before ivig", HOURLY, 0),
        ("1 day before ivig", "day 0 = enrolment", -1),
        ("30 minutes before ivig", "day 0 = enrolment", 0),
    ],
)
def test_what_is_given_with_something_else(written, header, offset):
    phase = phase_of(f"give heparin {written}  give ivig every 4 weeks, 6 times", header=header)
    assert phase.actions[0].timing == Alongside("ivig", offset, None)
    assert phase.actions[0].timing.origin.text == written


def test_an_order_a_deadline_and_a_distance():
    written = "give ivig every 4 weeks following culture within 2 days spaced at least 3 weeks  measure culture"
    action = phase_of(written).actions[0]
    assert (action.following, action.window, action.spacing) == ("culture", Window(0, 2), Days(21))


def test_intervals_of_their_own():
    action = phase_of("give ivig every 6, 8, 10 weeks").actions[0]
    assert action.timing == Growing((Days(42), Days(56), Days(70)), None)


def test_an_infusion_runs_until_the_phase_ends():
    action = phase_of("infuse drip dose 12 IU/kg/h of weight").actions[0]
    assert (action.kind, action.subject, action.timing) == (ActionKind.INFUSE, "drip", None)
    assert str(action.dose.amount) == "12 IU/kg/h"


@pytest.mark.parametrize("name", ["pause", "interval", "dosing"])
def test_an_interval_may_stand_elsewhere(name):
    action = phase_of(f"give ivig every {name}", declarations=BOTH).actions[0]
    assert action.timing == Every(name, None, None)


def test_a_table_that_says_both_needs_no_interval_beside_it():
    action = phase_of("give prednisone dose by dosing", declarations=BOTH).actions[0]
    assert (action.timing, action.dose.table) == (Every("dosing", None, None), "dosing")
    assert phase_of("give prednisone dose by doses", declarations=DOSES).actions[0].timing is None


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("give ivig every doses", [("PL105", "doses", "table `doses` says no interval")]),
        ("give ivig every basal", [("PL105", "basal", "level `basal` is in IU, which is no time")]),
        ("give ivig every aptt", [("PL101", "aptt", "`aptt` is a lab, not a parameter, a level or a table")]),
        (
            "give ivig every 4 weeks window -1..+1 days within 2 days",
            [("PL102", "within 2 days", "the latest time is said twice")],
        ),
        (
            "give ivig every 4 weeks spaced at least 5 weeks",
            [("PL301", "spaced at least 5 weeks", "due every 4 weeks, and never closer than 5 weeks")],
        ),
        (
            "give ivig every 4 weeks every 6, 8 weeks",
            [("PL102", "every 6, 8 weeks", "the time of `give ivig` is said twice")],
        ),
        (
            "infuse drip following cultre",
            [("PL101", "cultre", "no drug, lab or recorded attribute is called `cultre`")],
        ),
    ],
)
def test_mistakes_in_statements(statement, found):
    assert found_in(statement, declarations=DOSES) == found

import pytest

from protolang.model.treatment import Anchor, Consequence, MissedAction, MissingPolicy
from protolang.quantity import Days, MonthConvention, Resolution

from .examples import mistakes, one, small


def test_the_header():
    protocol = small()
    assert (protocol.id, protocol.title, protocol.version, protocol.status) == (
        "small",
        "A small course",
        "1.0.0",
        "draft",
    )
    assert protocol.purpose.text == "To show every part once"
    assert protocol.population is None
    conventions = protocol.conventions
    assert (conventions.month.days, conventions.day_zero, conventions.week_zero) == (28, "ivig", 0)
    assert conventions.month_evidence.assumptions == ("visits are counted in weeks",)


def test_the_policy():
    policy = small().policy
    assert (policy.missed.action, policy.missed.limit) == (MissedAction.POSTPONE, 3)
    assert policy.missed.consequence is Consequence.REVIEW
    assert policy.anchor is Anchor.LAST_GIVEN
    assert (policy.hold.clock_stops, policy.hold.limit) == (True, 28)
    assert (policy.rounding_said, str(policy.rounding)) == (True, "10 mg")


@pytest.mark.parametrize(
    ("written", "action", "limit", "consequence"),
    [
        ("skip", MissedAction.SKIP, 0, Consequence.SKIP),
        ("stop", MissedAction.STOP, 0, Consequence.STOP),
        ("make_up at most 1 week then alert", MissedAction.MAKE_UP, 7, Consequence.ALERT),
    ],
)
def test_missed_rules(written, action, limit, consequence):
    missed = small("missed postpone at most 3 days then review", f"missed {written}").policy.missed
    assert (missed.action, missed.limit, missed.consequence) == (action, limit, consequence)


FROM_ONE = ("day 0 = first ivig", "day 1 = enrolment", "week 0 = day 0", "week 1 = day 1")


def test_days_may_count_from_one():
    protocol = small(*FROM_ONE, "weeks 0, 4, 8", "weeks 1, 5")
    assert (protocol.conventions.first_day, protocol.conventions.day_zero) == (1, None)
    assert protocol.conventions.week_zero == -7
    assert protocol.tracks[0].phases[0].actions[0].timing.days == (0, 28)
    assert protocol.scenarios[0].occurrences[0].day == 29


def test_nothing_is_done_before_the_first_day():
    assert mistakes(*FROM_ONE) == [("PL307", "on weeks 0, 4, 8", "week 0 lies before the first day of the protocol")]


@pytest.mark.parametrize(
    ("replacements", "code", "place", "message"),
    [
        (("month = 28 days", "month = 1 month"), "PL108", "1 month", "a month cannot be told in months: `1 month`"),
        (("month = 28 days", "month = 28 mg"), "PL105", "28 mg", "`28 mg` is not a time"),
        (("month = 28 days", "month = 0 days"), "PL307", "0 days", "`0 days` cannot be the length of a month"),
        (
            ("month = 28 days", "month = 30 days  month = 28 days"),
            "PL102",
            'month = 28 days  assumed "visits are counted in weeks"',
            "`month` is said twice",
        ),
        (
            ("day 0 = first", "day 3 = first"),
            "PL108",
            "day 3 = first ivig",
            "the days of a protocol count from 0 or from 1, not from 3",
        ),
        (("first ivig", "first ivug"), "PL101", "ivug", "no drug is called `ivug`"),
        (
            ("  day 0 = first ivig\n", ""),
            "PL108",
            "on weeks 0, 4, 8",
            "the protocol does not say what day 0 is, but counts from it",
        ),
        (
            ("  week 0 = day 0\n", ""),
            "PL108",
            "on weeks 0, 4, 8",
            "the protocol does not say what week 0 is, but counts weeks from it",
        ),
        (
            ("at most 28 days then review", "at most 1 calendar month then review"),
            "PL105",
            "1 calendar month",
            "`1 calendar month` is not a fixed number of days",
        ),
        (
            ("rounding to 10 mg", "rounding to 10 kg"),
            "PL105",
            "10 kg",
            "doses cannot be rounded to `10 kg`, which is not an amount of drug",
        ),
        (("rounding to 10 mg", "rounding to 0 mg"), "PL105", "0 mg", "doses cannot be rounded to `0 mg`"),
    ],
)
def test_mistakes_in_the_header(replacements, code, place, message):
    assert mistakes(*replacements) == [(code, place, message)]


def test_where_day_zero_belongs():
    finding = one("  day 0 = first ivig\n", "")
    assert finding.help.startswith("write `day 0 = first ivig`")
    assert len(finding.labels) == 4


# ---- the clock, the subject, the policy ------------------------------------------------------------------------

HOURS = ("month = 28 days", "resolution 1 hour  month = 28 days")


def test_times_are_ticks_of_the_clock():
    protocol = small(*HOURS, "measure creatinine every 1 week", "measure creatinine every 6 hours")
    assert protocol.conventions.resolution == Resolution(24)
    assert protocol.conventions.month == MonthConvention(28)
    assert (protocol.policy.missed.limit, protocol.policy.hold.limit) == (72, 28 * 24)
    actions = protocol.tracks[0].phases[1].actions
    assert [(action.timing.interval.count, action.timing.interval.per_day) for action in actions] == [
        (28 * 24, 24),
        (28 * 24, 24),
        (6, 24),
    ]
    assert protocol.labs[0].max_age.per_day == 24


@pytest.mark.parametrize(
    ("resolution", "interval", "message", "help"),
    [
        (
            "",
            "6 hours",
            "`6 hours` is 0.25 days, not a whole number of days",
            "write `resolution 1 hour` in the header to keep it by the hour",
        ),
        (
            "resolution 1 hour",
            "90 minutes",
            "`90 minutes` is 1.5 hours, not a whole number of hours",
            "write `resolution 1 minute` in the header to keep it by the minute",
        ),
        ("resolution 1 minute", "90 s", "`90 s` is 1.5 minutes, not a whole number of minutes", None),
    ],
)
def test_a_time_that_is_no_whole_number_of_ticks(resolution, interval, message, help):
    finding = one(
        *("month = 28 days", f"{resolution}  month = 28 days"),
        *("measure creatinine every 1 week", f"measure creatinine every {interval}"),
    )
    assert (finding.code.number, finding.primary.span.text, finding.message) == ("PL105", interval, message)
    assert finding.help == help


@pytest.mark.parametrize("tick", ["2 hours", "1 week", "1 mg"])
def test_a_clock_ticks_once_a_day_an_hour_or_a_minute(tick):
    assert mistakes("month = 28 days", f"resolution {tick}  month = 28 days") == [
        ("PL108", tick, f"no protocol is kept by `{tick}`")
    ]


def test_the_subject_is_a_patient_or_a_cohort():
    assert small().subject == "patient"
    assert small("status  draft", "status draft  subject cohort").subject == "cohort"
    finding = one("status  draft", "status draft  subject cohrt")
    assert (finding.message, finding.help) == (
        "a protocol follows a patient or a cohort, not `cohrt`",
        "did you mean `cohort`?",
    )


def test_the_policy_has_defaults_for_what_is_unknown_and_old():
    policy = small("rounding to 10 mg", "rounding to 10 mg  missing block  fresh for 4 weeks").policy
    assert (policy.missing, policy.max_age) == (MissingPolicy.PERMIT, Days(28))
    assert (small().policy.missing, small().policy.max_age) == (None, None)

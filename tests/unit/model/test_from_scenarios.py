from datetime import date
from fractions import Fraction

import pytest

from protolang.model.expression import Bound, Claim, CourseEnded, Fact, InPhase, Measure
from protolang.model.scenario import (
    AdministrationPlan,
    AlertExpected,
    Correction,
    Deviation,
    Expectation,
    Occurrence,
    ReadingSeries,
    RulingPlan,
    Sample,
)
from protolang.quantity import Days, Interval

from .examples import mistakes, small
from .statements import FROM_DAY_ONE, HOURLY, found_in, found_in_scenario, scenario_of, sound


def point(number):
    return Interval.point(Fraction(number))


def below(number, *, closed=False):
    return Interval(None, Fraction(number), low_closed=False, high_closed=closed)


def above(number, *, closed=False):
    return Interval(Fraction(number), None, low_closed=closed, high_closed=False)


def test_a_scenario():
    (scenario,) = small().scenarios
    assert scenario.title == "usual"
    assert scenario.settings == (("pause", Days(84)),)
    assert scenario.attributes == (("weight", point(70)), ("height", point(175)))
    assert scenario.readings == (
        ReadingSeries("cd20", 0, point(9), None, None),
        ReadingSeries("cd20", 56, None, None, None),
    )
    assert scenario.occurrences == (Occurrence("remission", 30, None),)
    assert (scenario.samples, scenario.corrections, scenario.administrations) == ((), (), ())
    assert (scenario.rulings, scenario.start) == ((), None)


def test_expectations():
    phase, count, end = small().scenarios[0].expectations
    assert (phase.claim, phase.day, phase.by) == (InPhase("treatment", None), 63, False)
    assert count.claim == Claim(Measure.COUNT, "ivig", None, Bound(3, True), Bound(3, True), None)
    assert (count.day, count.by, count.text) == (60, True, "count(ivig) = 3 by day 60")
    assert (end.claim, end.day, end.by) == (CourseEnded(None), 280, True)
    fact = small("expect treatment at week 9", "expect depleted at end").scenarios[0].expectations[0]
    assert (fact.claim, fact.day) == (Fact("depleted", None), None)


def test_values_are_converted_exactly():
    scenario = small("cd20 = 9 % from week 0", "creatinine = 0.1 g/L from week 0", "height 175 cm", "height 1.75 m")
    assert scenario.scenarios[0].readings[0].value == point(10)
    assert scenario.scenarios[0].attributes[1] == ("height", point(175))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("aptt = 40 s", point(40)),
        ("aptt < 40 s", below(40)),
        ("aptt <= 40 s", below(40, closed=True)),
        ("aptt > 40 s", above(40)),
        ("aptt >= 40 s", above(40, closed=True)),
        ("aptt < 1 min", below(60)),
        ("culture = negative", point(0)),
        ("culture = positive", point(1)),
    ],
)
def test_censored_values_and_words(written, value):
    assert [series.value for series in scenario_of(f"{written} from week 0").readings] == [value]
    assert [sample.value for sample in scenario_of(f"{written} at week 0").samples] == [value]


def test_a_series_that_is_sampled_by_itself():
    (series,) = scenario_of("aptt = 40 s from week 1 every 2 weeks").readings
    assert series == ReadingSeries("aptt", 7, point(40), Days(14), None)


def test_samples():
    steps = "aptt = 40 s at week 8 reported day 60  aptt = 41 s at day 3 preliminary"
    assert scenario_of(steps).samples == (
        Sample("aptt", 56, 60, point(40), False, None),
        Sample("aptt", 3, 3, point(41), True, None),
    )


def test_a_result_of_before_is_known_on_the_first_day():
    scenario = scenario_of("start 2027-01-04  aptt = 40 s at 2026-12-28")
    assert scenario.samples == (Sample("aptt", -7, 0, point(40), False, None),)
    assert scenario.start == date(2027, 1, 4)


def test_corrections():
    steps = "aptt = 40 s at week 8  aptt at week 8 corrected to 1 min on day 60  aptt at week 8 cancelled on day 61"
    assert scenario_of(steps).corrections == (
        Correction("aptt", 56, point(60), 60, None),
        Correction("aptt", 56, None, 61, None),
    )


@pytest.mark.parametrize(
    "known",
    ["patient { weight 70 kg }  weight", "aptt = 40 s from week 0  aptt", "aptt = 40 s from day 0 every 1 day  aptt"],
)
def test_what_a_measurement_gives_can_be_corrected_too(known):
    unit = "kg" if known.endswith("weight") else "s"
    assert len(scenario_of(f"{known} at day 0 corrected to 60 {unit} on day 60").corrections) == 1


def test_events_on_several_days():
    assert scenario_of("relapse on week 1, day 9").occurrences == (
        Occurrence("relapse", 7, None),
        Occurrence("relapse", 9, None),
    )


def test_administrations():
    steps = (
        "ivig given on day 25  ivig missed on week 3  ivig missed from week 3 to week 9  ivig delayed 2 days on week 4"
    )
    assert scenario_of(steps).administrations == (
        AdministrationPlan("ivig", Deviation.GIVEN, 25, 25, 0, None),
        AdministrationPlan("ivig", Deviation.MISSED, 21, 21, 0, None),
        AdministrationPlan("ivig", Deviation.MISSED, 21, 63, 0, None),
        AdministrationPlan("ivig", Deviation.DELAYED, 28, 28, 2, None),
    )


def test_rulings():
    assert scenario_of("main resume on day 40  main skip on day 41  main stop on day 42").rulings == (
        RulingPlan("main", "resume", 40, None),
        RulingPlan("main", "skip", 41, None),
        RulingPlan("main", "stop", 42, None),
    )


def test_expected_alerts():
    scenario = scenario_of('expect alert "call" by week 5  expect no alert at end  expect alert at week 1')
    assert scenario.expectations == (
        Expectation(AlertExpected("call", False, None), 35, True, 'alert "call" by week 5', None),
        Expectation(AlertExpected(None, True, None), None, False, "no alert at end", None),
        Expectation(AlertExpected(None, False, None), 7, False, "alert at week 1", None),
    )


@pytest.mark.parametrize(
    ("moment", "header", "tick"),
    [
        ("week 2", HOURLY, 336),
        ("day 2", HOURLY, 48),
        ("day 2 hour 6", HOURLY, 54),
        ("hour 6", HOURLY, 6),
        ("month 2", HOURLY, 1344),
        ("month 2", FROM_DAY_ONE, 56),
        ("day 2", FROM_DAY_ONE, 1),
        ("week 2", FROM_DAY_ONE, 7),
        ("2027-01-06", FROM_DAY_ONE, 2),
        ("2027-01-06", HOURLY, 48),
        ("month 1", "month = calendar  day 0 = enrolment", 31),
    ],
)
def test_moments(moment, header, tick):
    (occurrence,) = scenario_of(f"start 2027-01-04  relapse on {moment}", header=header).occurrences
    assert occurrence.day == tick


BACKGROUND = """background { start 2027-01-04  set pause = 5 weeks  patient { weight 70 kg }  aptt = 40 s from week 0 }
scenario "one" { patient { weight 80 kg }  relapse on 2027-01-05 }
scenario "two" { start 2027-01-05  set pause = 6 weeks  aptt = 50 s from week 1  relapse on 2027-01-05 }"""


def test_what_all_scenarios_share():
    one, two = sound("after pause go rest", after=BACKGROUND).scenarios
    assert (one.settings, two.settings) == ((("pause", Days(35)),), (("pause", Days(42)),))
    assert (one.attributes, two.attributes) == ((("weight", point(80)),), (("weight", point(70)),))
    assert [series.value for series in two.readings] == [point(40), point(50)]
    assert (one.start, two.start) == (date(2027, 1, 4), date(2027, 1, 5))
    assert [scenario.occurrences[0].day for scenario in (one, two)] == [1, 0]


def test_a_mistake_in_the_background_is_told_once():
    after = 'background { apt = 40 s from week 0 }  scenario "one" { }  scenario "two" { }'
    assert found_in("then end", after=after) == [("PL101", "apt", "no lab or recorded attribute is called `apt`")]
    assert len(found_in("then end", after="background { aptt = 4 mg from week 0 }")) == 1


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (
            "aptt = 40 s at week 8 reported day 50",
            [("PL307", "day 50", "a result is reported before it is sampled")],
        ),
        (
            "aptt at week 8 corrected to 2 s on day 60",
            [
                (
                    "PL307",
                    "aptt at week 8 corrected to 2 s on day 60",
                    "no result of `aptt` is sampled on that day, so none can be corrected",
                )
            ],
        ),
        (
            "aptt = 40 s from day 0 every 1 week  aptt at day 8 cancelled on day 60",
            [
                (
                    "PL307",
                    "aptt at day 8 cancelled on day 60",
                    "no result of `aptt` is sampled on that day, so none can be corrected",
                )
            ],
        ),
        (
            "aptt = 40 s at week 8  aptt at week 8 cancelled on day 50",
            [("PL307", "day 50", "a result is corrected before it is sampled")],
        ),
        (
            "relapse on 2027-01-04",
            [("PL108", "2027-01-04", "a date is no day of the course without the date of day 0")],
        ),
        (
            "start 2027-01-04  relapse on 2027-01-03",
            [("PL307", "2027-01-03", "2027-01-03 lies before the first day of the protocol")],
        ),
        ("start 2027-02-30", [("PL307", "start 2027-02-30", "`2027-02-30` is no date of the calendar")]),
        ("relapse on day 2 hour 24", [("PL307", "day 2 hour 24", "a day has no hour 24")]),
        ("ivig missed from week 3 to week 2", [("PL307", "week 2", "a range of days runs backwards")]),
        ("mian resume on day 40", [("PL101", "mian", "no track is called `mian`")]),
        ("relapse missed on day 4", [("PL101", "relapse", "`relapse` is an event, not a drug")]),
        ("culture = positve at day 4", [("PL101", "positve", "`positve` is no value of `culture`")]),
        ("culture < positive at day 4", [("PL105", "positive", "`culture` is a word, so it is `=` one")]),
        ("culture = 3 s at day 4", [("PL105", "3 s", "`culture` is a word, not `3 s`")]),
        ("aptt = positive at day 4", [("PL105", "positive", "`aptt` is a number in s, not `positive`")]),
        ("start 2027-01-04  start 2027-01-05", [("PL102", "start 2027-01-05", "`start` is said twice")]),
    ],
)
def test_mistakes_in_stories(steps, found):
    assert found_in_scenario(steps) == found


def test_a_missed_dose_on_a_day_without_one_is_no_mistake():
    assert found_in_scenario("ivig missed on day 3") == []


def test_a_calendar_month_needs_a_date():
    header = "month = calendar  day 0 = enrolment"
    message = "a calendar month has no fixed day without the date of day 0"
    assert found_in_scenario("relapse on month 1", header=header) == [("PL108", "month 1", message)]


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "message"),
    [
        ("set pause = 12 weeks", "set paus = 12 weeks", "PL101", "paus", "no parameter is called `paus`"),
        (
            "set pause = 12 weeks",
            "set pause = 12 %",
            "PL105",
            "12 %",
            "`pause` cannot be `12 %`, which is not a time",
        ),
        (
            "set pause = 12 weeks",
            "set depleted_below = 12 mg",
            "PL105",
            "12 mg",
            "cannot compare `depleted_below` (percent) with `12 mg` (mass)",
        ),
        ("set pause = 12 weeks", "set pause = 1 week  set pause = 2 weeks", "PL102", "pause", "`pause` is set twice"),
        (
            "weight 70 kg",
            "weight 70 cm",
            "PL105",
            "70 cm",
            "cannot compare `weight` (body weight) with `70 cm` (length)",
        ),
        (
            "weight 70 kg",
            "bsa 2 m2",
            "PL101",
            "bsa",
            "`bsa` is a computed attribute, not a recorded attribute",
        ),
        ("cd20 = 9 %", "cd20 = 9 mg", "PL105", "9 mg", "cannot compare `cd20` (percent) with `9 mg` (mass)"),
        ("cd20 = 9 %", "cd21 = 9 %", "PL101", "cd21", "no lab or recorded attribute is called `cd21`"),
        ("remission on day", "depleted on day", "PL101", "depleted", "`depleted` is a trigger, not an event"),
        (
            "expect treatment at",
            "expect treatmant at",
            "PL101",
            "treatmant",
            "no trigger, event or phase is called `treatmant`",
        ),
        (
            "from week 0",
            "from week 999999999999",
            "PL105",
            "week 999999999999",
            "week 999999999999 lies more than a hundred years ahead",
        ),
    ],
)
def test_mistakes_in_scenarios(old, new, code, place, message):
    assert mistakes(old, new) == [(code, place, message)]


def test_two_scenarios_of_one_title():
    found = mistakes('scenario "usual" {', 'scenario "usual" { }  scenario "usual" {')
    assert [(code, message) for code, _, message in found] == [("PL102", "two scenarios are called `usual`")]

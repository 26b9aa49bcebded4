import pytest

from protolang.model.settings import decide
from protolang.quantity import CalendarMonths, Days

from .examples import changed, lowered, small

OPEN = small()
OVER = small("every 4 weeks, 6 times", "every pause, 6 times window -4..+4 days")


def told(protocol, **settings):
    outcome = decide(protocol, settings)
    return [(found.code.number, found.primary.span.text, found.message) for found in outcome.diagnostics]


def pause(protocol):
    return protocol.parameters[1].value


def test_a_setting_decides():
    outcome = decide(OPEN, {"pause": "4 weeks"})
    assert outcome.diagnostics == ()
    assert pause(outcome.value) == Days(28)
    assert outcome.value.decisions == ()
    assert (pause(OPEN), len(OPEN.decisions)) == (None, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2 months", Days(56)), (" 4  weeks ", Days(28)), ("2 calendar  months", CalendarMonths(2)), ("14days", Days(14))],
)
def test_a_setting_is_read_as_in_a_file(text, value):
    assert pause(decide(OPEN, {"pause": text}).value) == value


def test_the_settings_of_a_scenario_decide():
    scenario = OPEN.scenarios[0]
    assert pause(decide(OPEN, dict(scenario.settings)).value) == Days(84)


def test_what_the_file_decides_can_be_tried_otherwise():
    protocol = decide(OPEN, {"depleted_below": "2 %"}).value
    assert str(protocol.parameters[0].value) == "2 %"
    assert len(protocol.decisions) == 1


@pytest.mark.parametrize(
    ("name", "text", "code", "place", "message"),
    [
        ("pase", "4 weeks", "PL101", "pase", "no parameter is called `pase`"),
        ("cd20", "4 weeks", "PL101", "cd20", "no parameter is called `cd20`"),
        ("pause", "4 mg", "PL105", "4 mg", "`pause` cannot be `4 mg`, which is not a time"),
        ("pause", "4", "PL105", "4", "`pause` cannot be `4`, which is not a time"),
        ("pause", "4 wekes", "PL101", "4 wekes", "`wekes` is not a unit"),
        ("pause", "four weeks", "PL004", "four weeks", "`pause` cannot be `four weeks`"),
        ("pause", "", "PL004", "", "`pause` is set to nothing"),
        ("pause", "0 days", "PL307", "0 days", "`0 days` cannot be a time"),
        (
            "pause",
            "9" * 5000 + " days",
            "PL004",
            "9" * 5000 + " days",
            "`99999999999999999999…` is not a number of at most 18 digits",
        ),
        ("depleted_below", "0.01", "PL107", "0.01", "`0.01` has no unit, but `depleted_below` is in %"),
        (
            "depleted_below",
            "4 weeks",
            "PL105",
            "4 weeks",
            "cannot compare `depleted_below` (percent) with `4 weeks` (time)",
        ),
    ],
)
def test_a_setting_that_is_not_accepted(name, text, code, place, message):
    assert told(OPEN, **{name: text}) == [(code, place, message)]
    assert pause(decide(OPEN, {name: text}).value) is None


def test_a_rule_cannot_be_set_from_outside():
    protocol = decide(OPEN, {}).value
    assert protocol == OPEN
    (found,) = decide(small_with_open_rule(), {"stop in aborted": "1 day"}).diagnostics
    assert found.message == "`stop in aborted` is not a parameter, so it cannot be set from outside"


def small_with_open_rule():
    from .examples import changed, lowered

    return lowered(changed("phase aborted { stop }", 'phase aborted { stop unstated "no rule" }'))[0]


def test_a_window_must_fit_the_interval_that_is_chosen():
    assert told(OVER, pause="4 weeks") == []
    assert [code for code, _, _ in told(OVER, pause="1 week")] == ["PL301"]


def test_an_open_dose_must_become_an_amount():
    text = changed(
        *("event remission", 'param strength unstated "how strong"  event remission'),
        *("dose 375 mg/m2 of bsa", "dose strength of bsa"),
    )
    protocol = lowered(text)[0]
    assert told(protocol, strength="375 mg/m2") == []
    assert told(protocol, strength="4 weeks") == [
        ("PL105", "dose strength of bsa", "with `strength` = `4 weeks` this dose leaves no amount of drug")
    ]


def test_a_setting_outside_the_range_of_the_file_decides_nothing():
    ranged = small("param pause unstated", "param pause range 12..16 weeks unstated")
    assert told(ranged, pause="11 weeks") == [
        ("PL113", "11 weeks", "`pause` cannot be 11 weeks: it lies between 12 weeks and 16 weeks")
    ]
    assert pause(decide(ranged, {"pause": "11 weeks"}).value) is None
    assert pause(decide(ranged, {"pause": "16 weeks"}).value) == Days(112)

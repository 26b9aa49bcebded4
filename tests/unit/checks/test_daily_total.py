"""Planned doses that together pass a limit."""

import pytest
from tests.near_misses import pl402
from tests.near_misses.small_course import care, protocol

from protolang.driver import analyse


def told(text):
    found = analyse("example.proto", text.encode()).diagnostics
    return [(item.severity.value, item.message) for item in found if item.code.number == "PL402"]


def test_two_statements_on_one_day():
    assert told(pl402.DEFECT) == [("error", "2 planned doses of `a` make 1000 mg in 1 day, more than 800 mg")]


def test_two_tracks_on_one_day():
    drug = 'drug a { dose 500 mg assumed "x" limit 800 mg in 1 day then skip assumed "x" }'
    other = 'track other { phase beside { give a on day 14 assumed "x" then end } }'
    assert told(protocol(drug, care("give a on days 0, 14") + other))
    assert not told(protocol(drug, care("give a on days 0, 13") + other))


@pytest.mark.parametrize(("days", "wrong"), [(2, True), (3, True), (4, False), (7, False)])
def test_a_week_is_seven_days(days, wrong):
    assert bool(told(pl402.given("500 mg", "1000 mg in 1 week", f"give a every {days} days, 6 times"))) is wrong


def test_a_clock_of_hours():
    clock = 'resolution 1 hour assumed "x"'
    limit = "1500 mg in 24 hours"
    assert told(pl402.given("500 mg", limit, "give a every 6 hours, 12 times", header=clock))
    assert not told(pl402.given("500 mg", limit, "give a every 8 hours, 12 times", header=clock))


def test_large_patients_alone_are_a_warning_and_a_cap_helps():
    weight = 'patient weight { unit kg range 30..150 kg fresh for 12 weeks assumed "x" }'
    drug = 'drug a { dose 10 mg/kg of weight assumed "x" CAP limit 2000 mg in 1 day then skip assumed "x" }'
    text = protocol(weight + drug, care("give a on days 0, 14", "give a on day 14"))
    ((severity, message),) = told(text.replace("CAP", ""))
    assert severity == "warning"
    assert message == "2 planned doses of `a` make 3000 mg in 1 day in large patients, more than 2000 mg"
    assert not told(text.replace("CAP", 'cap 1000 mg assumed "x"'))


def test_one_dose_over_the_limit_is_another_finding():
    assert not told(pl402.given("900 mg", "800 mg in 1 day", "give a on days 0, 14", "give a on day 14"))


def test_a_phase_whose_day_is_not_known():
    drug = 'drug a { dose 500 mg assumed "x" limit 800 mg in 1 day then skip assumed "x" }'
    lab = 'lab l { unit mg/L range 0..100 mg/L fresh for 4 weeks assumed "x" }'
    first = (
        'phase first { measure l every 1 week until l < 5 mg/L, at most 9 cycles else go off assumed "x" then second }'
    )
    second = 'phase second { give a on day 0 of phase assumed "x" give a on day 0 of phase assumed "x" then end }'
    text = protocol(
        drug + lab,
        f'track care {{ start first {first} {second} phase off {{ stop assumed "x" }} }}',
        policy='missing ignore assumed "x"',
    )
    assert told(text)

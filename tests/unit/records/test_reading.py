"""What is read, exactly: values, units, dates, the clock, and the two forms of a file."""

import json
import os
import time
from datetime import date
from fractions import Fraction

import pytest

from protolang.execution.event import Administration, Decision, ObservationStatus, Ruling
from protolang.quantity import Interval
from protolang.records.calendar import Calendar, DateError, Moment, read_moment, read_time

from .files import HEADER, PATIENT, events_of, patient_of


def only(text, **calendar):
    """The Inputs of the one tick on which something happens, with that tick."""
    outcome = events_of(text, **calendar)
    assert outcome.diagnostics == ()
    [(tick, inputs)] = [(tick, inputs) for tick, inputs in outcome.value.by_tick.items() if inputs != type(inputs)()]
    return tick, inputs


def test_a_patient():
    patient = patient_of(PATIENT).value
    assert patient.start == Moment(date(2027, 1, 4))
    assert [(item.name, item.value, item.sampled, item.reported) for item in patient.observations] == [
        ("weight", Interval.point(Fraction(70)), 0, 0),
        ("height", Interval.point(Fraction(175)), 0, 0),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "name,value\nstart,2027-01-04\nweight,70 kg\nheight,1.75 m\n",
        "value,name\n2027-01-04,start\n70 kg,weight\n175 cm,height\n",
        "name,value,unit\nstart,2027-01-04,\nweight,70,kg\nheight,175,cm\n",
        "\ufeffstart,2027-01-04\r\nweight,70 kg\r\nheight,175 cm\r\n",
        'start;2027-01-04\nweight;"70 kg"\nheight;1750 mm\n',
        '{"start": "2027-01-04", "weight": "70.0 kg", "height": "175 cm"}',
        '\ufeff{"height": "175\\u0020cm", "weight": "70 kg", "start": "2027-01-04"}\n',
    ],
)
def test_forms_of_a_patient(text):
    found = patient_of(text)
    assert found.diagnostics == ()
    assert {item.name: item.value for item in found.value.observations} == {
        "weight": Interval.point(Fraction(70)),
        "height": Interval.point(Fraction(175)),
    }


def test_values_are_exact():
    _, inputs = only(f"{HEADER}\n2027-01-05,result,cd20,0.1,%,,\n2027-01-05,result,height,1.755,m,,\n")
    assert [item.value for item in inputs.observations] == [
        Interval.point(Fraction(1, 10)),
        Interval.point(Fraction(351, 2)),
    ]


def test_a_number_of_json_keeps_its_digits():
    event = '[{"day": 1, "kind": "result", "name": "cd20", "value": 0.1000000000000000055, "unit": "%"}]'
    outcome = events_of(event)
    # a float would have become 0.1
    assert [item.code.number for item in outcome.diagnostics] == ["PL712"]
    _, inputs = only(event.replace("000000000000000055", ""))
    assert inputs.observations[0].value == Interval.point(Fraction(1, 10))


@pytest.mark.parametrize("written", ["<0.5", "< 0.5"])
def test_a_censored_value_is_an_interval(written):
    _, inputs = only(f"{HEADER}\n2027-01-05,result,cd20,{written},%,,\n")
    assert inputs.observations[0].value == Interval(None, Fraction(1, 2), low_closed=False, high_closed=False)


def test_what_happens_on_a_day():
    tick, inputs = only(
        f"{HEADER}\n2027-01-05,given,ivig,0.14,kg,,g1\n".replace("0.14,kg", "140000,mg")
        + "2027-01-05,event,clinical_remission,,,,\n2027-01-05,decision,infusions,skip,,,\n"
        + "2027-01-05,result,cd20,,,cancelled,r1\n2027-01-05,given,rituximab,,,,\n"
    )
    assert tick == 1
    assert inputs.events == ("clinical_remission",)
    assert inputs.decisions == (Decision("infusions", Ruling.SKIP),)
    given, other = inputs.administrations
    assert (given.drug, given.amount.base, given.id) == ("ivig", 140, "g1")
    assert other == Administration("rituximab")
    assert [(item.value, item.status) for item in inputs.observations] == [(None, ObservationStatus.CANCELLED)]


def test_csv_and_json_say_the_same():
    csv_text = f"{HEADER}\n2027-01-05,result,cd20,<0.5,%,preliminary,a\n2027-01-09,given,ivig,140,g,,b\n"
    names = HEADER.split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in csv_text.splitlines()[1:]]
    assert events_of(csv_text).value == events_of(json.dumps(rows)).value
    semicolons, tabs = csv_text.replace(",", ";"), csv_text.replace(",", "\t")
    assert events_of(csv_text).value == events_of(semicolons).value == events_of(tabs).value


def test_a_file_of_another_system_reads_the_same():
    text = f"{HEADER}\n2027-01-05,result,cd20,1,%,,\n\n2027-01-09,given,ivig,140,g,,\n,,,,,,\n"
    plain = events_of(text).value
    assert plain.count == 2
    assert events_of(f"\ufeff{text}").value == plain
    assert events_of(text.replace("\n", "\r\n")).value == plain
    assert events_of(text.replace("2027-01-05,result", '"2027-01-05","result"')).value == plain


def test_a_header_alone_is_a_patient_to_whom_nothing_has_happened():
    events = events_of(f"{HEADER}\n").value
    assert (events.count, events.last) == (0, 0)
    assert len(list(events.inputs(3))) == 4


def test_a_remark_may_have_line_ends_and_commas():
    text = 'date,kind,name,note\n2027-01-05,given,ivig,"in two parts,\nsee the ""chart"""\n2027-01-32,given,ivig,\n'
    [finding] = events_of(text).diagnostics
    assert (finding.primary.span.text, finding.primary.span.start_position.line) == ("2027-01-32", 4)


# ---- when ------------------------------------------------------------------------------------------------------


def test_a_result_counts_from_the_day_it_is_reported():
    tick, inputs = only("date,reported,kind,name,value,unit\n2027-01-05,2027-01-08,result,cd20,1,%\n")
    assert tick == 4
    assert (inputs.observations[0].sampled, inputs.observations[0].reported) == (1, 4)


def test_a_result_from_before_day_0_may_be_used_from_day_0_on():
    tick, inputs = only("date,reported,kind,name,value,unit\n2027-01-01,2027-01-04,result,cd20,1,%\n")
    assert tick == 0
    assert inputs.observations[0].sampled == -3


def test_reported_before_it_was_sampled():
    outcome = events_of("date,reported,kind,name,value,unit\n2027-01-05,2027-01-04,result,cd20,1,%\n")
    assert [item.message for item in outcome.diagnostics] == ["reported before it was sampled"]


def test_study_days_are_numbered_as_the_author_does():
    text = "day,kind,name\n8,given,ivig\n"
    assert only(text)[0] == 8
    assert only(text, first_day=1)[0] == 7


def test_a_date_and_a_day_must_agree():
    assert only("date,day,kind,name\n2027-01-05,1,given,ivig\n")[0] == 1
    outcome = events_of("date,day,kind,name\n2027-01-05,2,given,ivig\n")
    assert [item.message for item in outcome.diagnostics] == ["`2027-01-05` is not day 2"]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns"])
@pytest.mark.parametrize(
    ("written", "tick"),
    [
        ("2027-03-28T02:30+01:00", 83),  # an hour that the clocks of Europe leave out
        ("2027-03-28T23:59-11:00", 83),
        ("2027-03-28T00:00+14:00", 83),
        ("2027-10-31T02:30+01:00", 300),  # an hour that they have twice
        ("2027-10-31 02:30+02:00", 300),
        ("2027-03-28T02:30Z", 83),
        ("2027-03-28", 83),
    ],
)
def test_a_date_is_the_one_on_the_clock_that_was_read(written, tick, zone, monkeypatch):
    monkeypatch.setitem(os.environ, "TZ", zone)
    time.tzset()
    try:
        assert only(f"date,kind,name\n{written},given,ivig\n")[0] == tick
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_finer_clock_counts_from_the_time_of_day_0():
    text = "date,kind,name\n2027-01-04T20:29,given,ivig\n"
    assert only(text, start="2027-01-04T14:30", per_day=24)[0] == 5
    assert only(text, start="2027-01-04T14:30", per_day=1440)[0] == 359
    assert only("date,time,kind,name\n2027-01-05,14:30,given,ivig\n", start="2027-01-04T14:30", per_day=24)[0] == 24
    assert only("day,time,kind,name\n1,02:00,given,ivig\n", per_day=24)[0] == 26


def test_a_finer_clock_needs_the_time():
    outcome = events_of("date,kind,name\n2027-01-04,given,ivig\n", per_day=24)
    assert [item.message for item in outcome.diagnostics] == ["this protocol counts in hours, and the time is not said"]


def test_hours_that_pass_while_clocks_change_are_counted_where_they_were_recorded():
    text = "date,kind,name\n2027-03-28T08:00+02:00,given,ivig\n"
    assert only(text, start="2027-03-27T08:00+01:00", per_day=24)[0] == 23


def test_a_tick_has_its_moment_again():
    calendar = Calendar(read_moment("2027-01-04T14:30"), per_day=24)
    assert calendar.moment(10) == Moment(date(2027, 1, 5), 30)
    assert Calendar(read_moment("2027-01-04")).moment(-3) == Moment(date(2027, 1, 1))
    assert calendar.last_tick(date(2027, 1, 4)) == 9


@pytest.mark.parametrize("text", ["24:00", "1:5", "12:60", "noon", "12", "12:00:60", ""])
def test_no_time(text):
    with pytest.raises(DateError):
        read_time(text)


# ---- order -----------------------------------------------------------------------------------------------------


def test_rows_in_another_order_are_sorted_and_told():
    rows = ["2027-01-09,given,ivig,140,g,,", "2027-01-05,result,cd20,1,%,,", "2027-01-04,given,ivig,140,g,,"]
    found, ordered = events_of("\n".join([HEADER, *rows])), events_of("\n".join([HEADER, *sorted(rows)]))
    assert [(item.code.number, item.severity.value) for item in found.diagnostics] == [("PL715", "info")]
    assert found.diagnostics[0].primary.text == "earlier than a row above it, and 1 more rows"
    assert found.value == ordered.value
    assert list(found.value.by_tick)[0:2] == [0, 1]


def test_a_late_report_is_not_out_of_order():
    text = "date,reported,kind,name,value,unit\n2027-01-09,,given,ivig,,\n2027-01-05,2027-01-10,result,cd20,1,%\n"
    assert events_of(text).diagnostics == ()


def test_events_later_than_a_day_are_counted():
    events = events_of(f"{HEADER}\n2027-01-05,given,ivig,,,,\n2027-01-09,given,ivig,,,,\n").value
    assert (events.last, events.later_than(0), events.later_than(1), events.later_than(5)) == (5, 2, 1, 0)


@pytest.mark.long
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_million_events(form):
    count = 10**6
    rows = [["result", str(at * 1000 // count), f"{at % 9990 / 100}", "cd20", "%", f"r{at}"] for at in range(count)]
    names = ["kind", "day", "value", "name", "unit", "id"]
    if form == "csv":
        text = "\n".join(",".join(row) for row in [names, *rows])
    else:
        text = json.dumps([dict(zip(names, row, strict=True)) for row in rows])
    started = time.monotonic()
    events = events_of(text).value
    assert (events.count, events.last) == (count, 999)
    # measured: 23 s on two cores; ten times as much would be another algorithm
    assert time.monotonic() - started < 230

"""Every mistake that a patient file or an event file may have: what is said, and where."""

import json

import pytest

from protolang.records.calendar import Calendar
from protolang.records.events import read_events
from protolang.records.mistakes import MOST_TOLD
from protolang.records.patient import read_patient

from ..diagnostics.message_style import message_style_problems
from .files import HEADER, PATIENT, events_of, machine, patient_of


def told(outcome):
    """(code, line, column, message) of each finding; a finding that is badly worded fails the test."""
    for item in outcome.diagnostics:
        assert message_style_problems(item.message) == ()
    return [
        (item.code.number, item.primary.span.start_position.line, item.primary.span.start_position.column, item.message)
        for item in outcome.diagnostics
    ]


def codes(outcome):
    return [item[0] for item in told(outcome)]


@pytest.mark.parametrize(
    ("row", "code", "marked", "said"),
    [
        ("2027-01-03,given,ivig,140,g,,", "PL713", "2027-01-03", "this is before day 0, which was 2027-01-04"),
        ("2027-01-03,result,cd20,5,%,,", "PL713", "2027-01-03", "this is before day 0, which was 2027-01-04"),
        ("2027-02-30,given,ivig,140,g,,", "PL713", "2027-02-30", "`2027-02-30`: there is no such date"),
        ("4.1.2027,given,ivig,140,g,,", "PL713", "4.1.2027", "`4.1.2027`: this is not a date"),
        (
            "2027-01-04T25:00,given,ivig,140,g,,",
            "PL713",
            "2027-01-04T25:00",
            "`2027-01-04T25:00`: there is no such time",
        ),
        ("2227-01-05,given,ivig,140,g,,", "PL713", "2227-01-05", "this is more than a hundred years from day 0"),
        (",given,ivig,140,g,,", "PL713", ",given,ivig,140,g,,", "this event has no date"),
        (
            "2027-02-01,result,cd20,101,%,,",
            "PL712",
            "101",
            "`101 %` is outside the range of `cd20`, which is 0 to 100 %",
        ),
        (
            "2027-02-01,result,cd20,>100,%,,",
            "PL712",
            ">100",
            "`>100 %` is outside the range of `cd20`, which is 0 to 100 %",
        ),
        (
            "2027-02-01,result,weight,1,kg,,",
            "PL712",
            "1",
            "`1 kg` is outside the range of `weight`, which is 2 to 300 kg",
        ),
        ("2027-02-01,result,cd20,5,mg,,", "PL712", "mg", "`mg` is a unit of mass, but `cd20` is declared in %"),
        ("2027-02-01,given,ivig,5,mL,,", "PL712", "mL", "`mL` is a unit of volume, but `ivig` is declared in g"),
        ("2027-02-01,result,cd20,5,,,", "PL712", "5", "`5` has no unit"),
        ('2027-02-01,result,cd20,"0,5",%,,', "PL712", "0,5", "`0,5` cannot be read as a number"),
        ("2027-02-01,result,cd20,-1,%,,", "PL712", "-1", "`-1` cannot be read as a number"),
        ("2027-02-01,result,cd20,1e1,%,,", "PL712", "1e1", "`1e1` cannot be read as a number"),
        ("2027-02-01,result,cd20,low,%,,", "PL712", "low", "`low` is not a value"),
        ("2027-02-01,result,cd20,,%,,", "PL712", "", "this result has no value"),
        ("2027-02-01,given,ivig,0,g,,", "PL712", "0", "an amount of 0 is not a dose"),
        ("2027-02-01,given,ivig,<5,g,,", "PL712", "<5", "`<5` is not an amount"),
        ("2027-02-01,event,clinical_remission,5,,,", "PL712", "5", "`value` means nothing for kind `event`"),
        ("2027-02-01,decision,infusions,go,,,", "PL712", "go", "`go` is not a decision"),
        (
            "2027-02-01,result,cd20,5,%,corrected,",
            "PL712",
            "corrected",
            "it is not said which result this one corrects",
        ),
        ("2027-02-01,result,cd20,5,parsec,,", "PL711", "parsec", "unknown unit `parsec`"),
        ("2027-02-01,result,cd19,5,%,,", "PL711", "cd19", "the protocol has no lab or patient attribute `cd19`"),
        ("2027-02-01,result,bsa,1.8,m2,,", "PL711", "bsa", "`bsa` is computed by the protocol"),
        ("2027-02-01,given,rituxmab,5,mg,,", "PL711", "rituxmab", "the protocol has no drug `rituxmab`"),
        ("2027-02-01,event,relapse,,,,", "PL711", "relapse", "the protocol has no event `relapse`"),
        ("2027-02-01,decision,infusion,skip,,,", "PL711", "infusion", "the protocol has no track `infusion`"),
        ("2027-02-01,reslt,cd20,5,%,,", "PL711", "reslt", "`reslt` is not a kind of event"),
        ("2027-02-01,result,cd20,5,%,ok,", "PL711", "ok", "`ok` is not a status"),
        ("2027-02-01,result,,5,%,,", "PL710", "", "this event has no name"),
        (
            "2027-02-01,result,cd20,0,5,%,,",
            "PL710",
            "2027-02-01,result,cd20,0,5,%,,",
            "this row has 8 cells, the header has 7",
        ),
    ],
)
def test_a_row_is_refused_where_it_is_wrong(row, code, marked, said):
    outcome = events_of(f"{HEADER}\n{row}\n")
    assert outcome.value is None
    [(number, line, _, message)] = told(outcome)
    assert (number, line, outcome.diagnostics[0].primary.span.text, message) == (code, 2, marked, said)


@pytest.mark.parametrize(
    ("event", "code", "marked"),
    [
        ({"date": "2027-02-30", "kind": "given", "name": "ivig"}, "PL713", "2027-02-30"),
        ({"date": "2027-02-01", "kind": "result", "name": "cd20", "value": 101, "unit": "%"}, "PL712", "101"),
        ({"date": "2027-02-01", "kind": "result", "name": "cd19", "value": 1, "unit": "%"}, "PL711", "cd19"),
        ({"date": "2027-02-01", "kind": "result", "name": "cd20", "value": [1], "unit": "%"}, "PL710", "[1]"),
        ({"date": "2027-02-01", "kind": "result", "name": "cd20", "valu": 1, "unit": "%"}, "PL711", '"valu"'),
    ],
)
def test_an_object_is_refused_where_it_is_wrong(event, code, marked):
    good = {"date": "2027-01-04", "kind": "given", "name": "ivig"}
    outcome = events_of(json.dumps([good, event]))
    assert outcome.value is None
    # without its value, a result has none either: the first finding is the one meant
    assert (codes(outcome)[0], outcome.diagnostics[0].primary.span.text) == (code, marked)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n\n", "the file is empty"),
        (b"date,kind,name\n2027-01-04,given,ivig\x00\n", "a NUL byte stands in the file"),
        (b"date,kind,name\n2027-01-04,given,iv\xff\n", "the byte FF is not UTF-8"),
        ("date,kind,name\n".encode("utf-16"), "the file is saved as UTF-16"),
        (b"PK\x03\x04...", "this is a ZIP archive, as Excel files are, not text"),
        ("date,kind,name\n2027-01-04,given,\u202eivig\n".encode(), "the invisible character U+202E stands in the file"),
        (b'date,kind,name\n2027-01-04,given,"ivig\n', "the quotation marks of this row do not fit together"),
        (b"kind,name\ngiven,ivig\n", "the header has no column `date`"),
        (b"date,kind,nmae\n2027-01-04,given,ivig\n", "there is no column `nmae`"),
        (b"date,kind,name,kind\n2027-01-04,given,ivig,given\n", "the column `kind` stands here twice"),
        (b"{}", "an array of events is expected: `[ {…}, {…} ]`"),
        (b"[", "this is not JSON"),
        (b"[1]", "this is not an object"),
        (b'[{"day": 1, "kind": "given", "name": "ivig"} 3]', "this is not JSON"),
        (b"[] x", "text stands behind the end of the JSON"),
        (b'[{"day": 1, "day": 2, "kind": "given", "name": "ivig"}]', "`day` stands twice in this event"),
        (b"[" * 100_000, "lists stand in lists in lists"),
    ],
)
def test_a_file_that_cannot_be_read(data, message):
    outcome = events_of(data)
    assert outcome.value is None
    assert [item[3] for item in told(outcome)] == [message]


def test_all_mistakes_are_told_in_one_run():
    rows = ["2027-01-03,given,ivig,,,,", "2027-01-05,result,cd19,1,%,,", "2027-01-06,given,ivig,1,%,,"]
    assert codes(events_of("\n".join([HEADER, *rows]))) == ["PL713", "PL711", "PL712"]


def test_very_many_mistakes_are_counted():
    outcome = events_of("\n".join([HEADER, *["2027-01-05,given,nothing,,,,"] * 1000]))
    assert len(outcome.diagnostics) == MOST_TOLD
    assert outcome.diagnostics[-1].notes == (
        "900 more of these were found in the file; mend the first ones and look again",
    )


# ---- one event twice -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        ["2027-01-05,given,ivig,140,g,,", "2027-01-05,given,ivig,140,g,,"],
        ["2027-01-05,given,ivig,140,g,,", "2027-01-05,given,ivig,140.0,g,,"],
        [
            "2027-01-05,event,clinical_remission,,,,",
            "2027-01-06,given,ivig,,,,",
            "2027-01-05,event,clinical_remission,,,,",
        ],
        ["2027-01-05,given,ivig,140,g,,a", "2027-01-06,given,ivig,140,g,,a"],
        ["2027-01-05,given,ivig,140,g,,a", "2027-01-06,result,cd20,1,%,,a"],
        ["2027-01-05,result,cd20,1,%,,a", "2027-01-06,result,cd20,2,%,,a"],
        ["2027-01-05,result,cd20,1,%,cancelled,a", "2027-01-06,result,cd20,2,%,corrected,a"],
        ["2027-01-05,result,cd20,1,%,,a", "2027-01-06,result,weight,70,kg,corrected,a"],
    ],
)
def test_one_event_twice_is_refused(rows):
    outcome = events_of("\n".join([HEADER, *rows]))
    assert outcome.value is None
    assert [code for code in codes(outcome) if code != "PL715"] == ["PL714"]


@pytest.mark.parametrize(
    "rows",
    [
        ["2027-01-05,given,ivig,140,g,,a", "2027-01-05,given,ivig,140,g,,b"],
        [
            "2027-01-05,result,cd20,1,%,preliminary,a",
            "2027-01-06,result,cd20,2,%,,a",
            "2027-01-09,result,cd20,3,%,corrected,a",
        ],
        ["2027-01-05,result,cd20,1,%,,a", "2027-01-06,result,cd20,,,cancelled,a"],
    ],
)
def test_two_events_are_two(rows):
    outcome = events_of("\n".join([HEADER, *rows]))
    assert codes(outcome) == []
    assert outcome.value.count == len(rows)


def test_a_correction_of_nothing_is_refused():
    outcome = events_of(f"{HEADER}\n2027-01-06,result,cd20,2,%,corrected,a")
    assert [item[3] for item in told(outcome)] == ["no earlier result has the id `a`"]


# ---- the patient -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ("start,2027-02-30", "PL713", "2027-02-30"),
        ("start,2207-01-04", "PL713", "2207-01-04"),
        ("start,0227-01-04", "PL713", "0227-01-04"),
        ("weight,70 kg", "PL713", ""),
        (f"{PATIENT}weight,71 kg", "PL714", "weight"),
        (f"{PATIENT}wieght,71 kg", "PL711", "wieght"),
        (f"{PATIENT}bsa,1.8 m2", "PL711", "bsa"),
        (f"{PATIENT}cd20,1 %", "PL711", "cd20"),
        ("start,2027-01-04\nweight,70", "PL712", "70"),
        ("start,2027-01-04\nweight,700 kg", "PL712", "700 kg"),
        ("start,2027-01-04\nweight,70 g", "PL712", "70 g"),
        ("start,2027-01-04\nweight,", "PL712", ""),
        ('{"start": "2027-01-04", "weight": "7 kg", "weight": "70 kg"}', "PL714", "weight"),
        ('{"start": "2027-01-04", "weight": 70}', "PL712", "70"),
        ('{"start": "2027-01-04", "weight": true}', "PL710", "true"),
        ('{"start": "2027-01-04"', "PL710", ""),
        ("", "PL710", ""),
    ],
)
def test_a_patient_is_refused(text, code, marked):
    outcome = patient_of(text)
    assert outcome.value is None
    assert [item[0] for item in told(outcome)] == [code]
    assert outcome.diagnostics[0].primary.span.text == marked


def test_no_text_raises():
    """Whatever stands in a file, it is read or refused."""
    pieces = [
        HEADER,
        "\n",
        '"',
        ",",
        ";",
        "{",
        "}",
        "[",
        "]",
        ":",
        "2027-01-04",
        "given",
        "ivig",
        "\r",
        "\t",
        "é",
        "1",
        "<",
    ]
    patient = patient_of(PATIENT).value
    state = 12345
    for _ in range(3000):
        text = ""
        for _ in range(12):
            state = (state * 1103515245 + 12345) % 2**31
            text += pieces[state // 7 % len(pieces)]
        for outcome in (
            read_events("e", text.encode(), machine(), patient, Calendar(patient.start)),
            read_patient("p", text.encode(), machine()),
        ):
            assert (outcome.value is None) is any(item.severity.value == "error" for item in outcome.diagnostics)

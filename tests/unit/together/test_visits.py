"""Visits near each other, and samples that one visit could serve."""

import pytest

from .pairs import looked_at, rejected, written


def gives(name, timing, drug=None, window="", more=""):
    drug = drug or name
    return written(
        name,
        f"""{more}  drug {drug} {{ dose 100 mg  assumed "a test" }}
  track t {{ phase p {{ give {drug} {timing} {window} assumed "a test"  then end }} }}""",
    )


def samples(name, days, unit='% of "lymphocytes"', fresh="7 days", lab="cd20", title="B cells"):
    return gives(
        name,
        "on days 0",
        more=f'''  lab {lab} "{title}" {{
    unit {unit}
    range 0..100 {unit.split()[0]}
    fresh for {fresh} assumed "a test"
  }}
  track blood {{ phase counts {{ measure {lab} on days {days} assumed "a test"  then end }} }}
''',
    )


def clashes(one, two, **others):
    return looked_at(one, two, "PL310", **others)


@pytest.mark.parametrize(("day", "found"), [(28, 0), (29, 1), (27, 1), (31, 1), (25, 1), (32, 0), (24, 0)])
def test_visits_clash_when_they_are_at_most_three_days_apart(day, found):
    assert len(clashes(gives("a", "on days 0, 28"), gives("b", f"on days 0, {day}"))) == found


def test_a_clash_says_both_days_and_both_places():
    (item,) = clashes(*rejected("PL310"))
    assert item.message.startswith("the patient would come on day 28 and on day 29")
    assert [one.span.source.path for one in item.labels] == ["two.proto", "one.proto"]
    assert [one.day for one in item.timeline] == [28, 29]
    assert all(one.date is None for one in item.timeline)


def test_days_have_dates_where_the_start_is_named():
    (item,) = clashes(*rejected("PL310"), dated=True)
    assert [one.date for one in item.timeline] == ["2027-02-01", "2027-02-02"]


@pytest.mark.parametrize(
    ("mine", "theirs", "common"),
    [
        ("", "", None),
        ("window -0..+1 days", "", 29),
        ("", "window -1..+0 days", 28),
        ("window -0..+1 days", "window -1..+0 days", 28),
        ("window -2..+0 days", "window -0..+2 days", None),
    ],
)
def test_a_day_in_both_windows_is_proposed(mine, theirs, common):
    (item,) = clashes(gives("a", "on days 0, 28", window=mine), gives("b", "on days 0, 29", window=theirs))
    if common is None:
        assert "no day lies in the windows of both" in item.help
    else:
        assert f"day {common} lies in the windows of both" in item.help


def test_an_offset_moves_the_second():
    one, two = gives("a", "on days 0, 28"), gives("b", "on days 0")
    assert clashes(one, two) == []
    assert clashes(one, two, offset=28) == []
    (item,) = clashes(one, two, offset=27)
    assert "day 27 and on day 28" in item.message


def test_a_patient_who_comes_that_day_anyway_has_no_clash():
    assert clashes(gives("a", "on days 0, 28, 29"), gives("b", "on days 0, 29")) == []
    assert clashes(gives("a", "on days 0, 28"), gives("b", "on days 0, 28, 29")) == []


def test_what_is_taken_daily_is_no_visit():
    assert clashes(gives("a", "on days 0, 28"), gives("b", "every 1 day, 40 times")) == []
    assert clashes(gives("a", "on days 0, 28"), gives("b", "every 9 days, 4 times")) != []


def test_many_clashes_of_two_phases_are_one_finding():
    (item,) = clashes(gives("a", "every 7 days, 6 times"), gives("b", "every 7 days, 6 times"), offset=1)
    assert "and on 5 more occasions" in item.message
    assert "days 1, 8, 15, 22 and 2 more" in item.primary.text


def test_months_of_the_calendar_are_counted_from_the_start():
    (item,) = clashes(
        gives("a", "on days 0, 58"),
        gives("b", "on months 0, 2").replace("  policy {", '  month = calendar assumed "a test"\n  policy {'),
    )
    assert [one.day for one in item.timeline] == [58, 59]


# ---- samples ---------------------------------------------------------------------------------------------------


def duplicates(one, two, **others):
    return looked_at(one, two, "PL311", **others)


@pytest.mark.parametrize(("day", "found"), [(28, 1), (29, 1), (31, 1), (32, 0), (24, 0), (25, 1)])
def test_one_sample_could_serve_both_when_it_is_near(day, found):
    assert len(duplicates(samples("a", "28"), samples("b", str(day)))) == found


def test_a_result_must_be_fresh_for_both():
    assert duplicates(samples("a", "28"), samples("b", "30", fresh="1 day")) == []
    assert len(duplicates(samples("a", "28"), samples("b", "30", fresh="2 days"))) == 1


def test_two_labs_are_one_by_title_and_unit():
    assert len(duplicates(samples("a", "28"), samples("b", "28", lab="b_cells"))) == 1
    assert duplicates(samples("a", "28"), samples("b", "28", lab="b_cells", title="CD19")) == []
    assert duplicates(samples("a", "28"), samples("b", "28", unit="g/L")) == []
    assert duplicates(samples("a", "28"), samples("b", "28", unit='% of "leukocytes"')) == []


def test_how_many_samples_are_saved_is_said():
    (item,) = duplicates(samples("a", "0, 28, 56"), samples("b", "1, 28, 90"))
    assert "2 samples could be saved" in item.help
    assert item.message == "`cd20` is measured twice within 1 day, for `a` and for `b`"

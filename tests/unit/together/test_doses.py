"""One drug of two protocols, and limits of either."""

import pytest

from protolang.diagnostics import Severity

from .pairs import looked_at, rejected, written


def gives(name, dose, days="0", limit="", title="", drug="paracetamol", more=""):
    return written(
        name,
        f"""{more}  drug {drug} {title} {{
    dose {dose}  assumed "a test"
    {limit}
  }}
  track t {{ phase p {{ give {drug} on days {days} assumed "a test"  then end }} }}""",
    )


def found(one, two, **others):
    items = looked_at(one, two, "PL410", **others)
    assert len(items) < 2
    return items[0] if items else None


LIMIT = 'limit 4 g in 1 day then skip assumed "a test"'


@pytest.mark.parametrize(
    ("one", "two", "severity"),
    [("3 g", "2 g", "error"), ("2 g", "2 g", "warning"), ("2 g", "2001 mg", "error"), ("2000 mg", "2 g", "warning")],
)
def test_doses_are_added_exactly_whatever_their_units(one, two, severity):
    for first, second in ((LIMIT, ""), ("", LIMIT)):
        item = found(gives("a", one, limit=first), gives("b", two, limit=second))
        assert item.severity.value == severity


def test_the_message_has_the_sum_the_day_and_the_limit():
    item = found(*rejected("PL410"))
    assert item.message == "both give `paracetamol`: 5 g on day 0, and `example` allows at most 4 g in 1 day"
    assert [(step.day, dict(step.values)) for step in item.timeline] == [(0, {"dose": "3 g"}), (0, {"dose": "2 g"})]
    assert len(item.labels) == 3


@pytest.mark.parametrize(("days", "severity"), [("6", "error"), ("7", "warning")])
def test_a_limit_over_a_time_takes_the_doses_of_that_time(days, severity):
    limit = 'limit 4 g in 7 days then skip assumed "a test"'
    assert found(gives("a", "3 g", limit=limit), gives("b", "2 g", days=days)).severity.value == severity


def test_a_limit_of_the_whole_course_takes_all():
    limit = 'limit 9 g in total then stop assumed "a test"'
    assert found(gives("a", "3 g", "0, 100", limit), gives("b", "3 g", "300")).severity is Severity.WARNING
    assert found(gives("a", "3 g", "0, 100", limit), gives("b", "3.1 g", "300")).severity is Severity.ERROR


def test_one_who_passes_the_limit_alone_is_told_elsewhere():
    item = found(gives("a", "5 g", limit=LIMIT), gives("b", "1 g", "3"))
    assert item.severity is Severity.WARNING


def test_an_offset_moves_the_doses():
    assert found(gives("a", "3 g", limit=LIMIT), gives("b", "2 g"), offset=1).severity is Severity.WARNING


def test_days_on_which_both_give_it_are_told():
    item = found(gives("a", "1 g", "0, 7"), gives("b", "1 g", "7, 14"))
    assert item.message == "`paracetamol` is given by `a` and by `b`, by both on day 7"
    assert item.notes == ("neither says a most for it",)


SIZE = '  patient weight { unit kg  range 1..300 kg  fresh for 30 days assumed "a test" }\n'


def test_what_cannot_be_added_is_said():
    one = gives("a", "15 mg/kg of weight", limit=LIMIT, more=SIZE)
    one = one.replace("  }\n  patient", '  rounding to 1 mg assumed "a test"\n  }\n  patient')
    item = found(one, gives("b", "2 g"))
    assert item.severity is Severity.WARNING
    assert "cannot be added" in item.notes[0]


def test_another_name_is_another_drug_unless_a_title_is_shared():
    assert found(gives("a", "3 g", limit=LIMIT), gives("b", "3 g", drug="acetaminophen")) is None
    item = found(gives("a", "3 g", limit=LIMIT), gives("b", "3 g", drug="acetaminophen", title='"Paracetamol"'))
    assert item.severity is Severity.ERROR

"""Tables: grids and cases, their cells, and what makes a table say nothing or two things."""

from fractions import Fraction

import pytest

from protolang.model.expression import All, Compare, Is, Operator
from protolang.model.table import Band, Case, Cell
from protolang.model.term import Constant, Reading
from protolang.model.treatment import Dose
from protolang.quantity import Days, Quantity, parse_unit

from .examples import mistakes, one, small

DOSE = "dose 375 mg/m2 of bsa"


def quantity(number, unit):
    return Quantity(Fraction(number), parse_unit(unit))


def tabled(text, dose="dose by amount"):
    return ("drug rituximab", f"{text}  drug rituximab", DOSE, dose, "2 g/kg of weight", "2 g/m2 of bsa")


def table(text, dose="dose by amount"):
    return small(*tabled(text, dose)).tables[0]


GRID = """table amount "How much" of cd20 by weight {
  columns below 60 kg | at least 60 kg
  below 1 %          : 150 mg every 4 weeks | 300 mg every 4 weeks
  from 1 to below 5 % : 300 mg every 2 weeks | none  @trial "Table 2"
}"""


def test_a_grid():
    found = table(GRID)
    assert (found.title, found.rows_of, found.columns_of) == ("How much", Reading("cd20"), Reading("weight"))
    assert found.row_bands == (
        Band(None, False, quantity(1, "%"), False, None, None),
        Band(quantity(1, "%"), True, quantity(5, "%"), False, None, None),
    )
    assert found.column_bands == (
        Band(None, False, quantity(60, "kg"), False, None, None),
        Band(quantity(60, "kg"), True, None, False, None, None),
    )
    assert found.unit.symbol == "mg"
    first, _, third, last = found.cases
    low = Compare(Reading("cd20"), Operator.BELOW, Constant(quantity(1, "%")), None)
    light = Compare(Reading("weight"), Operator.BELOW, Constant(quantity(60, "kg")), None)
    assert first.when == All((low, light), None)
    assert first.cell == Cell(quantity(150, "mg"), Days(28), None)
    assert (last.cell, last.row, last.column) == (Cell(None, None, None), 1, 1)
    assert third.evidence.citations[0].locator == "Table 2"
    assert not first.evidence.given


def test_a_table_of_one_column():
    found = table("table amount of weight { below 60 kg : 150 mg  at least 60 kg : 300 mg }")
    assert (found.columns_of, found.column_bands) == (None, ())
    assert found.cases[0].when == Compare(Reading("weight"), Operator.BELOW, Constant(quantity(60, "kg")), None)


def test_a_table_of_cases():
    found = table(
        "table part { when depleted and cd20 < 1 % : 75 %  otherwise : 100 % }", "dose 375 mg/m2 of bsa by part"
    )
    assert (found.rows_of, found.row_bands, found.unit.symbol) == (None, (), "%")
    assert found.cases[1] == Case(None, Cell(quantity(100, "%"), None, None), 1, 0, found.cases[0].evidence, None)


def test_a_table_of_words():
    culture = "lab culture { one of negative, positive  fresh for 1 week }  drug rituximab"
    text = "table amount of culture { is positive : 150 mg  is negative : none }"
    measured = ("measure creatinine", "measure culture  measure creatinine")
    protocol = small(*tabled(text), "drug rituximab", culture, *measured)
    assert protocol.tables[0].cases[0].when == Is("culture", "positive", 1, None)
    assert protocol.tables[0].row_bands[1] == Band(None, False, None, False, "negative", None)


def test_a_table_of_intervals():
    text = "table often of weight { below 60 kg : 4 weeks  at least 60 kg : 2 calendar months }"
    every = ("give rituximab every 4 weeks", "give rituximab every often")
    protocol = small("drug rituximab", f"{text}  drug rituximab", *every)
    weeks, months = (case.cell for case in protocol.tables[0].cases)
    assert weeks == Cell(quantity(4, "weeks"), Days(28), None)
    assert (months.value, str(months.every)) == (None, "2 calendar months")


def test_a_dose_by_a_table():
    protocol = small(*tabled("table amount of weight { below 60 kg : 150 mg  at least 60 kg : 300 mg }"))
    assert protocol.drugs[0].dose == Dose(None, None, False, protocol.drugs[0].dose.evidence, None, "amount")


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        ("table amount of weight { }", "PL109", "amount", "table `amount` has no row"),
        (
            "table amount { below 60 kg : 150 mg }",
            "PL109",
            "below 60 kg",
            "nothing says what the rows of table `amount` are",
        ),
        (
            "table amount of cd20 by weight { below 1 % : 150 mg }",
            "PL109",
            "weight",
            "table `amount` is cut `by` a second value, but has no columns",
        ),
        (
            "table amount of cd20 { columns below 60 kg | at least 60 kg  below 1 % : 150 mg | 300 mg }",
            "PL109",
            "columns below 60 kg | at least 60 kg",
            "nothing says what the columns of table `amount` are",
        ),
        (
            "table amount of cd20 { below 1 % : 150 mg | 300 mg }",
            "PL105",
            "below 1 % : 150 mg | 300 mg",
            "a row of table `amount` has 2 cells for 1 column",
        ),
        (
            "table amount of cd20 { below 1 % : 150 mg  at least 1 % : 3 mL }",
            "PL105",
            "3 mL",
            "cannot compare `150 mg` (mass) with `3 mL` (volume)",
        ),
        (
            "table amount of cd20 { below 1 kg : 150 mg }",
            "PL105",
            "1 kg",
            "cannot compare `cd20` (percent) with `1 kg` (body weight)",
        ),
        (
            "table amount of cd20 { from 5 to below 1 % : 150 mg }",
            "PL105",
            "from 5 to below 1 %",
            "no value lies from `5 %` to `1 %`",
        ),
        (
            "table amount of cd20 { below 1 % : 150 mg  otherwise : none  otherwise : 150 mg }",
            "PL102",
            "otherwise : 150 mg",
            "table `amount` has two rows `otherwise`",
        ),
        (
            "table amount of cd20 { below 1 % : 150 mg  when depleted : 150 mg }",
            "PL105",
            "depleted",
            "table `amount` is cut into bands, so a row is a band",
        ),
        (
            "table amount of cd20 { below 1 % : 150 mg every 4 weeks  at least 1 % : 150 mg }",
            "PL105",
            "150 mg",
            "some cells of table `amount` say how often, and others do not",
        ),
        ("table amount of cd20 { is low : 150 mg }", "PL105", "is low", "`cd20` is a number, so it is never `low`"),
        ("table amount of cd20 { below 1 % : 150 mg every 0 weeks }", "PL307", "0 weeks", None),
        ("table amount of cd29 { below 1 % : 150 mg }", "PL101", "cd29", None),
        ("table amount of cd20 { below 1 % : 4 weeks }", "PL105", "amount", "`amount` is not an amount of drug"),
    ],
)
def test_tables_that_say_nothing_or_two_things(text, code, place, message):
    found = [item for item in mistakes(*tabled(text)) if item[0] != "PL104"]
    assert [(number, where) for number, where, _ in found] == [(code, place)]
    if message is not None:
        assert found[0][2] == message


def test_a_factor_is_a_percentage():
    text = "table part of weight { below 60 kg : 150 mg  at least 60 kg : 300 mg }"
    found = mistakes(*tabled(text, "dose 375 mg/m2 of bsa by part"))
    assert found == [("PL105", "part", "table `part` says mg, which is no factor of a dose")]


def test_a_table_that_nobody_looks_up():
    finding = one("event remission", "table amount of weight { below 60 kg : 150 mg }  event remission")
    assert (finding.code.number, finding.message) == ("PL104", "table `amount` is never looked up")

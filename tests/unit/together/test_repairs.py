"""For each code about two protocols: a pair that has the defect, and at least fifty in which it is repaired."""

import pytest

from .pairs import looked_at, written

ENOUGH = 50


def gives(name, drug, days, window="", more="", dose="100 mg", limit=""):
    return written(
        name,
        f"""{more}  drug {drug} {{
    dose {dose}  assumed "a test"
    {limit}
  }}
  track t {{ phase p {{ give {drug} on days {days} {window} assumed "a test"  then end }} }}""",
    )


def samples(name, lab, days, fresh="7 days", unit='% of "lymphocytes"', title="B cells"):
    more = f'''  lab {lab} "{title}" {{
    unit {unit}
    range 0..100 {unit.split()[0]}
    fresh for {fresh} assumed "a test"
  }}
  track blood {{ phase counts {{ measure {lab} on days {days} assumed "a test"  then end }} }}
'''
    return gives(name, name, "0", more=more)


def forbids(when, drug="statin", verb="contraindicated", unit="10^9/L"):
    more = f"""  lab anc "Neutrophils" {{ unit {unit}  range 0..50 {unit}  fresh for 7 days assumed "a test" }}
  drug {drug} {{ dose 1 mg  assumed "a test" }}
  {verb} {drug} when {when}  assumed "a test"
"""
    return gives("b", "iron", "0", more=more)


def visits():
    """PL310: a visit on day 28 and one near it."""
    yield gives("a", "iron", "0, 28"), gives("b", "zinc", "0, 29")
    for day in (*range(4, 25), 28, *range(32, 60)):
        yield gives("a", "iron", "0, 28"), gives("b", "zinc", f"0, {day}")
    yield gives("a", "iron", "0, 28, 29"), gives("b", "zinc", "0, 29")
    yield gives("a", "iron", "0, 28"), gives("b", "zinc", "0, 28, 29")


def duplicates():
    """PL311: samples of one lab on days near each other."""
    yield samples("a", "cd20", "28"), samples("b", "cd20", "29")
    for day in (*range(4, 25), *range(32, 60)):
        yield samples("a", "cd20", "28"), samples("b", "cd20", f"{day}")
    yield samples("a", "cd20", "28"), samples("b", "cd19", "29", title="CD19")
    yield samples("a", "cd20", "28"), samples("b", "cd20", "29", unit="g/L")


def contradictions():
    """PL312: a drug that the other forbids below a number of cells."""
    one = "anc < 1 10^9/L"
    yield gives("a", "statin", "0, 14"), forbids(one)
    for tenths in range(1, 47):
        same = f"anc < {tenths // 10}.{tenths % 10} 10^9/L"
        own = f"""  lab anc "Neutrophils" {{ unit 10^9/L  range 0..50 10^9/L  fresh for 7 days assumed "a test" }}
  contraindicated statin when {same}  assumed "a test"
"""
        yield gives("a", "statin", "0, 14", more=own), forbids(same)
    for drug in ("fibrate", "niacin", "iron_tablets", "zinc"):
        yield gives("a", drug, "0, 14"), forbids(one)


def doubles():
    """PL410: one drug in both."""
    yield gives("a", "iron", "0"), gives("b", "iron", "0")
    for number in range(50):
        yield gives("a", "iron", f"{number}"), gives("b", f"drug_{number}", f"{number}")


CASES = {"PL310": visits, "PL311": duplicates, "PL312": contradictions, "PL410": doubles}


@pytest.mark.parametrize("number", CASES)
def test_the_defect_is_found_and_fifty_repairs_are_silent(number):
    defect, *repairs = CASES[number]()
    assert looked_at(*defect, number)
    assert len(set(repairs)) == len(repairs) >= ENOUGH
    assert [pair for pair in repairs if looked_at(*pair, number)] == []

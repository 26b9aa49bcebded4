"""Doses that are never given as they are written."""

import pytest
from tests.near_misses.small_course import care, protocol

from protolang.driver import analyse

WEIGHT = 'patient weight { unit kg range 30..150 kg fresh for 12 weeks assumed "x" }'


def told(dose, *bounds, more="", give="give a on days 0, 14"):
    clauses = " ".join(f'{one} assumed "x"' for one in (*((f"dose {dose}",) if dose else ()), *bounds))
    text = protocol(f"{more} drug a {{ {clauses} }}", care(give))
    return [item for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL401"]


def test_above_the_cap():
    (found,) = told("1001 mg", "cap 1 g")
    assert found.message == "a dose of 1001 mg of `a` is above its cap of 1 g, and the cap is given"
    assert not told("1000 mg", "cap 1 g")


def test_under_the_floor():
    assert told("99 mg", "floor 100 mg")
    assert not told("100 mg", "floor 100 mg")


def test_a_dose_by_size_is_judged_in_the_smallest_and_the_largest():
    (found,) = told("50 mg/kg of weight", "cap 1400 mg", more=WEIGHT)
    assert found.witness == (("weight", "30 kg"), ("dose", "1500 mg"))
    assert not told("50 mg/kg of weight", "cap 1500 mg", more=WEIGHT)
    (found,) = told("1 mg/kg of weight", "floor 200 mg", more=WEIGHT)
    assert found.witness == (("weight", "150 kg"), ("dose", "150 mg"))


def test_those_who_are_excluded_are_not_asked():
    heavy = WEIGHT + 'include weight >= 60 kg assumed "x"'
    assert told("10 mg/kg of weight", "cap 500 mg", more=heavy)
    light = WEIGHT + 'exclude weight > 40 kg assumed "x"'
    assert not told("10 mg/kg of weight", "cap 500 mg", more=light)


def test_over_a_limit():
    (found,) = told("50 mg", "limit 40 mg in 1 day then skip")
    assert found.message.endswith("is over its limit of 40 mg in 1 day, and none is ever given")
    assert told("2 mg/kg of weight", "limit 1 mg/kg of weight in total then stop", more=WEIGHT)
    assert not told("2 mg/kg of weight", "limit 2 mg/kg of weight in total then stop", more=WEIGHT)


def test_the_steps_of_a_level_and_a_dose_of_the_phase():
    level = 'level rung { start 10 mg assumed "x" steps 10 mg, 20 mg, 80 mg assumed "x" }'
    (found,) = told("rung", "cap 60 mg", more=level)
    assert found.message.startswith("a dose of 80 mg")
    assert told("10 mg", "cap 60 mg", give="give a on day 0 dose 70 mg")
    assert not told("70 mg", "cap 60 mg", give="give a on day 0 dose 10 mg")


@pytest.mark.parametrize("cells", [("10", "70"), ("70", "10")])
def test_the_cells_of_a_table(cells):
    table = f'{WEIGHT} table size of weight {{ below 60 kg: {cells[0]} mg  from 60 kg: {cells[1]} mg }} assumed "x"'
    table = table.replace("from 60 kg", ">= 60 kg")
    (found,) = told("by size", "cap 60 mg", more=table)
    assert found.message.startswith("a dose of 70 mg")

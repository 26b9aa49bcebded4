"""The examples of the cells of a number: next to a threshold in the lab's own digit, where it says one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from protolang.machine.from_model import lower as machine_of
from protolang.model.term import Reading
from protolang.verify.axes import numbers

from ..execution.stories import protocol


def examples(rounded: str, *thresholds: str) -> list[str]:
    lab = f'lab z {{ unit % of "cells"  range 0..100 % {rounded} fresh for 9 days }}'
    of = machine_of(protocol("", "start p phase p { give a on day 0  when z < 1 % go p  then end }", more=lab))
    unit = next(item.unit for item in of.labs if item.id == "z")
    cut = [Fraction(value) * unit.factor for value in thresholds]
    return [str(cell.example) for cell in numbers(of, Reading("z"), cut, unit).cells]


@pytest.mark.parametrize(
    ("rounded", "found"),
    [
        ("", ["9/10", "1", "2", "3", "31/10"]),
        ("rounded to 0.5 %", ["1/2", "1", "5/2", "3", "7/2"]),
        ("rounded to 0.01 %", ["99/100", "1", "299/100", "3", "301/100"]),
        ("rounded to 2 %", ["0", "1", "2", "3", "4"]),
    ],
)
def test_a_cell_is_shown_by_a_result_next_to_its_threshold(rounded: str, found: list[str]) -> None:
    assert examples(rounded, "1", "3") == found

"""The example of a gap is a result that the laboratory can report, where the lab says to what it is rounded."""

import pytest

from protolang.diagnostics import explain
from protolang.driver import analyse

RANGE = "range 0..100 %"
TEXT = explain.examples("PL202")[0].text


@pytest.mark.parametrize(
    ("step", "low", "high", "value"),
    [
        ("", "cd20 <= 1 %", "cd20 >= 3 %", "2.9 %"),
        ("0.1 %", "cd20 <= 1 %", "cd20 >= 3 %", "2.9 %"),
        ("0.01 %", "cd20 <= 1 %", "cd20 >= 3 %", "2.99 %"),
        ("1 %", "cd20 <= 1 %", "cd20 >= 3 %", "2 %"),
        # a threshold itself, where it is in the gap
        ("0.01 %", "cd20 < 1 %", "cd20 > 3 %", "1 %"),
        ("0.01 %", "cd20 <= 1 %", "cd20 > 3 %", "3 %"),
    ],
)
def test_a_gap_is_shown_by_a_result_next_to_its_threshold(step, low, high, value):
    text = TEXT.replace("cd20 < 1 %", low).replace("cd20 > 1 %", high)
    text = text.replace(RANGE, f"{RANGE} rounded to {step}" if step else RANGE, 1)
    (found,) = [item for item in analyse("gap.proto", text.encode()).diagnostics if item.code.number == "PL202"]
    assert found.witness == (("cd20", value),)
    assert found.message == f"no exit of `review` applies when `cd20` is {value}"

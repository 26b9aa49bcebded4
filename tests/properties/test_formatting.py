"""The formatter over generated programs: some hundreds here, 10^5 in `./run check --long`."""

import pytest

from . import formatting
from .formatting import faults, formatted, program_faults

PROGRAMS = 200
AT_ONCE = 25


@pytest.mark.parametrize("first", range(0, PROGRAMS, AT_ONCE))
def test_generated_programs(first: int) -> None:
    assert {seed: found for seed in range(first, first + AT_ONCE) if (found := program_faults(seed))} == {}


TEXT = "protocol p {\n  # one\n  drug d { route oral  dose 10 mg }  # two\n  event e\n}\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10 mg", "100 mg"),
        ("# one\n", "\n"),
        ("  # two\n", "\n  # two\n"),
        ("# one", "# two"),
        ("event e\n", "event e \n"),
    ],
)
def test_a_formatter_that_changes_something_is_found_out(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(TEXT) == []
    monkeypatch.setattr(formatting, "formatted", lambda text: formatted(text).replace(old, new, 1))
    assert faults(TEXT)

"""Every code fires on its defect, and is silent on each of fifty repairs of it."""

import importlib
from pathlib import Path

import pytest

from protolang.diagnostics.codes import ALL_CODES
from protolang.driver import analyse

MODULES = {
    path.stem.upper(): f"tests.near_misses.{path.stem}" for path in Path(__file__).parent.glob("near_misses/pl*.py")
}
ENOUGH = 50

# What no text of one protocol can have: each is tested where it arises, as the comment says.
ELSEWHERE: frozenset[str] = frozenset(
    # Of two protocols for one patient: tests/unit/together.
    {"PL310", "PL311", "PL312", "PL410"}
)


def codes_of(text: str | bytes) -> set[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return {item.code.number for item in analyse("example.proto", data).diagnostics}


@pytest.mark.parametrize("number", sorted(MODULES))
def test_the_defect_is_reported(number):
    assert number in codes_of(importlib.import_module(MODULES[number]).DEFECT)


@pytest.mark.parametrize("number", sorted(MODULES))
def test_fifty_repairs_are_silent(number):
    module = importlib.import_module(MODULES[number])
    repairs = list(module.repaired())
    assert len(set(repairs)) == len(repairs) >= ENOUGH
    assert module.DEFECT not in repairs
    assert [text for text in repairs if number in codes_of(text)] == []


@pytest.mark.parametrize("number", sorted(MODULES))
def test_a_repair_has_no_mistake_before_the_check_runs(number):
    """A file that does not even parse is silent for the wrong reason."""
    module = importlib.import_module(MODULES[number])
    broken = [text for text in module.repaired() if is_broken(text)]
    assert broken == []


def is_broken(text: str | bytes) -> bool:
    analysis = analyse("example.proto", text if isinstance(text, bytes) else text.encode())
    return analysis.machine is None


def test_every_code_has_near_misses():
    assert set(MODULES) | ELSEWHERE == {known.number for known in ALL_CODES}
    assert not set(MODULES) & ELSEWHERE

"""Every code fires on its defect, and is silent on each of fifty repairs of it."""

import importlib
from pathlib import Path

import pytest
from tests.near_misses.judging import in_folder, plain

from protolang.diagnostics.codes import ALL_CODES

MODULES = {
    path.stem.upper(): f"tests.near_misses.{path.stem}" for path in Path(__file__).parent.glob("near_misses/pl*.py")
}
ENOUGH = 50

# What no text of one protocol can have: each is tested where it arises, as the comment says.
ELSEWHERE: frozenset[str] = frozenset(
    # Of two protocols for one patient: tests/unit/together.
    {"PL310", "PL311", "PL312", "PL410"}
    # Our own fault: tests/unit/verify/test_disagreement.py.
    | {"PL904"}
)


def judged(number, text, tmp_path):
    """The codes that are found, and whether nothing could be looked for."""
    module = importlib.import_module(MODULES[number])
    if hasattr(module, "OTHERS"):
        return in_folder(text, module.OTHERS, tmp_path)
    return getattr(module, "judge", plain)(text)


@pytest.mark.parametrize("number", sorted(MODULES))
def test_the_defect_is_reported(number, tmp_path):
    assert number in judged(number, importlib.import_module(MODULES[number]).DEFECT, tmp_path)[0]


@pytest.mark.parametrize("number", sorted(MODULES))
def test_fifty_repairs_are_silent(number, tmp_path):
    """A file that does not even parse would be silent for the wrong reason."""
    module = importlib.import_module(MODULES[number])
    repairs = list(module.repaired())
    assert len(set(repairs)) == len(repairs) >= ENOUGH
    assert module.DEFECT not in repairs
    found = [(text, *judged(number, text, tmp_path)) for text in repairs]
    assert [text for text, codes, _ in found if number in codes] == []
    assert [text for text, _, broken in found if broken] == []


def test_every_code_has_near_misses():
    assert set(MODULES) | ELSEWHERE == {known.number for known in ALL_CODES}
    assert not set(MODULES) & ELSEWHERE

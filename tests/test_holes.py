"""`docs/reference/holes.md` says what `check` reports of published texts: each line is so, and no error is missing."""

import functools
import re
from pathlib import Path

import pytest

from protolang.diagnostics import Diagnostic, Severity
from protolang.driver import analyse

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reference" / "holes.md").read_text(encoding="utf-8")
_ROW = re.compile(r"\| (?:[0-9]+ |protocols/).*\|")


def _rows(part: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")[1:-1]) for line in part.splitlines() if _ROW.fullmatch(line)]


KNOWN, OTHERS = (_rows(part) for part in PAGE.split("## Every other error"))
# The rows of the list of holes. Those it numbers otherwise (7, 9, 16 to 18) speak of texts that are not encoded.
HOLES = {1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 19, 20, 21}
# What is found about results shows a patient; a name, a unit, a number of doses and a decision have none.
WITH_WITNESS = {"PL201", "PL202", "PL606"}
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "protocols" / "published").glob("*.proto"))
FILES.append("protocols/ahmed.proto")


@functools.cache
def found(file: str) -> tuple[Diagnostic, ...]:
    return analyse(file, (ROOT / file).read_bytes()).diagnostics


def says(item: Diagnostic, code: str, message: str) -> bool:
    words = "".join(".*" if part == "…" else re.escape(part) for part in re.split("(^…|…$)", message))
    return item.code.number == code and re.fullmatch(words, item.message) is not None


def test_every_known_hole_has_a_line() -> None:
    assert {int(row[0]) for row in KNOWN} == HOLES


@pytest.mark.parametrize("row", KNOWN, ids=[f"{row[0]}: {row[2]}" for row in KNOWN])
def test_a_known_hole_is_reported_as_the_page_says(row: tuple[str, ...]) -> None:
    _, _, _, file, code, message = row
    hits = [item for item in found(file) if says(item, code, message)]
    assert hits, [item.message for item in found(file) if item.code.number == code]
    if code in WITH_WITNESS:
        assert all(item.witness or item.timeline for item in hits)


@pytest.mark.parametrize("file", FILES)
def test_every_error_is_a_known_hole_or_justified(file: str) -> None:
    lines = [(row[4], row[5]) for row in KNOWN if row[3] == file] + [
        (row[1], row[2]) for row in OTHERS if row[0] == file
    ]
    errors = [item for item in found(file) if item.severity is Severity.ERROR]
    assert [item.message for item in errors if not any(says(item, *line) for line in lines)] == []


@pytest.mark.parametrize("row", OTHERS, ids=[f"{row[0]}: {row[2]}" for row in OTHERS])
def test_every_other_error_of_the_page_is_reported(row: tuple[str, ...]) -> None:
    file, code, message, reading = row
    assert reading
    assert any(says(item, code, message) and item.severity is Severity.ERROR for item in found(file))

"""Whole files with one mistake each, and what a person reads about it."""

from pathlib import Path

import pytest

from protolang.diagnostics.report_text import report_text
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse

BAD = sorted((Path(__file__).parents[2] / "golden" / "bad").glob("PL1*.proto"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_mistake_in_a_whole_file(path, golden):
    source = SourceFile(f"tests/golden/bad/{path.name}", path.read_text(encoding="utf-8"))
    parsed = parse(source)
    assert parsed.diagnostics == ()
    found = lower(parsed.value.tree, source, parsed.value.skipped_names).diagnostics
    assert [diagnostic.code.number for diagnostic in found] == [path.name[:5]]
    golden(f"bad/{path.stem}.expected", report_text(found, color=False, width=100))


def test_there_is_one_for_each_code():
    codes = {path.name[:5] for path in BAD}
    assert codes >= {f"PL10{digit}" for digit in range(1, 10)} | {"PL112"}

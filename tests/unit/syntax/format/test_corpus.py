"""Every text of the language that there is: same tokens, same comments, same tree, and laid out once for all."""

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.conformance.case import all_cases
from tests.properties.formatting import broken_faults, faults, formatted, tree
from tests.unit.syntax.examples import Sentence
from tests.unit.syntax.test_forms import PLACES, chosen, forms

ROOT = Path(__file__).parents[4]
PROTOCOLS = sorted((ROOT / "protocols").rglob("*.proto"))
_BLOCK = re.compile(r"^(?P<fence>`{3,}|:{3,})[^\n]*\n(?P<text>.*?)^(?P=fence)", re.DOTALL | re.MULTILINE)


def others() -> list[Path]:
    return sorted(path for folder in ("tests", "docs") for path in (ROOT / folder).rglob("*.proto"))


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.name)
def test_a_published_protocol_is_laid_out(path: Path) -> None:
    assert formatted(text_of(path)) == text_of(path), f"run: protolang format {path.relative_to(ROOT)}"
    assert faults(text_of(path)) == []


@pytest.mark.parametrize("path", others(), ids=lambda path: path.name)
def test_an_input_of_a_test(path: Path) -> None:
    assert faults(text_of(path)) == []


def test_the_conformance_suite() -> None:
    assert {case.name: found for case in all_cases() if (found := faults(case.source))} == {}


def test_the_code_of_the_documentation() -> None:
    count = 0
    pages = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]
    for path in sorted(pages):
        for block in _BLOCK.finditer(text_of(path)):
            if re.search(r"^(?:protocol|library|variant|import)\s", block["text"], re.MULTILINE):
                count += tree(block["text"]) is not None
                assert faults(block["text"]) == [], (path, block["text"])
    assert count > 50


def test_each_form_of_the_language() -> None:
    for place, form in forms():
        for text in sorted(set(chosen(form))):
            assert faults(PLACES[place] % text) == []


def test_sentences_drawn_from_the_grammar() -> None:
    used: Counter[tuple[int, str]] = Counter()
    for seed in range(100):
        text = Sentence(seed, used).text
        assert faults(text) == [], text
        # What a later stage refuses is no mistake of layout.
        assert tree(text) is not None or broken_faults(text) == []

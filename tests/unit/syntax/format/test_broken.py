"""Files with mistakes: what a mistake touches is left alone, to the byte, and the rest is laid out."""

import random

import pytest
from tests.properties.formatting import broken, faults, formatted
from tests.unit.syntax.examples import EVERYTHING, FLAGSHIP

from protolang.source import SourceFile
from protolang.syntax.format import format_source

# What stands in a file, and what becomes of it.
BROKEN = {
    "a statement": (
        "protocol p {\nevent   e\n     evnt   f  'x'\nevent   g\n}",
        "protocol p {\n  event e\n     evnt   f  'x'\n  event g\n}\n",
    ),
    "a clause of a drug": (
        "protocol p {\n drug  d {\n  route   oral\n  dose    very   much\n  cap   1 mg }\nevent  e }",
        "protocol p {\n  drug d {\n    route oral\n  dose    very   much\n    cap 1 mg\n  }\n  event e\n}\n",
    ),
    "the header of a block": (
        "protocol p {\n drug  d {  route   oral }\n track {\n   phase  a {\n  then   end } }\n}",
        "protocol p {\n  drug d { route oral }\n track {\n   phase  a {\n  then   end } }\n}\n",
    ),
    "a number that can be misread": (
        "protocol p {\n drug d {\n  dose   1,5   mg\n  route   oral }\n}",
        "protocol p {\n  drug d {\n  dose   1,5   mg\n    route oral\n  }\n}\n",
    ),
    "text behind the end": (
        "protocol p {\nevent   e }\n  Best   regards",
        "protocol p {\n  event e\n}\n  Best   regards\n",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_broken_part_is_left_alone_and_told(what: str) -> None:
    text, expected = BROKEN[what]
    outcome = format_source(SourceFile("broken.proto", text))
    assert outcome.text == expected
    assert outcome.diagnostics
    assert faults(text) == []


@pytest.mark.parametrize("text", ["", "\n\n", "protocol", "Dear colleague", "}{", "protocol p {", "# only a comment"])
def test_what_cannot_be_told_apart_is_left_alone(text: str) -> None:
    assert formatted(text) == text
    assert format_source(SourceFile("broken.proto", text)).diagnostics


def test_nested_too_deep() -> None:
    text = "protocol p { " + "drug d { " * 200
    assert formatted(text) == text


@pytest.mark.parametrize("seed", range(30))
def test_a_broken_file_never_fails(seed: int) -> None:
    for text in (FLAGSHIP, EVERYTHING):
        assert faults(broken(text, random.Random(f"{seed}"))) == []

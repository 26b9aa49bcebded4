"""The words of a statement that a finding underlines."""

import pytest

from protolang.checks.pointing import opening, statement
from protolang.source import SourceFile, Span


def whole(text):
    return Span(SourceFile("x.proto", text), 0, len(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('phase closing "Six { cycles" {\n  then end\n}', 'phase closing "Six { cycles"'),
        ("phase closing{}", "phase closing"),
        ("phase closing", "phase closing"),
    ],
)
def test_the_opening_of_a_declaration(text, words):
    assert opening(whole(text)).text == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('then end   @ahmed "abstract"', "then end"),
        ('stop unstated "which?"', "stop"),
        ('stop when shock\n    assumed "it\'s known"', "stop when shock"),
        ('source a "b@c assumed"  doi 10', 'source a "b@c assumed"  doi 10'),
        ("then end  # as @agreed\n", "then end  # as @agreed"),
        ("@ahmed", "@ahmed"),
    ],
)
def test_a_statement_without_its_marks(text, words):
    assert statement(whole(text)).text == words

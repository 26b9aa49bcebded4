"""The lexer: tokens as a golden text, its keywords against the grammar's, and time that grows with the length."""

import re
import time
from importlib import import_module, resources
from pathlib import Path

import pytest
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Error

from protolang.pygments_lexer import KEYWORDS, ProtolangLexer

ROOT = Path(__file__).parents[2]
SAMPLE = """\
# a comment
protocol sample "A \\"title\\"" {
  version 1.0.0
  source text "Somebody 2020" doi 10.1000/x-1
  phase dose "A phase that is called dose" {
    give drug_a every 6 calendar months until not once low, at most 6 cycles  @text "page 1"
    when cd20 >= 0.5 x10^9/L go phase  assumed "why"
    then end  unstated "what"
  }
  require twelve: count(drug_a) = 12
}
"""
GOLDEN = """\
Comment.Single '# a comment'
Keyword.Declaration 'protocol'
Name.Class 'sample'
Literal.String.Double '"'
Literal.String.Double 'A '
Literal.String.Escape '\\\\"'
Literal.String.Double 'title'
Literal.String.Escape '\\\\"'
Literal.String.Double '"'
Punctuation '{'
Keyword.Reserved 'version'
Literal.Number '1.0.0'
Keyword.Declaration 'source'
Name.Class 'text'
Literal.String.Double '"'
Literal.String.Double 'Somebody 2020'
Literal.String.Double '"'
Keyword.Reserved 'doi'
Literal.String.Other '10.1000/x-1'
Keyword.Declaration 'phase'
Name.Class 'dose'
Literal.String.Double '"'
Literal.String.Double 'A phase that is called dose'
Literal.String.Double '"'
Punctuation '{'
Keyword 'give'
Name 'drug_a'
Keyword.Reserved 'every'
Literal.Number '6'
Keyword.Type 'calendar months'
Keyword 'until'
Operator.Word 'not'
Operator.Word 'once'
Name 'low'
Punctuation ','
Keyword.Reserved 'at'
Keyword.Reserved 'most'
Literal.Number '6'
Keyword.Type 'cycles'
Name.Decorator '@text'
Literal.String.Double '"'
Literal.String.Double 'page 1'
Literal.String.Double '"'
Keyword 'when'
Name 'cd20'
Operator '>='
Literal.Number '0.5'
Keyword.Type 'x10^9/L'
Keyword 'go'
Name 'phase'
Keyword.Pseudo 'assumed'
Literal.String.Double '"'
Literal.String.Double 'why'
Literal.String.Double '"'
Keyword 'then'
Keyword 'end'
Name.Exception 'unstated'
Literal.String.Double '"'
Literal.String.Double 'what'
Literal.String.Double '"'
Punctuation '}'
Keyword.Declaration 'require'
Name.Class 'twelve'
Punctuation ':'
Name.Function 'count'
Punctuation '('
Name 'drug_a'
Punctuation ')'
Operator '='
Literal.Number '12'
Punctuation '}'
"""


def tokens(source: str) -> str:
    shown = (
        f"{str(kind).removeprefix('Token.')} {text!r}"
        for kind, text in ProtolangLexer().get_tokens(source)
        if text.strip()
    )
    return "\n".join(shown) + "\n"


def test_tokens_of_a_sample() -> None:
    assert tokens(SAMPLE) == GOLDEN


VARIANT = """\
import "labs.proto" sha256 "00"
variant second of first {
  remove require twelve because "ten"
  change phase late.start {
    remove then because "x"
    add give pill weakens
  }
  set gap = 6 weeks
}
"""
VARIANT_TOKENS = """\
Keyword.Namespace 'import'
Literal.String.Double '"'
Literal.String.Double 'labs.proto'
Literal.String.Double '"'
Keyword.Reserved 'sha256'
Literal.String.Double '"'
Literal.String.Double '00'
Literal.String.Double '"'
Keyword.Declaration 'variant'
Name.Class 'second'
Keyword.Reserved 'of'
Name 'first'
Punctuation '{'
Keyword.Namespace 'remove'
Keyword.Declaration 'require'
Name 'twelve'
Keyword.Pseudo 'because'
Literal.String.Double '"'
Literal.String.Double 'ten'
Literal.String.Double '"'
Keyword.Namespace 'change'
Keyword.Declaration 'phase'
Name.Class 'late'
Punctuation '.'
Name 'start'
Punctuation '{'
Keyword.Namespace 'remove'
Keyword 'then'
Keyword.Pseudo 'because'
Literal.String.Double '"'
Literal.String.Double 'x'
Literal.String.Double '"'
Keyword.Namespace 'add'
Keyword 'give'
Name 'pill'
Keyword.Pseudo 'weakens'
Punctuation '}'
Keyword 'set'
Name 'gap'
Operator '='
Literal.Number '6'
Keyword.Type 'weeks'
Punctuation '}'
"""


def test_tokens_of_a_variant() -> None:
    assert tokens(VARIANT) == VARIANT_TOKENS


def test_nothing_is_lost_and_nothing_is_an_error() -> None:
    source = (ROOT / "protocols" / "ahmed.proto").read_text(encoding="utf-8")
    found = list(ProtolangLexer(stripnl=False).get_tokens(source))
    assert "".join(text for _, text in found) == source
    assert not [text for kind, text in found if kind is Error]


@pytest.mark.parametrize("source", ['"open', "\\", '"\\x"', "é ∞ \x00 ;", "@", "1..", "phase", '"a\nphase b {'])
def test_text_that_is_no_protocol_is_shown_plainly(source: str) -> None:
    found = list(ProtolangLexer(stripnl=False, ensurenl=False).get_tokens(source))
    assert "".join(text for _, text in found) == source
    assert not [text for kind, text in found if kind is Error]


def test_keywords_are_those_of_the_grammar() -> None:
    grammar = (resources.files("protolang.syntax") / "grammar.lark").read_text(encoding="utf-8")
    lines = "\n".join(line.split("//")[0] for line in grammar.splitlines())
    words = set(re.findall(r'"([a-z_][a-z0-9_]*)"', lines))
    # Written as patterns in the grammar, because they are two words or depend on what follows.
    words |= {"at", "least", "most", "each", "one", "of", "as", "new", "on", "entry", "exit", "stop", "when"}
    words |= {"set", "patient", "expect", "start"}
    words |= {"no", "alert", "hour", "every", "reported", "preliminary"}
    words |= {"always", "eventually", "exactly", "only", "while"}
    assert words == KEYWORDS


def test_found_by_alias_and_not_by_file_name() -> None:
    assert type(get_lexer_by_name("protolang")) is ProtolangLexer
    assert type(get_lexer_for_filename("x.proto")) is not ProtolangLexer
    assert ProtolangLexer is import_module("protolang.pygments_lexer").ProtolangLexer


PUMPS = [
    '"',
    "a",
    "1.",
    "1 ",
    "mg/",
    "phase ",
    " ",
    "\\",
    "then\n",
    "variant a ",
    ".a",
    "count ",
    "require a ",
    "x10^",
    "@a",
    "of\t",
    '"\\',
]


@pytest.mark.parametrize("pump", PUMPS)
def test_time_grows_with_the_length(pump: str) -> None:
    def seconds(repeats: int) -> float:
        # Of this process alone: a machine that is busy with other things must not fail the test.
        started = time.process_time()
        list(ProtolangLexer().get_tokens(pump * repeats))
        return time.process_time() - started

    small = min(seconds(2_000) for _ in range(3))
    large = min(seconds(16_000) for _ in range(2))
    # Eight times the text; a pattern that goes back over what it read would take sixty-four times as long.
    assert large < max(0.25, 24 * small)

"""Text that is no protocol at all, or that tries to be expensive: an answer, never an exception, never for long.

Time is not asserted; a test that takes minutes would be noticed. The rows are those of the project's table of
malformed input, as far as they concern text.
"""

import re
import sys

import pytest

from protolang.source import SourceFile
from protolang.syntax import braces, decode, hints, lexer, number_form, odd_text, parser
from protolang.syntax.parser import parse

from .examples import mistakes, read

MANY = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "protocol p { require " + "(" * 1_000_000,
        "{" * 1_000_000,
        "protocol p { " + "patient {" * MANY,
        "protocol p { require " + "not (" * MANY,
        "({" * MANY + "})" * MANY,
    ],
    ids=["parentheses", "braces", "blocks", "nots", "mixed"],
)
def test_deep_nesting_is_told_once(text: str) -> None:
    (said,) = mistakes(text)
    assert said == "PL006 1: blocks and brackets are nested more than 64 deep"


def test_nesting_up_to_the_limit_is_read() -> None:
    assert mistakes("protocol p { require " + "(" * 63 + "a" + ")" * 63 + " }") == []
    assert mistakes("protocol p { require " + "(" * 64 + "a" + ")" * 64 + " }") != []


def test_brackets_in_texts_and_comments_do_not_nest() -> None:
    text = 'protocol p { purpose "' + "(" * 100 + '" # ' + "{" * 100 + "\n }"
    assert mistakes(text) == []


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("1_000", "`1_000` has an underscore between its digits"),
        ("1__0", "`1__0` has an underscore between its digits"),
        ("1e9", "`1e9` has an exponent: write out all its digits"),
        ("1e10000000", "`1e10000000` has an exponent: write out all its digits"),
        ("1E+400", "`1E+400` has an exponent: write out all its digits"),
        ("1,5", "`1,5` has a decimal comma: decimals stand behind a point"),
        ("1,000", "`1,000` can be read with a decimal comma or as thousands"),
        ("1,000,000.5", "`1,000,000.5` can be read with a decimal comma or as thousands"),
        ("1,5,5", "`1,5,5` has commas between its digits"),
        (".5", "`.5` has no digit before its point: the point is easily overlooked"),
        ("1.", "`1.` has no digit behind its point"),
        ("1.2.3", "`1.2.3` has more than one decimal point"),
        ("007", "`007` starts with a zero that counts for nothing"),
        ("00.5", "`00.5` starts with a zero that counts for nothing"),
        ("9" * 19, "`9999999999999999999` has more than 18 digits"),
        ("9" * 5000, "`9999999999999999999999999999…` has more than 18 digits"),
        ("0." + "1" * 18, "`0.111111111111111111` has more than 18 digits"),
        ("١٢", "`١٢` is not written in the digits 0 to 9"),
        ("１５", "`１５` is not written in the digits 0 to 9"),
        ("1５", "`1５` is not written in the digits 0 to 9"),
    ],
)
def test_forms_of_numbers(number: str, message: str) -> None:
    assert mistakes(f"protocol p {{ param a = {number} mg }}") == [f"PL004 1: {message}"]


def test_numbers_that_are_well_formed() -> None:
    for number in ("0", "0.5", "10", "100", "0.05", "9" * 18, "10.01"):
        assert mistakes(f"protocol p {{ param a = {number} mg }}") == []


def test_a_list_may_have_commas_without_spaces() -> None:
    assert mistakes("protocol p { track t { phase q { give d on weeks 1,5,1000,12 } } }") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.0 mg", "`1.0` ends in a zero behind its point: with the point overlooked it is `10`"),
        ("0.50 mg", "`0.50` ends in a zero behind its point: with the point overlooked it is `50`"),
        ("5 U", "`U` is easily misread in a dose"),
        ("5 U/kg", "`U` is easily misread in a dose"),
        ("5 µg", "`µg` is easily misread in a dose"),
    ],
)
def test_unsafe_notation_is_a_warning(text: str, message: str) -> None:
    parsed, diagnostics = read(f"protocol p {{ param a = {text} }}")
    assert [(item.code.number, item.message, item.severity.value) for item in diagnostics] == [
        ("PL009", message, "warning")
    ]
    assert parsed.tree is not None
    assert len(parsed.tree.declarations) == 1


@pytest.mark.parametrize(
    ("word", "told", "meant"),
    [
        (
            "r\u0456tuximab",
            "`\u0456` (U+0456, Cyrillic small letter byelorussian-ukrainian i), which looks like `i`",
            "i",
        ),
        ("\u0440hase1", "`\u0440` (U+0440, Cyrillic small letter er), which looks like `p`", "p"),
        ("rituxim\uff41b", "`\uff41` (U+FF41, fullwidth Latin small letter a)", "a"),
        ("h\u00e9mo", "`\u00e9` (U+00E9, Latin small letter e with acute)", "e"),
        ("\u03bfmega", "`\u03bf` (U+03BF, Greek small letter omicron), which looks like `o`", "o"),
    ],
)
def test_letters_of_other_scripts_are_named(word: str, told: str, meant: str) -> None:
    parsed, (diagnostic,) = read(f"protocol p {{ drug {word} {{ }} }}")
    assert diagnostic.code.number == "PL005"
    assert diagnostic.message == f"`{word}` contains {told}"
    (edit,) = diagnostic.fixes[0].edits
    assert edit.replacement.isascii()
    assert meant in edit.replacement
    assert parsed.tree is not None


def test_a_confusable_keyword_is_read_as_it_looks() -> None:
    parsed, (diagnostic,) = read("protocol p { \u0440aram a = 1 mg }")
    assert diagnostic.code.number == "PL005"
    assert parsed.tree is not None
    assert len(parsed.tree.declarations) == 1


def test_a_confusable_unit_is_told() -> None:
    assert [said[:5] for said in mistakes("protocol p { param a = 1 mg/\u043c2 }")] == ["PL005"]
    assert [said[:5] for said in mistakes("protocol p { param a = 1 \u043cg }")] == ["PL005"]


@pytest.mark.parametrize(
    "character", ["\u00a0", "\u200b", "\u202e", "\u2066", "\x00", "\x0b", "\u2028", "\ufeff", "\x7f"]
)
def test_characters_that_cannot_be_seen_are_told(character: str) -> None:
    (said,) = mistakes(f"protocol p {{ drug{character} d {{ }} }}")
    assert said.startswith("PL003 1: ")


@pytest.mark.parametrize("text", ["1..1000000", "1..999999999999999999", ", ".join(["1..5000"] * 3)])
def test_lists_that_grow_too_large(text: str) -> None:
    (said,) = mistakes(f"protocol p {{ track t {{ phase q {{ give d on weeks {text} }} }} }}")
    assert said == "PL007 1: the lists of days and weeks name more than 10,000 of them"


def test_a_list_up_to_the_limit_is_read() -> None:
    assert mistakes("protocol p { track t { phase q { give d on days 1..10000 } } }") == []


@pytest.mark.parametrize(
    "text",
    [
        "protocol p { require a" + " and a" * MANY + " }",
        "protocol p { require a" + " or not a" * MANY + " }",
        "protocol p { track t { phase q { give d on weeks 1" + ", 2" * MANY + " } } }",
        "protocol p { patient b = f(x" + ", x" * MANY + ") }",
        "protocol p {" + " event e" * MANY + "}",
        "protocol p { purpose" + ' "x" ' + 'assumed "x" ' * MANY + "}",
    ],
    ids=["and", "or", "list", "arguments", "declarations", "marks"],
)
def test_long_is_not_deep(text: str) -> None:
    assert [said for said in mistakes(text) if "PL007" not in said] == []


@pytest.mark.parametrize(
    "text",
    [
        "}" * MANY,
        "protocol p { " + ")" * MANY,
        "protocol p {" + "{}" * MANY + "}",
        '"' * MANY,
        '"\n' * MANY,
        "protocol p { " + '"a ' * MANY,
        "protocol p { " + "then " * MANY,
        "protocol p {\n" + "foo bar\n" * MANY + "}",
        "protocol p {\n" + "drug = \n" * MANY + "}",
        "protocol p {\n" + "  drug d { \n" * 60 + "}",
        "protocol p {\n" + "}\n" * MANY,
        "protocol p {\n" + "phase a\n" * MANY,
        "protocol p { " + "$ " * MANY,
        "protocol p { " + ";" * MANY,
        "protocol p { drug " + "é" * MANY + " { } }",
        "protocol p { drug " + "a" * MANY + " { } }",
        "protocol p { param a = 1" + "_" * MANY + " }",
        "protocol p { param a = 1" + ",1" * MANY + " }",
        "protocol p { param a = 1" + ".1" * MANY + " }",
        "protocol p { param a = 1 mg" + "/mg" * MANY + " }",
        "protocol p { param a = 1 " + "calendar " * MANY + " }",
        'protocol p { scenario "s" { ' + "set " * MANY + " } }",
        "protocol p { " + "at " * MANY,
        "protocol p { track t { phase q { " + "stop " * MANY,
        "protocol p { " + "/*" * MANY,
        'protocol p "' + "\\" * MANY,
        "protocol p { " + "“x” " * MANY + "}",
        " " * MANY + "protocol p {" + "\t" * MANY + "foo" + "\n" * MANY,
        "protocol p { " + "repeat " * MANY + "{",
        "protocol p { " + "@" * MANY,
        "\r" * MANY + "#" * MANY,
    ],
    ids=lambda text: re.sub(r"\s+", " ", text[:40]),
)
def test_junk_is_answered(text: str) -> None:
    parsed, diagnostics = read(text)
    # A name or a unit may be as long as it likes.
    assert diagnostics or parsed.tree is not None
    assert len(diagnostics) <= 200


def test_no_recursion() -> None:
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(150)
        outcome = parse(SourceFile("x", "protocol p { require " + "(" * 60 + "a" + ")" * 60 + " and b" * 500 + " }"))
    finally:
        sys.setrecursionlimit(limit)
    assert outcome.diagnostics == ()


PUMPS = [
    "a",
    "1",
    "_",
    ".",
    ",",
    " ",
    "\n",
    '"',
    "\\",
    "/",
    "*",
    "#",
    "{",
    "phase ",
    "1,",
    "1.",
    "mg/",
    'a "b" ',
    "é",
    "-",
]


def _patterns() -> list[re.Pattern[str]]:
    modules = (braces, decode, hints, lexer, number_form, odd_text, parser)
    found = {id(item): item for module in modules for item in vars(module).values() if isinstance(item, re.Pattern)}
    return list(found.values())


@pytest.mark.parametrize("pattern", _patterns(), ids=lambda pattern: pattern.pattern[:30].replace("\n", " "))
def test_no_pattern_explodes(pattern: re.Pattern[str]) -> None:
    for prefix in ("", "phase ", "1", '"', "/*", "syntax = ", "{ "):
        for pump in PUMPS:
            text = prefix + pump * 3000 + "\x00"
            pattern.match(text)
            pattern.search(text[:1000])


def test_no_pattern_takes_other_digits_for_digits() -> None:
    for pattern in _patterns():
        assert r"\d" not in pattern.pattern

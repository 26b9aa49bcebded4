"""Whatever the text: an answer, soon, and the same every time."""

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark

from protolang.diagnostics import Severity
from protolang.source import SourceFile
from protolang.syntax.ast import Node
from protolang.syntax.decode import decode
from protolang.syntax.keywords import KEYWORDS
from protolang.syntax.parser import Parsed, parse
from protolang.syntax.prepare import GRAMMAR_PATH, START

from .examples import EVERYTHING, FLAGSHIP, LIBRARY, VARIANT, Sentence

PIECES = [
    *KEYWORDS, "a", "b2", "CD20", "_x", "rіtux", "é", "0", "1", "28", "1.5", "1,5", "1e9", ".5", "1.0", "٣", "mg", "%",
    "mg/m2", "x10^9/L", "calendar months", '"text"', '"open', "“pasted”", "'single'", r'"\x"', "# comment\n", "// x\n",
    "/*", "{", "}", "(", ")", "=", "==", "!=", "<", "<=", "≥", ",", ":", ";", "..", "...", "–", "-", "+", "@", "@s",
    "$", "[", "]", "\\", "\n", "\r\n", "\t", "\u00a0", "\u202e", "\x00", "\ufeff", "\ud800",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(PIECES), max_size=60)
TOKEN = re.compile(r'"[^"\n]*"|#[^\n]*|\w+|\s+|\.\.|.')
WHOLE = [TOKEN.findall(text) for text in (FLAGSHIP, EVERYTHING, VARIANT, LIBRARY)]

# As a reference, not run: the grammar as Lark reads it, with rules for whole files only.
FROM_GRAMMAR = from_lark(
    Lark(GRAMMAR_PATH.read_text(encoding="utf-8"), start=START, parser="lalr"),
    explicit={"REF": st.sampled_from(["10.1000/x", "PMC1"])},
)


def answered(text: str) -> Parsed:
    """What every text must give."""
    source = SourceFile("x.proto", text)
    outcome = parse(source)
    assert outcome.value is not None
    assert outcome.diagnostics or outcome.value.tree is not None
    if outcome.value.tree is None or outcome.value.skipped_names:
        # Nothing is ever passed over in silence.
        assert any(diagnostic.severity is Severity.ERROR for diagnostic in outcome.diagnostics)
    for diagnostic in outcome.diagnostics:
        assert "\n" not in diagnostic.message
        assert not diagnostic.message.endswith(".")
        for label in diagnostic.labels:
            assert label.span.source is source
    if outcome.value.tree is not None:
        for node in nodes(outcome.value.tree):
            assert node.span.source is source
    again = parse(SourceFile("x.proto", text))
    assert again.value is not None
    assert again.value.tree == outcome.value.tree
    assert again.value.skipped_names == outcome.value.skipped_names
    assert [str(item.primary.span) for item in again.diagnostics] == [
        str(item.primary.span) for item in outcome.diagnostics
    ]
    return outcome.value


def nodes(tree: Node) -> Iterator[Node]:
    left: list[Any] = [tree]
    while left:
        item = left.pop()
        if isinstance(item, tuple):
            left.extend(item)
        elif isinstance(item, Node):
            yield item
            left.extend(getattr(item, field.name) for field in type(item).__attrs_attrs__)  # type: ignore[attr-defined]
        else:
            # Nothing that stands for a mistake ever gets into a tree.
            assert item is None or isinstance(item, str | bool) or type(item).__name__ in ("Span", "MarkKind"), item


@given(SOUP, st.sampled_from(["", " ", "\n"]))
def test_soup(pieces: list[str], glue: str) -> None:
    answered(glue.join(pieces))


@given(SOUP)
def test_soup_in_a_protocol(pieces: list[str]) -> None:
    answered(f"protocol p {{ {' '.join(pieces)} }}")


@given(SOUP)
def test_soup_in_a_phase(pieces: list[str]) -> None:
    answered(f"protocol p {{\n  track t {{\n    phase q {{\n {' '.join(pieces)}\n    }}\n  }}\n  drug d {{ }}\n}}\n")


@given(SOUP)
def test_soup_in_a_variant(pieces: list[str]) -> None:
    answered(
        f"variant v of p {{\n  remove drug d\n  {' '.join(pieces)}\n  change phase t.q {{\n    remove then\n  }}\n}}\n"
    )


@given(SOUP)
def test_soup_in_a_change(pieces: list[str]) -> None:
    answered(f"variant v of p {{\n  change phase t.q {{\n    {' '.join(pieces)}\n  }}\n  remove drug d\n}}\n")


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    answered(text)


@given(st.data())
def test_a_file_with_some_words_changed(data: st.DataObject) -> None:
    words = list(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(words) - 1))
        change = data.draw(st.sampled_from(["delete", "insert", "replace", "repeat", "swap"]))
        other = data.draw(st.sampled_from(PIECES))
        if change == "insert":
            words.insert(place, other)
        elif change == "replace":
            words[place] = other
        elif change == "repeat":
            words.insert(place, words[place])
        elif change == "swap":
            words[place], words[place - 1] = words[place - 1], words[place]
        elif len(words) > 1:
            del words[place]
    answered("".join(words))


@given(st.integers(0, len(FLAGSHIP)))
def test_a_file_that_is_cut_off(length: int) -> None:
    answered(FLAGSHIP[:length])


@given(st.integers(0, len(VARIANT)))
def test_a_variant_that_is_cut_off(length: int) -> None:
    answered(VARIANT[:length])


@given(FROM_GRAMMAR)
def test_what_lark_takes_for_the_language(text: str) -> None:
    # Without spaces between words it is another text; either way it is answered.
    answered(text)


@given(st.integers(0, 10**9))
def test_sentences_have_trees(seed: int) -> None:
    parsed = answered(Sentence(seed).text)
    assert parsed.tree is not None
    assert parsed.skipped_names == frozenset()


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_sentence_without_one_word_is_answered(seed: int, choice: int) -> None:
    words = TOKEN.findall(Sentence(seed).text)
    del words[choice % len(words)]
    answered("".join(words))


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    outcome = decode("x.proto", data)
    assert (outcome.value is None) == bool(outcome.diagnostics)
    if outcome.value is not None:
        assert outcome.value.text.encode() == data.removeprefix(b"\xef\xbb\xbf")

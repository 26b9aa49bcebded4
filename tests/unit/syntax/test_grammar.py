"""The grammar, the tables made from it, and that both read the same."""

import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from lark import Lark, Token, Tree
from lark.exceptions import GrammarError

from protolang.source import SourceFile, Span
from protolang.syntax.ast import Name, ProtocolDecl
from protolang.syntax.automaton import Automaton
from protolang.syntax.from_cst import REDUCTIONS
from protolang.syntax.keywords import KEYWORDS, RESERVED
from protolang.syntax.prepare import GRAMMAR_PATH, START, TABLES_PATH, build_tables, tables_text
from protolang.syntax.tables import Rule, tables
from protolang.syntax.tokens import unquote

from .examples import EVERYTHING, FLAGSHIP, Sentence, read

SENTENCES = 150


@pytest.fixture(scope="module")
def lark() -> Lark:
    # Refuses the grammar when it has a conflict of any kind.
    grammar = GRAMMAR_PATH.read_text(encoding="utf-8")
    return Lark(grammar, start=START, parser="lalr", lexer="contextual", strict=True, propagate_positions=True)


def test_the_grammar_has_no_conflicts(lark: Lark) -> None:
    assert isinstance(lark.parse(FLAGSHIP), Tree)


def test_a_conflict_would_be_noticed() -> None:
    grammar = GRAMMAR_PATH.read_text(encoding="utf-8")
    optional_comma = grammar.replace('offset ("," offset)*', 'offset (","? offset | "dose" quantity)*')
    assert optional_comma != grammar
    with pytest.raises(GrammarError, match="conflict"):
        build_tables(optional_comma)


def test_the_prepared_tables_are_those_of_the_grammar() -> None:
    fresh = tables_text(build_tables(GRAMMAR_PATH.read_text(encoding="utf-8")))
    assert TABLES_PATH.read_text(encoding="utf-8") == fresh, "run `python -m protolang.syntax.prepare`"


def test_the_tables_do_not_depend_on_the_order_of_hashes() -> None:
    code = (
        "from protolang.syntax.prepare import *;"
        "import sys, hashlib;"
        "text = tables_text(build_tables(GRAMMAR_PATH.read_text(encoding='utf-8')));"
        "sys.stdout.write(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_reading_a_file_needs_no_lark() -> None:
    code = (
        "import sys; from protolang.source import SourceFile; from protolang.syntax.parser import parse;"
        "parse(SourceFile('x', 'protocol p { drugg }')); assert 'lark' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_keywords_are_those_of_the_grammar() -> None:
    words = {word for literal in tables().literals if literal[0].isalpha() for word in literal.split()}
    assert set(KEYWORDS) == words
    assert list(KEYWORDS) == sorted(KEYWORDS)
    assert words >= RESERVED


def test_every_rule_is_exercised(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = set(tables().rules)
    reduce = Automaton._reduce

    def noting(automaton: Automaton, rule: Rule) -> None:
        needed.discard(rule)
        reduce(automaton, rule)

    monkeypatch.setattr(Automaton, "_reduce", noting)
    read(FLAGSHIP)
    read(EVERYTHING)
    used: Counter[tuple[int, str]] = Counter()
    for seed in range(10 * SENTENCES):
        # Some are read and then refused: a window without signs, a list that runs backwards, two starts.
        assert read(Sentence(seed, used).text)[0].skipped_names == frozenset(), seed
        if not needed and seed > SENTENCES:
            break
    assert needed == set()


def test_every_rule_has_a_reduction() -> None:
    built = {rule.node for rule in tables().rules if rule.node and not rule.transparent}
    assert built == set(REDUCTIONS)


def test_where_a_name_may_stand_only_reserved_words_and_steps_are_keywords() -> None:
    allowed = {
        literal for literal in tables().literals if literal in RESERVED or literal in ("set", "patient", "expect")
    }
    for row, settled in zip(tables().rows, tables().settled, strict=True):
        if row.get("NAME", -1) >= 0 and settled is None:
            words = {
                literal
                for literal, kinds in tables().literals.items()
                if literal[0].isalpha() and any(row.get(kind, -1) >= 0 for kind in kinds)
            }
            assert words <= allowed


@pytest.mark.parametrize("text", [FLAGSHIP, EVERYTHING], ids=["flagship", "everything"])
def test_lark_and_we_read_a_file_alike(lark: Lark, text: str) -> None:
    _assert_alike(lark, text)


def test_lark_and_we_read_sentences_alike(lark: Lark) -> None:
    for seed in range(SENTENCES):
        text = Sentence(seed).text
        # Lark's lexer merges all places where a rule is used, and so takes some names for keywords (decision 0002).
        if not any(
            f"{name}{space}" in text for name in ("missing", "dose", "unit") for space in (" ", "\n", "\t", "\r")
        ):
            _assert_alike(lark, text)


def _assert_alike(lark: Lark, text: str) -> None:
    source = SourceFile("example.proto", text)
    theirs = _lowered(lark.parse(text), source)
    ours = read(text)[0].tree
    assert ours is not None
    assert ours == theirs
    assert _places(ours) == _places(theirs)


def _lowered(tree: Any, source: SourceFile) -> Any:
    """The tree of Lark through the same reductions."""
    if isinstance(tree, Token):
        start, end = tree.start_pos or 0, tree.end_pos or 0
        if tree.type == "NAME":
            return Name(str(tree), span=Span(source, start, end))
        if tree.type == "STRING":
            return unquote(str(tree))
        return " ".join(tree.split())
    if not isinstance(tree, Tree):
        return tree
    parts = [_lowered(child, source) for child in tree.children]
    return REDUCTIONS[tree.data](parts, Span(source, tree.meta.start_pos, tree.meta.end_pos))


def _places(tree: ProtocolDecl) -> list[tuple[str, int, int]]:
    """The class and place of every node, in order."""
    found = []
    left: list[Any] = [tree]
    while left:
        node = left.pop()
        if isinstance(node, tuple):
            left.extend(node)
        elif hasattr(node, "span"):
            found.append((type(node).__name__, node.span.start, node.span.end))
            left.extend(getattr(node, field.name) for field in node.__attrs_attrs__ if field.name != "comments")
    return sorted(found)

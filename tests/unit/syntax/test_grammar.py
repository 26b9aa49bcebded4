"""The grammar, the tables made from it, and that both read the same."""

import subprocess
import sys
from typing import Any

import pytest
from lark import Lark, Token, Tree
from lark.exceptions import GrammarError

from protolang.source import SourceFile, Span
from protolang.syntax.ast import FileTree, Name
from protolang.syntax.from_cst import REDUCTIONS
from protolang.syntax.keywords import KEYWORDS, RESERVED
from protolang.syntax.prepare import GRAMMAR_PATH, START, TABLES_PATH, build_tables, full_tables, tables_text
from protolang.syntax.tables import tables
from protolang.syntax.tokens import unquote

from .examples import EVERYTHING, FLAGSHIP, LIBRARY, SURFACE, VARIANT, Sentence, read

SENTENCES = 150
CLAIM_WORDS = {"always", "eventually", "exactly", "never", "of"}
STEP_WORDS = {"set", "patient", "expect", "start", "expect alert", "expect no alert"}


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


def test_what_is_read_back_is_the_whole_automaton() -> None:
    full = full_tables(GRAMMAR_PATH.read_text(encoding="utf-8"))
    assert list(tables().rows.all()) == full["states"]
    assert [
        [rule.symbol, rule.size, "?" * rule.transparent + rule.node, list(rule.kept)] for rule in tables().rules.all()
    ] == full["rules"]
    for row, settled in zip(full["states"], tables().settled, strict=True):
        actions = set(row.values())
        assert actions == {-1 - settled} if settled is not None else len(actions) != 1 or max(actions) >= 0


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


def test_every_rule_has_a_reduction() -> None:
    built = {rule.node for rule in tables().rules.all() if rule.node and not rule.transparent}
    assert built == set(REDUCTIONS)


def test_where_a_name_may_stand_only_reserved_words_and_steps_are_keywords() -> None:
    # Of these, `back`, `by`, `stop` and `when` win: `go back`, `dose by …`, `migrate … to stop` and `hold when …` never
    # speak of such a name. What the others are depends on what follows them, and a number stands behind `at least`.
    allowed = {*RESERVED, "back", "by", "stop", "when", "at least", "at most", *CLAIM_WORDS, *STEP_WORDS}
    for row, settled in zip(tables().rows.all(), tables().settled, strict=True):
        if row.get("NAME", -1) >= 0 and settled is None:
            words = {
                literal
                for literal, kinds in tables().literals.items()
                if literal[0].isalpha() and any(row.get(kind, -1) >= 0 for kind in kinds)
            }
            assert words <= allowed


FILES = {
    "flagship": FLAGSHIP, "everything": EVERYTHING, "surface": SURFACE, "variant": VARIANT, "library": LIBRARY,
}  # fmt: skip


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
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


def _places(tree: FileTree) -> list[tuple[str, int, int]]:
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

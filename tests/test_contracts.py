"""The contracts between parts: every code is emitted, explained and tested, every grammar rule is built."""

import ast
import re
from pathlib import Path

from protolang.diagnostics import codes, explain
from protolang.diagnostics.codes import ALL_CODES
from protolang.syntax.from_cst import REDUCTIONS
from protolang.syntax.tables import tables

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "protolang"
# Said by a command that runs something, not by the passes that `analyse` orders.
BY_COMMANDS = {"PL611"}


def names_in(path: Path) -> set[str]:
    """The codes a module uses: what it imports by name, or takes from the module of codes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_numbers_and_names_are_unique() -> None:
    assert len({known.number for known in ALL_CODES}) == len(ALL_CODES)
    assert len({known.name for known in ALL_CODES}) == len(ALL_CODES)
    assert len({known.summary for known in ALL_CODES}) == len(ALL_CODES)


def test_every_code_is_emitted_somewhere() -> None:
    emitted: set[str] = set()
    for path in SOURCES.rglob("*.py"):
        if path.name != "codes.py":
            emitted |= names_in(path)
    assert {known.number for known in ALL_CODES} - emitted - BY_COMMANDS == set()


def test_no_module_uses_a_code_that_is_not_declared() -> None:
    declared = {known.number for known in ALL_CODES}
    for path in SOURCES.rglob("*.py"):
        if path.name != "codes.py":
            used = {name for name in names_in(path) if re.fullmatch(r"PL\d{3}", name)}
            assert used <= declared, path


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {path.stem for path in (SOURCES / "diagnostics" / "pages").glob("*.md")}
    assert pages == {known.number for known in ALL_CODES}
    assert all(explain.page(known.number) for known in ALL_CODES)


def test_every_code_stands_in_the_source_once_and_in_order() -> None:
    text = Path(codes.__file__).read_text(encoding="utf-8")
    declared = re.findall(r"^(PL\d{3}) = Code\(\"(PL\d{3})\"", text, re.MULTILINE)
    assert [name for name, _ in declared] == [number for _, number in declared] == [c.number for c in ALL_CODES]


def test_every_grammar_rule_has_a_builder_and_every_builder_a_rule() -> None:
    # a single child of a transparent rule stands for itself: nothing is built of it
    built = {rule.node for rule in tables().rules.all() if rule.node and not (rule.transparent and len(rule.kept) == 1)}
    assert built == set(REDUCTIONS)

"""The rules, their conformance cases, and the lines of the interpreter that name them, when the documentation is built.

```{protolang-rules}           every rule: what it says, how many cases, which lines
```{protolang-rival-readings}  every rival reading, and the case that catches it
```{protolang-rule-cases}      the cases of every rule, one section each
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from diagnostic_pages import parsed
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[2]
INTERPRETER = ROOT / "src" / "protolang" / "execution"
SUITE = ROOT / "tests" / "conformance"

sys.path.insert(0, str(ROOT))
from tests.conformance.case import Case, all_cases  # noqa: E402 - found only from the root of the project

_RANGE = re.compile(r"\bR([0-9]{1,2})(?: to R([0-9]{1,2}))?(?![0-9A-Za-z])")


def rules() -> dict[int, str]:
    """What each rule says, in one line."""
    lines = (SUITE / "rules.txt").read_text(encoding="utf-8").splitlines()
    return {int(word.removeprefix("R")): said for word, _, said in (line.partition(" ") for line in lines)}


def places() -> dict[int, list[str]]:
    """The comments and docstrings of the interpreter that name each rule, as `file:line`.

    What a module says of itself counts only where nothing in the code says it more closely.
    """
    close: dict[int, list[str]] = {}
    loose: dict[int, list[str]] = {}
    for path in sorted(INTERPRETER.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for line, said, is_module in _said(text):
            for rule in _named(said):
                (loose if is_module else close).setdefault(rule, []).append(f"{path.name}:{line}")
    return {rule: list(dict.fromkeys(close.get(rule) or loose.get(rule, []))) for rule in rules()}


def _said(text: str) -> Iterator[tuple[int, str, bool]]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string, False
    module = ast.parse(text)
    for node in ast.walk(module):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        said = ast.get_docstring(node)
        if said:
            yield (1 if isinstance(node, ast.Module) else node.lineno), said, isinstance(node, ast.Module)


def _named(said: str) -> Iterator[int]:
    for found in _RANGE.finditer(said):
        first = int(found[1])
        yield from range(first, int(found[2] or first) + 1)


def of_rule(cases: tuple[Case, ...], rule: int) -> list[Case]:
    """The cases about a rule: those that bear its number first."""
    return sorted((case for case in cases if rule in case.rules), key=lambda case: case.rules[0] != rule)


class _Table(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(SUITE / "rules.txt"))
        for path in (*SUITE.glob("*.case"), *INTERPRETER.glob("*.py")):
            self.env.note_dependency(str(path))
        return parsed(self, self.lines())

    def lines(self) -> list[str]:
        """The Markdown that stands in the directive's place."""
        raise NotImplementedError


class RuleTable(_Table):
    """One row for each rule."""

    def lines(self) -> list[str]:
        """Rule, meaning, number of cases with a link, lines of the interpreter."""
        cases, found = all_cases(), places()
        rows = ["| Rule | What it says | Cases | Interpreter |", "|---|---|---|---|"]
        for rule, said in rules().items():
            count = len(of_rule(cases, rule))
            shown = f"[{count}](#conformance-r{rule})" if count else "none yet"
            rows.append(f"| R{rule} | {said} | {shown} | {', '.join(f'`{place}`' for place in found[rule])} |")
        return rows


class RivalTable(_Table):
    """One row for each rival reading."""

    def lines(self) -> list[str]:
        """The reading and the cases of its row."""
        rows: dict[str, list[str]] = {}
        for case in all_cases():
            if case.row:
                rows.setdefault(case.row, []).append(f"`{case.name}`")
        shown = [f"| {row} | {', '.join(names)} |" for row, names in rows.items()]
        return ["| Rival reading | Case |", "|---|---|", *shown]


class RuleCases(_Table):
    """One section for each rule."""

    def lines(self) -> list[str]:
        """Each case with what it shows."""
        cases, lines = all_cases(), list[str]()
        for rule, said in rules().items():
            found = of_rule(cases, rule)
            if found:
                lines += [f"(conformance-r{rule})=", f"### R{rule}", "", said, ""]
                for case in found:
                    lines += [f"`{case.name}`", f": {case.shows}", ""]
        return lines


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("protolang-rules", RuleTable)
    app.add_directive("protolang-rival-readings", RivalTable)
    app.add_directive("protolang-rule-cases", RuleCases)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The rules of the house that can be read off the source: who imports whom, and what a module may hold."""

from __future__ import annotations

import ast
import graphlib
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src"
MOST_LINES = 400
NO_NAMES = {"utils", "util", "common", "helpers", "helper", "misc"}
NO_FLOATS = ("quantity", "variants", "model", "machine", "execution", "records", "verify", "compare")
FENCES = {
    "lark": ("protolang.syntax",),
    "graphviz": ("protolang.render.flowchart", "protolang.render.dot"),
    "pygraphviz": ("protolang.render.dot",),
    "sphinx": ("protolang.sphinxext",),
    "docutils": ("protolang.sphinxext",),
    "pygments": ("protolang.pygments_lexer",),
    "typst": ("protolang.render",),
}


def room_of(name: str) -> str:
    """The part of the project a name belongs to: `model` of `protolang.model.dose`, "" of `protolang` itself."""
    return name.partition(".")[2].partition(".")[0]


@dataclass(frozen=True)
class Module:
    """A source file under its dotted name."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        return room_of(self.name)

    def imports(self, within: ast.AST | None = None) -> Iterator[str]:
        """Every name that an import statement mentions, dotted and absolute: the module, and what is taken from it."""
        for node in ast.walk(within or self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                home = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
                base = home[: len(home) - node.level + 1] if node.level else []
                origin = ".".join([*base, *([node.module] if node.module else [])])
                yield from (f"{origin}.{alias.name}" for alias in node.names)


def read_modules() -> list[Module]:
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        parts = path.relative_to(SOURCES).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found.append(Module(name, path.read_text(encoding="utf-8"), is_package))
    return found


def read_ranks() -> dict[str, int]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    names = [[name.strip("() ") for name in layer.split("|")] for layer in reversed(layers)]
    return {name: rank for rank, layer in enumerate(names) for name in layer}


MODULES = read_modules()
RANKS = read_ranks()


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def looks_up(module: Module) -> Iterator[str]:
    if module.room == "":
        return
    if module.room not in RANKS:
        yield f"{module.room} has no layer"
        return
    for name in module.imports():
        if not within(name, "protolang"):
            continue
        room = room_of(name)
        if room != module.room and RANKS.get(room, len(RANKS)) >= RANKS[module.room]:
            yield f"imports {name}"


def crosses_a_fence(module: Module) -> Iterator[str]:
    for name in module.imports():
        allowed = FENCES.get(name.partition(".")[0])
        if allowed is not None and not any(within(module.name, place) for place in allowed):
            yield f"imports {name}"


def hides_an_import(module: Module) -> Iterator[str]:
    names = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    if "TYPE_CHECKING" in names:
        yield "imports for type checkers only"
    if module.room == "cli":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lazy = module.is_package and node.name == "__getattr__"
            own = [name for name in module.imports(node) if within(name, "protolang")]
            if own and not lazy:
                yield f"{node.name}() imports {own[0]}"


def is_too_long(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    if lines > MOST_LINES:
        yield f"{lines} lines"


def says_nothing_by_its_name(module: Module) -> Iterator[str]:
    if module.name.rpartition(".")[2] in NO_NAMES:
        yield "a name that tells nothing"


def holds_a_float(module: Module) -> Iterator[str]:
    if module.room in NO_FLOATS:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                yield f"line {node.lineno}: {node.value!r}"


Rule = Callable[[Module], Iterator[str]]
RULES: tuple[Rule, ...] = (
    looks_up,
    crosses_a_fence,
    hides_an_import,
    is_too_long,
    says_nothing_by_its_name,
    holds_a_float,
)


def circle(modules: list[Module]) -> list[str]:
    """One circle of imports, or nothing."""
    known = {module.name for module in modules}

    def targets(module: Module) -> Iterator[str]:
        for name in module.imports():
            target = name if name in known else name.rpartition(".")[0]
            if target in known and target != module.name:
                yield target

    try:
        graphlib.TopologicalSorter({module.name: set(targets(module)) for module in modules}).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("rule", RULES)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    assert MODULES
    assert [f"{module.name}: {complaint}" for module in MODULES for complaint in rule(module)] == []


def test_imports_run_in_no_circle() -> None:
    assert circle(MODULES) == []


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        (looks_up, "protolang.model.dose", "from protolang.checks import gap"),
        (looks_up, "protolang.model.dose", "from protolang import analyse"),
        (looks_up, "protolang.model.dose", "from ..driver import analyse"),
        (looks_up, "protolang.machine.graph", "import protolang.schedule.timeline"),
        (looks_up, "protolang.attic.box", ""),
        (crosses_a_fence, "protolang.model.dose", "from lark import Lark"),
        (crosses_a_fence, "protolang.render.handout", "import graphviz.backend"),
        (hides_an_import, "protolang.model.dose", "from typing import TYPE_CHECKING\nif TYPE_CHECKING: ..."),
        (hides_an_import, "protolang.model.dose", "import typing\nif typing.TYPE_CHECKING: ..."),
        (hides_an_import, "protolang.model.dose", "def f():\n  from protolang.syntax import ast"),
        (hides_an_import, "protolang.model.dose", "def __getattr__(n):\n  from . import unit"),
        (is_too_long, "protolang.model.dose", "\n" * (MOST_LINES + 1)),
        (says_nothing_by_its_name, "protolang.model.utils", ""),
        (holds_a_float, "protolang.verify.bounds", "half = 0.5"),
    ],
)
def test_the_rule_notices(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text)))


@pytest.mark.parametrize(
    ("rule", "module"),
    [
        (looks_up, Module("protolang.checks.gap", "from protolang.model import dose\nfrom . import overlap")),
        (looks_up, Module("protolang.__main__", "from protolang import cli")),
        (crosses_a_fence, Module("protolang.syntax.parser", "from lark import Lark")),
        (hides_an_import, Module("protolang.cli.main", "def f():\n  from protolang.cli import build")),
        (hides_an_import, Module("protolang", "def __getattr__(n):\n  from . import driver", is_package=True)),
        (hides_an_import, Module("protolang.render.handout", "def f():\n  import typst")),
        (is_too_long, Module("protolang.model.dose", "\n" * MOST_LINES)),
        (holds_a_float, Module("protolang.render.flowchart", "width = 0.5")),
    ],
)
def test_the_rule_lets_pass(rule: Rule, module: Module) -> None:
    assert list(rule(module)) == []


def test_the_lock_pins_every_dependency_and_holds_no_address() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values(), settings["build-system"]["requires"]]
    wanted = {re.split(r"[^\w.-]", requirement)[0] for group in groups for requirement in group}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in wanted} - pinned == set()
    assert re.findall(r"://|@ ", lock) == []


def test_a_circle_is_noticed() -> None:
    first = Module("protolang.model.first", "from protolang.model.second import thing")
    second = Module("protolang.model.second", "from protolang.model import first")
    assert set(circle([first, second])) == {first.name, second.name}
    assert circle([first, Module(second.name, "import decimal")]) == []

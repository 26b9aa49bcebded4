"""What every test may use: golden files, and the `long` marker."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

GOLDEN = Path(__file__).with_name("golden")

# The same examples on every run: a change must be the only thing that can turn a green suite red.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("searching", max_examples=1000, deadline=None)

_SEEN = pytest.StashKey[set[str]]()
_PARTIAL = pytest.StashKey[bool]()
_UNUSED = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files; review the diff")
    parser.addoption("--long", action="store_true", help="run the tests marked `long` too")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SEEN] = set()
    config.stash[_PARTIAL] = False
    config.stash[_UNUSED] = []
    settings.load_profile("searching" if config.getoption("--long") else "repeatable")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


@pytest.fixture
def golden(pytestconfig: pytest.Config) -> Callable[[str, str], None]:
    """`golden("ahmed/machine.json", text)`: text must equal that file below tests/golden."""

    def compare(name: str, actual: str) -> None:
        __tracebackhide__ = True
        path = GOLDEN / name
        pytestconfig.stash[_SEEN].add(name)
        expected = path.read_bytes().decode() if path.exists() else None
        if actual == expected:
            return
        if pytestconfig.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
            return
        if expected is None:
            pytest.fail(f"tests/golden/{name} is missing; ./run test --update-golden writes it", pytrace=False)
        difference = difflib.unified_diff(
            expected.splitlines(), actual.splitlines(), f"tests/golden/{name}", "now", lineterm=""
        )
        words = "\n".join(difference) or f"tests/golden/{name} differs in its line ends"
        pytest.fail(f"{words}\nIf this change is meant: ./run test --update-golden", pytrace=False)

    return compare


# Only a run of the whole suite can tell which golden files no test looks at. Each xdist worker sees a part of it, so
# the parts are added up in the controller.


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        _note_if_golden(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not report.passed:
        _note_if_golden(item)
    return report


def _note_if_golden(item: pytest.Item) -> None:
    if "golden" in getattr(item, "fixturenames", ()):
        item.config.stash[_PARTIAL] = True


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    output = getattr(node, "workeroutput", {})
    seen: set[str] = node.config.stash[_SEEN]
    seen.update(output.get("golden_seen", ()))
    node.config.stash[_PARTIAL] |= output.get("golden_partial", True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    to_controller = getattr(config, "workeroutput", None)
    if to_controller is not None:
        to_controller["golden_seen"] = sorted(config.stash[_SEEN])
        to_controller["golden_partial"] = config.stash[_PARTIAL]
    elif exitstatus == pytest.ExitCode.OK and _whole_suite(config):
        # A protocol is an input: it is what stands beside it that is compared.
        present = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}
        seen = config.stash[_SEEN]
        config.stash[_UNUSED] = sorted(name for name in present if name not in seen and not name.endswith(".proto"))
        if config.stash[_UNUSED]:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _whole_suite(config: pytest.Config) -> bool:
    narrowed = any(config.getoption(name) for name in ("collectonly", "ignore", "ignore_glob"))
    return not narrowed and not config.stash[_PARTIAL] and config.args == config.getini("testpaths")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.stash[_UNUSED]:
        terminalreporter.section("golden files that no test looks at: remove them", red=True)
        for name in config.stash[_UNUSED]:
            terminalreporter.line(f"tests/golden/{name}")

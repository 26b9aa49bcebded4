"""Whole files, and everything that `check` says of them: a dozen interesting mistakes, and files without any."""

from pathlib import Path

import pytest

from protolang.diagnostics.report_text import report_text
from protolang.driver import analyse
from protolang.execution.scenario import run_scenario
from protolang.machine import from_model
from protolang.model.settings import decide

from ..diagnostics.message_style import message_style_problems

GOLDEN = Path(__file__).parents[2] / "golden"
# Those that are called by a code belong to the tests of the model, which reads them and no more.
BAD = sorted(path.stem for path in (GOLDEN / "bad").glob("*.proto") if not path.stem.startswith("PL"))
GOOD = sorted(path.stem for path in (GOLDEN / "good").glob("*.proto"))


def check(kind, name):
    return analyse(f"{name}.proto", (GOLDEN / kind / f"{name}.proto").read_bytes())


@pytest.mark.parametrize("name", BAD)
def test_what_is_said_of_a_bad_file(name, golden):
    analysis = check("bad", name)
    assert analysis.diagnostics
    golden(f"bad/{name}.expected", report_text(analysis.diagnostics, color=False, width=100))


@pytest.mark.parametrize("name", BAD)
def test_every_message_is_written_in_the_style_of_the_house(name):
    for item in check("bad", name).diagnostics:
        assert message_style_problems(item.message) == (), item.message
        assert item.help or item.code.number[2] in "01", item.message
        assert len({label.span for label in item.labels}) == len(item.labels), item.message


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_said_of_a_good_file(name):
    analysis = check("good", name)
    assert [(item.code.number, item.message) for item in analysis.diagnostics] == []
    for scenario in analysis.protocol.scenarios:
        protocol = decide(analysis.protocol, dict(scenario.settings)).value
        assert run_scenario(from_model.bind(analysis.machine, protocol), scenario).passed


def test_there_are_files_of_both_kinds():
    assert len(BAD) >= 12
    assert len(GOOD) >= 3

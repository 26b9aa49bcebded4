"""What is said of a whole file under one code, and whether the patients in it go as the file says."""

from __future__ import annotations

from protolang.diagnostics import Diagnostic
from protolang.driver import analyse
from protolang.execution.scenario import run_scenario
from protolang.machine import from_model
from protolang.model.settings import decide

from ..diagnostics.message_style import message_style_problems


def told(text: str, number: str) -> list[Diagnostic]:
    """The findings of one code, each looked at for the style of the house: labels apart, help, and a plain message."""
    analysis = analyse("example.proto", text.encode())
    assert analysis.machine is not None, [item.message for item in analysis.diagnostics]
    found = [item for item in analysis.diagnostics if item.code.number == number]
    for item in found:
        assert message_style_problems(item.message) == (), item.message
        assert item.help, item.message
        assert len({label.span for label in item.labels}) == len(item.labels), item.message
    return found


def with_patient(text: str, *steps: str) -> str:
    """The file with a patient in it."""
    body = "\n    ".join(steps)
    return f'{text.rstrip().removesuffix("}")}  scenario "somebody" {{\n    {body}\n  }}\n}}\n'


def goes_so(text: str) -> bool:
    """Whether every patient in the file goes as it says, in the reference interpreter."""
    analysis = analyse("example.proto", text.encode())
    assert analysis.protocol.scenarios
    runs = []
    for scenario in analysis.protocol.scenarios:
        protocol = decide(analysis.protocol, dict(scenario.settings)).value
        runs.append(run_scenario(from_model.bind(analysis.machine, protocol), scenario).passed)
    return all(runs)

"""Editions for the handout's tests: the flagship as it stands, and any other text, with verdicts made by hand.

The verdicts are not computed here: these tests are about what a reader is told, not about what is true.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from protolang.diagnostics import WitnessStep
from protolang.machine.from_model import lower as lower_machine
from protolang.machine.printing import machine_sha256
from protolang.model.expression import Claim, NeverExit
from protolang.model.from_ast import lower as lower_model
from protolang.model.protocol import Protocol, Requirement
from protolang.render.renderer import Edition
from protolang.schedule.from_model import lower as lower_schedule
from protolang.source import SourceFile
from protolang.syntax.parser import parse
from protolang.verify.verdict import Result, Verdict

FLAGSHIP = Path(__file__).parents[4] / "protocols" / "ahmed.proto"

# For the requirement that the flagship is known to violate: the twelfth infusion comes 161 days after the first.
TIMELINE = (
    WitnessStep(7, "2027-01-11", "Rituximab, 1st dose", (("cd20", "9 %"),)),
    WitnessStep(84, "2027-03-29", "Rituximab, 9th dose", (("cd20", "0.4 %"),)),
    WitnessStep(168, "2027-06-21", "Rituximab, 12th dose", (("cd20", "0.4 %"),)),
)
BOUNDS = {"twelve": (12, 12), "course": (161, 173), "closing_cycles": (6, 6), "monthly": (28, 31)}


def protocol_of(text: str, path: str = "protocols/ahmed.proto") -> Protocol:
    source = SourceFile(path, text)
    parsed = parse(source)
    assert parsed.value is not None
    assert parsed.value.tree is not None, parsed.diagnostics
    lowered = lower_model(parsed.value.tree, source, parsed.value.skipped_names)
    assert lowered.value is not None, lowered.diagnostics
    return lowered.value


def edition_of(protocol: Protocol, results: tuple[Result, ...] | None = None) -> Edition:
    machine = lower_machine(protocol)
    return Edition(
        protocol=protocol,
        machine=machine,
        machine_sha256=machine_sha256(machine),
        schedule=lower_schedule(protocol),
        results=tuple(result_of(requirement) for requirement in protocol.requirements) if results is None else results,
        diagnostics=(),
        tool_version="0.1.0",
    )


def result_of(requirement: Requirement) -> Result:
    match requirement.claim:
        case NeverExit():
            return Result(requirement, Verdict.PROVED, None, None, False, 4211, (), "")
        case Claim():
            low, high = BOUNDS.get(requirement.name, (1, None))
        case _:
            low, high = None, None
    if requirement.name == "course":
        reason = "The twelfth infusion comes 161 days after the first."
        return Result(requirement, Verdict.VIOLATED, low, high, False, 4211, TIMELINE, reason)
    return Result(requirement, Verdict.PROVED, low, high, False, 4211, (), "")


@pytest.fixture(scope="session")
def flagship() -> Edition:
    return edition_of(protocol_of(FLAGSHIP.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def edition() -> Callable[[str], Edition]:
    """The edition of a protocol's text."""
    return lambda text: edition_of(protocol_of(text))

"""The flagship and its modifications, made by writing other words in the place of some of its own."""

from __future__ import annotations

import re
from pathlib import Path

from protolang.compare.difference import Side
from protolang.driver import analyse

FILE = Path(__file__).parents[3] / "protocols" / "ahmed.proto"


def text() -> str:
    """The flagship with single spaces, so that its layout decides nothing here."""
    return re.sub(r" +", " ", FILE.read_text())


def changed(*changes: tuple[str, str]) -> str:
    """The flagship with each first text replaced by the second."""
    found = text()
    for old, new in changes:
        assert old in found, old
        found = found.replace(old, new)
    return found


def side(source: str) -> Side:
    """One side of a comparison; the text must be a protocol without errors."""
    analysis = analyse("ahmed.proto", source.encode(), budget=0)
    assert analysis.protocol is not None and analysis.machine is not None, [
        item.message for item in analysis.diagnostics if item.severity.name == "ERROR"
    ]
    return Side(analysis.protocol, analysis.machine)

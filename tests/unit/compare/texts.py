"""The flagship as text, changed in places, and what a comparison says of two texts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from protolang.compare.statements import StatementChange, statement_changes
from protolang.driver import analyse
from protolang.model.protocol import Protocol

ROOT = Path(__file__).parents[3]
AHMED = (ROOT / "protocols" / "ahmed.proto").read_text(encoding="utf-8")


@cache
def model(text: str) -> Protocol:
    """The model of a text that has a machine."""
    analysis = analyse("sample.proto", text.encode(), budget=0)
    assert analysis.protocol is not None, [item.message for item in analysis.diagnostics]
    assert analysis.machine is not None, [item.message for item in analysis.diagnostics]
    return analysis.protocol


def edited(*pairs: tuple[str, str], text: str = AHMED) -> str:
    """The text with each first part, which must be there, replaced by the second; how it is spaced does not matter."""
    for old, new in pairs:
        text, count = re.subn(r"\s+".join(map(re.escape, old.split())), lambda _, new=new: new, text)
        assert count, old
    return text


def without(start: str, end: str, text: str = AHMED) -> str:
    """The text without the stretch from the first words to the others, which stay."""
    first = text.index(start)
    return text[:first] + text[text.index(end, first) :]


def changes(two: str, one: str = AHMED) -> tuple[StatementChange, ...]:
    """What the second text changes against the first, scenarios left out."""
    return tuple(item for item in statement_changes(model(one), model(two)) if item.section.name != "SCENARIO")


def told(two: str, one: str = AHMED) -> list[tuple[str, str, str | None, str | None]]:
    """The changes as (kind, subject, before, after), with plain spaces."""
    return [(item.kind.value, item.subject, _plain(item.before), _plain(item.after)) for item in changes(two, one)]


def nejm() -> str:
    """The ten infusions of 2006 as a file of their own: other weeks, and no phase that depends on B cells."""
    text = edited(
        ('weeks 1..8 @didona2019 "Table 2"', 'weeks 1, 2, 3, 5, 6, 7  @nejm2006 "abstract"'),
        ('weeks 0, 4, 8, 12, 16, 20, 24 @didona2019 "Table 2"', 'weeks 4, 8, 12, 16, 20, 24  @nejm2006 "abstract"'),
        ('then depletion_check @frontiers2018 "abstract"', 'then end @nejm2006 "abstract"'),
        ("protocol ahmed", "protocol ten_infusions"),
        ("day 0 = first ivig", "day 0 = enrolment"),
    )
    text = without("    phase depletion_check", "  track monitoring", text)
    text = text.replace("  track monitoring", "  }\n\n  track monitoring", 1)
    text = without("  param depleted_below", "  # ---- the course", text)
    text = without("  require twelve", "  # What no source", text)
    return text[: text.index("  # What no source")] + "}\n"


def _plain(text: str | None) -> str | None:
    return None if text is None else text.replace("\u00a0", " ").replace("\u202f", " ")

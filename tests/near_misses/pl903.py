"""PL903: patients of the old version have no phase in the new one; repaired by keeping the phase, whatever it gives."""

from collections.abc import Iterator

from protolang.diagnostics import explain

from . import judging
from .pages import accepted, rejected

DEFECT = rejected("PL903")
_PLAIN = accepted("PL903")
_OLD = dict(explain.examples("PL903")[0].others)["old.proto"]


def judge(text: str) -> judging.Judged:
    """Of the new version, with the page's old one."""
    return judging.migrated(text, _OLD)


def repaired() -> Iterator[str]:
    """More doses, other days, another dose, and a phase behind the one that stays."""
    yield _PLAIN
    for day in range(16, 42):
        yield _PLAIN.replace("on days 0, 14, 28", f"on days 0, 14, {day}" if day != 28 else "on days 0, 14, 28, 42")
    for dose in range(100, 500, 25):
        yield _PLAIN.replace("500 mg", f"{dose} mg")
    for times in range(3, 11):
        yield _PLAIN.replace("on days 0, 14, 28", f"every 14 days, {times} times")

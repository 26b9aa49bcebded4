"""The table of `check --summary`: one row for each file, then totals. In: analyses. Out: text of 80 cells, or JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from protolang.cli.check_json import Checked, source_entry
from protolang.cli.console import paint
from protolang.cli.findings import (
    allowed_in_short,
    counted,
    failed,
    severity_count,
    summary,
    undecided_warnings,
    verdict_count,
)
from protolang.diagnostics import Severity
from protolang.diagnostics.terminal import cell_width, escape_terminal
from protolang.driver import Analysis
from protolang.verify.verdict import Verdict

SCHEMA = "protolang.summary/1"

_TITLES = ("Protocol", "Error", "Warn", "Info", "Proved", "Violated", "Unknown", "decide")
_KEYS = ("errors", "warnings", "info", "proved", "violated", "unknown", "decisions_needed")
_ALLOWED = "allowed"
_NAME = 26
_WIDTHS = (5, 4, 4, 6, 8, 7, 6)
_NONE = "-"
_BOLD, _RED, _FAINT = "1", "1;31", "2"


def summary_told(checked: Sequence[Checked], unread: Sequence[str], style: str, *, strict: bool, coloured: bool) -> str:
    """The summary as `style` has it: `json`, `concise`, or else a table."""
    if style == "json":
        return summary_as_json(checked, unread, strict=strict)
    if style == "concise":
        return summary_as_lines(checked, strict=strict)
    return summary_as_text(checked, len(unread), strict=strict, coloured=coloured)


def summary_as_text(checked: Sequence[Checked], unread: int, *, strict: bool, coloured: bool) -> str:
    """A row for each file in the order given; a name that is too long for its column has a line of its own."""
    above = f"{'':{_NAME}}  {'Findings':>17}  {'Requirements':>25}  {'To':>6}"
    lines = [paint(line, _BOLD, coloured=coloured) for line in (above, _row(*_TITLES))]
    names = [_named(path, analysis) for path, _, analysis in checked]
    bad = 0
    for (path, _, analysis), named in zip(checked, names, strict=True):
        is_bad = failed(analysis, strict=strict)
        bad += is_bad
        # Two versions of one protocol are told apart by their files, unless their numbers do.
        name, version = named if names.count(named) == 1 else (escape_terminal(path), "")
        for line in _rows(name, version, analysis):
            lines.append(paint(line, _RED, coloured=coloured and is_bad))
    total = _totals(checked)
    lines.append(paint("-" * (_NAME + sum(_WIDTHS) + 2 * len(_WIDTHS)), _FAINT, coloured=coloured))
    lines.append(_row("All", *(str(total[key]) for key in _KEYS)))
    said = f"{counted(len(checked), 'file')}: " + (f"{bad} FAILED" if bad else "all ok")
    said += "".join(f"; {word}" for word in allowed_in_short(total.get(_ALLOWED, 0)))
    lines += ["", f"{said}; {counted(unread, 'file')} could not be read" if unread else said]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def summary_as_lines(checked: Sequence[Checked], *, strict: bool) -> str:
    """One line for each file, as `check` ends with."""
    return "".join(
        f"{escape_terminal(path)}: {'FAILED' if failed(analysis, strict=strict) else 'ok'}: {summary(analysis)}\n"
        for path, _, analysis in checked
    )


def summary_as_json(checked: Sequence[Checked], unread: Sequence[str], *, strict: bool) -> str:
    """One object: the files with their counts, the totals, and the files that could not be read.

    A count is null where errors left nothing to count. An open decision is counted once, as a decision. How many
    findings a comment allows is said where there are any.
    """
    import json

    files = [
        {
            "source": source_entry(path, data, analysis.source, analysis.protocol),
            "protocol": analysis.protocol.id if analysis.protocol is not None else None,
            "version": analysis.protocol.version if analysis.protocol is not None else None,
            "failed": failed(analysis, strict=strict),
            "summary": _counts(analysis) | _allowed([analysis]),
        }
        for path, data, analysis in checked
    ]
    whole: dict[str, Any] = {"schema": SCHEMA, "files": files, "unreadable": list(unread), "totals": _totals(checked)}
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"


def _named(path: str, analysis: Analysis) -> tuple[str, str]:
    protocol = analysis.protocol
    if protocol is None:
        return escape_terminal(path), ""
    return escape_terminal(protocol.id), escape_terminal(protocol.version)


def _rows(name: str, version: str, analysis: Analysis) -> Iterator[str]:
    numbers = [_NONE if number is None else str(number) for number in _counts(analysis).values()]
    room = _NAME - cell_width(name) - cell_width(version)
    if room >= bool(version):
        yield _row(f"{name}{'':{room}}{version}", *numbers)
        return
    # A name that is cut could be taken for another one.
    yield f"{name} {version}".rstrip()
    yield _row("", *numbers)


def _row(name: str, *numbers: str) -> str:
    cells = (f"  {number:>{width}}" for number, width in zip(numbers, _WIDTHS, strict=True))
    return f"{name}{'':{_NAME - cell_width(name)}}{''.join(cells)}"


def _counts(analysis: Analysis) -> dict[str, int | None]:
    found, results, looked_at = analysis.diagnostics, analysis.results, analysis.machine is not None
    verdicts = {
        verdict.value.lower(): verdict_count(results, verdict) if looked_at else None
        for verdict in (Verdict.PROVED, Verdict.VIOLATED, Verdict.UNKNOWN)
    }
    return {
        "errors": analysis.errors,
        "warnings": severity_count(found, Severity.WARNING) - undecided_warnings(analysis),
        "info": severity_count(found, Severity.INFO),
        **verdicts,
        "decisions_needed": None if analysis.protocol is None else len(analysis.protocol.decisions),
    }


def _totals(checked: Sequence[Checked]) -> dict[str, int]:
    analyses = [analysis for _, _, analysis in checked]
    counts = [_counts(analysis) for analysis in analyses]
    return {key: sum(one[key] or 0 for one in counts) for key in _KEYS} | _allowed(analyses)


def _allowed(analyses: Sequence[Analysis]) -> dict[str, int]:
    count = sum(len(analysis.allowed) for analysis in analyses)
    return {_ALLOWED: count} if count else {}

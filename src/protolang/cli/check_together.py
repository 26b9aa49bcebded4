"""`check A B --together`: two protocols for one patient. In: two paths, the start of the second. Out: a report."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath

from protolang.cli.check_json import Checked, source_entry
from protolang.cli.console import colour, note, out, paint, width
from protolang.cli.findings import LIBRARY, as_error, counted, errors_in, severity_count, told
from protolang.cli.options import WrongInput
from protolang.cli.reading import open_protocol
from protolang.diagnostics import Diagnostic, Severity
from protolang.diagnostics.report_json import diagnostic_to_json
from protolang.diagnostics.report_text import report_text
from protolang.diagnostics.terminal import escape_terminal, wrap_cells
from protolang.driver import analyse
from protolang.execution.run import EXAMPLE_START
from protolang.machine.from_model import bind
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.settings import decide
from protolang.together.days import HORIZON
from protolang.together.examine import examine
from protolang.together.pairing import Pair, Side

SCHEMA = "protolang.together/1"

_SCOPE = (
    "This speaks of the planned days: nothing is missed, delayed or held, and no rule leaves a phase early. "
    f"Repetitions without an end are followed up to day {HORIZON}."
)
_UNDATED = f" Calendar months are counted from {EXAMPLE_START}; --start names the day 0 of a patient."


def check_together(
    paths: tuple[str, str],
    settings: Mapping[str, str],
    offset: int,
    start: str | None,
    style: str,
    *,
    strict: bool,
    quiet: bool,
) -> int:
    """Prints what was found and gives the exit code. Raises `WrongInput` for what cannot be read."""
    day_zero = _date(start)
    read, usable = [], list[tuple[Protocol, Machine]]()
    for path in paths:
        data, project = open_protocol(path)
        # What is found in each file by itself is told by `check` without this option.
        analysis = analyse(path, data, budget=0, project=project)
        read.append((path, data, analysis))
        if analysis.protocol is not None and analysis.machine is not None:
            usable.append((analysis.protocol, analysis.machine))
            continue
        wrong = errors_in(analysis.diagnostics)
        if not wrong:
            raise WrongInput(f"{escape_terminal(path)}: {LIBRARY}")
        note(told(wrong, "text"))
        note(f"protolang: {escape_terminal(path)}: {counted(len(wrong), 'error')} to mend before it is looked at")
    if len(usable) < 2:
        return 1
    (one, two), names = _decided(usable, settings), _names(paths, usable)
    pair = Pair(Side(*one, names[0], 0, day_zero), Side(*two, names[1], offset, day_zero), start is not None)
    found = tuple(as_error(item) for item in examine(pair)) if strict else examine(pair)
    if style == "json":
        out(_json(read, found, offset, start))
    elif style == "text":
        out(_text(paths, found, _SCOPE if start is not None else _SCOPE + _UNDATED, quiet=quiet))
    else:
        out(told(found, style, quiet=quiet))
    return 1 if errors_in(found) else 0


def _date(start: str | None) -> date:
    try:
        return EXAMPLE_START if start is None else date.fromisoformat(start)
    except ValueError:
        raise WrongInput(f"--start {escape_terminal(start or '')}: write a date as 2027-01-04") from None


def _names(paths: tuple[str, str], usable: Sequence[tuple[Protocol, Machine]]) -> tuple[str, str]:
    """What tells the two apart: their names, the names of their files, or where these are."""
    ids = (usable[0][0].id, usable[1][0].id)
    files = (PurePath(paths[0]).name, PurePath(paths[1]).name)
    return next((names for names in (ids, files) if names[0] != names[1]), paths)


def _decided(usable: Sequence[tuple[Protocol, Machine]], settings: Mapping[str, str]) -> list[tuple[Protocol, Machine]]:
    """Both with the settings that they know; raises `WrongInput` for one that neither knows or takes."""
    left, found = set(settings), []
    for protocol, machine in usable:
        known = {item.id for item in protocol.parameters} & set(settings)
        left -= known
        outcome = decide(protocol, {name: settings[name] for name in settings if name in known})
        wrong = errors_in(outcome.diagnostics)
        if wrong or outcome.value is None:
            raise WrongInput("; ".join(escape_terminal(item.message) for item in wrong))
        found.append((outcome.value, bind(machine, outcome.value)))
    if left:
        raise WrongInput(f"--set {escape_terminal(min(left))}: neither protocol has a parameter of this name")
    return found


def _text(paths: tuple[str, str], found: Sequence[Diagnostic], scope: str, *, quiet: bool) -> str:
    if quiet:
        return report_text(errors_in(found), color=colour(), width=width())
    errors = len(errors_in(found))
    warnings, info = (severity_count(found, severity) for severity in (Severity.WARNING, Severity.INFO))
    counts = [counted(errors, "error")] if errors else []
    counts += [counted(warnings, "warning")] if warnings else []
    counts += [f"{info} to know"] if info else []
    mark = paint("FAILED", "1;31", coloured=colour()) if errors else paint("ok", "1;32", coloured=colour())
    both = " and ".join(map(escape_terminal, paths))
    parts = [report_text(found, color=colour(), width=width())] if found else []
    parts.append("".join(f"{line}\n" for line in wrap_cells(scope, width())))
    parts.append(f"{both} together: {mark}: {', '.join(counts) or 'no findings'}\n")
    return "\n".join(parts)


def _json(read: Sequence[Checked], found: Sequence[Diagnostic], offset: int, start: str | None) -> str:
    whole = {
        "schema": SCHEMA,
        "sources": [
            {
                **source_entry(path, data, analysis.source, analysis.protocol),
                "protocol": analysis.protocol.id if analysis.protocol is not None else None,
                "version": analysis.protocol.version if analysis.protocol is not None else None,
            }
            for path, data, analysis in read
        ],
        "offset": offset,
        "start": start,
        "horizon": HORIZON,
        "diagnostics": [diagnostic_to_json(item) for item in found],
        "summary": {
            "errors": len(errors_in(found)),
            "warnings": severity_count(found, Severity.WARNING),
            "info": severity_count(found, Severity.INFO),
        },
    }
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"

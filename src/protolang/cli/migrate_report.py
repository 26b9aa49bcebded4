"""The reports of `migrate`: where the patients of each phase land, why, and what to watch. As text, and as JSON."""

from collections.abc import Iterator
from typing import Any

import attrs

from protolang.cli.console import paint
from protolang.cli.findings import counted
from protolang.compare.day_words import decided_text
from protolang.compare.difference import Side
from protolang.compare.landing import After, Migration, Row
from protolang.diagnostics.report_text import report_text
from protolang.diagnostics.terminal import cell_width, escape_terminal, wrap_cells
from protolang.execution.landing import Arrival

SCHEMA = "protolang.migrate/1"

_BOLD, _FAINT, _RED = "1", "2", "31"
_PLAIN = {0x00A0: " ", 0x202F: " "}


@attrs.frozen(eq=False)
class Migrated:
    """What was asked, and what was found: the paths as the user gave them, the old and the new protocol."""

    paths: tuple[str, str]
    sides: tuple[Side, Side]
    migration: Migration


def migrated_as_text(report: Migrated, *, coloured: bool, width: int) -> str:
    """The report for a person, every line ended."""
    found = report.migration
    text = "".join(f"{line}\n" for line in _lines(report, coloured, width))
    if found.problems:
        text += report_text(found.problems, color=coloured, width=width) + "\n"
    lost = sum(row.destination.landing is None for row in found.rows)
    last = (
        f"{counted(lost, 'phase')} of {len(found.rows)} with nowhere to go"
        if lost
        else f"the patients of all {counted(len(found.rows), 'phase')} have a place"
    )
    return text + f"{escape_terminal(report.paths[0])} to {escape_terminal(report.paths[1])}: {last}\n"


def _lines(report: Migrated, coloured: bool, width: int) -> Iterator[str]:
    for word, path, side in zip(("from", "to  "), report.paths, report.sides, strict=True):
        title = f"{side.protocol.title}, {side.protocol.version}"
        yield from _hung(f"{word} ", f"{path}: {title}", width)
    found = report.migration
    for item in found.decided:
        value = decided_text(item).translate(_PLAIN)
        yield from _hung("     ", f"tried with {item.name} = {value}, which is open", width)
    yield ""
    yield paint("Where the patients of each phase land", _BOLD, coloured=coloured)
    first = max((cell_width(_place(row)) for row in found.rows), default=0)
    second = max((cell_width(_goal(row)) for row in found.rows), default=0)
    for row in found.rows:
        goal = f"{_goal(row):{second}}"
        shown = paint(goal, _RED, coloured=coloured) if row.destination.landing is None else goal
        why = escape_terminal(row.destination.why)
        hang = 2 + first + 4 + second + 2
        wrapped = wrap_cells(why, max(24, width - hang))
        yield f"  {_place(row):{first}} -> {shown}  {wrapped[0]}"
        yield from (f"{'':{hang}}{line}" for line in wrapped[1:])
        for text in row.watch:
            yield from _hung("      ! ", text, width)
        tried = _tried(row, named=len(_followed_with(found)) > 1)
        if tried:
            yield from (paint(line, _FAINT, coloured=coloured) for line in _hung("      ", tried, width))
    yield ""
    if found.always:
        yield paint("For every patient", _BOLD, coloured=coloured)
        for text in found.always:
            yield from _hung("  ! ", text, width)
        yield ""
    yield from _limits(found, width)


def _limits(found: Migration, width: int) -> Iterator[str]:
    said = []
    with_results = _followed_with(found)
    if len(with_results) == 1:
        said.append(f'Patients were followed with the results of the scenario "{with_results[0]}"')
    if found.never:
        names = ", ".join(f"{track}.{phase}" for track, phase in found.never)
        said.append(f"No patient is in these at the end of a day, so none has to land: {names}")
    said += [
        f"The phases of {track} were found by search, which is no proof that there are no others: {why}"
        for track, why in found.unproved.items()
    ]
    for text in said:
        yield from _hung("  ", text, width)
    if said:
        yield ""


def _hung(lead: str, text: str, width: int) -> Iterator[str]:
    for at, line in enumerate(wrap_cells(escape_terminal(text), max(24, width - len(lead)))):
        yield f"{lead if at == 0 else ' ' * len(lead)}{line}"


def _place(row: Row) -> str:
    return f"{row.destination.track}.{row.destination.phase}"


def _goal(row: Row) -> str:
    landing = row.destination.landing
    if landing is None:
        return "nowhere"
    match landing.arrival:
        case Arrival.VISIT | Arrival.ENTRY:
            return f"{landing.region}.{landing.state}"
        case Arrival.END:
            return "end of the track"
        case Arrival.STOP:
            return "stop of everything"


def _followed_with(found: Migration) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.after.scenario for row in found.rows if row.after is not None))


def _tried(row: Row, *, named: bool) -> str:
    if row.day is None:
        return "no patient was found there"
    if row.destination.landing is None:
        return f"first reached on day {row.day}"
    if not row.carried:
        return f"first reached on day {row.day}; not carried over, another track of this patient has nowhere to go"
    if row.after is None:
        return f"carried over on day {row.day}"
    whose = f', with the results of "{row.after.scenario}"' if named else ""
    return f"carried over on day {row.day}: {_became(row.after)}{whose}"


def _became(after: After) -> str:
    if after.ended:
        how = "everything has stopped" if after.stopped else "the course is complete"
        return f"{how} on day {after.day}"
    if after.held:
        return f"{', '.join(after.held)} waits for a clinician on day {after.day}"
    return f"it goes on to day {after.day} and longer"


# ---- for a program ---------------------------------------------------------------------------------------------


def migrated_as_json(report: Migrated) -> str:
    """The report for a program."""
    import json

    from protolang.diagnostics.report_json import diagnostic_to_json

    found = report.migration
    whole = {
        "schema": SCHEMA,
        "from": _version(report, 0),
        "to": _version(report, 1),
        "decided": [
            {"name": item.name, "value": None if item.value is None else str(item.value), "by": item.by.value}
            for item in found.decided
        ],
        "phases": [_row(row) for row in found.rows],
        "for_every_patient": list(found.always),
        "never_reached": [{"track": track, "phase": phase} for track, phase in found.never],
        "not_proved": [{"track": track, "reason": why} for track, why in found.unproved.items()],
        "diagnostics": [diagnostic_to_json(item) for item in found.problems],
    }
    return json.dumps(whole, indent=2, ensure_ascii=True) + "\n"


def _version(report: Migrated, at: int) -> dict[str, Any]:
    side = report.sides[at]
    return {
        "path": report.paths[at],
        "sha256": side.machine.source_sha256,
        "protocol": side.protocol.id,
        "version": side.protocol.version,
    }


def _row(row: Row) -> dict[str, Any]:
    item, after = row.destination, row.after
    landing = item.landing
    return {
        "track": item.track,
        "phase": item.phase,
        "arrival": None if landing is None else landing.arrival.value,
        "to_track": landing.region or None if landing is not None else None,
        "to_phase": landing.state or None if landing is not None else None,
        "rule": None if item.rule is None else item.rule.name.lower(),
        "why": item.why,
        "watch": list(row.watch),
        "tried_on_day": row.day,
        "carried_over": row.carried,
        "became": None
        if after is None
        else {
            "scenario": after.scenario,
            "day": after.day,
            "ended": after.ended,
            "stopped": after.stopped,
            "held": list(after.held),
        },
    }

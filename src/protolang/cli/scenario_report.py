"""What became of scenarios, for a person and for a program. In: tested files. Out: text, or JSON in ASCII."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from protolang.cli.check_json import descent_entry, source_entry
from protolang.cli.console import paint
from protolang.cli.findings import counted, errors_in, weakened, weakened_in_short
from protolang.cli.scenarios import Reached, Tested, TestedFile
from protolang.diagnostics.report_json import diagnostic_to_json, line_to_json
from protolang.diagnostics.report_text import report_text
from protolang.diagnostics.terminal import cell_width, escape_terminal, wrap_cells
from protolang.execution.coverage import Place, PlaceKind
from protolang.execution.thresholds import Side

SCHEMA = "protolang.test/1"


def tests_as_text(tested: TestedFile, *, quiet: bool, coloured: bool, width: int) -> str:
    """A line for each scenario, what failed below it, and a summary."""
    path = escape_terminal(tested.path)
    errors = errors_in(tested.findings)
    if tested.transitions is None and not errors:
        return "" if quiet else f"{path}: a library has no scenarios; it treats nobody\n"
    if tested.transitions is None:
        report = report_text(errors, color=coloured, width=width)
        return f"{report}\n{path}: no scenario was run; {counted(len(errors), 'error')} left no machine\n"
    blocks = [_scenario(one, coloured, width) for one in tested.scenarios if one.findings or not quiet]
    if not quiet:
        if tested.scenarios:
            blocks.append("\n" + "".join(f"{line}\n" for line in _coverage(tested, width)))
        if errors:
            blocks.append(f"\n`protolang check` finds {counted(len(errors), 'error')} in this file.\n")
        blocks += [f"\n{line}\n" for line in weakened_in_short(weakened(tested.findings), tested.path)]
        failed = sum(bool(one.findings) for one in tested.scenarios)
        passed = len(tested.scenarios) - failed
        result = f"{passed} passed, {failed} failed" if tested.scenarios else "there is no scenario in this file"
        blocks.append(f"\n{path}: {result}\n")
    # A failed scenario ends in a blank line of its own.
    return "".join(blocks).replace("\n\n\n", "\n\n")


def _scenario(one: Tested, coloured: bool, width: int) -> str:
    title = escape_terminal(one.scenario.title)
    if not one.findings:
        return f"{paint('passed', '1;32', coloured=coloured)}  {title}\n"
    findings = report_text(one.findings, color=coloured, width=width)
    return f"{paint('failed', '1;31', coloured=coloured)}  {title}\n\n{findings}\n"


def _coverage(tested: TestedFile, width: int) -> list[str]:
    lines = [*_account(tested.transitions or (), "exits and rules were taken", "takes", width)]
    if tested.boundaries:
        lines += _account(tested.boundaries, "boundaries were seen", "sees", width)
    return lines


def _account(found: Sequence[Reached], done: str, does: str, width: int) -> Iterator[str]:
    missing = [one.place for one in found if not one.by]
    share = f" ({percent(found)} %)" if found else ""
    yield f"{len(found) - len(missing)} of {len(found)} {done}{share}" + (f"; no scenario {does}" if missing else "")
    lines = _lines(missing)
    room = max((cell_width(line) for line, _ in lines), default=0)
    for line, name in lines:
        shown = wrap_cells(escape_terminal(name), width - room - 4)
        yield f"  {line}{'':{room - cell_width(line)}}  {shown[0]}"
        yield from (f"  {'':{room}}  {more}" for more in shown[1:])


_SIDE = re.compile(f"(?P<of>.*: )(?P<side>{'|'.join(side.value for side in Side)})(?P<value>.*)")


def _lines(missing: Sequence[Place]) -> list[tuple[str, str]]:
    """A line for each place; the sides of one threshold on one line."""
    sides: dict[tuple[str, str, str], list[str]] = {}
    for place in missing:
        line = escape_terminal(place.origin.place)
        found = _SIDE.fullmatch(place.name) if place.kind is PlaceKind.THRESHOLD else None
        if found is not None:
            sides.setdefault((line, found["of"], found["value"]), []).append(found["side"])
        else:
            name = place.name if place.kind in _BARE else f"{place.kind.value}: {place.name}"
            sides.setdefault((line, name, ""), [])
    return [(line, f"{of}{', '.join(seen)}{value}") for (line, of, value), seen in sides.items()]


# What stands there says by itself what it is.
_BARE = frozenset(
    {
        PlaceKind.TRANSITION,
        PlaceKind.STOP,
        PlaceKind.VETO,
        PlaceKind.ALERT,
        PlaceKind.ELIGIBILITY,
        PlaceKind.THRESHOLD,
        PlaceKind.WINDOW,
    }
)


def percent(found: Sequence[Reached]) -> int:
    """How much of it was reached, rounded down, so that only all of it is 100; all of nothing is all."""
    return 100 * sum(bool(one.by) for one in found) // len(found) if found else 100


def summary_of(tested: Sequence[TestedFile]) -> str:
    """One line for all files together."""
    failed = sum(bool(one.findings) for file in tested for one in file.scenarios)
    passed = sum(len(file.scenarios) for file in tested) - failed
    broken = sum(file.broken for file in tested)
    errors = f", {counted(broken, 'file')} with errors" if broken else ""
    return f"\n{counted(len(tested), 'file')}: {passed} passed, {failed} failed{errors}\n"


def tests_as_json(tested: Sequence[TestedFile]) -> str:
    """One object for one file; for several files an array of them."""
    objects = [_report(one) for one in tested]
    return json.dumps(objects[0] if len(objects) == 1 else objects, indent=2, ensure_ascii=True) + "\n"


def _report(tested: TestedFile) -> dict[str, Any]:
    protocol = tested.protocol
    failed = sum(bool(one.findings) for one in tested.scenarios)
    return {
        "schema": SCHEMA,
        "source": source_entry(tested.path, tested.data, tested.source, protocol),
        "protocol": protocol.id if protocol is not None else None,
        "version": protocol.version if protocol is not None else None,
        **(descent_entry(protocol, weakened(tested.findings)) if protocol is not None else {}),
        "errors": [diagnostic_to_json(item) for item in errors_in(tested.findings)],
        "scenarios": [
            {
                "title": one.scenario.title,
                **line_to_json(one.scenario.origin),
                "passed": not one.findings,
                "days": one.days,
                "failures": [diagnostic_to_json(item) for item in one.findings],
            }
            for one in tested.scenarios
        ],
        "coverage": {
            "transitions": _coverage_entry(tested.transitions or ()),
            "boundaries": _coverage_entry(tested.boundaries or ()),
        },
        "summary": {"passed": len(tested.scenarios) - failed, "failed": failed},
    }


def _coverage_entry(found: Sequence[Reached]) -> dict[str, Any]:
    return {
        "total": len(found),
        "reached": sum(bool(one.by) for one in found),
        "percent": percent(found),
        "places": [
            {
                "kind": one.place.kind.value,
                "name": one.place.name,
                **line_to_json(one.place.origin),
                "scenarios": list(one.by),
            }
            for one in found
        ],
    }

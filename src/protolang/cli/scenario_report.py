"""What became of scenarios, for a person and for a program. In: tested files. Out: text, or JSON in ASCII."""

import json
from collections.abc import Sequence
from typing import Any

from protolang.cli.check_json import source_entry
from protolang.cli.console import paint
from protolang.cli.findings import counted, errors_in
from protolang.cli.scenarios import Tested, TestedFile
from protolang.diagnostics.report_json import diagnostic_to_json
from protolang.diagnostics.report_text import report_text
from protolang.diagnostics.terminal import escape_terminal

SCHEMA = "protolang.test/1"


def tests_as_text(tested: TestedFile, *, quiet: bool, coloured: bool, width: int) -> str:
    """A line for each scenario, what failed below it, and a summary."""
    path = escape_terminal(tested.path)
    errors = errors_in(tested.findings)
    if tested.exits is None:
        report = report_text(errors, color=coloured, width=width)
        return f"{report}\n{path}: no scenario was run; {counted(len(errors), 'error')} left no machine\n"
    blocks = [_scenario(one, coloured, width) for one in tested.scenarios if one.findings or not quiet]
    if not quiet:
        if tested.scenarios:
            blocks.append("\n" + "".join(f"{line}\n" for line in _coverage(tested)))
        if errors:
            blocks.append(f"\n`protolang check` finds {counted(len(errors), 'error')} in this file.\n")
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


def _coverage(tested: TestedFile) -> list[str]:
    exits = tested.exits or ()
    taken = len(exits) - len(tested.untaken)
    lines = [f"{taken} of {len(exits)} exits and stop rules were taken"]
    if tested.untaken:
        lines[-1] += "; no scenario takes"
        places = [f"line {way.place.start_position.line}" for way in tested.untaken]
        room = max(map(len, places))
        lines += [f"  {place:{room}}  {way.name}" for place, way in zip(places, tested.untaken, strict=True)]
    return lines


def tests_as_json(tested: Sequence[TestedFile]) -> str:
    """One object for one file; for several files an array of them."""
    objects = [_report(one) for one in tested]
    return json.dumps(objects[0] if len(objects) == 1 else objects, indent=2, ensure_ascii=True) + "\n"


def _report(tested: TestedFile) -> dict[str, Any]:
    protocol, exits = tested.protocol, tested.exits or ()
    failed = sum(bool(one.findings) for one in tested.scenarios)
    return {
        "schema": SCHEMA,
        "source": source_entry(tested.path, tested.data, tested.source),
        "protocol": protocol.id if protocol is not None else None,
        "version": protocol.version if protocol is not None else None,
        "errors": [diagnostic_to_json(item) for item in errors_in(tested.findings)],
        "scenarios": [
            {
                "title": one.scenario.title,
                "line": one.scenario.origin.start_position.line,
                "passed": not one.findings,
                "days": one.days,
                "failures": [diagnostic_to_json(item) for item in one.findings],
            }
            for one in tested.scenarios
        ],
        "coverage": {
            "exits": len(exits),
            "taken": len(exits) - len(tested.untaken),
            "untaken": [
                {"from": way.source, "to": way.target, "line": way.place.start_position.line} for way in tested.untaken
            ],
        },
        "summary": {"passed": len(tested.scenarios) - failed, "failed": failed},
    }

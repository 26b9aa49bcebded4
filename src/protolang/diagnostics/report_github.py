"""Diagnostics as annotations of a GitHub pull request. In: diagnostics. Out: one workflow command a line."""

from collections.abc import Iterable

from protolang.diagnostics.codes import Severity
from protolang.diagnostics.diagnostic import Diagnostic, Label, WitnessStep
from protolang.diagnostics.terminal import escape_terminal

_MOST_DAYS = 12

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def report_github(diagnostics: Iterable[Diagnostic]) -> str:
    """One `::error`, `::warning` or `::notice` line for each diagnostic; empty for none."""
    return "".join(map(_annotation, diagnostics))


def _annotation(diagnostic: Diagnostic) -> str:
    span = diagnostic.primary.span
    start, end = span.start_position, span.end_position
    properties = {"file": span.source.path, "line": str(start.line), "endLine": str(end.line)}
    # GitHub refuses columns on an annotation of several lines.
    if start.line == end.line:
        properties |= {"col": str(start.column), "endColumn": str(end.column)}
    properties["title"] = f"{diagnostic.code.number} {diagnostic.code.name}"
    listed = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_message(diagnostic)}\n"


def _message(diagnostic: Diagnostic) -> str:
    parts = [diagnostic.message]
    # An annotation marks one place: the others are told by their lines.
    parts += [f"{_line(label)}: {label.text}" for label in diagnostic.secondary if label.text]
    parts += diagnostic.notes
    if diagnostic.witness:
        parts.append("for example: " + ", ".join(f"{name} = {value}" for name, value in diagnostic.witness))
    if diagnostic.timeline:
        parts += ["for example, this patient:", *_days(diagnostic.timeline)]
    if diagnostic.help is not None:
        parts.append(f"help: {diagnostic.help}")
    return "%0A".join(map(_escape_data, parts))


def _line(label: Label) -> str:
    source, line = label.span.source, label.span.start_position.line
    return f"{source.path}:{line}" if source.imported_as else f"line {line}"


def _days(steps: tuple[WitnessStep, ...]) -> list[str]:
    """The last days, where the finding shows, and how many came before them."""
    left_out = len(steps) - _MOST_DAYS
    shown = steps if left_out <= 1 else steps[-_MOST_DAYS:]
    lines = [] if left_out <= 1 else [f"... {left_out} more before"]
    for step in shown:
        when = f"day {step.day}" + (f" {step.date}" if step.date else "")
        values = ", ".join(f"{name} = {value}" for name, value in step.values)
        lines.append(f"{when}  {step.what}" + (f"  ({values})" if values else ""))
    return lines


def _escape_data(text: str) -> str:
    # The log of a run is shown by a terminal emulator: what is escaped there has no line end left to encode.
    return escape_terminal(text).replace("%", "%25")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")

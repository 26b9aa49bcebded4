"""Diagnostics for a person at a terminal. In: diagnostics. Out: text in which all author's text is escaped.

A headline that reads well alone, the author's own lines with labels under them, then notes, an example
patient, help. Cost: that of the excerpts, O(labels * width) for each diagnostic.
"""

from collections.abc import Iterable, Iterator

from protolang.diagnostics.diagnostic import Applicability, Diagnostic, Fix, WitnessStep
from protolang.diagnostics.excerpt import Row, excerpt
from protolang.diagnostics.terminal import cell_width, escape_terminal, wrap_cells

_NARROWEST = 50
_FIRST_DAYS, _LAST_DAYS = 10, 6

# Written by hand: importing a colour library for these few constants takes 30 ms of every `check`.
_SGR = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "strong": "1",
    "gutter": "1;34",
    "secondary": "1;34",
    "faint": "2",
}


def report_text(diagnostics: Iterable[Diagnostic], *, color: bool, width: int) -> str:
    """The diagnostics in the order given, a blank line between two; empty for none.

    `width` is the cells of the terminal. Headlines are never cut or wrapped: they can be searched for.
    """
    reports = []
    for diagnostic in diagnostics:
        rows = _rows(diagnostic, max(width, _NARROWEST))
        reports.append("".join(_line(row, diagnostic.severity.value, color=color) for row in rows))
    return "\n".join(reports)


def report_concise(diagnostics: Iterable[Diagnostic]) -> str:
    """One line for each diagnostic: place, severity, code and message."""
    return "".join(
        f"{escape_terminal(str(diagnostic.primary.span))}: {_headline(diagnostic)}: "
        f"{escape_terminal(diagnostic.message)}\n"
        for diagnostic in diagnostics
    )


def _headline(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.severity.value}[{diagnostic.code.number}]"


def _line(row: Row, severity: str, *, color: bool) -> str:
    if not color:
        return "".join(text for _, text in row).rstrip() + "\n"
    line = ""
    for style, text in row:
        sgr = _SGR.get(severity if style == "primary" else style)
        line += f"\x1b[{sgr}m{text}\x1b[0m" if sgr and text else text
    return line + "\n"


def _rows(diagnostic: Diagnostic, width: int) -> Iterator[Row]:
    yield [("primary", _headline(diagnostic)), ("strong", f": {escape_terminal(diagnostic.message)}")]
    digits, rows = excerpt(diagnostic.labels, width)
    yield from rows
    indent = digits + 1
    for note in diagnostic.notes:
        yield from _paragraph("note", note, indent, width)
    if diagnostic.witness:
        point = ", ".join(f"{name} = {value}" for name, value in diagnostic.witness)
        yield from _paragraph("for example", point, indent, width)
    if diagnostic.timeline:
        yield _heading("for example, this patient", indent)
        yield from _timeline(diagnostic.timeline, indent + 4, width)
    if diagnostic.help is not None:
        yield from _paragraph("help", diagnostic.help, indent, width)
    for fix in diagnostic.fixes:
        yield from _fix(fix, indent, width)
    yield [*_heading("more", indent), ("", f" protolang explain {diagnostic.code.number}")]


def _heading(name: str, indent: int) -> Row:
    return [("gutter", f"{'':{indent}}= "), ("strong", f"{name}:")]


def _paragraph(name: str, text: str, indent: int, width: int) -> Iterator[Row]:
    hang = indent + len(name) + 4
    lines = [line for part in text.split("\n") for line in wrap_cells(escape_terminal(part), width - hang)]
    yield [*_heading(name, indent), ("", f" {lines[0]}")]
    for line in lines[1:]:
        yield [("", " " * hang + line)]


def _fix(fix: Fix, indent: int, width: int) -> Iterator[Row]:
    if fix.applicability is Applicability.SAFE:
        yield from _paragraph("fix", fix.title, indent, width)
    elif fix.applicability is Applicability.UNSAFE:
        yield from _paragraph("possible fix", f"{fix.title} (look at the result)", indent, width)
    else:
        yield from _paragraph("possible fix", f"{fix.title} (changes the meaning: you decide)", indent, width)


def _timeline(steps: tuple[WitnessStep, ...], indent: int, width: int) -> Iterator[Row]:
    """An aligned table of days; a long one keeps its beginning and its end, where cause and effect are."""
    left_out = len(steps) - _FIRST_DAYS - _LAST_DAYS
    # Leaving out a single line would save nothing.
    shown = steps if left_out <= 1 else steps[:_FIRST_DAYS] + steps[-_LAST_DAYS:]
    days = max(len(str(step.day)) for step in shown)
    dates = max(len(step.date or "") for step in shown)
    events = [escape_terminal(step.what) for step in shown]
    values = [escape_terminal(", ".join(f"{name} = {value}" for name, value in step.values)) for step in shown]
    start = indent + len("day ") + days + 2 + (dates + 2 if dates else 0)
    event_width = max(map(cell_width, events))
    beside = start + event_width + 2 + max(map(cell_width, values)) <= width
    for index, step in enumerate(shown):
        if left_out > 1 and index == _FIRST_DAYS:
            yield [("faint", f"{'':{indent}}… {left_out} more days or events; `--format json` has them all")]
        when = f"{'':{indent}}day {step.day:>{days}}  " + (f"{step.date or '':{dates}}  " if dates else "")
        if beside:
            gap = " " * (event_width - cell_width(events[index]) + 2)
            yield [("faint", when), ("", events[index] + (gap + values[index] if values[index] else ""))]
            continue
        lines = wrap_cells(events[index], width - start)
        if values[index]:
            lines += [f"  {line}" for line in wrap_cells(values[index], width - start - 2)]
        yield [("faint", when), ("", lines[0])]
        for line in lines[1:]:
            yield [("", " " * start + line)]

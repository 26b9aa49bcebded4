"""Boundary scenarios, written for the author to judge. In: an Analysis. Out: the text of scenarios of the same file.

Each follows a scenario of the file up to the day on which a rule with the threshold is first looked at, and from then
on stands at, just below or just above it; or it gives a dose on the first or the last day of its window. What came of
it is found by running.
"""

from collections.abc import Iterator, Mapping

import attrs

from protolang.cli.scenario_outcome import moment_text, outcome
from protolang.cli.scenarios import run_one
from protolang.diagnostics import Diagnostic
from protolang.diagnostics.terminal import escape_terminal
from protolang.driver import Analysis, analyse
from protolang.execution.boundaries import (
    Edge,
    edge_text,
    edges,
    first_looks,
    first_on_time,
    is_possible,
    threshold_text,
)
from protolang.execution.coverage import one_line
from protolang.execution.scenario import ScenarioResult
from protolang.execution.simulated import current_series, ticks
from protolang.execution.thresholds import Side, Threshold, thresholds
from protolang.execution.trace import EntryKind, Trace
from protolang.model.findings import author_text
from protolang.model.protocol import Protocol
from protolang.model.scenario import Scenario
from protolang.model.term import Aggregate, Operand
from protolang.quantity import CalendarMonths, Days
from protolang.source.project import Project
from protolang.syntax.ast import ExpectAlertClause, ExpectClause, ProtocolDecl, ScenarioDecl

_BASE = "the patient of the background"


@attrs.frozen
class Generated:
    """The text of the scenarios, ready to be put into the file; or why the file cannot carry them."""

    text: str
    errors: tuple[Diagnostic, ...] = ()


@attrs.frozen
class _Base:
    """A scenario that others are made from: its lines, by the place of each in the source, and its run."""

    scenario: Scenario
    lines: Mapping[int, str]
    result: ScenarioResult


@attrs.frozen
class _Draft:
    """A scenario without what it expects."""

    title: str
    lines: tuple[str, ...]
    day: int
    base: _Base


def generate(path: str, analysis: Analysis, settings: Mapping[str, str], project: Project | None = None) -> Generated:
    """Boundary scenarios for a file that has a machine; the same file gives the same text."""
    word = "scenario" if analysis.base is None else "add scenario"
    protocol = analysis.protocol
    if protocol is None or analysis.machine is None or analysis.tree is None:
        return Generated("", analysis.diagnostics)
    bases = _bases(protocol, analysis.tree)
    if not bases:
        probe = _spliced(path, analysis, f"{word} {_quoted(_BASE)} {{\n}}\n", settings, project)
        if probe.protocol is None or probe.machine is None or probe.tree is None:
            return Generated("", probe.diagnostics)
        bases = _bases(probe.protocol, probe.tree)
    drafts, left_out = _drafts(protocol, bases)
    names = {scenario.title for scenario in protocol.scenarios}
    drafts = [draft for draft in drafts if draft.title not in names]
    bare = _spliced(path, analysis, "".join(_text(word, draft, ()) for draft in drafts), settings, project)
    if bare.protocol is None or bare.machine is None:
        return Generated("", bare.diagnostics)
    run = {scenario.title: run_one(bare.protocol, scenario)[1] for scenario in bare.protocol.scenarios}
    blocks = [
        "  # Boundary scenarios. What each expects was found by running it: judge it, then keep it or mend the rule.\n"
    ]
    for draft in drafts:
        result = run.get(draft.title)
        if result is not None:
            found = outcome(result.trace, draft.base.result.trace, draft.day, protocol.conventions)
            blocks.append(_text(word, draft, found))
    if left_out:
        blocks.append("".join(f"  # no scenario for {item}\n" for item in dict.fromkeys(left_out)))
    return Generated("\n".join(blocks))


def _bases(protocol: Protocol, tree: ProtocolDecl) -> list[_Base]:
    found = []
    decls = {item.span.order: item for item in tree.declarations if isinstance(item, ScenarioDecl)}
    for scenario in protocol.scenarios:
        decl = decls.get(scenario.origin.order)
        result = run_one(protocol, scenario)[1]
        if decl is not None and result is not None:
            found.append(_Base(scenario, _lines(decl), result))
    return found


def _lines(decl: ScenarioDecl) -> dict[int, str]:
    return {
        step.span.start: author_text(step.span)
        for step in decl.steps
        if not isinstance(step, ExpectClause | ExpectAlertClause)
    }


# ---- drafts ----------------------------------------------------------------------------------------------------


def _drafts(protocol: Protocol, bases: list[_Base]) -> tuple[list[_Draft], list[str]]:
    drafts: dict[str, _Draft] = {}
    left_out = []
    first_days = [first_looks(base.result.trace) for base in bases]
    machine = bases[0].result.trace.machine if bases else None
    if machine is None:
        return [], []
    for threshold in thresholds(machine):
        looked = (
            (base, min((days[key] for key in threshold.keys if key in days), default=None))
            for base, days in zip(bases, first_days, strict=True)
        )
        chosen = next(((base, day) for base, day in looked if day is not None), None)
        reason = _no_scenario(threshold, looked_at=chosen is not None)
        if reason is not None or chosen is None:
            left_out.append(f"{_at(threshold)}: {reason}")
            continue
        for draft in _at_threshold(protocol, threshold, *chosen):
            drafts.setdefault(draft.title, draft)
    for edge in edges(machine):
        days = ((base, first_on_time(base.result.trace, edge)) for base in bases)
        found = next(((base, day) for base, day in days if day is not None), None)
        if found is None:
            left_out.append(
                f"{escape_terminal(edge.origin.place)}, {one_line(edge.origin)}: no scenario gives it on time"
            )
        else:
            draft = _at_edge(protocol, edge, *found)
            drafts.setdefault(draft.title, draft)
    return list(drafts.values()), left_out


def _at(threshold: Threshold) -> str:
    return f"{escape_terminal(threshold.origin.place)}, {threshold_text(threshold)}"


def _no_scenario(threshold: Threshold, *, looked_at: bool) -> str | None:
    if not threshold.is_level:
        return "its value is computed, write it by hand"
    if threshold.value is None:
        return "its value is an open decision"
    return None if looked_at else "no scenario of the file comes to a rule that looks at it"


def _first(trace: Trace, reading: Operand, day: int) -> int:
    """From which day on results must stand at the boundary, so that what is read on `day` does."""
    match reading:
        case Aggregate(over=Days() | CalendarMonths() as time):
            return max(0, day - ticks(trace.machine, time) + 1)
        case Aggregate():
            return 0
        case _:
            return day


def _at_threshold(protocol: Protocol, threshold: Threshold, base: _Base, day: int) -> Iterator[_Draft]:
    lab, trace = threshold.labs[0], base.result.trace
    first = _first(trace, threshold.reading, day)
    since = moment_text(protocol.conventions, first)
    kept = [line for place, line in base.lines.items() if place not in _later(base.scenario, lab, first)]
    # what is sampled by itself goes on being so
    series = current_series(base.scenario, lab, first)
    every = "" if series is None or series.every is None else f" every {series.every}"
    # the threshold as this scenario sets it
    own = next((item for item in thresholds(trace.machine) if item.keys & threshold.keys), threshold)
    for side in Side:
        value = own.beside(side)
        if value is None or not is_possible(trace.machine, own, value):
            continue
        said = [f"{lab} = {value}".rstrip() + f" from {since}{every}"]
        if not every and not _is_recorded(trace, lab) and not _is_sampled(trace, lab, first):
            said.insert(0, f"{lab} = {value}".rstrip() + f" at {since}")
        title = f"boundary: {lab} {side.value} {own.value}".rstrip() + f" from {since}, for {threshold_text(own)}"
        yield _Draft(title, (*kept, *said), day, base)


def _later(scenario: Scenario, lab: str, day: int) -> set[int]:
    """The places of what a scenario says of a lab from a day on; the boundary takes its place."""
    found = {item.origin.start for item in scenario.readings if item.name == lab and item.day >= day}
    found |= {item.origin.start for item in scenario.samples if item.name == lab and item.reported >= day}
    return found | {item.origin.start for item in scenario.corrections if item.name == lab and item.on >= day}


def _is_recorded(trace: Trace, name: str) -> bool:
    return any(item.id == name for item in trace.machine.attributes)


def _is_sampled(trace: Trace, lab: str, day: int) -> bool:
    return any(
        entry.day == day and entry.subject == lab and entry.kind in (EntryKind.MEASURED, EntryKind.OBSERVED)
        for entry in trace.entries
    )


def _at_edge(protocol: Protocol, edge: Edge, base: _Base, day: int) -> _Draft:
    per_day = protocol.conventions.resolution.per_day
    given = day + edge.late
    when = moment_text(protocol.conventions, day)
    if edge.late < 0:
        said = f"{edge.subject} given on {moment_text(protocol.conventions, given)}"
    else:
        said = f"{edge.subject} delayed {Days(edge.late, per_day)} on {when}"
    machine = base.result.trace.machine
    title = (
        f"boundary: {edge.subject} of {when} given {edge_text(machine, edge)}, the edge of its window in {edge.state}"
    )
    return _Draft(title, (*base.lines.values(), said), given, base)


# ---- text ------------------------------------------------------------------------------------------------------


def _text(word: str, draft: _Draft, expected: tuple[str, ...]) -> str:
    lines = [f"  {word} {_quoted(draft.title)} {{", *(f"    {line}" for line in draft.lines)]
    if expected:
        lines += ["    # found by running, judge it", *(f"    expect {line}" for line in expected)]
    return "".join(f"{line}\n" for line in (*lines, "  }"))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'").replace("\\", "/") + '"'


def _spliced(
    path: str, analysis: Analysis, text: str, settings: Mapping[str, str], project: Project | None
) -> Analysis:
    """The file with more scenarios at its end."""
    if analysis.source is None or analysis.tree is None:
        return analysis
    source, end = analysis.source.text, analysis.tree.span.end - 1
    return analyse(path, f"{source[:end]}\n{text}{source[end:]}".encode(), settings, budget=0, project=project)

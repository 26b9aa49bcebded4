"""The report of `check` for a person: findings, requirements with their verdicts, decisions needed, one last line."""

from collections.abc import Iterator

from protolang.checks.allowed import Allowed
from protolang.cli.console import paint
from protolang.cli.findings import errors_in, failed, summary
from protolang.diagnostics import Diagnostic, Severity
from protolang.diagnostics.report_text import report_text
from protolang.diagnostics.terminal import cell_width, escape_terminal, wrap_cells
from protolang.driver import Analysis
from protolang.model.claim import of_every_course
from protolang.model.evidence import OpenDecision
from protolang.model.expression import NeverExit
from protolang.model.protocol import Protocol
from protolang.model.treatment import NeedKind, Parameter
from protolang.prose import found_text, round_text
from protolang.verify.verdict import Result, Verdict

_COLOURS = {Verdict.PROVED: "1;32", Verdict.VIOLATED: "1;31", Verdict.UNKNOWN: "1;33"}
_BOLD, _FAINT = "1", "2"
_SCOPE = "Verdicts and bounds speak of every course that completes without a clinician's review."
_ALSO_STOPPED = "What a single day can break, such as `never` or `at most`, is said of courses that are stopped too."
_NARROW = 76

# A table is never broken inside a number, and not every terminal has these spaces.
_PLAIN = {0x00A0: " ", 0x202F: " "}


def check_as_text(path: str, analysis: Analysis, *, strict: bool, quiet: bool, coloured: bool, width: int) -> str:
    """The report on one file; `strict` only decides what the last line calls it."""
    protocol = analysis.protocol
    if quiet:
        return report_text(errors_in(analysis.diagnostics), color=coloured, width=width)
    parts = []
    found = report_text(_shown(analysis), color=coloured, width=width)
    if found:
        parts.append(found)
    if analysis.allowed:
        parts.append("".join(f"{line}\n" for line in _allowed(analysis.allowed, coloured, width)))
    if analysis.results:
        parts.append("".join(f"{line}\n" for line in _requirements(analysis.results, coloured, width)))
    if protocol is not None and protocol.decisions:
        parts.append("".join(f"{line}\n" for line in _decisions(protocol, coloured, width)))
    mark, code = ("FAILED", "1;31") if failed(analysis, strict=strict) else ("ok", "1;32")
    parts.append(f"{escape_terminal(path)}: {paint(mark, code, coloured=coloured)}: {summary(analysis)}\n")
    return "\n".join(parts)


def _allowed(allowed: tuple[Allowed, ...], coloured: bool, width: int) -> Iterator[str]:
    """The findings that a comment of the author allows, a line each."""
    yield paint("Allowed", _BOLD, coloured=coloured)
    lines = [escape_terminal(item.finding.primary.span.place) for item in allowed]
    first = max(map(cell_width, lines))
    hang = 2 + first + 2 + 5 + 2
    for item, line in zip(allowed, lines, strict=True):
        words = wrap_cells(escape_terminal(f"{item.finding.message}: {item.reason}"), width - hang)
        yield f"  {line}{'':{first - cell_width(line)}}  {item.finding.code.number}  {words[0]}"
        for word in words[1:]:
            yield f"{'':{hang}}{word}"


def _shown(analysis: Analysis) -> tuple[Diagnostic, ...]:
    """All findings, without those that the list of decisions repeats word for word."""
    if analysis.protocol is None:
        return analysis.diagnostics
    return tuple(
        item for item in analysis.diagnostics if item.code.number != "PL112" or item.severity is not Severity.WARNING
    )


def _requirements(results: tuple[Result, ...], coloured: bool, width: int) -> Iterator[str]:
    yield paint("Requirements", _BOLD, coloured=coloured)
    found = {result.requirement.origin: (found_text(result) or "").translate(_PLAIN) for result in results}
    right = max(map(cell_width, found.values()), default=0)
    texts = [_named(result) for result in results]
    left = width - 2 - 10 - (right + 2 if width >= _NARROW else 0)
    left = min(left, max(map(cell_width, texts)))
    for result, text in zip(results, texts, strict=True):
        requirement = result.requirement
        lines = wrap_cells(text, left)
        verdict = paint(f"{result.verdict.value:8}", _COLOURS[result.verdict], coloured=coloured)
        bounds = found[requirement.origin]
        if width >= _NARROW and bounds:
            lines[0] += " " * (left - cell_width(lines[0]) + 2) + bounds
        elif bounds:
            lines.append(bounds)
        yield f"  {verdict}  {lines[0]}"
        for line in lines[1:]:
            yield f"{'':12}{line}"
        for remark in _remarks(result):
            for line in wrap_cells(escape_terminal(remark), width - 12):
                yield f"{'':12}{paint(line, _FAINT, coloured=coloured)}"
    scope = f"{_SCOPE} {_ALSO_STOPPED}" if any(map(_is_of_days, results)) else _SCOPE
    for line in wrap_cells(scope, width - 2):
        yield f"  {line}"


def _is_of_days(result: Result) -> bool:
    """Whether a single day can break it, as far as its words say so."""
    claim = result.requirement.claim
    return not isinstance(claim, NeverExit) and of_every_course(claim) is not None


def _named(result: Result) -> str:
    requirement = result.requirement
    name = "" if requirement.name == requirement.text else f"{requirement.name}: "
    return escape_terminal(f"{name}{requirement.text}")


def _remarks(result: Result) -> Iterator[str]:
    if result.reason:
        yield result.reason
    around = round_text(result)
    if around is not None:
        yield around.translate(_PLAIN)
    cited = [
        f"@{citation.source}" + (f' "{citation.locator}"' if citation.locator else "")
        for citation in result.requirement.evidence.citations
    ]
    if cited:
        yield ", ".join(cited)


def _decisions(protocol: Protocol, coloured: bool, width: int) -> Iterator[str]:
    yield paint("Decisions needed", _BOLD, coloured=coloured)
    lines = [escape_terminal(item.origin.place) for item in protocol.decisions]
    names = [escape_terminal(item.name) for item in protocol.decisions]
    first = max(map(cell_width, lines))
    second = min(max(map(cell_width, names)), width // 3)
    for item, line, name in zip(protocol.decisions, lines, names, strict=True):
        hang = 2 + first + 2 + second + 2
        words = wrap_cells(escape_terminal(_asked(item)), width - hang)
        if cell_width(name) > second:
            yield f"  {line}{'':{first - cell_width(line)}}  {name}"
        else:
            yield f"  {line}{'':{first - cell_width(line)}}  {name}{'':{second - cell_width(name)}}  {words.pop(0)}"
        for word in words:
            yield f"{'':{hang}}{word}"
    open_names = {item.name for item in protocol.decisions if item.settable}
    example = next((item for item in protocol.parameters if item.id in open_names), None)
    if example is not None:
        setting = f'{escape_terminal(example.id)}="{_example_value(example)}"'
        yield f"  To see what a value would change: --set {setting}"


def _asked(item: OpenDecision) -> str:
    return f"{item.question} ({item.between})" if item.between else item.question


def _example_value(parameter: Parameter) -> str:
    """A value of the kind that the uses of a parameter ask for, and that its range allows."""
    if parameter.range is not None:
        return escape_terminal(str(parameter.range.low))
    need = parameter.needs
    if need is None or need.kind is NeedKind.DURATION:
        return "4 weeks"
    if need.kind is NeedKind.LIMIT:
        return "6 times"
    return f"1 {escape_terminal(str(need.unit))}" if need.unit is not None else "1 mg"

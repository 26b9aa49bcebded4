"""What several verbs do with findings: telling them in a format, and deciding what they mean for the exit code."""

from collections.abc import Iterable, Sequence

import attrs

from protolang.cli.console import colour, width
from protolang.diagnostics import Diagnostic, Severity
from protolang.diagnostics.codes import PL901, PL904
from protolang.diagnostics.terminal import escape_terminal
from protolang.driver import Analysis
from protolang.release import VERSION
from protolang.verify.verdict import Result, Verdict

# Said to whoever names a library where a protocol is needed.
LIBRARY = "this is a library, and treats nobody; name a protocol or a variant"


def told(
    found: Sequence[Diagnostic], style: str, *, quiet: bool = False, allowed: Sequence[tuple[Diagnostic, str]] = ()
) -> str:
    """The findings as `text`, `concise`, `sarif` or `github`; SARIF has those too that the author allows."""
    # A report for a program is whole, or the program would take what was left out for mended.
    if style == "sarif":
        from protolang.diagnostics.report_sarif import report_sarif

        return report_sarif(found, tool_version=VERSION, allowed=allowed)
    if style == "github":
        from protolang.diagnostics.report_github import report_github

        return report_github(found)
    from protolang.diagnostics.report_text import report_concise, report_text

    shown = errors_in(found) if quiet else found
    return report_concise(shown) if style == "concise" else report_text(shown, color=colour(), width=width())


def errors_in(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The errors among the findings."""
    return tuple(item for item in found if item.severity is Severity.ERROR)


def weakened(found: Iterable[Diagnostic]) -> tuple[str, ...]:
    """Which safety rules of its base a variant weakens, a sentence each."""
    return tuple(item.message for item in found if item.code is PL901)


def weakened_in_short(rules: Sequence[str], path: str) -> list[str]:
    """The line that says so in a report about something else; none for nothing weakened."""
    count = counted(len(rules), "safety rule")
    return [f"WEAKENED: {count} of its base; see: protolang check {escape_terminal(path)}"] if rules else []


OWN_FAULT = 70
"""The exit code of our own fault; `main` has the others."""


def own_fault(analysis: Analysis) -> bool:
    """Whether protolang contradicts itself about a requirement."""
    return any(item.code is PL904 for item in analysis.diagnostics)


def as_errors(analysis: Analysis) -> Analysis:
    """The analysis with every warning raised to an error."""
    return attrs.evolve(analysis, diagnostics=tuple(map(as_error, analysis.diagnostics)))


def as_error(item: Diagnostic) -> Diagnostic:
    """A warning raised to an error; anything else as it is."""
    return attrs.evolve(item, severity=Severity.ERROR) if item.severity is Severity.WARNING else item


def failed(analysis: Analysis, *, strict: bool = False) -> bool:
    """Whether `check` ends with 1."""
    bad = {Verdict.VIOLATED, Verdict.UNKNOWN} if strict else {Verdict.VIOLATED}
    return analysis.errors > 0 or any(result.verdict in bad for result in analysis.results)


def verdict_count(results: Iterable[Result], verdict: Verdict) -> int:
    """How many requirements have this verdict."""
    return sum(result.verdict is verdict for result in results)


def severity_count(found: Iterable[Diagnostic], severity: Severity) -> int:
    """How many findings are this grave."""
    return sum(item.severity is severity for item in found)


def undecided_warnings(analysis: Analysis) -> int:
    """How many warnings are open decisions, which are counted once, by their better name."""
    if analysis.protocol is None:
        return 0
    return sum(item.code.number == "PL112" and item.severity is Severity.WARNING for item in analysis.diagnostics)


def allowed_in_short(count: int) -> list[str]:
    """How many findings a comment of the author allows; nothing for none."""
    return [f"{count} allowed"] if count else []


def counted(count: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def summary(analysis: Analysis) -> str:
    """What was found, in one line without its full stop."""
    decisions = len(analysis.protocol.decisions) if analysis.protocol is not None else 0
    warnings = severity_count(analysis.diagnostics, Severity.WARNING) - undecided_warnings(analysis)
    found = [counted(analysis.errors, "error")] if analysis.errors else []
    found += [counted(warnings, "warning")] if warnings else []
    found += [f"{counted(decisions, 'decision')} open"] if decisions else []
    verdicts = [
        f"{count} {word}"
        for verdict, word in (
            (Verdict.PROVED, "proved"),
            (Verdict.VIOLATED, "violated"),
            (Verdict.UNKNOWN, "not decided"),
        )
        if (count := verdict_count(analysis.results, verdict))
    ]
    parts = [", ".join([*(found or ["no findings"]), *allowed_in_short(len(analysis.allowed))])]
    if verdicts:
        parts.append(f"requirements: {', '.join(verdicts)}")
    elif analysis.machine is None:
        parts.append("requirements were not looked at")
    return "; ".join(parts)

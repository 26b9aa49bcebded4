"""Annotations of a GitHub pull request."""

import attrs

from protolang.diagnostics import Diagnostic, Label, Severity, WitnessStep
from protolang.diagnostics import codes as c
from protolang.diagnostics.report_github import report_github
from protolang.source import SourceFile, Span

from .examples import OVERLAP, STAY


def test_a_finding_on_one_line():
    assert report_github([OVERLAP]) == (
        "::error file=protocols/ahmed.proto,line=5,endLine=5,col=21,endColumn=33,title=PL201 overlap"
        "::`low` and `high` both apply when `cd20` is 15 %25"
        "%0Aline 3: holds at 15 %25"
        "%0Afor example: CD20+ B cells = 15 %25"
        "%0Ahelp: write `<` in one of them, so that one value belongs to one rule\n"
    )


def test_a_finding_on_several_lines_has_no_columns():
    assert report_github([STAY]) == (
        "::error file=protocols/ahmed.proto,line=8,endLine=10,title=PL504 unbounded-stay"
        "::phase `induction` may last for ever"
        "%0Afor example, this patient:"
        "%0Aday 0  rituximab given"
        "%0Aday 7  CD20 sampled  (CD20+ B cells = 15 %25)"
        "%0Aday 46  nothing applies  (CD20+ B cells = 9 %25, weight = 70 kg)\n"
    )


def test_a_long_example_keeps_its_last_days():
    steps = tuple(WitnessStep(day, "2027-01-04", "dose") for day in range(40))
    lines = report_github([attrs.evolve(STAY, timeline=steps)]).split("%0A")
    days = [f"day {day} 2027-01-04  dose" for day in range(28, 40)]
    assert lines[2:] == ["... 28 more before", *days[:-1], f"{days[-1]}\n"]


def test_a_place_in_another_file_is_told_with_its_file():
    other = SourceFile("b.proto", "\nx", imported_as="b.proto")
    label = Label(Span(other, 1, 2), "first declared here")
    assert "%0Ab.proto:2: first declared here" in report_github([attrs.evolve(OVERLAP, secondary=(label,))])


def test_each_severity_has_its_command():
    commands = [
        report_github([attrs.evolve(OVERLAP, severity=severity)]).split(" ")[0]
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    ]
    assert commands == ["::error", "::warning", "::notice"]


def test_no_text_of_the_author_can_start_a_command_or_a_property():
    source = SourceFile("a,line=9::b%\n::error::.proto", "x")
    diagnostic = Diagnostic(c.PL003, "m\r\n::stop-commands::x%0A", Label(Span(source, 0, 1), ""))
    assert report_github([diagnostic]) == (
        "::error file=a%2Cline=9%3A%3Ab%25⟨U+000A⟩%3A%3Aerror%3A%3A.proto,"
        "line=1,endLine=1,col=1,endColumn=2,title=PL003 forbidden-character"
        "::m⟨U+000D⟩⟨U+000A⟩::stop-commands::x%250A\n"
    )


def test_nothing_is_nothing():
    assert report_github([]) == ""

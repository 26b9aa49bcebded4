"""The report that a person reads at a terminal."""

import random
import re
import subprocess
import sys
import time
from textwrap import dedent

import attrs
import pytest

from protolang.diagnostics import Applicability, Diagnostic, Fix, Label, WitnessStep
from protolang.diagnostics import codes as c
from protolang.diagnostics.report_text import report_concise, report_text
from protolang.diagnostics.terminal import cell_width
from protolang.source import SourceFile, Span

from .examples import DUPLICATE, OVERLAP, STAY, span


def plain(*diagnostics, width=100):
    return report_text(diagnostics, color=False, width=width)


def marked(text, *labels, path="a.proto"):
    """A diagnostic on a text of its own, labelled where each (part, text) says, the first being the primary one."""
    source = SourceFile(path, text)
    found = [Label(Span(source, text.index(part), text.index(part) + len(part)), label) for part, label in labels]
    return Diagnostic(c.PL101, "message", found[0], tuple(found[1:]))


def excerpt(diagnostic, width=100):
    """The report without its headline, place and last line."""
    return "".join(plain(diagnostic, width=width).splitlines(keepends=True)[2:-1])


def shown(text):
    return dedent(text).lstrip("\n")


def test_labels_on_lines_of_one_file_with_an_example_help_and_fixes():
    assert plain(OVERLAP) == shown("""
        error[PL201]: `low` and `high` both apply when `cd20` is 15 %
         --> protocols/ahmed.proto:5:21
        3 |   trigger low  when cd20 <= 15 %
          |                     ------------ holds at 15 %
        4 |   # two rules
        5 |   trigger high when cd20 >= 15 %
          |                     ^^^^^^^^^^^^ holds at 15 %, too
          = for example: CD20+ B cells = 15 %
          = help: write `<` in one of them, so that one value belongs to one rule
          = possible fix: write `<` in `low` (changes the meaning: you decide)
          = fix: remove a space
          = more: protolang explain PL201
        """)


def test_labels_in_two_files_and_a_note():
    assert plain(DUPLICATE) == shown("""
        error[PL102]: `cd20` is declared twice
         --> protocols/ahmed.proto:2:7
        2 |   lab cd20 "CD20+ B cells" { unit % of "lymphocytes" }
          |       ^^^^ declared again here
         --> protocols/library/labs.proto:2:7
        2 |   lab cd20 "B cells"
          |       ---- first declared here
          = note: a name has one meaning in all files of a protocol
          = more: protolang explain PL102
        """)


def test_a_label_over_several_lines_and_a_timeline():
    assert plain(STAY) == shown("""
        error[PL504]: phase `induction` may last for ever
         --> protocols/ahmed.proto:8:5
        8 |     phase induction {
          |     ^^^^^^^^^^^^^^^^^ no time limit (to line 10)
          = for example, this patient:
              day  0  rituximab given
              day  7  CD20 sampled     CD20+ B cells = 15 %
              day 46  nothing applies  CD20+ B cells = 9 %, weight = 70 kg
          = more: protolang explain PL504
        """)


def test_two_reports_have_a_blank_line_between_them_and_none_is_nothing():
    assert plain(OVERLAP, DUPLICATE) == plain(OVERLAP) + "\n" + plain(DUPLICATE)
    assert plain() == ""
    assert report_concise([]) == ""


def test_distant_lines_have_dots_between_them_and_numbers_are_aligned():
    text = "".join(f"line{number:02}\n" for number in range(1, 13))
    assert excerpt(marked(text, ("line12", "c"), ("line02", "a"), ("line03", "b"))) == shown("""
         2 | line02
           | ------ a
         3 | line03
           | ------ b
        ...
        12 | line12
           | ^^^^^^ c
        """)


def test_several_labels_on_one_line_hang_below_it():
    diagnostic = marked("give ivig 2 g/kg on weeks 0, 4", ("2 g/kg", "dose"), ("give", "verb"), ("weeks 0, 4", "days"))
    assert excerpt(diagnostic) == shown("""
        1 | give ivig 2 g/kg on weeks 0, 4
          | ----      ^^^^^^    ---------- days
          | |         |
          | |         dose
          | verb
        """)


def test_labels_inside_one_another_stay_visible():
    diagnostic = marked("when cd20 < 15 % and anc > 1", ("cd20 < 15 % and anc > 1", "all"), ("15 %", "this"))
    assert excerpt(diagnostic) == shown("""
        1 | when cd20 < 15 % and anc > 1
          |      ^^^^^^^^^^^^^^^^^^^^^^^
          |      |      |
          |      |      this
          |      all
        """)
    diagnostic = marked("when cd20 < 15 % and anc > 1", ("15 %", "this"), ("cd20 < 15 % and anc > 1", "all"))
    assert "  |      -------^^^^------------\n" in excerpt(diagnostic)


def test_two_labels_on_one_place_are_both_told():
    diagnostic = marked("cd20", ("cd20", "one"), ("cd20", "two"))
    assert excerpt(diagnostic) == shown("""
        1 | cd20
          | ^^^^ one
          | |
          | two
        """)


def test_a_label_without_text_only_underlines():
    assert excerpt(marked("lab cd20", ("cd20", ""), ("lab", ""))) == "1 | lab cd20\n  | --- ^^^^\n"


@pytest.mark.parametrize("text", ["lab", "lab\n", "lab\r\n"])
def test_the_place_behind_the_last_character_has_a_mark(text):
    source = SourceFile("a.proto", text)
    for end in (3, len(text.rstrip("\n")), max(3, len(text) - 1)):
        diagnostic = Diagnostic(c.PL010, "message", Label(Span(source, 3, end), "ends here"))
        assert excerpt(diagnostic) == "1 | lab\n  |    ^ ends here\n"


def test_an_empty_file_can_be_pointed_at():
    diagnostic = Diagnostic(c.PL010, "the file is empty", Label(Span(SourceFile("a.proto", ""), 0, 0), "here"))
    assert excerpt(diagnostic) == "1 |\n  | ^ here\n"


def test_a_label_that_ends_with_its_line_end_stays_on_its_line():
    assert "to line" not in excerpt(marked("one\ntwo\n", ("one\n", "x")))
    assert "x (to line 2)" in excerpt(marked("one\ntwo\n", ("one\ntwo", "x")))
    assert "^^^ (to line 2)" in excerpt(marked("one\ntwo\n", ("one\ntwo", "")))


def test_tabs_and_wide_characters_are_aligned():
    assert excerpt(marked('\tlab "日本" cd20', ("cd20", "here"), ("日本", "wide"))) == shown("""
        1 |     lab "日本" cd20
          |          ----  ^^^^ here
          |          |
          |          wide
        """)
    assert excerpt(marked("e\u0301e\u0301 x", ("x", "here"))) == "1 | e\u0301e\u0301 x\n  |    ^ here\n"


def test_hidden_characters_are_shown_and_underlined_whole():
    assert excerpt(marked("RTX \u202e0001 mg", ("\u202e", "reverses what follows"))) == shown("""
        1 | RTX ⟨U+202E⟩0001 mg
          |     ^^^^^^^^ reverses what follows
        """)


def test_no_text_of_the_author_reaches_the_terminal_raw():
    evil = "\x1b[2J\u202e\x07\u200b\n\r\x9b"
    source = SourceFile(f"a{evil}.proto", f"lab {evil} x")
    label = Label(Span(source, 4, 8), evil)
    diagnostic = Diagnostic(
        c.PL003,
        evil,
        label,
        (Label(Span(source, 0, 3), evil),),
        notes=(evil,),
        help=evil,
        witness=((evil, evil),),
        timeline=(WitnessStep(1, None, evil, ((evil, evil),)),),
    )
    for report in (report_text([diagnostic], color=False, width=80), report_concise([diagnostic])):
        assert all(character.isprintable() or character == "\n" for character in report)
    colored = report_text([diagnostic], color=True, width=80)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == report_text([diagnostic], color=False, width=80)


LONG = "give rituximab 375 mg/m2; " * 40


def test_a_long_line_is_cut_around_its_label_between_words():
    diagnostic = marked(LONG + "HERE; " + LONG, ("HERE", "wrong"))
    assert excerpt(diagnostic, width=60) == shown("""
        1 | …375 mg/m2; HERE; give rituximab 375 mg/m2; give…
          |             ^^^^ wrong
        """)


def test_a_cut_never_makes_another_number_of_a_number():
    reports = [
        excerpt(marked(text, (part, "wrong")), width=width)
        for text, part in ((LONG + "HERE; " + LONG, "HERE"), (LONG, LONG[5:]), ("HERE; " + LONG, "HERE"))
        for width in range(50, 120)
    ]
    for report in reports:
        assert set(re.findall(r"(?<!m)\d+", report.split("|", 1)[1])) == {"375"}


def test_a_long_line_is_shown_once_for_each_far_label():
    diagnostic = marked("FIRST " + LONG + "LAST", ("LAST", "here"), ("FIRST", "and here"))
    assert excerpt(diagnostic, width=60) == shown("""
        1 | FIRST give rituximab 375 mg/m2; give rituximab 375…
          | ----- and here
        1 | …rituximab 375 mg/m2; give rituximab 375 mg/m2; LAST
          |                                                 ^^^^
          |                                                 |
          |                                                 here
        """)


def test_a_label_longer_than_the_terminal_is_cut_with_its_line():
    report = excerpt(marked(LONG, (LONG, "all of it")), width=60)
    assert report.splitlines()[0].endswith("…")
    assert "all of it" in report
    assert max(map(cell_width, report.splitlines())) <= 60


@pytest.mark.parametrize("width", [0, 50, 61, 80, 200])
@pytest.mark.parametrize("text", [LONG, "日本語" * 200, "\x00" * 300, "\t" * 300, "e" + "\u0301" * 5000])
def test_no_line_of_an_excerpt_is_wider_than_the_terminal(text, width):
    source = SourceFile("a.proto", text + "X" + text)
    place = Span(source, len(text), len(text) + 1)
    label = Label(place, "a text that has to be wrapped because it is rather long, whatever the terminal")
    near = Label(Span(source, len(text) - 3, len(text) - 1), "another text that has to be wrapped")
    lines = excerpt(Diagnostic(c.PL009, "message", label, (near,)), width=width).splitlines()
    assert max(map(cell_width, lines)) <= max(width, 50)
    assert sum("X" in line for line in lines) == 1


def test_the_text_of_a_label_is_wrapped_below_itself():
    diagnostic = marked("give ivig", ("ivig", "this drug is given although the phase has ended for this patient"))
    assert excerpt(diagnostic, width=50) == shown("""
        1 | give ivig
          |      ^^^^ this drug is given although the
          |           phase has ended for this patient
        """)


def test_a_long_line_between_two_labels_is_cut_at_its_end():
    diagnostic = marked(f"first\n{LONG}\nlast", ("first", "a"), ("last", "b"))
    assert excerpt(diagnostic, width=60).splitlines()[2] == ("2 | give rituximab 375 mg/m2; give rituximab 375 mg/m2;…")


def test_no_label_is_lost_and_no_line_too_wide_wherever_the_labels_are():
    choose = random.Random(20180101)
    for _ in range(500):
        alphabet = choose.choice(["ab c\n", "ab \t日\n", "a\u0301é \u202e\x00\r\n", "abcdef 375 mg"])
        text = "".join(choose.choices(alphabet, k=choose.choice([0, 5, 40, 300])))
        source = SourceFile("a.proto", text)
        labels = []
        for index in range(choose.randint(1, 5)):
            start = choose.randint(0, len(text))
            end = min(len(text), start + choose.choice([0, 1, 5, 30, 200]))
            labels.append(Label(Span(source, start, end), f"@{index}{' word' * choose.randint(0, 30)}"))
        width = choose.choice([50, 60, 80, 120])
        report = plain(Diagnostic(c.PL010, "message", labels[0], tuple(labels[1:])), width=width)
        assert [report.count(f"@{index}") for index in range(len(labels))] == [1] * len(labels)
        assert max(map(cell_width, report.splitlines())) <= width


def test_who_may_apply_a_fix_is_said():
    fixes = tuple(Fix(f"do {kind.value}", (), kind) for kind in Applicability)
    assert plain(attrs.evolve(STAY, timeline=(), fixes=fixes)).splitlines()[-4:-1] == [
        "  = fix: do safe",
        "  = possible fix: do unsafe (look at the result)",
        "  = possible fix: do display-only (changes the meaning: you decide)",
    ]


def test_notes_and_help_are_wrapped_and_keep_their_own_lines():
    diagnostic = attrs.evolve(
        marked("lab", ("lab", "")), help="write one of\n- weekly\n- monthly", notes=("word " * 12 + "end",)
    )
    assert excerpt(diagnostic, width=50).splitlines() == [
        "1 | lab",
        "  | ^^^",
        "  = note: word word word word word word word word",
        "          word word word word end",
        "  = help: write one of",
        "          - weekly",
        "          - monthly",
    ]


def test_a_long_timeline_keeps_its_beginning_and_its_end():
    steps = tuple(WitnessStep(7 * week, None, f"dose {week + 1}") for week in range(40))
    lines = plain(attrs.evolve(STAY, timeline=steps)).splitlines()
    start = lines.index("  = for example, this patient:") + 1
    assert lines[start] == "      day   0  dose 1"
    assert lines[start + 10] == "      … 24 more days or events; `--format json` has them all"
    assert lines[start + 16] == "      day 273  dose 40"
    assert lines[start + 17] == "  = more: protolang explain PL504"


def test_dates_have_a_column_when_there_are_any():
    steps = (WitnessStep(-7, None, "screening"), WitnessStep(0, "2027-01-04", "dose 1", (("weight", "70 kg"),)))
    assert plain(attrs.evolve(STAY, timeline=steps)).splitlines()[-4:-1] == [
        "  = for example, this patient:",
        "      day -7              screening",
        "      day  0  2027-01-04  dose 1     weight = 70 kg",
    ]


def test_a_narrow_terminal_puts_values_below_what_happened():
    assert plain(STAY, width=56).splitlines()[-4:-1] == [
        "                CD20+ B cells = 15 %",
        "      day 46  nothing applies",
        "                CD20+ B cells = 9 %, weight = 70 kg",
    ]


def test_the_concise_report_has_one_line_for_each_finding():
    warning = Diagnostic(c.PL104, "`cd20` is never\nused", Label(span("cd20"), "x"))
    assert report_concise([OVERLAP, warning]) == (
        "protocols/ahmed.proto:5:21: error[PL201]: `low` and `high` both apply when `cd20` is 15 %\n"
        "protocols/ahmed.proto:2:7: warning[PL104]: `cd20` is never⟨U+000A⟩used\n"
    )


def test_colour_marks_the_severity_and_leaves_the_text_as_it_is():
    colored = report_text([OVERLAP], color=True, width=100)
    assert colored.startswith("\x1b[1;31merror[PL201]\x1b[0m\x1b[1m: `low`")
    assert "\x1b[1;31m^^^^^^^^^^^^\x1b[0m\x1b[1;31m holds at 15 %, too\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain(OVERLAP)
    warning = attrs.evolve(OVERLAP, severity=c.Severity.WARNING)
    assert report_text([warning], color=True, width=100).startswith("\x1b[1;33mwarning[PL201]")


def test_ten_thousand_findings_in_one_line_of_a_megabyte_take_seconds_not_minutes():
    source = SourceFile("a.proto", "give rituximab 375 mg/m2; " * 40_000)
    findings = [
        Diagnostic(c.PL009, "message", Label(Span(source, 100 * index, 100 * index + 9), "x"))
        for index in range(10_000)
    ]
    began = time.perf_counter()
    report_text(findings, color=False, width=100)
    # Half a second is usual; a copy of the line for each finding would take more than ten.
    assert time.perf_counter() - began < 5


def test_the_reports_do_not_import_what_a_short_run_cannot_pay_for():
    program = "import protolang.diagnostics.report_text, sys; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert not [name for name in ("rich", "difflib", "hashlib", "json", "pathlib") if f"'{name}'" in loaded]

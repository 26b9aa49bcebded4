"""Every mistake of a file is told in one run, each once, where it is, in the author's words."""

import re

import pytest

from protolang.diagnostics import Applicability, Diagnostic
from protolang.syntax.ast import DrugDecl, ParamDecl, TrackDecl

from .examples import FLAGSHIP, mistakes, read


def changed(old: str, new: str) -> str:
    assert FLAGSHIP.count(old) >= 1, old
    return FLAGSHIP.replace(old, new, 1)


def only(text: str) -> Diagnostic:
    (diagnostic,) = read(text)[1]
    return diagnostic


WORDS = [
    ("= 1 %   assumed", "= 1   assumed", "expected a unit after `1`"),
    ("dose 375 mg/m2 of bsa", "dose 375 of bsa", "expected a unit after `375`"),
    ("phase induction ", "phaze induction ", "`phaze` is not a statement here; did you mean `phase`?"),
    ("phase induction ", "Phase induction ", "`Phase` is not a statement here; did you mean `phase`?"),
    ("rituximab on weeks 1..8", "rituximab onn weeks 1..8", "`onn` cannot stand here; did you mean `on`?"),
    ("rituximab on weeks 1..8", "rituximab weeks 1..8", "`on` is missing before `weeks`"),
    ("when depleted go maintenance", "when depleted maintenance", "`go` is missing before `maintenance`"),
    ("when depleted go maintenance", "when depleted then maintenance", "`then` cannot stand here; did you mean `go`?"),
    ("set longest_wait = 12", "set longest_wait 12", "`=` is missing before `12`"),
    ("postpone at most 3 days", "postpone 3 days", "`at most` is missing before `3`"),
    ("require twelve:", "require twelve =", "the name of a requirement stands before `:`, not before `=`"),
    ("depleted_below      = 1", "depleted_below      : 1", "expected `=` here, not `:`"),
    ("weeks 1..8", "weeks 1-8", "expected `..` here, not `-`"),
    ("weeks 1..8", "weeks 1–8", "`–` is written `..`"),
    ("weeks 1..8", "weeks 1…8", "`…` is written `..`"),
    ("weeks 1..8", "weeks 1...8", "`...` is written `..`"),
    ("weeks 1..8", "weeks 8..1", "`8..1` runs backwards"),
    ("weeks 12, 16, 20, 24", "weeks 12, 16, 20, 24,", "expected a number after `,`, not `@`"),
    ("weeks 12, 16", "weeks 12, 1a", "`1a` is neither a number nor a name"),
    ("then consolidation }", "then consolidation; }", "a statement needs no `;` behind it"),
    ("then consolidation }", "then consolidation;;; }", "a statement needs no `;` behind it"),
    ("  policy {", "  // a comment\n  policy {", "a comment starts with `#`"),
    ("  policy {", "  /* a\n comment */\n  policy {", "a comment starts with `#`"),
    ("count(rituximab) = 12 ", "count(rituximab) == 12 ", "`==` is written `=`"),
    ("cd20 >= repop", "cd20 ≥ repop", "`≥` is written `>=`"),
    ("cd20 >= repop", "cd20 => repop", "`=>` is written `>=`"),
    (
        "count(rituximab) = 12 ",
        "count(rituximab) != 12 ",
        "there is no `!=`: write `not` before the comparison, and `=` in it",
    ),
    ("    start induction", "    drug x { route oral }\n    start induction", "`drug` cannot stand in a track"),
    ("  policy {", "  param z\n  month = 28 days\n  policy {", "`month` cannot stand here"),
    ("drug rituximab {", "drug {", "expected a name after `drug`, not `{`"),
    ("drug rituximab {", "drug 5fu {", "expected a name after `drug`, not `5`"),
    ("drug rituximab {", "drug rituximab [", "expected `{` here, not `[`"),
    ("    start induction\n", "    start\n", "expected a name after `start`, not `phase`"),
    ("    start induction\n", "    start induction start induction\n", "a track has one `start`"),
    ("cd20 = 9 %", "cd20 = -9 %", "a number has no sign here"),
    ("cd20 = 0.4 % from", "cd20 = 0.4 % since", "expected `at` or `from` after `%`, not `since`"),
    ("expect maintenance at week 25", "expect maintenance % at week 25", None),
    (
        "on weeks 1..8",
        "on weeks 1..8 window 1..3 days",
        "`window 1..3 days` does not say what is early and what is late",
    ),
    (" } \n" if " } \n" in FLAGSHIP else "then end }", "end }", "`then` is missing before `end`"),
    ('@nejm2006 "abstract"', 'nejm2006 "abstract"', "`@` is missing before `nejm2006`"),
    ('"no anchor was found"', "“no anchor was found”", "a text stands between plain double quotes, not behind `“`"),
    ('"no anchor was found"', "'no anchor was found'", "a text stands between plain double quotes, not behind `'`"),
    (
        '"no anchor was found"',
        r'"no \anchor was found"',
        r"`\a` means nothing in a text: it knows `\"`, `\\` and `\n`",
    ),
    ("go maintenance", "go $ maintenance", None),
    ("require twelve:", "require twelve: (", None),
]


@pytest.mark.parametrize(("old", "new", "message"), WORDS, ids=[message or new for _, new, message in WORDS])
def test_one_mistake_is_told_once(old: str, new: str, message: str | None) -> None:
    diagnostic = only(changed(old, new))
    assert diagnostic.code.number == "PL010"
    assert message is None or diagnostic.message == message


@pytest.mark.parametrize(("old", "new", "message"), WORDS, ids=[message or new for _, new, message in WORDS])
def test_it_is_told_at_its_line(old: str, new: str, message: str | None) -> None:
    text = changed(old, new)
    line = text[: text.index(new)].count("\n") + 1
    last = line + new.count("\n") + (1 if message and "`start`" in message else 0)
    assert line <= only(text).primary.span.start_position.line <= last


@pytest.mark.parametrize(("old", "new", "message"), WORDS, ids=[message or new for _, new, message in WORDS])
def test_the_rest_is_read(old: str, new: str, message: str | None) -> None:
    parsed, _ = read(changed(old, new))
    whole, _ = read(FLAGSHIP)
    assert parsed.tree is not None
    assert whole.tree is not None
    assert len(parsed.tree.declarations) >= len(whole.tree.declarations) - 1
    assert len(parsed.tree.header) >= len(whole.tree.header)


def test_three_mistakes_are_told_as_three() -> None:
    text = changed("= 1 %   assumed", "= 1   assumed")
    text = text.replace("phase consolidation {", "phaze consolidation {")
    text = text.replace("count(ivig) = 26", "count(ivig = 26")
    assert mistakes(text) == [
        "PL010 37: expected a unit after `1`",
        "PL010 49: `phaze` is not a statement here; did you mean `phase`?",
        "PL010 90: expected `)` or `,` after `ivig`, not `=`",
    ]


def test_mistakes_inside_a_block_with_a_broken_header_are_told() -> None:
    text = "protocol p {\n track 5 {\n  phase q {\n   givee d\n  }\n }\n drug {\n  doze 5 mg\n }\n}\n"
    assert mistakes(text) == [
        "PL010 2: expected a name after `track`, not `5`",
        "PL010 4: `givee` is not a statement here; did you mean `give`?",
        "PL010 7: expected a name after `drug`, not `{`",
        "PL010 8: `doze` is not a statement here; did you mean `dose`?",
    ]


def test_unknown_lines_are_told_one_by_one() -> None:
    text = "protocol p {\n  xxxx a b\n  yyyy {\n    zzzz\n  }\n  drug d { }\n}\n"
    assert mistakes(text) == ["PL010 2: `xxxx` is not a statement here", "PL010 3: `yyyy` is not a statement here"]


def test_two_broken_statements_in_a_row_are_told_as_two() -> None:
    text = "protocol p {\n  param = 1 %\n  param = 2 %\n  param a = 3 %\n}\n"
    parsed, diagnostics = read(text)
    assert [item.primary.span.start_position.line for item in diagnostics] == [2, 3]
    assert parsed.tree is not None
    assert len(parsed.tree.declarations) == 1


def test_words_that_were_passed_over_are_known() -> None:
    parsed, _ = read('protocol p {\n  drug d { }\n  param missing_unit = 1 assumed "prose"\n  drug 5x { route r }\n}\n')
    assert parsed.tree is not None
    assert [type(item) for item in parsed.tree.declarations] == [DrugDecl]
    assert {"missing_unit", "x", "r"} <= parsed.skipped_names
    assert parsed.skipped_names.isdisjoint({"d", "prose"})
    assert read(FLAGSHIP)[0].skipped_names == frozenset()


def test_a_mended_word_loses_nothing() -> None:
    parsed, _ = read(changed("phase induction ", "phaze induction "))
    assert parsed.tree == read(FLAGSHIP)[0].tree
    assert parsed.skipped_names == frozenset()


def test_a_block_with_a_broken_header_is_not_in_the_tree() -> None:
    parsed, _ = read("protocol p { track 5 { phase q { } } param a }")
    assert parsed.tree is not None
    assert [type(item) for item in parsed.tree.declarations] == [ParamDecl]


BRACES = [match.start() for match in re.finditer(r"[{}]", FLAGSHIP)]


@pytest.mark.parametrize("place", BRACES)
def test_a_missing_brace_is_told_once_where_it_belongs(place: int) -> None:
    diagnostic = only(FLAGSHIP[:place] + FLAGSHIP[place + 1 :])
    line = FLAGSHIP[:place].count("\n") + 1
    assert abs(diagnostic.primary.span.start_position.line - line) <= 1
    assert f"a `{FLAGSHIP[place]}` is missing" in diagnostic.message


@pytest.mark.parametrize("place", BRACES)
def test_a_surplus_brace_is_told_once_where_it_stands(place: int) -> None:
    diagnostic = only(FLAGSHIP[:place] + FLAGSHIP[place] + FLAGSHIP[place:])
    line = FLAGSHIP[:place].count("\n") + 1
    assert diagnostic.primary.span.start_position.line == line
    assert "one too many" in diagnostic.message or "stands behind the end" in diagnostic.message


@pytest.mark.parametrize("place", BRACES)
def test_a_turned_brace_is_told_once_where_it_stands(place: int) -> None:
    right = FLAGSHIP[place]
    wrong = "}" if right == "{" else "{"
    diagnostic = only(FLAGSHIP[:place] + wrong + FLAGSHIP[place + 1 :])
    assert diagnostic.primary.span.start == place
    assert diagnostic.message == f"expected `{right}` here, not `{wrong}`"


def test_a_block_that_is_not_closed_is_pointed_at() -> None:
    diagnostic = only(changed("      then closing\n    }\n", "      then closing\n"))
    assert diagnostic.message == "`phase maintenance` is not closed: a `}` is missing"
    (opened,) = diagnostic.secondary
    assert opened.span.start_position.line == 59
    assert opened.text == "`phase maintenance` opens here"


def test_a_missing_brace_hides_no_other_mistake() -> None:
    text = changed("      then closing\n    }\n", "      then closing\n").replace("phase blood", "phasee blood")
    assert mistakes(text) == [
        "PL010 61: `phase maintenance` is not closed: a `}` is missing",
        "PL010 69: `phasee` is not a statement here; did you mean `phase`?",
    ]


def test_braces_are_counted_where_nothing_is_indented() -> None:
    flat = "\n".join(line.strip() for line in FLAGSHIP.splitlines())
    assert len(mistakes(flat.rstrip()[:-1])) == 1
    assert len(mistakes(flat + "}")) == 1


def test_a_text_without_its_end_is_told_at_its_start() -> None:
    for old, new, line in (
        ('"CD20+ B cells in peripheral blood"', '"CD20+ B cells in peripheral blood', 30),
        ('"sampled every four weeks, one week late at most"', '"sampled every four weeks, one week late at most', 33),
        ('"Not depleted after twelve infusions"', '"Not depleted after twelve infusions', 64),
    ):
        text = changed(old, new)
        diagnostic = only(text)
        assert diagnostic.message == "the text that starts here has no closing quote on its line"
        assert diagnostic.primary.span.start == text.index(new)
        assert diagnostic.primary.span.start_position.line == line


def test_a_text_without_its_end_may_swallow_the_next() -> None:
    text = 'protocol p {\n purpose "one assumed "two"\n population "three"\n}\n'
    diagnostic = only(text)
    assert diagnostic.primary.span.start == text.index('"one')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        (" \n# only a comment\n", "the file is empty"),
        (
            "Dear colleague,\nplease find attached\n",
            "a file starts with `protocol`, `variant`, `library` or `import`, not with `Dear`",
        ),
        ("protokol p { }", "a file starts with `protocol`, `variant`, `library` or `import`, not with `protokol`"),
        ("libary l { }", "a file starts with `protocol`, `variant`, `library` or `import`, not with `libary`"),
        ("protocol p { }\nprotocol q { }\n", "a file holds one `protocol`, `variant` or `library`"),
        ("protocol p { }\nvariant q of p { }\n", "a file holds one `protocol`, `variant` or `library`"),
        ('protocol p { }\nimport "x.proto"\n', "an `import` stands at the top of a file"),
        ("protocol p { }\nfoo { bar }\n", "`foo` stands behind the end"),
        ('import "x.proto"', "the file ends behind its imports: a `protocol`, `variant` or `library` is missing"),
        ("import", "the path of an import stands in quotes"),
        ("protocol", "expected a name after `protocol`, not the end of the file"),
        ("protocol p", "expected a text in quotes or `{` after `p`, not the end of the file"),
        ("protocol p {", "`protocol p` is not closed: a `}` is missing"),
        ("protocol p { drug d {", None),
    ],
)
def test_whole_files(text: str, message: str | None) -> None:
    if message is None:
        assert len(mistakes(text)) == 2
    else:
        assert only(text).message == message


def test_what_comes_behind_a_broken_import_is_read() -> None:
    for line in ("import labs.proto", 'import "a.proto"\nimport b.proto', 'import "a.proto"\nfoo { bar }'):
        parsed, said = read(f"{line}\nprotocol p {{ drug d {{ }} }}")
        assert len(said) == 1
        assert parsed.tree is not None
        assert [type(item) for item in parsed.tree.declarations] == [DrugDecl]


def test_a_file_full_of_mistakes_is_told_up_to_a_hundred() -> None:
    _, diagnostics = read("protocol p {\n" + "  param = 1 %\n" * 1000 + "}\n")
    assert len(diagnostics) == 100
    assert diagnostics[-1].notes == ("what is found below this is not shown",)


def test_phases_read_on_behind_a_mistake() -> None:
    parsed, diagnostics = read("protocol p { track t { phase a { when x then b  then c } phase b { stop } } }")
    assert len(diagnostics) == 1
    assert parsed.tree is not None
    (track,) = parsed.tree.declarations
    assert isinstance(track, TrackDecl)
    assert [len(phase.clauses) for phase in track.phases] == [2, 1]


def test_a_fix_is_offered_for_people() -> None:
    diagnostic = only(changed("phase induction ", "phaze induction "))
    (fix,) = diagnostic.fixes
    (edit,) = fix.edits
    assert (edit.span.text, edit.replacement, fix.title) == ("phaze", "phase", "write `phase`")
    assert fix.applicability is Applicability.UNSAFE


def test_no_tool_writes_a_number() -> None:
    diagnostic = only(changed("dose 375 mg/m2", "dose 37,5 mg/m2"))
    assert [fix.applicability for fix in diagnostic.fixes] == [Applicability.DISPLAY_ONLY]


def test_messages_speak_to_the_author() -> None:
    said = [only(changed(old, new)) for old, new, _ in WORDS]
    terminals = re.compile(r"\b[A-Z_]{3,}\b|__|\bNone\b")
    for diagnostic in said:
        assert not diagnostic.message.endswith(".")
        assert "\n" not in diagnostic.message
        assert not diagnostic.message[0].isupper()
        plain = re.sub(r"`[^`]*`", "", diagnostic.message)
        assert not terminals.search(plain), diagnostic.message

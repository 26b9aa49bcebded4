"""Mistakes in variants, libraries and imports are told once, where they are, and the rest is read."""

import re

import pytest

from protolang.diagnostics import Diagnostic
from protolang.syntax.ast import ChangeDelta, LibraryDecl, RemoveDelta, ReplaceDelta, SetDelta, VariantDecl

from .examples import LIBRARY, VARIANT, mistakes, read

BRACES = [match.start() for match in re.finditer(r"[{}]", VARIANT)]


def variant(text: str) -> VariantDecl:
    tree = read(text)[0].tree
    assert isinstance(tree, VariantDecl)
    return tree


WHOLE = variant(VARIANT)


def only(text: str) -> Diagnostic:
    (diagnostic,) = read(text)[1]
    return diagnostic


def line_of(place: int) -> int:
    return VARIANT[:place].count("\n") + 1


def test_unbroken_they_are_read() -> None:
    assert mistakes(VARIANT) == []
    assert mistakes(LIBRARY) == []


# Without its brace, `} because "…"` is a line that is indented like what stands in the block.
@pytest.mark.parametrize("place", [place for place in BRACES if not VARIANT.startswith("} because", place)])
def test_a_missing_brace_is_told_once_where_it_belongs(place: int) -> None:
    said = only(VARIANT[:place] + VARIANT[place + 1 :])
    assert abs(said.primary.span.start_position.line - line_of(place)) <= 1
    assert f"a `{VARIANT[place]}` is missing" in said.message


@pytest.mark.parametrize("place", BRACES)
def test_a_surplus_brace_is_told_once_where_it_stands(place: int) -> None:
    said = only(VARIANT[:place] + VARIANT[place] + VARIANT[place:])
    assert said.primary.span.start_position.line == line_of(place)
    assert "one too many" in said.message or "stands behind the end" in said.message


@pytest.mark.parametrize("place", BRACES)
def test_a_turned_brace_is_told_once_where_it_stands(place: int) -> None:
    wrong = "}" if VARIANT[place] == "{" else "{"
    said = only(VARIANT[:place] + wrong + VARIANT[place + 1 :])
    assert said.primary.span.start == place
    assert said.message == f"expected `{VARIANT[place]}` here, not `{wrong}`"


NOT_OPENED = "`change` opens a phase, track, drug, lab or patient's value, not"
WORDS = [
    # The words of a delta, in another spelling or in plain speech.
    ("remove require twelve", "remvoe require twelve", "`remvoe` is not a statement here; did you mean `remove`?"),
    ("remove require twelve", "delete require twelve", "`delete` is not a statement here; did you mean `remove`?"),
    ("change phase late", "modify phase late", "`modify` is not a statement here; did you mean `change`?"),
    ("replace track late", "replace trakc late", "`trakc` cannot stand here; did you mean `track`?"),
    ("variant second of", "variant second extends", "`extends` cannot stand here; did you mean `of`?"),
    ("variant second of", "variant second", "`of` is missing before `first`"),
    ("variant second of", "varient second of", "`varient` is not a statement here; did you mean `variant`?"),
    ("with stop when", "by stop when", "`by` cannot stand here; did you mean `with`?"),
    ("to tapering", "into tapering", "`into` cannot stand here; did you mean `to`?"),
    ("to tapering", "tapering", "`to` is missing before `tapering`"),
    ("set gap = 6", "set gap to 6", "expected `=` here, not `to`"),
    ("set gap = 6", "set gap 6", "`=` is missing before `6`"),
    # The reason.
    ('because "another route"', 'reason "another route"', "`reason` cannot stand here; did you mean `because`?"),
    ('because "another route"', "because another route", "the reason stands in quotes"),
    ('because "another route"', "because", "the reason stands in quotes"),
    ('because "another route"', 'because ""', "`because` gives no reason"),
    ('because "another route"', 'because "one" because "two"', "a change has one `because`"),
    ('weakens because "nobody', 'weakens weakens because "nobody', "a change has one `weakens`"),
    ("over between", "over between over other", "a change has one `over`"),
    # What a delta is aimed at.
    ("remove require twelve", "remove twelve", "`remove` does not say what `twelve` is"),
    ("change drug antibody", "change antibody", None),
    ("change drug antibody", "change event antibody", f"{NOT_OPENED} `event`"),
    ("  set wait", "  change param x = 1 mg\n  set wait", f"{NOT_OPENED} `param`"),
    ("set gap = 6", "set param gap = 6", "`set` takes the name alone, without `param`"),
    ("migrate early", "migrate phase early", "`migrate` takes the name alone, without `phase`"),
    ("change phase late.initial", "change track late.initial", "a phase of a track is changed by `change phase`"),
    ("change phase late.initial", "change late.initial", "`phase` is missing before `late`"),
    ("change phase late.initial {", "change phase {", "expected a name after `phase`, not `{`"),
    ("change phase late.initial {", "change phase 5 {", "expected a name after `phase`, not `5`"),
    ("change phase late.initial", "change phase late initial", "`.` is missing before `initial`"),
    ("change phase late.initial", "change phase late/initial", "expected `.` or `{` after `late`, not `/`"),
    ("move phase early.last", "move early.last", "`phase` is missing before `early`"),
    ("with after 3 weeks go late", "with stop when anc < 1", "`replace … with …` names two different kinds"),
    ("with cap 20 mg", "with floor 20 mg", "`replace … with …` names two different kinds"),
    ('set wait unstated "nobody says it"', "set wait", "`set wait` does not say to what"),
    # What stands where it cannot.
    ("  set wait", "  track more { }\n  set wait", "`track` cannot stand in a variant"),
    ("  set wait", "  stop when anc < 1\n  set wait", "`stop when` cannot stand in a variant"),
    ("  set wait", "  give antibody on week 4\n  set wait", "`give` cannot stand in a variant"),
    ("set gap =", "param gap =", "`param` cannot stand in a variant"),
    ("change phase late.initial", "phase late.initial", "`phase` cannot stand in a variant"),
    ("  set wait", "  version 3.0.0\n  set wait", "`version` cannot stand in a variant"),
    ("  set wait", '  import "x.proto"\n  set wait', "`import` cannot stand in a variant"),
    ("replace give antibody on weeks", "give antibody on weeks", "`give` cannot stand in a `change`"),
    ("remove repeat", "remove take", None),
    # Imports.
    ('import "base.proto"', "import base.proto", "the path of an import stands in quotes"),
    ('import "library/labs.proto"', "import ../library/labs.proto", "the path of an import stands in quotes"),
    ('sha256 "00ff"', "sha256 00ff", "the hash of an import stands in quotes"),
    ('import "base.proto"', 'include "base.proto"', None),
    ('import "base.proto"', 'imprt "base.proto"', None),
    ('import "library', 'imprt "library', "`imprt` is not a statement here; did you mean `import`?"),
]  # fmt: skip
IDS = [f"{new}: {message}" for _, new, message in WORDS]


@pytest.mark.parametrize(("old", "new", "message"), WORDS, ids=IDS)
def test_one_mistake_is_told_once_at_its_line(old: str, new: str, message: str | None) -> None:
    assert VARIANT.count(old) >= 1
    said = only(VARIANT.replace(old, new, 1))
    assert said.code.number == "PL010"
    assert message is None or said.message == message
    line = line_of(VARIANT.index(old))
    assert line <= said.primary.span.start_position.line <= line + 1


@pytest.mark.parametrize(("old", "new", "message"), WORDS, ids=IDS)
def test_the_rest_is_read(old: str, new: str, message: str | None) -> None:
    tree = variant(VARIANT.replace(old, new, 1))
    assert len(tree.deltas) >= len(WHOLE.deltas) - 1
    assert tree.header == WHOLE.header
    assert len(tree.imports) >= 1
    if "." in tree.name.text or not tree.name.text:
        assert message is not None


HELP = [
    ("  set wait", "  track more { }\n  set wait", "write `add track …`, or `replace track …`"),
    ("  set wait", "  give antibody on week 4\n  set wait", "write `change phase TRACK.PHASE { add give … }`"),
    ("set gap =", "param gap =", "write `set NAME = …` for a parameter of the base, or `add param …`"),
    (
        "change phase late.initial",
        "phase late.initial",
        "write `change phase TRACK.PHASE {`, or `add phase …` or `replace phase …` with all of it",
    ),
    ("replace give antibody", "give antibody", "write `add give …`, `remove give …` or `replace give …`"),
    ("remove require twelve", "remove twelve", "write its kind before its name, such as `remove drug twelve`"),
    ("change drug antibody", "change event antibody", "write all of it anew: `replace event …`"),
    ("import \"base.proto\"", "import base.proto", 'write `import "library/labs.proto"`'),
    ('"another route"', "another", 'write `because "…"`'),
    (
        "change phase late.initial",
        'change phase late.initial "First"',
        'a `change` keeps the title; write `rename … to NAME "TITLE"`, or `replace` all of it',
    ),
    (
        "    route oral\n    dose",
        '    route oral because "swallowed"\n    dose',
        '`because "…"` stands behind a whole change of a variant; here write `assumed "…"` or a source',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "help"), HELP, ids=[new for _, new, _ in HELP])
def test_help_says_what_to_write(old: str, new: str, help: str) -> None:
    assert only(VARIANT.replace(old, new, 1)).help == help


@pytest.mark.parametrize(
    ("text", "message", "label"),
    [
        ("protocol p { add drug d { } }", "`add` cannot stand here", "it belongs in a variant"),
        ("protocol p { migrate a to end }", "`migrate` cannot stand here", "it belongs in a variant"),
        (
            "protocol p { track t { phase q { replace then end } } }",
            "`replace` cannot stand in a phase",
            "it belongs in a variant",
        ),
        ('protocol p { import "x.proto" }', "`import` cannot stand here", "it belongs at the top of the file"),
        ("library l { track t { } }", "`track` cannot stand in a library", "it belongs in a protocol"),
        ("library l { stop when a }", "`stop when` cannot stand in a library", "it belongs in a protocol"),
        ("library l { version 1.0.0 }", "`version` cannot stand in a library", "it belongs in a protocol"),
        ("library l { add drug d { } }", "`add` cannot stand in a library", "it belongs in a variant"),
        ("library l of m { }", "expected a text in quotes or `{` after `l`, not `of`", "not expected"),
        ("variant v { remove drug d }", "expected `of` after `v`, not `{`", "not expected"),
    ],
)
def test_what_stands_in_the_wrong_kind_of_file(text: str, message: str, label: str) -> None:
    said = only(text)
    assert (said.message, said.primary.text) == (message, label)


def test_a_statement_that_a_library_cannot_hold_costs_it_nothing_else() -> None:
    text = LIBRARY.replace("  event relapse\n", "  track t {\n    phase p { then end }\n  }\n  event relapse\n")
    parsed, said = read(text)
    assert len(said) == 1
    assert isinstance(parsed.tree, LibraryDecl)
    assert parsed.tree == read(LIBRARY)[0].tree


def test_mistakes_inside_a_block_with_a_broken_header_are_told() -> None:
    text = """variant v of p {
  add drug {
    doze 5 mg
  }
  change phase {
    add giv d
    remove then
  }
  change drug 5 {
    add doze 5 mg
  }
  change phase t.a {
    add repeat {
      giv d
    }
    remove then
  }
  remove drug e
}
"""
    assert mistakes(text) == [
        "PL010 2: expected a name after `drug`, not `{`",
        "PL010 3: `doze` is not a statement here; did you mean `dose`?",
        "PL010 5: expected a name after `phase`, not `{`",
        "PL010 6: `giv` cannot stand here; did you mean `give`?",
        "PL010 9: expected a name after `drug`, not `5`",
        "PL010 10: `doze` cannot stand here; did you mean `dose`?",
        "PL010 13: expected `every` after `repeat`, not `{`",
        "PL010 14: `giv` is not a statement here; did you mean `give`?",
    ]
    change, remove = variant(text).deltas
    assert isinstance(change, ChangeDelta)
    assert len(change.deltas) == 1
    assert isinstance(remove, RemoveDelta)


def test_what_was_said_first_is_kept() -> None:
    text = 'variant v of p { replace stop when a with stop when b over x over y because "one" because "two" weakens }'
    (delta,) = variant(text).deltas
    assert isinstance(delta, ReplaceDelta)
    assert delta.reason.over is not None
    assert (delta.reason.over.text, delta.reason.because, delta.reason.weakens) == ("x", "one", True)
    assert mistakes(text) == ["PL010 1: a change has one `over`", "PL010 1: a change has one `because`"]


def test_a_word_that_is_not_needed_is_left_out() -> None:
    (delta,) = variant("variant v of p { set param x = 3 weeks }").deltas
    assert isinstance(delta, SetDelta)
    assert delta.name.text == "x"
    assert delta.value is not None


def test_a_long_list_is_refused_in_a_change_too() -> None:
    for text in (
        "change phase t.a { replace give d on days 1..20000 }",
        "add phase t.a { give d on days 1..20000 }",
        "add track t { phase a { repeat every 1 day { measure l on days 1..20000 of cycle } } }",
    ):
        (said,) = mistakes(f"variant v of p {{ {text} }}")
        assert said.startswith("PL007")
    assert mistakes("variant v of p { change phase t.a { add decide on days 8..1 { } } }") == [
        "PL010 1: `8..1` runs backwards"
    ]


def test_messages_speak_to_the_author() -> None:
    terminals = re.compile(r"\b[A-Z_]{3,}\b|__|\bNone\b")
    for old, new, _ in WORDS:
        said = only(VARIANT.replace(old, new, 1))
        assert not said.message.endswith(".")
        assert not said.message[0].isupper()
        assert not terminals.search(re.sub(r"`[^`]*`", "", said.message)), said.message

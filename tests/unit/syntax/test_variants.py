"""What a variant changes, as a tree: every delta with what it is aimed at, its marks and its reason."""

from typing import Any

import pytest

from protolang.source import SourceFile, Span
from protolang.syntax.ast import (
    AddDelta,
    AddInner,
    AlertRuleClause,
    CapClause,
    ChangeDelta,
    DoseClause,
    DrugDecl,
    EventDecl,
    FreshClause,
    GiveClause,
    ImportDecl,
    LibraryDecl,
    MarkClause,
    MarkKind,
    MigrateDelta,
    MoveDelta,
    Name,
    NamedTarget,
    NameExpr,
    ParamDecl,
    PathExpr,
    PhaseDecl,
    PlacedPhase,
    ProtocolDecl,
    QuantityExpr,
    ReasonClause,
    RemoveDelta,
    RemoveInner,
    RenameDelta,
    ReplaceDelta,
    ReplaceInner,
    SetDelta,
    ShortClause,
    StartClause,
    StatusClause,
    StopClause,
    ThenClause,
    VariantDecl,
    VersionClause,
)

from .examples import LIBRARY, VARIANT, file_of

SPAN = Span(SourceFile("elsewhere.proto", ""), 0, 0)
CITED = MarkClause(MarkKind.CITED, Name("s", span=SPAN), "page 1", span=SPAN)
ASSUMED = MarkClause(MarkKind.ASSUMED, None, "why", span=SPAN)
UNSTATED = MarkClause(MarkKind.UNSTATED, None, "open", span=SPAN)
MARKS = '@s "page 1" assumed "why"'
REASON = 'over other weakens because "so it is"'


def name(text: str) -> Name:
    return Name(text, span=SPAN)


def path(text: str) -> PathExpr:
    return PathExpr(tuple(map(name, text.split("."))), span=SPAN)


def named(kind: str, text: str) -> NamedTarget:
    return NamedTarget(kind, path(text), span=SPAN)


def reason(
    over: str | None = None, *, weakens: bool = False, because: str | None = None, marks: tuple[MarkClause, ...] = ()
) -> ReasonClause:
    return ReasonClause(None if over is None else name(over), weakens, because, marks, span=SPAN)


NONE = reason()
ALL = reason("other", weakens=True, because="so it is")


def variant(text: str) -> VariantDecl:
    tree = file_of(text)
    assert isinstance(tree, VariantDecl)
    return tree


def delta(text: str) -> Any:
    (only,) = variant(f"variant v of p {{ {text} }}").deltas
    return only


def inner(block: str, text: str) -> Any:
    (only,) = delta(f"change {block} {{ {text} }}").deltas
    return only


def stop(condition: str, *marks: MarkClause) -> StopClause:
    return StopClause(NameExpr(name(condition), span=SPAN), marks, span=SPAN)


def quantity(number: str, unit: str) -> QuantityExpr:
    return QuantityExpr(number, unit, span=SPAN)


EVENT = EventDecl(name("e"), None, span=SPAN)
PARAM = ParamDecl(name("x"), quantity("1", "mg"), (), span=SPAN)
PHASE = PhaseDecl(name("a"), "A", (ThenClause(None, (), span=SPAN),), span=SPAN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add event e", AddDelta(EVENT, NONE, span=SPAN)),
        (f"add event e {REASON}", AddDelta(EVENT, ALL, span=SPAN)),
        (f"add stop when c {MARKS} {REASON}", AddDelta(stop("c", CITED, ASSUMED), ALL, span=SPAN)),
        (
            'add phase t.a "A" { then end }',
            AddDelta(PlacedPhase(path("t.a"), PHASE, span=SPAN), NONE, span=SPAN),
        ),
        ("remove drug d", RemoveDelta(named("drug", "d"), NONE, span=SPAN)),
        ("remove patient d", RemoveDelta(named("patient", "d"), NONE, span=SPAN)),
        ("remove phase t.g.a", RemoveDelta(named("phase", "t.g.a"), NONE, span=SPAN)),
        (
            f"remove event e {MARKS} {REASON}",
            RemoveDelta(
                named("event", "e"),
                reason("other", weakens=True, because="so it is", marks=(CITED, ASSUMED)),
                span=SPAN,
            ),
        ),
        (f"remove stop when c @s {REASON}", None),
        (
            f'remove stop when c {MARKS} because "x"',
            RemoveDelta(stop("c", CITED, ASSUMED), reason(because="x"), span=SPAN),
        ),
        (f"replace param x = 1 mg {REASON}", ReplaceDelta(PARAM, None, ALL, span=SPAN)),
        (
            'replace phase t.a "A" { then end } weakens',
            ReplaceDelta(PlacedPhase(path("t.a"), PHASE, span=SPAN), None, reason(weakens=True), span=SPAN),
        ),
        (
            f"replace stop when c with stop when d {MARKS} {REASON}",
            ReplaceDelta(stop("d", CITED, ASSUMED), stop("c"), ALL, span=SPAN),
        ),
        (
            f"set x = 1 mg {MARKS} {REASON}",
            SetDelta(name("x"), quantity("1", "mg"), (CITED, ASSUMED), ALL, span=SPAN),
        ),
        ('set x unstated "open"', SetDelta(name("x"), None, (UNSTATED,), NONE, span=SPAN)),
        (
            f'rename phase t.a to b "B" {REASON}',
            RenameDelta(named("phase", "t.a"), name("b"), "B", ALL, span=SPAN),
        ),
        ("rename lab l to m", RenameDelta(named("lab", "l"), name("m"), None, NONE, span=SPAN)),
        (f"move phase t.a to u.g {REASON}", MoveDelta(path("t.a"), path("u.g"), ALL, span=SPAN)),
        (f"migrate t.a to t.b {REASON}", MigrateDelta(path("t.a"), path("t.b"), None, ALL, span=SPAN)),
        ("migrate a to end", MigrateDelta(path("a"), None, "end", NONE, span=SPAN)),
        ("migrate a to stop", MigrateDelta(path("a"), None, "stop", NONE, span=SPAN)),
        ("change phase t.a { }", ChangeDelta(named("phase", "t.a"), (), span=SPAN)),
        ("change track t { }", ChangeDelta(named("track", "t"), (), span=SPAN)),
        ("change drug d { }", ChangeDelta(named("drug", "d"), (), span=SPAN)),
        ("change lab l { }", ChangeDelta(named("lab", "l"), (), span=SPAN)),
        ("change patient x { }", ChangeDelta(named("patient", "x"), (), span=SPAN)),
    ],
)
def test_deltas(text: str, expected: object) -> None:
    found = delta(text)
    if expected is None:
        assert type(found.target) is StopClause
        assert found.reason == ALL
    else:
        assert found == expected


GIVE = GiveClause(name("d"), (), (), span=SPAN)
TOLD = AlertRuleClause("alert", "x", NameExpr(name("c"), span=SPAN), (), span=SPAN)
CAP = CapClause(quantity("1", "mg"), (CITED, ASSUMED), span=SPAN)
FRESH = FreshClause(quantity("2", "days"), (), span=SPAN)


@pytest.mark.parametrize(
    ("block", "text", "expected"),
    [
        ("phase t.a", f"add give d {REASON}", AddInner(GIVE, ALL, span=SPAN)),
        (
            "phase t.a",
            f"add give d {MARKS} {REASON}",
            AddInner(GiveClause(name("d"), (), (CITED, ASSUMED), span=SPAN), ALL, span=SPAN),
        ),
        ("phase t.a", "add start b", AddInner(StartClause(name("b"), span=SPAN), NONE, span=SPAN)),
        ("phase t.a", "remove give d", RemoveInner(GIVE, NONE, span=SPAN)),
        ("phase t.a", "remove then", RemoveInner(ShortClause("then", None, span=SPAN), NONE, span=SPAN)),
        ("phase t.a", f"remove repeat {REASON}", RemoveInner(ShortClause("repeat", None, span=SPAN), ALL, span=SPAN)),
        ("phase t.a", "remove taper d", RemoveInner(ShortClause("taper", "d", span=SPAN), NONE, span=SPAN)),
        ("phase t.a", "remove decide", RemoveInner(ShortClause("decide", None, span=SPAN), NONE, span=SPAN)),
        ("phase t.a", 'remove decide "x"', RemoveInner(ShortClause("decide", "x", span=SPAN), NONE, span=SPAN)),
        ("phase t.a", "remove on  entry", RemoveInner(ShortClause("on entry", None, span=SPAN), NONE, span=SPAN)),
        ("phase t.a", "remove on exit", RemoveInner(ShortClause("on exit", None, span=SPAN), NONE, span=SPAN)),
        ("phase t.a", "replace then end", ReplaceInner(ThenClause(None, (), span=SPAN), None, NONE, span=SPAN)),
        (
            "phase t.a",
            f"replace start b {REASON}",
            ReplaceInner(StartClause(name("b"), span=SPAN), None, ALL, span=SPAN),
        ),
        (
            "phase t.a",
            'replace stop when b with stop when c because "so"',
            ReplaceInner(stop("c"), stop("b"), reason(because="so"), span=SPAN),
        ),
        ("track t", f'add alert "x" when c {REASON}', AddInner(TOLD, ALL, span=SPAN)),
        ("track t", 'remove alert "x" when c', RemoveInner(TOLD, NONE, span=SPAN)),
        (
            "track t",
            'replace alert "x" when c with alert "x" when c',
            ReplaceInner(TOLD, TOLD, NONE, span=SPAN),
        ),
        ("drug d", f"add cap 1 mg {MARKS} {REASON}", AddInner(CAP, ALL, span=SPAN)),
        ("drug d", f"remove cap 1 mg {MARKS}", RemoveInner(CAP, NONE, span=SPAN)),
        ("drug d", f"replace cap 1 mg {MARKS}", ReplaceInner(CAP, None, NONE, span=SPAN)),
        (
            "drug d",
            f"replace cap 1 mg {MARKS} with cap 1 mg {MARKS} {REASON}",
            ReplaceInner(CAP, CAP, ALL, span=SPAN),
        ),
        ("lab l", "add fresh for 2 days", AddInner(FRESH, NONE, span=SPAN)),
        ("patient x", f"replace fresh for 2 days {REASON}", ReplaceInner(FRESH, None, ALL, span=SPAN)),
    ],
)
def test_deltas_inside_a_change(block: str, text: str, expected: object) -> None:
    assert inner(block, text) == expected


def test_each_delta_stands_where_it_is_written() -> None:
    tree = variant(VARIANT)
    texts = [item.span.text for item in tree.deltas]
    assert texts[0] == 'add source s "A text" doi 10.1000/1'
    assert texts[4] == 'remove require twelve over between weakens because "fewer are given"'
    assert texts[8] == 'replace stop when anc < 1 with stop when anc < 0.5 weakens because "another limit"'
    assert all(after.span.start >= before.span.end for before, after in zip(tree.deltas, tree.deltas[1:], strict=False))
    (change,) = (item for item in tree.deltas if isinstance(item, ChangeDelta) and item.target.kind == "phase")
    assert change.target.span.text == "late.initial"
    assert change.deltas[2].span.text == 'remove then because "goes elsewhere"'
    assert change.deltas[2].content.span.text == "then"
    placed = tree.deltas[2]
    assert isinstance(placed, AddDelta)
    assert isinstance(placed.content, PlacedPhase)
    assert [item.span.text for item in placed.content.path.names] == ["late", "more", "last"]
    assert placed.content.phase.name == name("last")
    assert placed.content.phase.start == name("inner")
    assert [item.name for item in placed.content.phase.phases] == [name("inner")]


def test_a_variant_has_a_base_a_title_a_header_and_comments() -> None:
    tree = variant(VARIANT)
    assert (tree.name, tree.base, tree.title) == (name("second"), name("first"), "The second")
    assert [type(item) for item in tree.header][:2] == [VersionClause, StatusClause]
    assert len(tree.header) == 3
    assert [comment.text for comment in tree.comments] == ["# Every kind of change in one file; it is read, not run."]
    assert variant("variant v of p { }").title is None


def test_imports_stand_before_each_kind_of_file() -> None:
    expected = (ImportDecl("a.proto", None, span=SPAN), ImportDecl("b/c.proto", "0f", span=SPAN))
    lines = 'import "a.proto"\nimport "b/c.proto" sha256 "0f"\n'
    for text, kind in (
        ("protocol p { }", ProtocolDecl),
        ("variant v of p { }", VariantDecl),
        ("library l { }", LibraryDecl),
    ):
        tree = file_of(lines + text)
        assert type(tree) is kind
        assert tree.imports == expected
        assert [item.span.text for item in tree.imports] == lines.splitlines()
        assert file_of(text).imports == ()


def test_a_library_holds_what_is_shared() -> None:
    tree = file_of(LIBRARY)
    assert isinstance(tree, LibraryDecl)
    assert (tree.name, tree.title) == (name("labs"), "Labs")
    assert [type(item).__name__ for item in tree.declarations] == [
        "SourceDecl", "AttributeDecl", "FormulaDecl", "LabDecl", "EventDecl", "DrugDecl", "LevelDecl", "ParamDecl",
        "TableDecl", "TriggerDecl", "FactDecl",
    ]  # fmt: skip
    assert [item.path for item in tree.imports] == ["sources.proto"]
    assert len(tree.comments) == 1


def test_words_of_deltas_are_names_elsewhere() -> None:
    text = "protocol add { track remove { start replace phase replace { give set then because } phase because { } } }"
    tree = file_of(text)
    assert isinstance(tree, ProtocolDecl)
    other = variant('variant over of weakens { remove drug because over weakens because "x" set to = 1 mg }')
    assert [type(item) for item in other.deltas] == [RemoveDelta, SetDelta]
    assert isinstance(other.deltas[0], RemoveDelta)
    assert other.deltas[0].target == named("drug", "because")
    assert other.deltas[0].reason == reason("weakens", because="x")


def test_what_is_replaced_by_name_may_hold_statements_with_marks() -> None:
    found = delta(f"replace drug d {{ dose 1 mg {MARKS} }} {REASON}")
    assert isinstance(found.content, DrugDecl)
    (dose,) = found.content.clauses
    assert isinstance(dose, DoseClause)
    assert dose.marks == (CITED, ASSUMED)
    assert found.reason == ALL

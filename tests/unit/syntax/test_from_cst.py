"""What the author wrote, as a tree: every part kept as written, every node where it stands."""

from typing import Any

import pytest

from protolang.source import SourceFile, Span
from protolang.syntax.ast import (
    AfterClause,
    AllExpr,
    AnyExpr,
    ArgumentExpr,
    BandExpr,
    CallExpr,
    ClosedBand,
    Comment,
    CompareExpr,
    DayZeroClause,
    DoseClause,
    DuringQualifier,
    EndedExpr,
    EveryClause,
    ExpectClause,
    Expr,
    FormulaDecl,
    GoEffect,
    HoldClause,
    MarkClause,
    MarkKind,
    MissedClause,
    MomentExpr,
    MonthClause,
    Name,
    NameExpr,
    NextDueClause,
    NotExpr,
    OccurrenceClause,
    OffsetExpr,
    OnceExpr,
    OnClause,
    OverClause,
    PatientClause,
    Qualifier,
    QuantityExpr,
    RangeExpr,
    ReadingClause,
    RepeatClause,
    RoundingClause,
    SetClause,
    SourceDecl,
    StopClause,
    TextClause,
    ThenClause,
    TriggerDecl,
    UnitClause,
    UntilClause,
    WhenClause,
    WindowClause,
    WithinExpr,
)

from .examples import EVERYTHING, FLAGSHIP, declared, read, tree_of

SPAN = Span(SourceFile("elsewhere.proto", ""), 0, 0)
FIRST = MarkClause(MarkKind.CITED, Name("s", span=SPAN), "page 1", span=SPAN)
SECOND = MarkClause(MarkKind.ASSUMED, None, "why", span=SPAN)
MARKS = '@s "page 1" assumed "why"'


def name(text: str) -> Name:
    return Name(text, span=SPAN)


def use(text: str) -> NameExpr:
    return NameExpr(name(text), span=SPAN)


def quantity(number: str, unit: str | None = None) -> QuantityExpr:
    return QuantityExpr(number, unit, span=SPAN)


def offset(first: str, last: str | None = None) -> OffsetExpr:
    return OffsetExpr(first, last, span=SPAN)


def closed(low: str, high: str, unit: str, *, above: bool = False, below: bool = True) -> ClosedBand:
    return ClosedBand(quantity(low, unit), not above, quantity(high, unit), not below, span=SPAN)


def argument(value: Expr, *qualifiers: Qualifier) -> ArgumentExpr:
    return ArgumentExpr(value, qualifiers, span=SPAN)


def go(phase: str, *, as_new: bool = False) -> GoEffect:
    return GoEffect(name(phase), as_new, span=SPAN)


def moment(unit: str, number: str) -> MomentExpr:
    return MomentExpr(unit, number, span=SPAN)


def statement(text: str) -> Any:
    (phase,) = declared(f"track t {{ phase q {{ {text} }} }}").phases  # type: ignore[attr-defined]
    (only,) = phase.clauses
    return only


def timing(text: str) -> Any:
    (only,) = statement(f"give d {text}").clauses
    return only


def condition(text: str) -> Any:
    trigger = declared(f"trigger t when {text}")
    assert isinstance(trigger, TriggerDecl)
    return trigger.condition


def clause(block: str, text: str) -> Any:
    (only,) = declared(f"{block} {{ {text} }}").clauses  # type: ignore[attr-defined]
    return only


def step(text: str) -> Any:
    (only,) = declared(f'scenario "s" {{ {text} }}').steps  # type: ignore[attr-defined]
    return only


def header(text: str) -> Any:
    (only,) = tree_of(f"protocol p {{ {text} }}").header
    return only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < 1", CompareExpr(use("a"), "<", quantity("1"), span=SPAN)),
        ("a below 1 %", CompareExpr(use("a"), "<", quantity("1", "%"), span=SPAN)),
        ("a above b", CompareExpr(use("a"), ">", use("b"), span=SPAN)),
        ("a at least 2 mg", CompareExpr(use("a"), ">=", quantity("2", "mg"), span=SPAN)),
        ("a at\n  most 2 mg", CompareExpr(use("a"), "<=", quantity("2", "mg"), span=SPAN)),
        ("1 % = a", CompareExpr(quantity("1", "%"), "=", use("a"), span=SPAN)),
        ("a from 1 to below 2 %", BandExpr(use("a"), closed("1", "2", "%"), span=SPAN)),
        ("a above 1 to 2 %", BandExpr(use("a"), closed("1", "2", "%", above=True, below=False), span=SPAN)),
        ("a in 1 .. 2 %", WithinExpr(use("a"), RangeExpr(quantity("1"), quantity("2", "%"), span=SPAN), span=SPAN)),
        ("not a", NotExpr(use("a"), span=SPAN)),
        ("once a", OnceExpr(name("a"), span=SPAN)),
        ("end of t", EndedExpr(name("t"), span=SPAN)),
        ("(a)", use("a")),
        ("a and b and c", AllExpr((use("a"), use("b"), use("c")), span=SPAN)),
        ("a or b or c", AnyExpr((use("a"), use("b"), use("c")), span=SPAN)),
        ("a or b and c", AnyExpr((use("a"), AllExpr((use("b"), use("c")), span=SPAN)), span=SPAN)),
        ("(a or b) and c", AllExpr((AnyExpr((use("a"), use("b")), span=SPAN), use("c")), span=SPAN)),
        ("not a or b", AnyExpr((NotExpr(use("a"), span=SPAN), use("b")), span=SPAN)),
        ("f(x)", CallExpr(name("f"), (argument(use("x")),), span=SPAN)),
        ("f(x during y)", CallExpr(name("f"), (argument(use("x"), DuringQualifier(name("y"), span=SPAN)),), span=SPAN)),
    ],
)
def test_conditions(text: str, expected: object) -> None:
    assert condition(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on weeks 1..8, 12", OnClause("week", (offset("1", "8"), offset("12")), None, span=SPAN)),
        ("on days 0, 14", OnClause("day", (offset("0"), offset("14")), None, span=SPAN)),
        ("every 28 days, 6 times", EveryClause(quantity("28", "days"), "6", span=SPAN)),
        ("every gap", EveryClause(name("gap"), None, span=SPAN)),
        ("every month", EveryClause(quantity("1", "month"), None, span=SPAN)),
        ("window -1..+3 days", WindowClause("1", "3", "days", span=SPAN)),
        ("window 0..+3 days", WindowClause("0", "3", "days", span=SPAN)),
        ("until a", UntilClause(use("a"), None, None, span=SPAN)),
        ("until a, at most b", UntilClause(use("a"), name("b"), None, span=SPAN)),
        ("until a, at most 3 cycles else go c", UntilClause(use("a"), quantity("3", "cycles"), name("c"), span=SPAN)),
        ("dose 5 mg of w per cycle", DoseClause(quantity("5", "mg"), name("w"), None, True, (), span=SPAN)),
        ("missed skip", MissedClause("skip", None, None, (), span=SPAN)),
        ("next_due on grid", NextDueClause("on grid", (), span=SPAN)),
    ],
)
def test_timing(text: str, expected: object) -> None:
    assert timing(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"when a go b {MARKS}", WhenClause(use("a"), go("b"), (FIRST, SECOND), span=SPAN)),
        ("after 2 weeks go b", AfterClause(quantity("2", "weeks"), None, go("b"), (), span=SPAN)),
        ("after w when a go b", AfterClause(name("w"), use("a"), go("b"), (), span=SPAN)),
        ("then b", ThenClause(name("b"), (), span=SPAN)),
        (f"then end {MARKS}", ThenClause(None, (FIRST, SECOND), span=SPAN)),
        (f"stop {MARKS}", StopClause(None, (FIRST, SECOND), span=SPAN)),
        (f"stop when a {MARKS}", StopClause(use("a"), (FIRST, SECOND), span=SPAN)),
        ("stop\n when a", StopClause(use("a"), (), span=SPAN)),
    ],
)
def test_statements(text: str, expected: object) -> None:
    assert statement(text) == expected


def test_a_stop_without_condition_may_have_neighbours() -> None:
    (phase,) = declared('track t { phase q { stop assumed "x" when a go b } }').phases  # type: ignore[attr-defined]
    assert [type(item) for item in phase.clauses] == [StopClause, WhenClause]


def test_a_repeat_holds_what_is_done_each_time() -> None:
    repeat = statement(f"repeat every 4 weeks until a, at most 3 cycles else go x {{ give d measure l }} {MARKS}")
    assert isinstance(repeat, RepeatClause)
    assert repeat.every == EveryClause(quantity("4", "weeks"), None, span=SPAN)
    assert repeat.until == UntilClause(use("a"), quantity("3", "cycles"), name("x"), span=SPAN)
    assert [type(item).__name__ for item in repeat.body] == ["GiveClause", "MeasureClause"]
    assert repeat.marks == (FIRST, SECOND)
    assert statement("repeat every week { }").until is None


def test_marks_belong_to_the_statement() -> None:
    give = statement(f"give d on weeks 1 dose 5 mg missed skip {MARKS}")
    assert give.marks == (FIRST, SECOND)
    assert [getattr(item, "marks", ()) for item in give.clauses] == [(), (), ()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'purpose "p" {MARKS}', TextClause("purpose", "p", (FIRST, SECOND), span=SPAN)),
        ('population "p"', TextClause("population", "p", (), span=SPAN)),
        ("month = 28 days", MonthClause(quantity("28", "days"), (), span=SPAN)),
        (f"month = calendar {MARKS}", MonthClause(None, (FIRST, SECOND), span=SPAN)),
        ("day 0 = first d", DayZeroClause("0", name("d"), (), span=SPAN)),
        (f"day 1 = enrolment {MARKS}", DayZeroClause("1", None, (FIRST, SECOND), span=SPAN)),
    ],
)
def test_header(text: str, expected: object) -> None:
    assert header(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"missed postpone at most 3 days then review {MARKS}",
            MissedClause("postpone", quantity("3", "days"), "review", (FIRST, SECOND), span=SPAN),
        ),
        (
            "missed make_up at most 3 days then alert",
            MissedClause("make_up", quantity("3", "days"), "alert", (), span=SPAN),
        ),
        ("missed stop", MissedClause("stop", None, None, (), span=SPAN)),
        ("next_due after last given", NextDueClause("after last given", (), span=SPAN)),
        (f"next_due from cycle start {MARKS}", NextDueClause("from cycle start", (FIRST, SECOND), span=SPAN)),
        (
            "hold clock stops, at most 28 days then review",
            HoldClause("stops", quantity("28", "days"), "review", (), span=SPAN),
        ),
        ("rounding to 10 mg", RoundingClause(quantity("10", "mg"), (), span=SPAN)),
        (f"rounding {MARKS}", RoundingClause(None, (FIRST, SECOND), span=SPAN)),
    ],
)
def test_policy(text: str, expected: object) -> None:
    assert clause("policy", text) == expected


@pytest.mark.parametrize(
    ("block", "text", "expected"),
    [
        (
            "drug d",
            f"dose 5 mg {MARKS}",
            DoseClause(quantity("5", "mg"), None, None, False, (FIRST, SECOND), span=SPAN),
        ),
        ("drug d", "over 2 days", OverClause(quantity("2", "days"), (), span=SPAN)),
        ("drug d", "over " + MARKS, OverClause(None, (FIRST, SECOND), span=SPAN)),
        ("lab l", 'unit % of "cells"', UnitClause("%", "cells", (), span=SPAN)),
        ("lab l", "unit x10^9/L", UnitClause("x10^9/L", None, (), span=SPAN)),
        ("patient l", "unit 10*9/L", UnitClause("10*9/L", None, (), span=SPAN)),
    ],
)
def test_clauses(block: str, text: str, expected: object) -> None:
    assert clause(block, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("set a = 4 weeks", SetClause(name("a"), quantity("4", "weeks"), span=SPAN)),
        (
            "patient { w 70 kg h 175 cm }",
            PatientClause(((name("w"), quantity("70", "kg")), (name("h"), quantity("175", "cm"))), span=SPAN),
        ),
        (
            "a = 9 % from week 0",
            ReadingClause(name("a"), "=", quantity("9", "%"), moment("week", "0"), None, span=SPAN),
        ),
        ("a missing from day 3", ReadingClause(name("a"), "=", None, moment("day", "3"), None, span=SPAN)),
        ("a on week 3", OccurrenceClause(name("a"), (moment("week", "3"),), span=SPAN)),
        ("expect a at week 3", ExpectClause(use("a"), "at", moment("week", "3"), span=SPAN)),
        ("expect a by day 3", ExpectClause(use("a"), "by", moment("day", "3"), span=SPAN)),
        ("expect a at end", ExpectClause(use("a"), "at", None, span=SPAN)),
        ("expect end by week 3", ExpectClause(None, "by", moment("week", "3"), span=SPAN)),
        ("expect end of t at end", ExpectClause(EndedExpr(name("t"), span=SPAN), "at", None, span=SPAN)),
    ],
)
def test_steps(text: str, expected: object) -> None:
    assert step(text) == expected


def test_declarations_with_titles() -> None:
    formula = declared('patient bsa "Body surface" = mosteller(height, weight) assumed "why"')
    assert formula == FormulaDecl(
        name("bsa"),
        "Body surface",
        CallExpr(name("mosteller"), (argument(use("height")), argument(use("weight"))), span=SPAN),
        (SECOND,),
        span=SPAN,
    )
    trigger = declared('trigger t "Title" when a if missing measure now')
    assert trigger == TriggerDecl(name("t"), "Title", use("a"), "measure", (), span=SPAN)
    source = declared('source s "citation" doi 10.1016/S0140-6736(05)67779-8 pmid 42')
    identifiers = (("doi", "10.1016/S0140-6736(05)67779-8"), ("pmid", "42"))
    assert source == SourceDecl(name("s"), "citation", identifiers, span=SPAN)


def test_numbers_and_units_are_kept_as_written() -> None:
    for number, unit in (("0.50", "mgg"), ("1", "mg/kg/m2"), ("12", "ug"), ("3", "mL/min/1.73m2"), ("2", "U")):
        (param,) = read(f"protocol p {{ param a = {number} {unit} }}")[0].tree.declarations  # type: ignore[union-attr]
        assert (param.value.number, param.value.unit) == (number, unit)  # type: ignore[union-attr]
    assert declared("param a = 6 calendar \n months").value.unit == "calendar months"  # type: ignore[attr-defined]
    assert declared("param a = 15%").value == quantity("15", "%")  # type: ignore[attr-defined]


def test_strings_are_unquoted() -> None:
    tree = tree_of(r'protocol p "a \"b\" \\ c\nd é" { }')
    assert tree.title == 'a "b" \\ c\nd é'


def test_comments_are_kept_in_order_with_their_places() -> None:
    text = '# first\nprotocol p { # second  \r\n  event e "# no comment" #third\n}\n#last'
    comments = tree_of(text).comments
    assert [comment.text for comment in comments] == ["# first", "# second", "#third", "#last"]
    assert all(isinstance(comment, Comment) and comment.span.text == comment.text for comment in comments)


def test_comments_are_kept_once_beside_mistakes() -> None:
    parsed, diagnostics = read("protocol p {\n phaze # one\n # two\n drug x { } # three\n drug # four\n lab y { }\n}")
    assert diagnostics
    assert parsed.tree is not None
    assert [comment.text for comment in parsed.tree.comments] == ["# one", "# two", "# three", "# four"]


def test_layout_means_nothing() -> None:
    words = EVERYTHING.replace("\n", "\r\n")
    assert tree_of(words) == tree_of(EVERYTHING)
    assert tree_of(EVERYTHING.replace("\n", "\r")) == tree_of(EVERYTHING)
    assert tree_of(FLAGSHIP.replace("\n", " ").replace("  ", "\t")) == tree_of(FLAGSHIP)
    assert tree_of(FLAGSHIP.replace("  ", "\n\n # comment\n")) == tree_of(FLAGSHIP)


def test_a_span_reaches_from_the_first_to_the_last_token() -> None:
    tree = tree_of(
        'protocol p { # c\n  lab cd20 "title" { unit % }  # d\n  trigger t when (a or b) and c assumed "x"  }\n'
    )
    lab, trigger = tree.declarations
    assert lab.span.text == 'lab cd20 "title" { unit % }'
    assert trigger.span.text == 'trigger t when (a or b) and c assumed "x"'
    assert trigger.condition.span.text == "(a or b) and c"  # type: ignore[union-attr]
    assert trigger.condition.operands[0].span.text == "a or b"  # type: ignore[union-attr]
    assert tree.span.text.endswith("}")

"""Claims about a whole course: `count`, `span` and `gap` against a number or a time; and `never exit`."""

from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101, PL102, PL105
from protolang.diagnostics.suggest import suggest
from protolang.model.expression import Bound, Claim, Expression, Measure, NeverExit, Operator
from protolang.model.findings import author_words, quoted
from protolang.model.from_conditions import lower_condition
from protolang.model.from_qualifiers import lower_asked
from protolang.model.from_terms import range_ends, report_reversed
from protolang.model.lowering import Lowering
from protolang.model.protocol import Requirement
from protolang.model.symbols import Kind
from protolang.model.units import is_count, literal_text
from protolang.quantity import Duration
from protolang.source import Span
from protolang.syntax.ast import (
    ArgumentExpr,
    BandExpr,
    CallExpr,
    CompareExpr,
    DuringQualifier,
    Expr,
    Name,
    NameExpr,
    NeverDecl,
    QuantityExpr,
    RequireDecl,
    WithinExpr,
)

_MEASURES = tuple(measure.value for measure in Measure)
_FLIPPED = {
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.EQUAL: Operator.EQUAL,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.ABOVE: Operator.BELOW,
}


def lower_requirements(declarations: list[RequireDecl | NeverDecl], low: Lowering) -> tuple[Requirement, ...]:
    """What the author requires of every course, in file order."""
    requirements: list[Requirement] = []
    named: dict[str, Name] = {}
    for decl in declarations:
        match decl:
            case RequireDecl():
                if decl.name is not None:
                    _report_second(named.setdefault(decl.name.text, decl.name), decl.name, low)
                requirement = _lower_require(decl, low)
            case NeverDecl():
                requirement = _lower_never(decl, low)
            case _:
                assert_never(decl)
        if requirement is not None:
            requirements.append(requirement)
    return tuple(requirements)


def is_claim(expr: Expr, low: Lowering) -> bool:
    """Whether the expression compares a measure of a whole course."""
    match expr:
        case CompareExpr(left=left, right=right):
            return _is_measure(left, low) or _is_measure(right, low)
        case BandExpr(subject=subject) | WithinExpr(subject=subject):
            return _is_measure(subject, low)
        case CallExpr():
            return _is_measure(expr, low)
        case _:
            return False


def _is_measure(expr: Expr, low: Lowering) -> bool:
    """Whether it is `span`, `gap`, or a `count` of doses that is limited by a phase at most: others are of one day."""
    match expr:
        case CallExpr(arguments=(ArgumentExpr(value=NameExpr(name=name)),)) if name.text in low.names.of_kind(
            Kind.EVENT
        ):
            return False
        case CallExpr(function=function, arguments=(argument,)):
            plain = all(isinstance(qualifier, DuringQualifier) for qualifier in argument.qualifiers)
            return function.text in _MEASURES and (plain or function.text != Measure.COUNT.value)
        case CallExpr(function=function):
            return function.text in _MEASURES
        case _:
            return False


def lower_claim(expr: Expr, low: Lowering) -> Claim | None:
    """The claim, or None when something in it was reported."""
    match expr:
        case CompareExpr(left=CallExpr() as call, operator=operator, right=right):
            return _compared(call, Operator(operator), right, expr.span, low)
        case CompareExpr(left=left, operator=operator, right=CallExpr() as call):
            return _compared(call, _FLIPPED[Operator(operator)], left, expr.span, low)
        case BandExpr(subject=CallExpr() as call, band=band):
            ends = (band.low, band.high)
            edges = (band.low_included, band.high_included)
            return _ranged(call, ends, edges, expr.span, low)
        case WithinExpr(subject=CallExpr() as call, range=range_):
            return _ranged(call, (range_.low, range_.high), (True, True), expr.span, low)
        case _:
            # Mistakes inside are looked for first: what stands here may be meant as a condition and misspelt.
            if lower_condition(expr, low) is not None:
                low.findings.report(
                    PL105,
                    "a requirement compares `count`, `span` or `gap` of a drug",
                    Label(expr.span, "this is a condition on one day"),
                    help="write one comparison, such as `count(ivig) = 6`; two requirements instead of `and`",
                )
            return None


def _report_second(first: Name, name: Name, low: Lowering) -> None:
    if first is not name:
        low.findings.report(
            PL102,
            f"two requirements are called `{name.text}`",
            Label(name.span, "named again here"),
            Label(first.span, "first named here"),
            help="give one of them another name",
        )


def _lower_require(decl: RequireDecl, low: Lowering) -> Requirement | None:
    text = author_words(decl.claim)
    name = decl.name.text if decl.name is not None else text
    evidence = low.names.evidence(decl.marks, f"requirement {name}")
    claim = lower_claim(decl.claim, low)
    opens = None if decl.opens is None else lower_condition(decl.opens, low)
    closes = None if decl.closes is None else lower_condition(decl.closes, low)
    if claim is None or (opens is None) != (decl.opens is None) or (closes is None) != (decl.closes is None):
        return None
    if decl.opens is not None and decl.closes is not None:
        text += f" between {author_words(decl.opens)} and {author_words(decl.closes)}"
    return Requirement(name, claim, opens, closes, evidence, text, decl.span)


def _lower_never(decl: NeverDecl, low: Lowering) -> Requirement | None:
    text = f"never exit {decl.track.text} on {decl.event.text}"
    evidence = low.names.evidence(decl.marks, text)
    track = low.names.find(decl.track, Kind.TRACK)
    event = low.names.find(decl.event, Kind.EVENT)
    if track is None or event is None:
        return None
    closes: Expression | None = None
    return Requirement(text, NeverExit(track.id, event.id, decl.span), None, closes, evidence, text, decl.span)


def _compared(call: CallExpr, operator: Operator, limit: Expr, span: Span, low: Lowering) -> Claim | None:
    parts = _call(call, low)
    value = _limit(call, limit, low)
    if parts is None or value is None:
        return None
    inclusive = operator in (Operator.AT_MOST, Operator.EQUAL, Operator.AT_LEAST)
    bound = Bound(value, inclusive)
    lower = bound if operator in (Operator.EQUAL, Operator.AT_LEAST, Operator.ABOVE) else None
    upper = bound if operator in (Operator.EQUAL, Operator.AT_MOST, Operator.BELOW) else None
    return Claim(*parts, lower, upper, span)


def _ranged(
    call: CallExpr, ends: tuple[QuantityExpr, QuantityExpr], edges: tuple[bool, bool], span: Span, low: Lowering
) -> Claim | None:
    """`edges` say whether each end is included."""
    ends = range_ends(*ends)
    parts = _call(call, low)
    lower, upper = (_limit(call, end, low) for end in ends)
    if parts is None or lower is None or upper is None:
        return None
    if _shortest(lower) > _longest(upper) or (edges != (True, True) and lower == upper):
        report_reversed(span, ends, low)
        return None
    return Claim(*parts, Bound(lower, edges[0]), Bound(upper, edges[1]), span)


def _shortest(value: int | Duration) -> int:
    return value if isinstance(value, int) else value.shortest()


def _longest(value: int | Duration) -> int:
    return value if isinstance(value, int) else value.longest()


def _call(call: CallExpr, low: Lowering) -> tuple[Measure, str, str | None] | None:
    measure = _measure(call, low)
    example = f"{call.function.text}(ivig)"
    if len(call.arguments) != 1:
        low.findings.report(
            PL105,
            f"`{call.function.text}` is asked of one drug, not of {len(call.arguments)} things",
            Label(call.span, f"{len(call.arguments)} given"),
            help=f"write `{example}`",
        )
        return None
    asked = lower_asked(
        call.function.text, call.arguments[0], (Kind.DRUG, Kind.LAB), ("during",), example, low, "of a whole course"
    )
    if asked is None or measure is None:
        return None
    if len(asked.during) > 1:
        low.findings.report(
            PL105,
            "a requirement counts in one phase, and this one has phases inside",
            Label(call.span, f"{quoted(asked.during)} are inside"),
            help="write a requirement for each",
        )
        return None
    return measure, asked.id, asked.during[0] if asked.during else None


def _measure(call: CallExpr, low: Lowering) -> Measure | None:
    word = call.function.text
    if word in _MEASURES:
        return Measure(word)
    near = suggest(word, _MEASURES)
    low.findings.report(
        PL101,
        f"no measure of a course is called `{word}`",
        Label(call.function.span, f"{quoted(_MEASURES, 'or')} is expected here"),
        help=f"did you mean `{near}`?" if near else None,
    )
    return None


def _limit(call: CallExpr, limit: Expr, low: Lowering) -> int | Duration | None:
    word = call.function.text
    if not isinstance(limit, QuantityExpr):
        # A parameter would have to be read again for every setting, and a requirement must not move with them.
        low.findings.report(
            PL105,
            f"`{word}` can only be compared with a number written here",
            Label(limit.span, "a number or a time is expected here"),
        )
        return None
    if word == Measure.COUNT.value:
        if limit.unit is None or is_count(limit):
            return low.literals.whole(limit.number, limit.span)
        low.findings.report(
            PL105,
            f"`count` is a number of doses, not `{literal_text(limit)}`",
            Label(limit.span, "a whole number is expected here"),
            Label(call.span, "counts doses"),
        )
        return None
    if word in _MEASURES:
        return low.literals.duration(limit, "a time")
    return None

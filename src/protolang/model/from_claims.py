"""What an author requires: a measure of a whole course against a number, a time or an amount; and `never exit`."""

from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101, PL102, PL105
from protolang.diagnostics.suggest import suggest
from protolang.model.claim import AnyClaim
from protolang.model.expression import WHOLE_COURSE, Bound, Claim, Measure, NeverExit, Operator
from protolang.model.findings import author_text, author_words, quoted
from protolang.model.from_conditions import lower_condition
from protolang.model.from_day_claims import lower_day_claim
from protolang.model.from_qualifiers import lower_asked
from protolang.model.from_terms import range_ends, report_reversed
from protolang.model.from_totals import lower_total_limit
from protolang.model.lowering import Lowering
from protolang.model.protocol import Requirement
from protolang.model.symbols import Kind
from protolang.model.units import is_count, literal_text
from protolang.quantity import Duration, Quantity
from protolang.source import Span
from protolang.syntax.ast import (
    AllExpr,
    AnyExpr,
    ArgumentExpr,
    BandExpr,
    CallExpr,
    ClaimExpr,
    CompareExpr,
    DuringQualifier,
    EveryWindowClaim,
    Expr,
    HoldsClaim,
    LeadsToClaim,
    Name,
    NameExpr,
    NeverDecl,
    NeverWhileClaim,
    OnlyAfterClaim,
    QuantityExpr,
    RateClaim,
    RequireDecl,
    WithinExpr,
)

_MEASURES = tuple(measure.value for measure in Measure)
_EXPECTED = (Measure.COUNT.value, Measure.SPAN.value, Measure.GAP.value)
_LONGEST = 40
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
    """Whether what a scenario expects compares a measure of the course so far."""
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
            return function.text in _EXPECTED and (plain or function.text != Measure.COUNT.value)
        case CallExpr(function=function):
            return function.text in _EXPECTED
        case _:
            return False


def lower_claim(expr: Expr, low: Lowering) -> Claim | None:
    """The claim about a measure, or None when something in it was reported."""
    match expr:
        case CompareExpr(left=left, operator=operator, right=right):
            call = _call_of(left, low)
            if call is not None:
                return _compared(call, Operator(operator), right, expr.span, low)
            call = _call_of(right, low)
            if call is not None:
                return _compared(call, _FLIPPED[Operator(operator)], left, expr.span, low)
        case BandExpr(subject=subject, band=band):
            call = _call_of(subject, low)
            if call is not None:
                ends, edges = (band.low, band.high), (band.low_included, band.high_included)
                return _ranged(call, ends, edges, expr.span, low)
        case WithinExpr(subject=subject, range=range_):
            call = _call_of(subject, low)
            if call is not None:
                return _ranged(call, (range_.low, range_.high), (True, True), expr.span, low)
        case _:
            pass
    # Mistakes inside are looked for first: what stands here may be meant as a condition and misspelt.
    if lower_condition(expr, low.of_scenario()) is not None:
        _report_condition(expr, low)
    return None


def _call_of(expr: Expr, low: Lowering) -> CallExpr | None:
    """What asks for a measure; `duration` alone asks for that of the whole course."""
    match expr:
        case CallExpr():
            return expr
        case NameExpr(name=name) if name.text == Measure.DURATION.value and name.text not in low.names.table:
            return CallExpr(name, (), span=expr.span)
        case _:
            return None


def _report_condition(expr: Expr, low: Lowering) -> None:
    if isinstance(expr, AllExpr | AnyExpr) and any(is_claim(part, low) for part in expr.operands):
        low.findings.report(
            PL105,
            "a requirement makes one claim about a whole course",
            Label(expr.span, "several conditions are joined here"),
            help="write a requirement for each",
        )
        return
    text = author_text(expr.span)
    low.findings.report(
        PL105,
        "this is a condition on one day, and nothing says on which days it is required",
        Label(expr.span, "true or false on each day"),
        help=f"write `always {text}`, `never {text}` or `eventually {text}`"
        if len(text) <= _LONGEST
        else "write `always`, `never` or `eventually` before it",
    )


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
    claim = _lower_any(decl.claim, low)
    opens = None if decl.opens is None else lower_condition(decl.opens, low)
    closes = None if decl.closes is None else lower_condition(decl.closes, low)
    if claim is None or (opens is None) != (decl.opens is None) or (closes is None) != (decl.closes is None):
        return None
    if decl.opens is not None and decl.closes is not None:
        text += f" between {author_words(decl.opens)} and {author_words(decl.closes)}"
    return Requirement(name, claim, opens, closes, evidence, text, decl.span)


def _lower_any(expr: ClaimExpr, low: Lowering) -> AnyClaim | None:
    match expr:
        case HoldsClaim() | LeadsToClaim() | RateClaim() | EveryWindowClaim() | OnlyAfterClaim() | NeverWhileClaim():
            return lower_day_claim(expr, low)
        case _:
            return lower_claim(expr, low)


def _lower_never(decl: NeverDecl, low: Lowering) -> Requirement | None:
    text = f"never exit {decl.track.text} on {decl.event.text}"
    evidence = low.names.evidence(decl.marks, text)
    track = low.names.find(decl.track, Kind.TRACK)
    event = low.names.find(decl.event, Kind.EVENT)
    if track is None or event is None:
        return None
    return Requirement(text, NeverExit(track.id, event.id, decl.span), None, None, evidence, text, decl.span)


# ---- a measure and its limits -----------------------------------------------------------------------------------

_Limit = tuple[int | Duration | Quantity, str | None]
"""What a measure may be, and of a total the size that it is counted for."""


def _compared(call: CallExpr, operator: Operator, limit: Expr, span: Span, low: Lowering) -> Claim | None:
    parts = _call(call, low)
    found = _limit(call, limit, parts, low)
    if parts is None or found is None:
        return None
    value, basis = found
    inclusive = operator in (Operator.AT_MOST, Operator.EQUAL, Operator.AT_LEAST)
    bound = Bound(value, inclusive)
    lower = bound if operator in (Operator.EQUAL, Operator.AT_LEAST, Operator.ABOVE) else None
    upper = bound if operator in (Operator.EQUAL, Operator.AT_MOST, Operator.BELOW) else None
    return Claim(*parts, lower, upper, span, basis)


def _ranged(
    call: CallExpr, ends: tuple[QuantityExpr, QuantityExpr], edges: tuple[bool, bool], span: Span, low: Lowering
) -> Claim | None:
    """`edges` say whether each end is included."""
    ends = range_ends(*ends)
    parts = _call(call, low)
    lower, upper = (_limit(call, end, parts, low) for end in ends)
    if parts is None or lower is None or upper is None:
        return None
    if _is_empty(lower[0], upper[0], closed=edges == (True, True)):
        report_reversed(span, ends, low)
        return None
    return Claim(*parts, Bound(lower[0], edges[0]), Bound(upper[0], edges[1]), span, upper[1])


def _is_empty(lower: int | Duration | Quantity, upper: int | Duration | Quantity, *, closed: bool) -> bool:
    """Whether nothing lies between two limits of one kind."""
    if not closed and lower == upper:
        return True
    match lower, upper:
        case Quantity(), Quantity():
            return lower.base > upper.base
        case Quantity(), _:
            return False
        case _, Quantity():
            return False
        case int(), int():
            return lower > upper
        case int(), _:
            return False
        case _, int():
            return False
        case _:
            return lower.shortest() > upper.longest()


def _call(call: CallExpr, low: Lowering) -> tuple[Measure, str, str | None] | None:
    measure = _measure(call, low)
    if measure is Measure.DURATION:
        return _length(call, low)
    example = f"{call.function.text}(ivig)"
    if len(call.arguments) != 1:
        low.findings.report(
            PL105,
            f"`{call.function.text}` is asked of one drug, not of {len(call.arguments)} things",
            Label(call.span, f"{len(call.arguments)} given"),
            help=f"write `{example}`",
        )
        return None
    kinds = (Kind.DRUG,) if measure is Measure.TOTAL else (Kind.DRUG, Kind.LAB)
    if measure is None:
        # what it is asked of depends on what was meant
        kinds = (*kinds, Kind.TRACK, Kind.PHASE)
    asked = lower_asked(call.function.text, call.arguments[0], kinds, ("during",), example, low, "of a whole course")
    if asked is None or measure is None or _has_inside(call, asked.during, low):
        return None
    return measure, asked.id, asked.during[0] if asked.during else None


def _length(call: CallExpr, low: Lowering) -> tuple[Measure, str, str | None] | None:
    """Of what the duration is: of a track, a phase, or the course."""
    if not call.arguments:
        return Measure.DURATION, WHOLE_COURSE, None
    match call.arguments:
        case (ArgumentExpr(value=NameExpr(name=name), qualifiers=()),):
            if name.text == "course" and name.text not in low.names.table:
                return Measure.DURATION, WHOLE_COURSE, None
            symbol = low.names.find(name, Kind.TRACK, Kind.PHASE)
            if symbol is None or _has_inside(call, symbol.leaves, low):
                return None
            return Measure.DURATION, symbol.id, None
        case _:
            low.findings.report(
                PL105,
                "`duration` is asked of a track, of a phase or of the course",
                Label(call.span, "one name is expected here"),
                help="write `duration of maintenance`, or `duration` alone for the whole course",
            )
            return None


def _has_inside(call: CallExpr, phases: tuple[str, ...], low: Lowering) -> bool:
    if len(phases) > 1:
        low.findings.report(
            PL105,
            "a requirement measures one phase, and this one has phases inside",
            Label(call.span, f"{quoted(phases)} are inside"),
            help="write a requirement for each",
        )
    return len(phases) > 1


def _measure(call: CallExpr, low: Lowering) -> Measure | None:
    word = call.function.text
    if word in _MEASURES:
        return Measure(word)
    near = suggest(word, _MEASURES)
    low.findings.report(
        PL101,
        f"no measure of a course is called `{word}`",
        Label(call.function.span, f"{quoted(_MEASURES, 'or')} is expected here"),
        help=f"did you mean `{near}`?" if near else "of a condition say when: `always`, `never` or `eventually`",
    )
    return None


def _limit(call: CallExpr, limit: Expr, parts: tuple[Measure, str, str | None] | None, low: Lowering) -> _Limit | None:
    word = call.function.text
    if word == Measure.TOTAL.value:
        # which amounts there are depends on the drug: without it nothing can be said of the limit
        return None if parts is None else lower_total_limit(parts[1], limit, low)
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
            count = low.literals.whole(limit.number, limit.span)
            return None if count is None else (count, None)
        low.findings.report(
            PL105,
            f"`count` is a number of doses, not `{literal_text(limit)}`",
            Label(limit.span, "a whole number is expected here"),
            Label(call.span, "counts doses"),
        )
        return None
    if word in _MEASURES:
        time = low.literals.duration(limit, "a time")
        return None if time is None else (time, None)
    return None

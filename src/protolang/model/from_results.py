"""Results one after the other: what is asked of each of the last ones of a lab."""

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL105, PL307
from protolang.model.expression import (
    All,
    Any,
    Compare,
    Consecutive,
    Expression,
    Is,
    Not,
    Several,
)
from protolang.model.findings import author_text, quoted
from protolang.model.from_terms import report_reversed
from protolang.model.lowering import Lowering
from protolang.model.parts import all_parts, all_terms
from protolang.model.symbols import Kind
from protolang.model.term import (
    Arithmetic,
    Baseline,
    Constant,
    Extreme,
    LevelValue,
    ParameterValue,
    Reading,
)
from protolang.source import Span
from protolang.syntax.ast import (
    ConsecutiveExpr,
)

# As many results in a row as nobody waits for.
_MOST_CONSECUTIVE = 100


def lower_consecutive(expr: ConsecutiveExpr, condition: Expression | None, low: Lowering) -> Consecutive | None:
    """So many results of one lab one after the other; `condition` is lowered, None when that was reported."""
    count = low.literals.whole(expr.count, expr.span)
    apart = expr.apart
    least = None if apart is None or apart.least is None else low.literals.duration(apart.least, "a time")
    most = None if apart is None or apart.most is None else low.literals.duration(apart.most, "a time", least=1)
    if apart is not None and ((least is None) != (apart.least is None) or (most is None) != (apart.most is None)):
        return None
    if count is None or condition is None:
        return None
    if not 2 <= count <= _MOST_CONSECUTIVE:
        low.findings.report(
            PL307,
            f"`{expr.count} consecutive` is {'no repetition' if count < 2 else 'more than anybody waits for'}",
            Label(expr.span, f"from 2 to {_MOST_CONSECUTIVE} results are expected here"),
            severity=Severity.ERROR,
        )
        return None
    if apart is not None and least is not None and most is not None and least.shortest() > most.longest():
        if apart.least is not None and apart.most is not None:
            report_reversed(apart.span, (apart.least, apart.most), low)
        return None
    lab = _only_lab(condition, expr, low)
    return None if lab is None else Consecutive(lab, condition, count, least, most, expr.span)


def _only_lab(condition: Expression, expr: ConsecutiveExpr, low: Lowering) -> str | None:
    """The one lab whose results are looked at, or a finding."""
    labs: dict[str, None] = {}
    for part in all_parts(condition):
        match part:
            case Compare(left=left, right=right):
                terms = (*all_terms(left), *all_terms(right))
            case Is(name=name):
                terms = (Reading(name),)
            case All() | Any() | Not() | Several():
                continue
            case other:
                _report_no_results(other.origin, low)
                return None
        for term in terms:
            match term:
                case Reading(name=name) | Baseline(name=name):
                    labs[name] = None
                case Constant() | ParameterValue() | LevelValue() | Arithmetic() | Extreme():
                    pass
                case _:
                    _report_no_results(expr.condition.span, low)
                    return None
    names = tuple(labs)
    if len(names) == 1 and low.names.table[names[0]].kind is Kind.LAB:
        return names[0]
    low.findings.report(
        PL105,
        f"`{expr.count} consecutive` looks at the results of one lab" + (f", not of {quoted(names)}" if names else ""),
        Label(expr.condition.span, "the results of one lab are expected here"),
        help="write one lab compared with a value, as in `2 consecutive (aptt in 46 .. 70 s)`",
    )
    return None


def _report_no_results(span: Span, low: Lowering) -> None:
    low.findings.report(
        PL105,
        f"`{author_text(span)}` is no comparison of one result",
        Label(span, "it cannot be asked of each result of a lab"),
        help="write the comparison itself, as in `2 consecutive (aptt in 46 .. 70 s)`",
    )

"""Computed attributes: body surface, clearance, anything that is made of what is recorded."""

from collections.abc import Iterator

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101, PL105
from protolang.model.circles import circles
from protolang.model.expansion import oversized, report_oversized
from protolang.model.findings import author_text, quoted
from protolang.model.from_terms import lower_term
from protolang.model.lowering import Lowering, Measured, title_of
from protolang.model.treatment import DerivedAttribute
from protolang.syntax.ast import FormulaDecl, Name, NameExpr, Node


def lower_computed(declarations: list[FormulaDecl], low: Lowering) -> tuple[DerivedAttribute, ...]:
    """The computed attributes in file order; each is read after those it is made of, wherever they stand."""
    first = {decl.name.text: decl for decl in declarations if low.names.is_first(decl.name)}
    named = {name: _named(decl, first) for name, decl in first.items()}
    for name, decl in first.items():
        low.measured[name] = Measured(None, None, decl.name.span)
    failed: set[str] = set()
    for circle in circles({name: tuple(dict.fromkeys(others)) for name, others in named.items()}):
        failed.update(circle)
        _report_circle(circle, first, low)
    # what is too large to be written out is not read either: it would be as large as that
    large = oversized({name: (1, others) for name, others in named.items()}) if not failed else ()
    report_oversized(large, low)
    failed.update(large)
    lowered: dict[str, DerivedAttribute] = {}
    for name in _in_order(named):
        computed = _lower(first[name], low)
        if computed is not None and name not in failed:
            lowered[name] = computed
    for decl in declarations:
        if first.get(decl.name.text) is not decl:
            _lower(decl, low)
    return tuple(lowered[name] for name in first if name in lowered)


def _lower(decl: FormulaDecl, low: Lowering) -> DerivedAttribute | None:
    name = decl.name.text
    evidence = low.names.evidence(decl.marks, f"formula of {name}")
    typed = lower_term(decl.value, low)
    if typed is None:
        return None
    if typed.side is None:
        low.findings.report(
            PL105,
            f"nothing says in what unit `{name}` is",
            Label(decl.value.span, f"`{author_text(decl.value.span)}` has no unit yet"),
            help="give the parameter a value, or use it where it is compared",
        )
        return None
    unit = typed.side.unit
    if low.names.is_first(decl.name):
        low.measured[name] = Measured(unit, typed.side.whole, decl.name.span)
    return DerivedAttribute(name, title_of(decl.title, name), typed.operand, unit, evidence, decl.span)


def _report_circle(circle: tuple[str, ...], declarations: dict[str, FormulaDecl], low: Lowering) -> None:
    first, *others = (declarations[name].name for name in circle)
    low.findings.report(
        PL101,
        f"attributes {quoted(circle)} are computed from each other"
        if others
        else f"attribute `{first.text}` is computed from itself",
        Label(first.span, "the circle starts here"),
        *(Label(other.span, "and passes here") for other in others),
        help=f"compute {'one of them' if others else 'it'} from what is recorded",
    )


def _in_order(named: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Each after those it names; a circle is broken where it is entered."""
    done: dict[str, None] = {}
    opened: set[str] = set()
    for start in named:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            opened.add(name)
            following = next((other for other in named[name] if other not in done and other not in opened), None)
            if following is None:
                done[name] = None
                waiting.pop()
            else:
                waiting.append(following)
    return tuple(done)


def _named(decl: FormulaDecl, known: dict[str, FormulaDecl]) -> tuple[str, ...]:
    return tuple(name.text for name in _names(decl.value) if name.text in known)


def _names(node: Node) -> Iterator[Name]:
    """The names used as values in an expression, each as often as it is."""
    if isinstance(node, NameExpr):
        yield node.name
        return
    for field in attrs.fields(type(node)):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield from _names(part)

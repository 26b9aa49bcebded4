"""Formulas of the library, and the lowest or highest of several values: calls whose arguments are terms."""

from collections.abc import Mapping
from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105, PL106
from protolang.model.dimensions import Side, with_moles_as_mass
from protolang.model.findings import author_text, listed, quoted
from protolang.model.formulas import SIGNATURES, Measure, OneOf, Signature
from protolang.model.from_terms import all_agree, lower_term, lower_value
from protolang.model.lowering import Lowering
from protolang.model.symbols import Kind
from protolang.model.term import (
    Extreme,
    Formula,
    FormulaValue,
)
from protolang.model.treatment import Need, NeedKind
from protolang.model.typed import Typed
from protolang.quantity import Unit
from protolang.syntax.ast import ArgumentExpr, CallExpr

FORMULAS: Mapping[str, Formula] = {signature.function: formula for formula, signature in SIGNATURES.items()}


def _plain(argument: ArgumentExpr, name: str, low: Lowering) -> bool:
    for qualifier in argument.qualifiers:
        low.findings.report(
            PL105,
            f"`{name}` of several values takes them as they are today",
            Label(qualifier.span, "this limits results over time"),
            help=f"write it inside: `{name}(mean(glucose over 2 days), …)`",
        )
        return False
    return True


def lower_extreme(call: CallExpr, low: Lowering) -> Typed | None:
    """`min(a, b)` or `max(a, b)`: of several terms of one dimension."""
    name = call.function.text
    typed: list[Typed | None] = []
    beside: Unit | None = None
    for argument in call.arguments:
        one = lower_term(argument.value, low, beside) if _plain(argument, name, low) else None
        beside = beside or (None if one is None else one.unit)
        typed.append(one)
    known = [one for one in typed if one is not None]
    if len(known) < len(typed) or not all_agree(known, low):
        return None
    first = next((one.side for one in known if one.side is not None), None)
    side = None if first is None else Side(author_text(call.span), first.unit, first.whole, call.span)
    parameters = tuple(parameter for one in known for parameter in one.parameters)
    term = Extreme(name == "max", tuple(one.operand for one in known), call.span)
    return Typed(term, side, call.span, parameters, counts=any(one.counts for one in known))


def lower_formula(formula: Formula, call: CallExpr, low: Lowering) -> Typed | None:
    """A formula of the library: as many arguments as its signature has, each of its dimension."""
    signature = SIGNATURES[formula]
    name = call.function.text
    pairs = zip(call.arguments, signature.arguments, strict=False)  # how many there are is said below
    given = [_argument(argument, wanted, name, low) for argument, wanted in pairs]
    if len(call.arguments) != len(signature.arguments):
        low.names.doubts(Kind.ATTRIBUTE)
        low.findings.report(
            PL105,
            f"`{name}` takes {_wanted(signature)}, in this order",
            Label(call.function.span, f"{len(call.arguments)} given"),
        )
        return None
    arguments = [one for one in given if one is not None]
    whole = len(arguments) == len(given)
    found = zip(arguments, signature.arguments, strict=True) if whole else ()
    # only the first that does not fit is told: two that changed places are one mistake
    if not whole or not all(_fits(one, wanted, signature, low) for one, wanted in found):
        low.names.doubts(Kind.ATTRIBUTE)
        return None
    term = FormulaValue(formula, tuple(one.operand for one in arguments), call.span)
    return Typed(term, Side(author_text(call.span), signature.unit, None, call.span), call.span)


def _wanted(signature: Signature) -> str:
    return listed(tuple(argument.phrase for argument in signature.arguments), "and")


def _argument(argument: ArgumentExpr, wanted: Measure | OneOf, name: str, low: Lowering) -> Typed | None:
    if not _plain(argument, name, low):
        return None
    return lower_value(argument.value, low, wanted.unit if isinstance(wanted, Measure) else None)


def _fits(given: Typed, wanted: Measure | OneOf, signature: Signature, low: Lowering) -> bool:
    text = author_text(given.span)
    match wanted:
        case OneOf(words=words):
            odd = next((choice for choice in given.choices if choice not in words), None)
            if given.choices and odd is None:
                return True
            low.findings.report(
                PL105,
                f"`{signature.function}` takes {wanted.phrase}, {quoted(words, 'or')}, but `{text}` "
                + ("is a number" if odd is None else f"may be `{odd}`"),
                Label(given.span, f"{wanted.phrase} is expected here"),
                help=f"declare it with `one of {', '.join(words)}`",
            )
            return False
        case Measure():
            return _measure_fits(given, wanted, signature, low)
        case _:
            assert_never(wanted)


def _measure_fits(given: Typed, wanted: Measure, signature: Signature, low: Lowering) -> bool:
    text = author_text(given.span)
    for parameter in given.parameters:
        low.parameters.need(parameter, Need(NeedKind.THRESHOLD, wanted.unit, given.span))
    if given.unit is None and not given.choices:
        return True
    if given.unit is not None and given.unit.dimension == wanted.dimension:
        return True
    for parameter in given.parameters:
        low.parameters.fails(parameter)
    labels = [Label(given.span, f"{wanted.phrase} is expected here")]
    if given.side is not None and given.side.declared is not None:
        labels.append(Label(given.side.declared, f"declared in {given.unit}" if given.unit else "declared here"))
    is_molar = given.unit is not None and with_moles_as_mass(given.unit.dimension) == with_moles_as_mass(
        wanted.dimension
    )
    unit = "a word" if given.unit is None else f"in {given.unit}" if given.unit.symbol else "without a unit"
    low.findings.report(
        PL106 if is_molar else PL105,
        f"`{signature.function}` takes {_wanted(signature)}, but `{text}` is {unit}",
        *labels,
        help=f"the molar mass would be needed: record it in {wanted.unit}" if is_molar else None,
    )
    return False

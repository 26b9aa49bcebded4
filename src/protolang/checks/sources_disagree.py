"""PL809: one thing that is given two values, by two sources or by two formulas of one file."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from protolang.checks.pointing import statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL809
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.model.term import Constant
from protolang.model.treatment import DerivedAttribute, Parameter
from protolang.quantity import Quantity, decimal_text
from protolang.source import Span
from protolang.verify.reading import terms

# A constant that is written with so many digits is copied from somewhere, and is not chosen.
_COPIED_DIGITS = 5
# Two such constants that differ by less than a hundredth are one of them, with a slip.
_NEAR = Fraction(1, 100)


def sources_disagree(protocol: Protocol) -> Iterator[Diagnostic]:
    """One finding for each parameter with another value beside its own, and for each pair of nearly equal constants."""
    for parameter in protocol.parameters:
        yield from _disputed(parameter)
    yield from _near_constants(protocol)


def _disputed(parameter: Parameter) -> Iterator[Diagnostic]:
    own = parameter.value if isinstance(parameter.value, Quantity) else None
    others = [
        other
        for other in parameter.others
        if own is None or other.value.base != own.base or other.value.unit.dimension != own.unit.dimension
    ]
    if not others:
        return
    said = [] if own is None else [f"{own}{_by(parameter.evidence)}"]
    said += [f"{other.value}{_by(other.evidence)}" for other in others]
    yield Diagnostic(
        PL809,
        f"the sources disagree about `{parameter.id}`: {', '.join(said)}",
        Label(statement(parameter.origin), "nothing is decided" if own is None else f"{own} is taken"),
        tuple(Label(statement(other.origin), "another value") for other in others),
        help="read both; where one is a misprint say so: `# allow PL809: why`, above it",
    )


def _by(evidence: Evidence) -> str:
    if evidence.citations:
        return f" in `{evidence.citations[0].source}`"
    return ""


def _near_constants(protocol: Protocol) -> Iterator[Diagnostic]:
    found: dict[Fraction, Span] = {}
    for item in protocol.attributes:
        match item:
            case DerivedAttribute():
                pass
            case _:
                continue
        for term in terms(item.value):
            match term:
                case Constant(quantity) if not quantity.unit.symbol and _digits(quantity.magnitude) >= _COPIED_DIGITS:
                    found.setdefault(quantity.magnitude, item.origin)
                case _:
                    pass
    known = sorted(found)
    for low, high in pairwise(known):
        if high - low < low * _NEAR:
            first, second = sorted((low, high), key=lambda value: found[value].order)
            shown = tuple(decimal_text(value) for value in (first, second))
            yield Diagnostic(
                PL809,
                f"{shown[1]} stands here, and {shown[0]} elsewhere: they differ by less than a hundredth",
                Label(_place(found[second], shown[1]), "one of the two is mistyped"),
                (Label(_place(found[first], shown[0]), "nearly the same number"),),
                help="write the right one at both places",
            )


def _digits(value: Fraction) -> int:
    return len(decimal_text(value).replace(".", "").lstrip("0"))


def _place(span: Span, text: str) -> Span:
    at = span.source.text.find(text, span.start, span.end)
    return span if at < 0 else Span(span.source, at, at + len(text))

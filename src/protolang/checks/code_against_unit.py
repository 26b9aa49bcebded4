"""PL806: a code of another kind of thing than it stands on, or a unit in which that thing is not measured."""

from collections.abc import Iterator

from protolang.checks.known_labs import LOINC_KINDS, Kind, known_lab, loinc_of
from protolang.checks.pointing import named, statement
from protolang.checks.wrong_code import codings
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL806
from protolang.model.coding import CodeSystem
from protolang.model.protocol import Protocol
from protolang.model.treatment import Attribute, DerivedAttribute, Lab
from protolang.quantity import Unit

_OF_DRUGS = (CodeSystem.RXNORM, CodeSystem.ATC)


def code_against_unit(protocol: Protocol) -> Iterator[Diagnostic]:
    """One finding for each code on the wrong kind of thing, and for each lab whose unit is not that of its code.

    A lab without a code is judged by its name, which may mean something else here: that is a warning.
    """
    for whose, coding in codings(protocol):
        kind = whose.split(" ", 1)[0]
        wrong = _wrong_kind(coding.system, kind)
        if wrong is not None:
            yield Diagnostic(
                PL806,
                f"{coding.system.title} has codes of {wrong}, and `{coding.code}` stands on {whose}",
                Label(statement(coding.origin), f"a code of {wrong}"),
                help="move it to what it is the code of, or take it out",
            )
    for item in (*protocol.labs, *protocol.attributes):
        match item:
            case DerivedAttribute():
                continue
            case Lab() | Attribute():
                yield from _units(item)


def _wrong_kind(system: CodeSystem, kind: str) -> str | None:
    if system in _OF_DRUGS and kind != "drug":
        return "drugs"
    if system is CodeSystem.LOINC and kind not in ("lab", "attribute"):
        return "measurements"
    return None


def _units(item: Lab | Attribute) -> Iterator[Diagnostic]:
    if item.choices:
        return
    coding = loinc_of(item)
    found = None if coding is None else LOINC_KINDS.get(coding.code)
    if coding is not None and found is not None:
        title, kind = found
        if not kind.fits(item.unit.dimension):
            yield Diagnostic(
                PL806,
                f"LOINC {coding.code} is {title}, {kind.words}, and `{item.id}` is measured in {item.unit}",
                Label(statement(coding.origin), f"{kind.words}: {_units_of(kind)}"),
                (Label(named(item.origin, f"unit {item.unit}"), "another kind of unit"),),
                help="correct the unit, or look up the code for this unit",
            )
        return
    known = known_lab(item)
    if known is not None and not known.kind.fits(item.unit.dimension) and not _is_ratio(item.unit):
        yield Diagnostic(
            PL806,
            f"`{item.id}` is measured in {item.unit}, and {known.title} is {known.kind.words}",
            Label(named(item.origin, item.id), f"usually in {_units_of(known.kind)}"),
            help="correct the unit, or the name where it means something else",
            severity=Severity.WARNING,
        )


def _is_ratio(unit: Unit) -> bool:
    """Whether it is a number of times, such as times the upper limit of normal."""
    return not unit.symbol or unit.is_count


def _units_of(kind: Kind) -> str:
    return " or ".join(f"`{unit}`" for unit in kind.units)

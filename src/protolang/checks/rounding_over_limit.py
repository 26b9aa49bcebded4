"""PL404: a dose that rounding takes above its cap, under its floor, or to nothing (R22: rounded once, and last)."""

from collections.abc import Iterator
from fractions import Fraction

from protolang.checks.dose_range import Piece, doses_given, pieces, step_of
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL404
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.treatment import Drug
from protolang.quantity import Quantity, Root, decimal_text


def rounding_over_limit(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each drug and way of going wrong, with a patient in whom it does.

    How much a dose changes is the author's choice of a step; only a limit of the drug, and nothing at all, are
    mistakes by themselves.
    """
    for drug in machine.drugs:
        told = set[str]()
        for dose, _ in doses_given(machine, drug):
            for piece in pieces(machine, dose):
                step = step_of(machine, drug, piece)
                for found in () if step is None else _wrong(machine, drug, piece, step):
                    if found.message not in told:
                        told.add(found.message)
                        yield found


def _wrong(machine: Machine, drug: Drug, piece: Piece, step: Fraction) -> Iterator[Diagnostic]:
    cap, floor = _in_unit(drug.cap, piece), _in_unit(drug.floor, piece)
    most, least = piece.high, piece.low
    if cap is not None and (least is None or least <= cap):
        most = cap if most is None else min(cap, most)
        rounded = Root(most).rounded(step, drug.direction)
        if rounded > cap:
            message = f"rounding takes `{drug.id}` over its cap of {drug.cap}, and then nothing is given"
            yield _finding(machine, drug, piece, step, most, rounded, message, f"its cap is {drug.cap}")
    if floor is not None and (piece.high is None or piece.high >= floor):
        lowest = floor if least is None else max(floor, least)
        rounded = Root(lowest).rounded(step, drug.direction)
        if Fraction(0) < rounded < floor:
            message = f"rounding takes `{drug.id}` under its floor of {drug.floor}"
            yield _finding(machine, drug, piece, step, lowest, rounded, message, f"its floor is {drug.floor}")
        least = lowest
    if least is not None and least > 0 and not Root(least).rounded(step, drug.direction):
        message = f"rounding takes small doses of `{drug.id}` to nothing"
        yield _finding(machine, drug, piece, step, least, Fraction(0), message, "of this drug", Severity.WARNING)


def _in_unit(bound: Quantity | None, piece: Piece) -> Fraction | None:
    return None if bound is None or bound.unit.dimension != piece.unit.dimension else bound.to(piece.unit).magnitude


def _finding(
    machine: Machine,
    drug: Drug,
    piece: Piece,
    step: Fraction,
    exact: Fraction,
    rounded: Fraction,
    message: str,
    bound: str,
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    sizes, witness = piece.sizes, list[tuple[str, str]]()
    unit = piece.unit
    if sizes is not None and piece.rate:
        scale = piece.rate_unit.factor * sizes.unit.factor / unit.factor
        witness.append(sizes.told(exact / (piece.rate * scale)))
    witness += [
        ("dose", f"{decimal_text(exact)} {unit}"),
        ("rounded", f"{decimal_text(rounded)} {unit}"),
    ]
    return Diagnostic(
        PL404,
        message,
        Label(opening(drug.origin), bound),
        (Label(statement(piece.origin), f"rounded to {decimal_text(step)} {unit}"),),
        help="round to a smaller step, or in the other direction (`rounded down to …`, `rounded up to …`), or let the "
        "bounds be multiples of the step",
        witness=tuple(witness),
        severity=severity,
    )

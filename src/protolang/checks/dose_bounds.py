"""PL401: a dose as written that no patient, or not one, may get: above its cap, under its floor, over a limit (R22)."""

from collections.abc import Iterator

from protolang.checks.dose_range import Piece, doses_given, pieces
from protolang.checks.pointing import opening, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL401
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.treatment import DoseLimit, Drug
from protolang.quantity import Quantity, decimal_text


def dose_bounds(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each amount that is written and never given as it is written.

    A dose by size may come above its cap in large patients: that is what a cap is for. It is a mistake where the
    smallest patient is there already, or where the amount does not depend on a size at all.
    """
    for drug in machine.drugs:
        told = set[tuple[object, ...]]()
        for dose, _ in doses_given(machine, drug):
            for piece in pieces(machine, dose):
                found = _outside(drug, piece)
                key = (piece.origin, found.message if found is not None else "")
                if found is not None and key not in told:
                    told.add(key)
                    yield found


def _outside(drug: Drug, piece: Piece) -> Diagnostic | None:
    if drug.cap is not None and _fits(drug.cap, piece) and piece.low is not None:
        cap = drug.cap.to(piece.unit).magnitude
        if piece.low > cap:
            return _finding(drug, piece, f"above its cap of {drug.cap}", "never more than this", "and the cap is given")
    if drug.floor is not None and _fits(drug.floor, piece) and piece.high is not None:
        floor = drug.floor.to(piece.unit).magnitude
        if piece.high < floor:
            return _finding(drug, piece, f"under its floor of {drug.floor}", "never less", "and the floor is given")
    for limit in drug.limits:
        if _over(limit, piece):
            most = f"{limit.most}{'' if limit.basis is None else f' of {limit.basis}'}"
            over = f"over its limit of {most} {_time(limit)}"
            return _finding(drug, piece, over, "", "and none is ever given", limit)
    return None


def _over(limit: DoseLimit, piece: Piece) -> bool:
    if limit.basis is not None:
        same = piece.sizes is not None and piece.sizes.name == limit.basis
        return same and Quantity(piece.rate, piece.rate_unit).base > limit.most.base
    return _fits(limit.most, piece) and piece.low is not None and piece.low > limit.most.to(piece.unit).magnitude


def _time(limit: DoseLimit) -> str:
    return "in total" if limit.time is None else f"in {limit.time}"


def _fits(bound: Quantity, piece: Piece) -> bool:
    return bound.unit.dimension == piece.unit.dimension


def _finding(
    drug: Drug, piece: Piece, what: str, bound: str, follows: str, limit: DoseLimit | None = None
) -> Diagnostic:
    amount = f"{decimal_text(piece.rate)} {piece.rate_unit}"
    sizes = piece.sizes
    witness: tuple[tuple[str, str], ...] = ()
    edge = None if sizes is None else sizes.high if "floor" in what else sizes.low
    total = piece.high if "floor" in what else piece.low
    if sizes is not None and edge is not None and total is not None:
        witness = (sizes.told(edge), ("dose", f"{decimal_text(total)} {piece.unit}"))
    whom = "" if sizes is None or limit is not None else " for every patient"
    return Diagnostic(
        PL401,
        f"a dose of {amount} of `{drug.id}` is {what}{whom}, {follows}",
        Label(statement(piece.origin), "the dose is here"),
        (
            Label(statement(limit.origin), "the most that is allowed")
            if limit is not None
            else Label(opening(drug.origin), f"{bound}: {drug.floor if 'floor' in what else drug.cap}"),
        ),
        help="correct the dose or the bound: look for a factor of ten, mg for g, and per kg for per m2",
        witness=witness,
    )

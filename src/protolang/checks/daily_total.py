"""PL402: doses that as planned come to more than a limit of the drug allows, though each of them alone is within it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from protolang.checks.dose_range import Piece, pieces, step_of
from protolang.checks.pointing import statement
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL402
from protolang.machine.statechart import Machine
from protolang.model.action import Action, ActionKind
from protolang.model.protocol import Protocol
from protolang.model.treatment import Dose, DoseLimit, Drug
from protolang.quantity import CalendarMonths, Quantity, Root, decimal_text
from protolang.schedule.plan import Due, dues_in, plan

HORIZON = 400
"""Ticks beyond the first dose that are looked at: a pattern that repeats has shown itself by then."""


class _Planned(NamedTuple):
    """One planned dose: on which tick, by which action, and what it can amount to."""

    day: int
    action: Action
    piece: Piece


def daily_total(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each limit in a time: an error when every patient passes that of a day, else a warning.

    Only what the text plans is summed: doses that a rule adds or changes are what the limit is for. A limit over more
    than a day may be meant to space out what the text plans, so it is compared with what every patient gets.
    """
    for drug in machine.drugs:
        limits = [limit for limit in drug.limits if limit.time is not None and limit.time.shortest() >= 0]
        if not limits:
            continue
        courses = [tuple(_fixed(protocol, machine, drug)), *_elsewhere(protocol, machine, drug)]
        for limit in limits:
            found = next((one for one in (_passed(machine, limit, course) for course in courses) if one), None)
            if found is not None:
                yield _finding(drug, limit, *found)


def _fixed(protocol: Protocol, machine: Machine, drug: Drug) -> Iterator[_Planned]:
    """The doses whose days the text fixes, over all tracks."""
    for track in protocol.tracks:
        for stay in plan(protocol, track).stays:
            yield from _planned(machine, drug, stay.dues, stay.last)


def _elsewhere(protocol: Protocol, machine: Machine, drug: Drug) -> Iterator[tuple[_Planned, ...]]:
    """The doses of each phase whose first day is not fixed, counted from that day."""
    for track in protocol.tracks:
        for phase in plan(protocol, track).later:
            yield tuple(_planned(machine, drug, dues_in(protocol, phase), None))


def _planned(machine: Machine, drug: Drug, dues: tuple[Due, ...], last: int | None) -> Iterator[_Planned]:
    for due in dues:
        action = due.action
        if action.kind is not ActionKind.GIVE or action.subject != drug.id or action.course:
            continue
        dose: Dose | None = action.dose or drug.dose
        found = () if dose is None else pieces(machine, dose)
        if len(found) == 1:
            days = due.days_to(HORIZON if last is None else min(last, HORIZON))
            piece = _given(machine, drug, found[0])
            yield from (_Planned(day, action, piece) for day in days[:HORIZON])


def _given(machine: Machine, drug: Drug, piece: Piece) -> Piece:
    """What is given of it: within the bounds of the drug, and rounded."""
    step, ends = step_of(machine, drug, piece), list[Fraction | None]()
    for end, outer in ((piece.low, drug.floor), (piece.high, drug.cap)):
        value = end
        for bound, choose in ((drug.cap, min), (drug.floor, max)):
            if bound is not None and bound.unit.dimension == piece.unit.dimension:
                amount = bound.to(piece.unit).magnitude
                value = choose(value, amount) if value is not None else amount if bound is outer else None
        ends.append(value if value is None or step is None else Root(value).rounded(step, drug.direction))
    return piece._replace(low=ends[0], high=ends[1])


class _Passed(NamedTuple):
    """The doses that together pass a limit, their sum in the limit's unit, and the patient in whom they do."""

    doses: tuple[_Planned, ...]
    total: Fraction
    witness: tuple[tuple[str, str], ...]


def _passed(machine: Machine, limit: DoseLimit, course: tuple[_Planned, ...]) -> _Passed | None:
    length = limit.time
    if length is None:
        return None
    per_day = machine.resolution.per_day
    if isinstance(length, CalendarMonths):
        window = length.shortest() * per_day
    else:
        window = length.count * per_day // length.per_day
    short = window <= per_day
    ordered = sorted(course, key=lambda one: (one.day, one.action.origin.order))
    for first, start in enumerate(ordered):
        within = [one for one in ordered[first:] if one.day < start.day + window]
        for all_patients in (True, False) if short else (True,):
            amounts = [_amount(limit, one.piece, least=all_patients) for one in within]
            known = [one for one in amounts if one is not None]
            most = limit.most.magnitude
            # one dose alone over the limit is another mistake
            if len(known) < len(amounts) or len(known) < 2 or sum(known) <= most or max(known) > most:
                continue
            sizes = next((one.piece.sizes for one in within if one.piece.sizes is not None), None)
            edge = None if sizes is None or limit.basis is not None else sizes.low if all_patients else sizes.high
            witness = () if sizes is None or edge is None else (sizes.told(edge),)
            return _Passed(tuple(within), sum(known, Fraction(0)), witness if all_patients else (*witness, _LARGE))
    return None


def _is_long(limit: DoseLimit) -> bool:
    return limit.time is not None and limit.time.longest() > 1


_LARGE = ("only in", "large patients")


def _amount(limit: DoseLimit, piece: Piece, *, least: bool) -> Fraction | None:
    """What one dose adds to the total of a limit, in its unit; None where that is not known."""
    if limit.basis is not None:
        same = piece.sizes is not None and piece.sizes.name == limit.basis
        return Quantity(piece.rate, piece.rate_unit).to(limit.most.unit).magnitude if same else None
    bound = piece.low if least else piece.high
    if bound is None or piece.unit.dimension != limit.most.unit.dimension:
        return None
    return Quantity(bound, piece.unit).to(limit.most.unit).magnitude


def _finding(
    drug: Drug, limit: DoseLimit, doses: tuple[_Planned, ...], total: Fraction, witness: tuple[tuple[str, str], ...]
) -> Diagnostic:
    unit = limit.most.unit
    places = list(dict.fromkeys(one.action.origin for one in doses))
    large = _LARGE in witness
    whom = " in large patients" if large else ""
    return Diagnostic(
        PL402,
        f"{len(doses)} planned doses of `{drug.id}` make {decimal_text(total, 2)} {unit} in {limit.time}{whom}, "
        f"more than {limit.most}",
        Label(statement(places[0]), f"given {len(doses)} times in {limit.time}" if len(places) == 1 else "given here"),
        (
            *(Label(statement(other), "and here, within the same time") for other in places[1:]),
            Label(statement(limit.origin), "the most that is allowed"),
        ),
        notes=("the dose that would pass the limit is not given, for as long as the total is too high",),
        help="give a smaller dose, or less often; a `cap` keeps the dose of large patients within the limit",
        witness=tuple(pair for pair in witness if pair != _LARGE),
        severity=Severity.WARNING if large or _is_long(limit) else Severity.ERROR,
    )

"""PL110: a threshold or a dose that is far from what is usual, with the slip that would explain it."""

from collections.abc import Iterator
from fractions import Fraction

from protolang.checks.comparing import Compared, compared
from protolang.checks.dose_range import doses_given
from protolang.checks.known_labs import UsualRange, usual_of
from protolang.checks.pointing import named, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL110
from protolang.machine.statechart import Machine
from protolang.model.coding import Usual
from protolang.model.protocol import Protocol
from protolang.model.treatment import Drug
from protolang.quantity import Quantity, Unit, UnitError, decimal_text, parse_unit
from protolang.source import Span

# A threshold lies beyond what is usual, that is what it is for: a hundred times the usual is no threshold any more.
_FAR = 100
# A dose that is five times the usual one is an error of ten, or of another size.
_FAR_DOSE = 5
# Prefixes that are taken for one another, and thousands.
_PREFIXES = (("mmol", "umol"), ("umol", "nmol"), ("mg", "mcg"), ("g", "mg"), ("mcg", "ng"), ("nmol", "pmol"))
_POWERS = (10, 100, 1000)
_SIZES = (("kg", "m2"), ("m2", "kg"))


def implausible_value(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each threshold of a result, and for each dose, that is far outside what is usual."""
    told: set[Span] = set()
    for item in compared(machine):
        usual = usual_of(item.item)
        place = item.origin if item.parameter is None else item.parameter.origin
        if usual is not None and item.value and place not in told:
            told.add(place)
            yield from _threshold(item, usual, place)
    for drug in protocol.drugs:
        if drug.usual is not None:
            yield from _doses(machine, drug, drug.usual)


def _threshold(item: Compared, usual: UsualRange, place: Span) -> Iterator[Diagnostic]:
    times = _times(item.value, usual.low * usual.unit.factor, usual.high * usual.unit.factor, _FAR)
    if times is None or usual.unit.dimension != item.quantity.unit.dimension:
        return
    lab = item.item
    slip = _slip(item.quantity, usual.low, usual.high, usual.unit)
    mine = lab.usual is not None
    yield Diagnostic(
        PL110,
        f"{item.quantity} is {times} what is usual for `{lab.id}`{f'; {slip}?' if slip else ''}",
        Label(statement(place), f"usual is {_range(usual.low, usual.high, usual.unit)}"),
        (
            Label(named(lab.origin, lab.id), f"measured in {lab.unit}")
            if lab.usual is None
            else Label(statement(lab.usual.origin), "said to be usual here"),
            *(() if item.parameter is None else (Label(statement(item.origin), "compared here"),)),
        ),
        notes=() if mine else (f"usual in adults: {usual.source}",),
        help="correct the number or its unit; where it is meant, say what is usual here: `usual …` on the lab",
    )


def _doses(machine: Machine, drug: Drug, usual: Usual) -> Iterator[Diagnostic]:
    for dose, _ in doses_given(machine, drug):
        match dose.amount:
            case Quantity() as amount:
                yield from _dose(drug, usual, amount, dose.origin)
            case _:
                pass


def _dose(drug: Drug, usual: Usual, amount: Quantity, place: Span) -> Iterator[Diagnostic]:
    told = _range(usual.low, usual.high, usual.unit)
    if amount.unit.dimension != usual.unit.dimension:
        other = _other_size(usual.unit)
        if other is not None and other.dimension == amount.unit.dimension:
            meant = amount.magnitude * amount.unit.factor / other.factor
            if usual.low <= meant <= usual.high:
                yield Diagnostic(
                    PL110,
                    f"`{drug.id}` is given by {amount}; is {Quantity(meant, usual.unit)} meant?",
                    Label(statement(place), f"usual is {told}"),
                    (Label(statement(usual.origin), "said to be usual here"),),
                    help="correct the unit, or say what is usual in it",
                )
        return
    base = usual.unit.factor
    times = _times(amount.base, usual.low * base, usual.high * base, _FAR_DOSE)
    if times is None:
        return
    slip = _slip(amount, usual.low, usual.high, usual.unit)
    yield Diagnostic(
        PL110,
        f"a dose of {amount} of `{drug.id}` is {times} the usual one{f'; {slip}?' if slip else ''}",
        Label(statement(place), f"usual is {told}"),
        (Label(statement(usual.origin), "said to be usual here"),),
        help="correct the number or its unit; where it is meant, widen `usual`",
    )


def _times(value: Fraction, low: Fraction, high: Fraction, far: int) -> str | None:
    """How far a value is from the nearest usual one, in words; None where it is near enough."""
    if high > 0 and value >= high * far:
        return f"{decimal_text(Fraction(round(value / high)))} times"
    if 0 < value <= low / far:
        return f"1/{decimal_text(Fraction(round(low / value)))} of"
    return None


def _slip(found: Quantity, low: Fraction, high: Fraction, unit: Unit) -> str | None:
    """What may have been meant: the number in a unit that is taken for its own, or with its point elsewhere."""
    near, near_low = high * unit.factor * 10, low * unit.factor / 10
    for one, two in (*_PREFIXES, *((two, one) for one, two in _PREFIXES)):
        atom, *rest = found.unit.symbol.split("/")
        if atom != one:
            continue
        meant = _unit("/".join([two, *rest]))
        if meant is not None and near_low <= found.magnitude * meant.factor <= near:
            return f"is {Quantity(found.magnitude, meant)} meant"
    for power in _POWERS:
        for value in (found.magnitude / power, found.magnitude * power):
            if low * unit.factor <= value * found.unit.factor <= high * unit.factor:
                return f"is {Quantity(value, found.unit)} meant"
    return None


def _other_size(unit: Unit) -> Unit | None:
    """The unit with the other size of the body in it: `mg/kg` for `mg/m2`."""
    atom, *rest = unit.symbol.split("/")
    for one, two in _SIZES:
        if one in rest:
            return _unit("/".join([atom, *(two if part == one else part for part in rest)]))
    return None


def _unit(symbol: str) -> Unit | None:
    try:
        return parse_unit(symbol)
    except UnitError:
        return None


def _range(low: Fraction, high: Fraction, unit: Unit) -> str:
    return f"{decimal_text(low)} to {Quantity(high, unit)}" if low != high else str(Quantity(high, unit))

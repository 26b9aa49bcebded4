"""Units of what is computed, and whether two things can be compared, said in clinical words when they cannot."""

from fractions import Fraction

import attrs

from protolang.diagnostics import Code, Label
from protolang.diagnostics.codes import PL105, PL106, PL107
from protolang.model.findings import Findings
from protolang.model.units import BARE
from protolang.quantity import Dimension, Unit
from protolang.source import Span

_PERCENT = Dimension((("percent", 1),))
# What a percentage is mistaken for: a bare number or fraction, a count, a count in a volume.
_COUNT_LIKE = frozenset({"count", "volume"})


@attrs.frozen
class Side:
    """One side of a comparison: the author's words for it, its unit, what a percentage is a part of, and places.

    `declared` is where its unit was given, when that is elsewhere.
    """

    text: str
    unit: Unit
    whole: str | None
    span: Span
    declared: Span | None = None

    @property
    def labels(self) -> tuple[Label, ...]:
        """The place of use, and of declaration when that is elsewhere."""
        used = Label(self.span, f"in {self.unit}" if self.unit.symbol else "no unit")
        if self.declared is None:
            return (used,)
        return (used, Label(self.declared, f"`{self.text}` is declared here"))

    @property
    def described(self) -> str:
        """The words with the kind of quantity."""
        return f"`{self.text}` ({self.unit.dimension})" if self.unit.symbol else f"`{self.text}` (no unit)"


def product_unit(one: Unit, two: Unit) -> Unit:
    """The unit of a product; without a symbol where nothing is left of the units."""
    unit = one * two
    return BARE if unit.dimension == BARE.dimension and unit.factor == 1 else unit


def inverse_unit(unit: Unit) -> Unit:
    """The unit of one over a quantity: `/day`, `dL/mg`."""
    above, *below = unit.symbol.split("/")
    atoms = above.split(".") if above not in ("", "1") else []
    symbol = "/".join([".".join(below) or "1", *atoms])
    return Unit(symbol if unit.symbol else "", Fraction(1) / unit.factor, unit.dimension.inverse())


def is_percentage(unit: Unit | None) -> bool:
    """Whether it is in percent."""
    return unit is not None and unit.dimension == _PERCENT


def comparable(left: Side, right: Side, findings: Findings) -> bool:
    """Whether both sides have one meaning of their unit; reports it when not."""
    found = _mismatch(left, right)
    if found is None:
        return True
    code, message, help = found
    # The literal is what the author will change, so it is the primary place where there is one.
    odd, other = (right, left) if right.declared is None or left.declared is not None else (left, right)
    findings.report(code, message, odd.labels[0], *other.labels, *odd.labels[1:], help=help)
    return False


def _mismatch(left: Side, right: Side) -> tuple[Code, str, str | None] | None:
    one, two = left.unit.dimension, right.unit.dimension
    if one == two:
        if one == _PERCENT and left.whole and right.whole and left.whole != right.whole:
            return (
                PL107,
                f"`{left.text}` is % of {left.whole}, but `{right.text}` is % of {right.whole}",
                "percentages of different things cannot be compared",
            )
        return None
    for with_unit, without in ((left, right), (right, left)):
        if without.unit.symbol == "":
            is_percent = with_unit.unit.dimension == _PERCENT
            return (
                PL107 if is_percent else PL105,
                f"`{without.text}` has no unit, but `{with_unit.text}` is in {with_unit.unit}",
                f"write `{without.text} %` if that many in a hundred are meant"
                if is_percent
                else f"write the unit: `{without.text} {with_unit.unit}` if that is meant",
            )  # fmt: skip
    if with_moles_as_mass(one) == with_moles_as_mass(two):
        return (
            PL106,
            f"`{left.text}` is in {left.unit} and `{right.text}` in {right.unit}, of which one counts moles",
            "the molar mass would be needed: write both as mass, or both as moles",
        )
    if _without_percent(one) == _without_percent(two):
        return (
            PL107,
            f"cannot compare {left.described} with {right.described}",
            "a share is taken with `of`, as in `50 % of weight`; a product with a percentage is divided by `100 %`",
        )
    code = PL105
    for percent, other in ((one, two), (two, one)):
        if percent == _PERCENT and {axis for axis, _ in other.exponents} <= _COUNT_LIKE:
            code = PL107
    return code, f"cannot compare {left.described} with {right.described}", None


def _without_percent(dimension: Dimension) -> Dimension:
    return Dimension(tuple((axis, power) for axis, power in dimension.exponents if axis != "percent"))


def with_moles_as_mass(dimension: Dimension) -> Dimension:
    """The dimension with moles read as mass: what a molar mass would make of it."""
    powers: dict[str, int] = {}
    for axis, power in dimension.exponents:
        read_as = "mass" if axis == "amount of substance" else axis
        powers[read_as] = powers.get(read_as, 0) + power
    return Dimension(tuple(sorted((axis, power) for axis, power in powers.items() if power)))

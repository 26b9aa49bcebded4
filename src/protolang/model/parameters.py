"""Parameters: what their uses need, and the values that fit. One finding for each parameter, at most."""

from fractions import Fraction
from typing import assert_never

import attrs

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL105, PL113, PL307
from protolang.model.dimensions import Side, comparable
from protolang.model.evidence import Evidence
from protolang.model.findings import Findings
from protolang.model.treatment import Need, NeedKind, Parameter, ParameterRange
from protolang.model.units import Literals, is_count, is_time, literal_text
from protolang.quantity import CalendarMonths, Days, Duration, Quantity, Unit
from protolang.source import Span
from protolang.syntax.ast import Name, QuantityExpr, RangeExpr

# More administrations than any course has; beyond it a number is a slip, and nobody can review what it means.
MOST_TIMES = 10_000

Value = Quantity | Duration | int


@attrs.define
class ParameterUse:
    """One declared parameter while its uses are gathered."""

    name: Name
    literal: QuantityExpr | None
    evidence: Evidence
    span: Span
    needs: Need | None = None
    failed: bool = False
    range: RangeExpr | None = None

    @property
    def typing(self) -> QuantityExpr | None:
        """The literal that tells its unit: its value, else the end of its range."""
        return self.literal or (None if self.range is None else self.range.high)


@attrs.define
class Parameters:
    """All parameters of a file."""

    findings: Findings
    literals: Literals
    _uses: dict[str, ParameterUse] = attrs.field(factory=dict)

    def declare(self, use: ParameterUse) -> None:
        """Add a parameter before anything refers to it."""
        self._uses[use.name.text] = use

    def unit(self, name: str, beside: Unit | None = None) -> Unit | None:
        """The unit a comparison with it has: that of its literal, else that of an earlier comparison.

        `beside` is the unit of what it stands beside, which makes an age of `18 years`.
        """
        use = self._uses.get(name)
        if use is None:
            return None
        if use.typing is not None and not use.failed:
            quantity = self._quietly(use.typing, beside)
            return None if quantity is None else quantity.unit
        return use.needs.unit if use.needs is not None else None

    def declared_at(self, name: str) -> Span:
        """Where it is declared."""
        return self._uses[name].name.span

    def fails(self, name: str) -> None:
        """Note that something was said about it already."""
        if name in self._uses:
            self._uses[name].failed = True

    def has_failed(self, name: str) -> bool:
        """Whether something was said about it already."""
        return name not in self._uses or self._uses[name].failed

    def is_decided(self, name: str) -> bool:
        """Whether the file gives it a value."""
        return name in self._uses and self._uses[name].literal is not None

    def need(self, name: str, need: Need) -> None:
        """Note what a use needs; report when that is not what another use needs, or not what its value is."""
        use = self._uses.get(name)
        if use is None or use.failed:
            return
        earlier = use.needs or need
        joined = _joined(earlier, need)
        if joined is None:
            use.failed = True
            self.findings.report(
                PL105,
                f"`{name}` cannot be both {_shown(earlier)} and {_shown(need)}",
                Label(need.origin, f"used here as {_shown(need)}"),
                Label(earlier.origin, f"used here as {_shown(earlier)}"),
                Label(use.name.span, "declared here"),
                help="declare two parameters",
            )
            return
        use.needs = joined
        if use.literal is not None and not _suits(use.literal, joined):
            use.failed = True
            self.findings.report(
                PL105,
                f"`{name}` is `{literal_text(use.literal)}`, not {joined.kind.value}",
                Label(use.literal.span, f"not {joined.kind.value}"),
                Label(need.origin, f"used here as {_shown(joined)}"),
            )

    def finished(self) -> tuple[Parameter, ...]:
        """The parameters, with the values their uses need."""
        return tuple(self._finished(name, use) for name, use in self._uses.items())

    def _finished(self, name: str, use: ParameterUse) -> Parameter:
        value = None if use.literal is None or use.failed else value_for(use.literal, use.needs, self.literals)
        allowed = None if use.range is None or use.failed else range_of(name, use.range, use.needs, self.literals)
        if value is not None and use.literal is not None:
            value = value if is_allowed(name, value, use.literal.span, allowed, self.findings) else None
        return Parameter(name, value, use.evidence, use.span, use.needs, range=allowed)

    def _quietly(self, literal: QuantityExpr, beside: Unit | None) -> Quantity | None:
        # The value is read again, and then reported, when the parameter is finished.
        return self.literals.quiet().quantity(literal, beside)


def value_for(literal: QuantityExpr, needs: Need | None, literals: Literals) -> Value | None:
    """The value of a literal in the form that the uses need; without a use, in the form it is written."""
    kind = needs.kind if needs is not None else None
    if kind is NeedKind.DURATION or (kind in (None, NeedKind.LIMIT) and is_time(literal)):
        return literals.duration(literal, "a time", least=1 if needs is not None else 0)
    if kind in (None, NeedKind.LIMIT) and is_count(literal):
        return count_of(literal, literals)
    return literals.quantity(literal, None if needs is None else needs.unit)


def count_of(literal: QuantityExpr, literals: Literals) -> int | None:
    """A number of times, at least one, or a finding."""
    count = literals.whole(literal.number, literal.span)
    if count == 0:
        literals.findings.report(
            PL307,
            f"`{literal_text(literal)}` is never",
            Label(literal.span, "at least one is expected here"),
            severity=Severity.ERROR,
        )
        return None
    if count is not None and count > MOST_TIMES:
        literals.findings.report(
            PL307,
            f"`{literal_text(literal)}` is more than any patient can be given",
            Label(literal.span, f"more than {MOST_TIMES}"),
            severity=Severity.ERROR,
        )
        return None
    return count


def check_setting(name: str, literal: QuantityExpr, needs: Need | None, literals: Literals) -> Value | None:
    """The value that a setting gives a parameter, or a finding when it is not what the uses need."""
    if not literals.knows(literal):
        return None
    if needs is not None and needs.kind is NeedKind.THRESHOLD and needs.unit is not None:
        quantity = literals.quantity(literal, needs.unit)
        if quantity is None:
            return None
        given = Side(literal_text(literal), quantity.unit, None, literal.span)
        wanted = Side(name, needs.unit, None, needs.origin)
        return quantity if comparable(wanted, given, literals.findings) else None
    if needs is not None and not _suits(literal, needs):
        literals.findings.report(
            PL105,
            f"`{name}` cannot be `{literal_text(literal)}`, which is not {needs.kind.value}",
            Label(literal.span, f"{needs.kind.value} is expected here"),
            Label(needs.origin, f"`{name}` is used here"),
            help=None if literal.unit is not None else f"write `{literal.number} weeks`{_or_count(literal, needs)}",
        )
        return None
    return value_for(literal, needs, literals)


def range_of(name: str, written: RangeExpr, needs: Need | None, literals: Literals) -> ParameterRange | None:
    """The range of a parameter, or a finding: its ends are not what the uses need, or not of one kind."""
    low, high = _ends(written)
    ends = [check_setting(name, literal, needs, literals) for literal in (low, high)]
    if ends[0] is None or ends[1] is None:
        return None
    least, most = _size(ends[0]), _size(ends[1])
    if least[0] != most[0] or least[1] > most[2]:
        literals.findings.report(
            PL105,
            f"no value lies from `{literal_text(low)}` to `{literal_text(high)}`",
            Label(written.span, "the low end comes first, and both are of one kind"),
        )
        return None
    return ParameterRange(ends[0], ends[1], written.span)


def _ends(written: RangeExpr) -> tuple[QuantityExpr, QuantityExpr]:
    low = written.low
    return (attrs.evolve(low, unit=written.high.unit) if low.unit is None else low), written.high


def is_allowed(name: str, value: Value, span: Span, allowed: ParameterRange | None, findings: Findings) -> bool:
    """Whether a value that is given at `span` lies in the range of its parameter; else a finding."""
    if allowed is None:
        return True
    size, low, high = _size(value), _size(allowed.low), _size(allowed.high)
    if size[0] == low[0] and low[1] <= size[1] and size[2] <= high[2]:
        return True
    findings.report(
        PL113,
        f"`{name}` cannot be {value}: it lies {between(allowed)}",
        Label(span, "outside the range"),
        Label(allowed.origin, "the range stands here"),
        help="take a value of the range; where the range is wrong, change it and say why",
    )
    return False


def between(allowed: ParameterRange) -> str:
    """`between 4 weeks and 16 weeks`."""
    return f"between {allowed.low} and {allowed.high}"


def _size(value: Value) -> tuple[str, Fraction, Fraction]:
    """The kind of a value, and the least and greatest that it can be: months differ in length."""
    match value:
        case Quantity():
            return str(value.unit.dimension), value.base, value.base
        case Days():
            return "time", value.days, value.days
        case CalendarMonths():
            return "time", Fraction(value.shortest()), Fraction(value.longest())
        case int():
            return "times", Fraction(value), Fraction(value)
        case _:
            assert_never(value)


def _or_count(literal: QuantityExpr, needs: Need) -> str:
    return f" or `{literal.number} times`" if needs.kind is NeedKind.LIMIT else ""


def _suits(literal: QuantityExpr, need: Need) -> bool:
    match need.kind:
        case NeedKind.THRESHOLD:
            return True  # the comparison itself has checked the dimension
        case NeedKind.DURATION:
            return is_time(literal)
        case NeedKind.LIMIT:
            return is_time(literal) or is_count(literal)


def _joined(one: Need, two: Need) -> Need | None:
    if one.kind is two.kind:
        if one.unit is None or two.unit is None:
            return two if one.unit is None else one
        return one if one.unit.dimension == two.unit.dimension else None
    if NeedKind.THRESHOLD in (one.kind, two.kind):
        return None
    return one if one.kind is NeedKind.DURATION else two


def _shown(need: Need) -> str:
    if need.kind is NeedKind.THRESHOLD and need.unit is not None:
        return f"a threshold in {need.unit}"
    return need.kind.value

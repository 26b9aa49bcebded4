"""Parameters: what their uses need, and the values that fit. One finding for each parameter, at most."""

import attrs

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL105, PL307
from protolang.model.dimensions import Side, comparable
from protolang.model.evidence import Evidence
from protolang.model.findings import Findings
from protolang.model.treatment import Need, NeedKind, Parameter
from protolang.model.units import Literals, is_count, is_time, literal_text
from protolang.quantity import Duration, Quantity, Unit
from protolang.source import Span
from protolang.syntax.ast import Name, QuantityExpr

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
        if use.literal is not None and not use.failed:
            quantity = self._quietly(use.literal, beside)
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
        return tuple(
            Parameter(
                name,
                None if use.literal is None or use.failed else value_for(use.literal, use.needs, self.literals),
                use.evidence,
                use.span,
                use.needs,
            )
            for name, use in self._uses.items()
        )

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

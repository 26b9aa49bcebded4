"""Conditions and claims."""

import attrs

from protolang.syntax.ast.node import Name, Node, QuantityExpr, RangeExpr


@attrs.frozen(eq=False, repr=False)
class NameExpr(Node):
    """A use of a lab, attribute, parameter, event, trigger or phase."""

    name: Name


@attrs.frozen(eq=False, repr=False)
class CallExpr(Node):
    """`count(ivig during closing)`, `span(rituximab)`, `gap(ivig)`."""

    function: Name
    argument: Name
    during: Name | None


@attrs.frozen(eq=False, repr=False)
class CompareExpr(Node):
    """`left operator right`; `operator` is one of `<`, `<=`, `=`, `>=`, `>` however it was spelled."""

    left: "Expr"
    operator: str
    right: "Expr"


@attrs.frozen(eq=False, repr=False)
class BandExpr(Node):
    """`subject from low to below high`: half-open."""

    subject: "Expr"
    low: QuantityExpr
    high: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class WithinExpr(Node):
    """`subject in low .. high`: both ends included."""

    subject: "Expr"
    range: RangeExpr


@attrs.frozen(eq=False, repr=False)
class AllExpr(Node):
    """`a and b`."""

    operands: tuple["Expr", ...]


@attrs.frozen(eq=False, repr=False)
class AnyExpr(Node):
    """`a or b`."""

    operands: tuple["Expr", ...]


@attrs.frozen(eq=False, repr=False)
class NotExpr(Node):
    """`not a`."""

    operand: "Expr"


@attrs.frozen(eq=False, repr=False)
class OnceExpr(Node):
    """`once a`: `a` holds today or held on an earlier day."""

    operand: Name


@attrs.frozen(eq=False, repr=False)
class EndedExpr(Node):
    """`end of track`: the track has ended."""

    track: Name


Expr = (
    QuantityExpr
    | NameExpr
    | CallExpr
    | CompareExpr
    | BandExpr
    | WithinExpr
    | AllExpr
    | AnyExpr
    | NotExpr
    | OnceExpr
    | EndedExpr
)

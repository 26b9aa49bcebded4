"""What must hold for every patient."""

import attrs

from protolang.syntax.ast.expression import Expr
from protolang.syntax.ast.node import Marks, Name, Node, QuantityExpr


@attrs.frozen(eq=False, repr=False)
class HoldsClaim(Node):
    """`always c`, `never c`, `eventually c`: `quantifier` is that word."""

    quantifier: str
    condition: Expr


@attrs.frozen(eq=False, repr=False)
class LeadsToClaim(Node):
    """`depleted leads to given(ivig) within 37 days`."""

    trigger: Expr
    response: Expr
    within: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class RateClaim(Node):
    """`at most 4 rituximab in any 28 days`: `word` is `at most`, `at least` or `exactly`."""

    word: str
    count: str
    subject: Name
    window: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class EveryWindowClaim(Node):
    """`ivig in every 31 days`."""

    subject: Expr
    window: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class OnlyAfterClaim(Node):
    """`rituximab only after premedicated within 1 day`; `within` is None where any earlier day will do."""

    subject: Expr
    condition: Expr
    within: QuantityExpr | None


@attrs.frozen(eq=False, repr=False)
class NeverWhileClaim(Node):
    """`rituximab never while infection`."""

    subject: Expr
    condition: Expr


ClaimExpr = Expr | HoldsClaim | LeadsToClaim | RateClaim | EveryWindowClaim | OnlyAfterClaim | NeverWhileClaim
"""What stands behind `require`; an expression compares a measure of a course: `count(ivig) = 6`."""


@attrs.frozen(eq=False, repr=False)
class NeverDecl(Node):
    """`never exit immunoglobulin on clinical_remission`."""

    track: Name
    event: Name
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class RequireDecl(Node):
    """`require twelve: count(rituximab) = 12`, optionally `between depleted and repopulated`."""

    name: Name | None
    claim: ClaimExpr
    opens: Expr | None
    closes: Expr | None
    marks: Marks

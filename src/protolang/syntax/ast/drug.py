"""Drugs: how they are given, how much of them at once, and within what bounds."""

import attrs

from protolang.syntax.ast.coding import CodingClause, UsualClause
from protolang.syntax.ast.node import Marks, Name, Node, QuantityExpr


@attrs.frozen(eq=False, repr=False)
class RouteClause(Node):
    """`route intravenous`."""

    route: Name
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class DoseClause(Node):
    """`dose 375 mg/m2 of bsa`, `dose 2 g/kg of weight per cycle`, `dose basal`, `dose 750 mg/m2 of bsa by factor`.

    `amount` is a quantity, or the name of a level or attribute, or None where the table `by` says all.
    """

    amount: QuantityExpr | Name | None
    basis: Name | None
    table: Name | None
    per_cycle: bool
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class OverClause(Node):
    """`over 2 days`, or `over unstated "…"` with `duration` None."""

    duration: QuantityExpr | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class RoundedClause(Node):
    """`rounded to 10 mg`, `rounded down to 100 IU`; `direction` is `up`, `down` or None."""

    direction: str | None
    step: QuantityExpr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class CapClause(Node):
    """`cap 2 mg`: no single dose is more."""

    most: QuantityExpr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class FloorClause(Node):
    """`floor 50 mg`: no single dose is less."""

    least: QuantityExpr
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class LimitClause(Node):
    """`limit 450 mg/m2 of bsa in total then review`, `limit 4 g in 1 day then skip`.

    `time` None is the whole course.
    """

    most: QuantityExpr
    basis: Name | None
    time: QuantityExpr | None
    outcome: str
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class RampClause(Node):
    """`rate "first infusion" 50 mg/h raised by 50 mg/h every 30 minutes up to 400 mg/h`."""

    title: str | None
    start: QuantityExpr
    step: QuantityExpr | None
    every: QuantityExpr | None
    most: QuantityExpr | None
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class SplitClause(Node):
    """`split 20 % over 30 minutes, 80 % over 60 minutes`: parts of one dose, with their times."""

    title: str | None
    portions: tuple[tuple[QuantityExpr, QuantityExpr], ...]
    marks: Marks


DrugClause = (
    RouteClause
    | DoseClause
    | OverClause
    | RoundedClause
    | CapClause
    | FloorClause
    | LimitClause
    | RampClause
    | SplitClause
    | CodingClause
    | UsualClause
)


@attrs.frozen(eq=False, repr=False)
class DrugDecl(Node):
    """`drug rituximab "title" { … }`."""

    name: Name
    title: str | None
    clauses: tuple[DrugClause, ...]

"""Conditions and claims."""

import attrs

from protolang.syntax.ast.node import MomentExpr, Name, Node, QuantityExpr, RangeExpr


@attrs.frozen(eq=False, repr=False)
class NameExpr(Node):
    """A use of a lab, attribute, parameter, event, trigger or phase."""

    name: Name


@attrs.frozen(eq=False, repr=False)
class DuringQualifier(Node):
    """`during closing`: while that phase was the current one."""

    phase: Name


@attrs.frozen(eq=False, repr=False)
class OverQualifier(Node):
    """`over 2 days`: of the last that much time."""

    time: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class LastQualifier(Node):
    """`last 3`: of the last that many results."""

    count: str


@attrs.frozen(eq=False, repr=False)
class SinceActQualifier(Node):
    """`since first adalimumab`, `since last relapse`: `which` is `first` or `last`."""

    which: str
    subject: Name


@attrs.frozen(eq=False, repr=False)
class SinceEntryQualifier(Node):
    """`since entry`: since the current phase was entered."""


@attrs.frozen(eq=False, repr=False)
class SinceMomentQualifier(Node):
    """`since week 0`."""

    moment: MomentExpr


@attrs.frozen(eq=False, repr=False)
class InRangeQualifier(Node):
    """`in 2..3`, of `time_in_range(inr in 2..3 over 12 weeks)`."""

    range: RangeExpr


Qualifier = (
    DuringQualifier
    | OverQualifier
    | LastQualifier
    | SinceActQualifier
    | SinceEntryQualifier
    | SinceMomentQualifier
    | InRangeQualifier
)


@attrs.frozen(eq=False, repr=False)
class ArgumentExpr(Node):
    """One argument of a call, with what limits it."""

    value: "Expr"
    qualifiers: tuple[Qualifier, ...]


@attrs.frozen(eq=False, repr=False)
class CallExpr(Node):
    """`count(ivig during closing)`, `mean(glucose over 2 days)`, `cockcroft_gault(age, weight, creatinine, sex)`."""

    function: Name
    arguments: tuple[ArgumentExpr, ...]


@attrs.frozen(eq=False, repr=False)
class ArithmeticExpr(Node):
    """`left operator right`; `operator` is one of `+`, `-`, `*`, `/`."""

    left: "Expr"
    operator: str
    right: "Expr"


@attrs.frozen(eq=False, repr=False)
class PartExpr(Node):
    """`50 % of baseline(…)`."""

    part: QuantityExpr
    whole: "Expr"


@attrs.frozen(eq=False, repr=False)
class CompareExpr(Node):
    """`left operator right`; `operator` is one of `<`, `<=`, `=`, `>=`, `>` however it was spelled."""

    left: "Expr"
    operator: str
    right: "Expr"


@attrs.frozen(eq=False, repr=False)
class OpenBand(Node):
    """`below 35 s`, `at least 180 mg/dL`: one side only."""

    operator: str
    limit: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class ClosedBand(Node):
    """`from 1 to below 5 %`, `above 60 to 70 kg`: two sides, each with its edge or without.

    A bare `low` takes the unit of `high`.
    """

    low: QuantityExpr
    low_included: bool
    high: QuantityExpr
    high_included: bool


@attrs.frozen(eq=False, repr=False)
class ChoiceBand(Node):
    """`is positive`."""

    choice: Name


Band = OpenBand | ClosedBand | ChoiceBand


@attrs.frozen(eq=False, repr=False)
class BandExpr(Node):
    """`subject from low to below high`: a subject in a band of two sides."""

    subject: "Expr"
    band: ClosedBand


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


@attrs.frozen(eq=False, repr=False)
class ChoiceExpr(Node):
    """`culture is positive`, `sex is not female`."""

    subject: "Expr"
    negated: bool
    choice: Name


@attrs.frozen(eq=False, repr=False)
class LastingExpr(Node):
    """`depleted lasting 4 weeks`: has held on every day of that time."""

    subject: "Expr"
    time: QuantityExpr


@attrs.frozen(eq=False, repr=False)
class ApartClause(Node):
    """`apart 1 month .. 3 months`, `apart at least 4 weeks`: how far apart the first and the last may be.

    A bare `least` has the unit of `most`.
    """

    least: QuantityExpr | None
    most: QuantityExpr | None


@attrs.frozen(eq=False, repr=False)
class ConsecutiveExpr(Node):
    """`2 consecutive (aptt in 46..70 s)`: so many results one after the other."""

    count: str
    condition: "Expr"
    apart: ApartClause | None


@attrs.frozen(eq=False, repr=False)
class SeveralExpr(Node):
    """`at least 2 of (a, b, c)`."""

    count: str
    operands: tuple["Expr", ...]


Expr = (
    QuantityExpr
    | NameExpr
    | CallExpr
    | ArithmeticExpr
    | PartExpr
    | CompareExpr
    | BandExpr
    | WithinExpr
    | ChoiceExpr
    | LastingExpr
    | ConsecutiveExpr
    | SeveralExpr
    | AllExpr
    | AnyExpr
    | NotExpr
    | OnceExpr
    | EndedExpr
)

"""What may stand on labs, patient attributes, events and drugs alike: codes, and what is usual."""

import attrs

from protolang.syntax.ast.node import Marks, Node, RangeExpr


@attrs.frozen(eq=False, repr=False)
class CodingClause(Node):
    """`loinc 1975-2`: the code of what it stands on in a `system` (`loinc`, `snomed`, `rxnorm` or `atc`)."""

    system: str
    code: str
    marks: Marks


@attrs.frozen(eq=False, repr=False)
class UsualClause(Node):
    """`usual 5..21 umol/L`: what is usual in patients, or in prescribing."""

    range: RangeExpr
    marks: Marks

"""Codes of terminologies, and what is usual: what a declaration says so that others can recognise and question it."""

from enum import Enum
from fractions import Fraction

import attrs

from protolang.model.evidence import Evidence
from protolang.quantity import Quantity, Unit
from protolang.source import Span, Value


class CodeSystem(Enum):
    """A terminology; its value is the keyword."""

    LOINC = "loinc"
    SNOMED = "snomed"
    RXNORM = "rxnorm"
    ATC = "atc"

    @property
    def title(self) -> str:
        """Its name as it is printed."""
        return _TITLES[self]


_TITLES = {
    CodeSystem.LOINC: "LOINC",
    CodeSystem.SNOMED: "SNOMED CT",
    CodeSystem.RXNORM: "RxNorm",
    CodeSystem.ATC: "ATC",
}


@attrs.frozen(eq=False, repr=False)
class Coding(Value):
    """The code of a thing in one system, as the author wrote it: whether it is one is for `check` to say."""

    system: CodeSystem
    code: str
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Usual(Value):
    """What is usual, from `low` to `high`, both in `unit`; a value far outside it is questioned."""

    low: Fraction
    high: Fraction
    unit: Unit
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class OtherValue(Value):
    """What another source says where the protocol has taken the value of the first."""

    value: Quantity
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)

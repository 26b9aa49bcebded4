"""What is one and the same thing in two protocols: a drug, a lab, a level under one code or one name."""

from collections.abc import Iterator
from datetime import date

import attrs

from protolang.machine.statechart import Machine
from protolang.model.coding import Coding
from protolang.model.protocol import Protocol
from protolang.model.table import Level
from protolang.model.treatment import Drug, Lab


@attrs.frozen(eq=False)
class Side:
    """One of the two: `name` tells it from the other, `first_day` is its day 0 in days of the patient.

    `start` is the civil date of the patient's day 0.
    """

    protocol: Protocol
    machine: Machine
    name: str
    first_day: int
    start: date


@attrs.frozen(eq=False)
class Pair:
    """The two protocols; `dated` says whether the user named the date of day 0."""

    one: Side
    two: Side
    dated: bool

    def both_ways(self) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
        """Each side with the other."""
        return (self.one, self.two), (self.two, self.one)


def same_drugs(one: Protocol, two: Protocol) -> Iterator[tuple[Drug, Drug]]:
    """Drugs that are one by code, or by the name or the title where no code says otherwise."""
    for a in one.drugs:
        for b in two.drugs:
            if _same(a, b):
                yield a, b


def same_labs(one: Protocol, two: Protocol) -> Iterator[tuple[Lab, Lab]]:
    """The same of measurements, whose units must be of one dimension."""
    for a in one.labs:
        for b in two.labs:
            if a.unit.dimension == b.unit.dimension and a.whole == b.whole and _same(a, b):
                yield a, b


def same_levels(one: Protocol, two: Protocol) -> Iterator[tuple[Level, Level]]:
    """Levels of one name or title and one dimension."""
    for a in one.levels:
        for b in two.levels:
            if a.unit.dimension == b.unit.dimension and _names(a) & _names(b):
                yield a, b


def _same(a: Drug | Lab, b: Drug | Lab) -> bool:
    codes, others = _codes(a.codes), _codes(b.codes)
    if codes & others:
        return True
    # Two codes of one system that differ are two things, whatever they are called.
    if {system for system, _ in codes} & {system for system, _ in others}:
        return False
    return bool(_names(a) & _names(b))


def _codes(codes: tuple[Coding, ...]) -> set[tuple[str, str]]:
    return {(coding.system.value, coding.code) for coding in codes}


def _names(item: Drug | Lab | Level) -> set[str]:
    return {" ".join(name.casefold().split()) for name in (item.id, item.title) if name}

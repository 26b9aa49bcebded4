"""Whether the rows of a decision or a table leave a case out, or may hold together, as far as their bands show.

Only what can be read off the rows is used: bands of one measurement, and the choices of one. Everything else counts as
possible, so that a sentence about it is printed once too often rather than once too rarely.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from protolang.model.expression import All, Compare, Expression, Is, Operator
from protolang.model.protocol import Protocol
from protolang.model.rule import Row
from protolang.model.table import Case
from protolang.model.term import Constant, Operand

__all__ = ["cases_may_clash", "is_covered", "may_clash"]


class _Edge(NamedTuple):
    """An end of a band in base units; `beside` is 0 at the value itself, -1 just below it and 1 just above it."""

    value: Fraction
    beside: int


class _Band(NamedTuple):
    """The values of one operand from `low` to `high`, both included; None where it has no end."""

    low: _Edge | None
    high: _Edge | None


def is_covered(rows: Sequence[Row | Case], protocol: Protocol) -> bool:
    """Whether some row holds whatever the results are: there is an `otherwise`, or the bands meet without a gap."""
    conditions = [row.when for row in rows if row.when is not None]
    if len(conditions) < len(rows):
        return True
    return _all_choices(conditions, protocol) or _all_values(conditions)


def may_clash(rows: Sequence[Row]) -> bool:
    """Whether two rows that are looked at together, and do different things, may both hold."""
    pairs = combinations([row for row in rows if row.when is not None], 2)
    return any(
        one.rank == other.rank
        and frozenset(one.effects) != frozenset(other.effects)
        and not _exclude(one.when, other.when)
        for one, other in pairs
    )


def cases_may_clash(cases: Sequence[Case]) -> bool:
    """Whether two cases of a table that say different things may both hold."""
    return any(
        (one.cell.value, one.cell.every) != (other.cell.value, other.cell.every) and not _exclude(one.when, other.when)
        for one, other in combinations([case for case in cases if case.when is not None], 2)
    )


def _exclude(one: Expression | None, other: Expression | None) -> bool:
    if one is None or other is None:
        return False
    chosen, others = _choices(one), _choices(other)
    if any(others.get(name, choice) != choice for name, choice in chosen.items()):
        return True
    bands, beside = _bands(one), _bands(other)
    return any(_apart(band, beside[operand]) for operand, band in bands.items() if operand in beside)


def _apart(one: _Band, other: _Band) -> bool:
    above = one.low is not None and other.high is not None and one.low > other.high
    return above or (one.high is not None and other.low is not None and one.high < other.low)


def _all_choices(conditions: Sequence[Expression], protocol: Protocol) -> bool:
    names = {part.name for part in conditions if isinstance(part, Is)}
    if len(names) != 1 or not all(isinstance(part, Is) for part in conditions):
        return False
    known = [item for item in (*protocol.labs, *protocol.attributes) if item.id in names]
    choices = {choice.id for item in known for choice in getattr(item, "choices", ())}
    return bool(choices) and choices == {part.choice for part in conditions if isinstance(part, Is)}


def _all_values(conditions: Sequence[Expression]) -> bool:
    bands: list[_Band] = []
    subjects: set[Operand] = set()
    for condition in conditions:
        parts, found = list(_parts(condition)), _bands(condition)
        if len(found) != 1 or not all(isinstance(part, Compare) and _band(part) is not None for part in parts):
            continue
        subjects.update(found)
        bands += found.values()
    if len(subjects) != 1 or len(bands) < len(conditions):
        return False
    bands.sort(key=lambda band: (band.low is not None, band.low or _Edge(Fraction(0), 0)))
    reached: _Edge | None = None
    for number, band in enumerate(bands):
        if number == 0:
            if band.low is not None:
                return False
        elif band.low is not None and reached is not None and band.low > _next(reached):
            return False
        if band.high is None:
            return True
        reached = band.high if reached is None else max(reached, band.high)
    return False


def _next(edge: _Edge) -> _Edge:
    """The first edge that would leave a gap is after this one."""
    return _Edge(edge.value, edge.beside + 1)


def _choices(condition: Expression) -> dict[str, str]:
    return {part.name: part.choice for part in _parts(condition) if isinstance(part, Is)}


def _bands(condition: Expression) -> dict[Operand, _Band]:
    """Of each operand that is compared with numbers, the values for which the condition can hold."""
    found: dict[Operand, _Band] = {}
    for part in _parts(condition):
        named = _band(part)
        if named is not None:
            operand, band = named
            before = found.get(operand, _Band(None, None))
            lows = [edge for edge in (before.low, band.low) if edge is not None]
            highs = [edge for edge in (before.high, band.high) if edge is not None]
            found[operand] = _Band(max(lows, default=None), min(highs, default=None))
    return found


def _parts(condition: Expression) -> Iterator[Expression]:
    match condition:
        case All(operands=operands):
            for operand in operands:
                yield from _parts(operand)
        case _:
            yield condition


def _band(part: Expression) -> tuple[Operand, _Band] | None:
    match part:
        case Compare(left=left, operator=operator, right=Constant(quantity=limit)):
            return left, _of(operator, limit.base)
        case _:
            return None


def _of(operator: Operator, value: Fraction) -> _Band:
    at, below, above = _Edge(value, 0), _Edge(value, -1), _Edge(value, 1)
    match operator:
        case Operator.BELOW:
            return _Band(None, below)
        case Operator.AT_MOST:
            return _Band(None, at)
        case Operator.EQUAL:
            return _Band(at, at)
        case Operator.AT_LEAST:
            return _Band(at, None)
        case Operator.ABOVE:
            return _Band(above, None)

"""How large named conditions become once every trigger is written out in place of its name.

Guards are evaluated by following names, so a chain of triggers is as deep as a nest of brackets, and a trigger that
names another twice is twice as large. Both are bounded before anything follows them.
"""

from collections.abc import Mapping
from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL007
from protolang.model.expression import (
    All,
    Any,
    Compare,
    Consecutive,
    Ended,
    Expression,
    Fact,
    GivenToday,
    InPhase,
    Is,
    Lasting,
    Monotone,
    Not,
    Occurred,
    Once,
    Several,
)
from protolang.model.lowering import Lowering
from protolang.model.parts import all_parts, all_terms
from protolang.model.symbols import Kind

MOST_LINKS = 32
MOST_COMPARISONS = 1000


def oversized_triggers(conditions: Mapping[str, Expression]) -> tuple[str, ...]:
    """The triggers that are too deep or too large, in the order of the file; without the circles among them.

    Linear in the text: each trigger is measured once, from the measures of those it names.
    """
    return oversized({name: _content(when) for name, when in conditions.items()})


def oversized(contents: Mapping[str, tuple[int, tuple[str, ...]]]) -> tuple[str, ...]:
    """The same for anything that names others: each has a size of its own, and names, each as often as it does."""
    measured: dict[str, tuple[int, int]] = {}
    for start in contents:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            size, named = contents[name]
            open_names = [other for other in named if other in contents and other not in measured]
            if open_names and name not in measured:
                waiting += open_names
                continue
            waiting.pop()
            below = [measured[other] for other in named if other in measured]
            links = 1 + max((depth for depth, _ in below), default=0)
            # saturated, so that doubling a hundred times stays a small number
            total = min(size + sum(count for _, count in below), MOST_COMPARISONS + 1)
            measured[name] = (min(links, MOST_LINKS + 1), total)
    return tuple(name for name in contents if measured[name][0] > MOST_LINKS or measured[name][1] > MOST_COMPARISONS)


def _content(condition: Expression) -> tuple[int, tuple[str, ...]]:
    """How many comparisons a condition makes itself, and the triggers it names, each as often as it does."""
    size, named = 0, list[str]()
    for part in all_parts(condition):
        match part:
            case Fact(trigger) | Once(trigger) | Lasting(trigger):
                named.append(trigger)
            case Compare(left=left, right=right):
                size += sum(1 for term in (left, right) for _ in all_terms(term)) - 1
            case All() | Any() | Not() | Several() | Consecutive():
                pass
            case Occurred() | Ended() | Is() | Monotone() | GivenToday() | InPhase():
                size += 1
            case other:
                assert_never(other)
    return size, tuple(named)


def report_oversized(names: tuple[str, ...], low: Lowering) -> None:
    """One finding for the first; those that name it are too large for the same reason."""
    if not names:
        return
    symbol = low.names.table[names[0]]
    first = symbol.name
    plural, parts = ("triggers", "comparisons") if symbol.kind is Kind.TRIGGER else ("attributes", "values")
    low.findings.report(
        PL007,
        f"{symbol.word} `{first.text}` grows too large when the {plural} it names are written out",
        Label(first.span, f"more than {MOST_LINKS} {plural} deep, or more than {MOST_COMPARISONS} {parts}"),
        help="say the condition with labs and events, or split the protocol"
        if symbol.kind is Kind.TRIGGER
        else "compute it from recorded attributes, or in fewer steps",
    )

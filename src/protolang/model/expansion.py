"""How large named conditions become once every trigger is written out in place of its name.

Guards are evaluated by following names, so a chain of triggers is as deep as a nest of brackets, and a trigger that
names another twice is twice as large. Both are bounded before anything follows them.
"""

from collections.abc import Mapping
from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL007
from protolang.model.expression import All, Any, Compare, Ended, Expression, Fact, Not, Occurred, Once
from protolang.model.lowering import Lowering

MOST_LINKS = 32
MOST_COMPARISONS = 1000


def oversized_triggers(conditions: Mapping[str, Expression]) -> tuple[str, ...]:
    """The triggers that are too deep or too large, in the order of the file; without the circles among them.

    Linear in the text: each trigger is measured once, from the measures of those it names.
    """
    measured: dict[str, tuple[int, int]] = {}
    for start in conditions:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            size, named = _content(conditions[name])
            open_names = [other for other in named if other in conditions and other not in measured]
            if open_names and name not in measured:
                waiting += open_names
                continue
            waiting.pop()
            below = [measured[other] for other in named if other in measured]
            links = 1 + max((depth for depth, _ in below), default=0)
            # saturated, so that doubling a hundred times stays a small number
            total = min(size + sum(count for _, count in below), MOST_COMPARISONS + 1)
            measured[name] = (min(links, MOST_LINKS + 1), total)
    return tuple(name for name in conditions if measured[name][0] > MOST_LINKS or measured[name][1] > MOST_COMPARISONS)


def _content(condition: Expression) -> tuple[int, tuple[str, ...]]:
    """How many comparisons a condition makes itself, and the triggers it names, each as often as it does."""
    size, named, waiting = 0, list[str](), [condition]
    while waiting:
        match waiting.pop():
            case Fact(trigger) | Once(trigger):
                named.append(trigger)
            case All(operands) | Any(operands):
                waiting += operands
            case Not(operand):
                waiting.append(operand)
            case Compare() | Occurred() | Ended():
                size += 1
            case other:
                assert_never(other)
    return size, tuple(named)


def report_oversized(names: tuple[str, ...], low: Lowering) -> None:
    """One finding for the first; those that name it are too large for the same reason."""
    if not names:
        return
    first = low.names.table[names[0]].name
    low.findings.report(
        PL007,
        f"trigger `{first.text}` grows too large when the triggers it names are written out",
        Label(first.span, f"more than {MOST_LINKS} triggers deep, or more than {MOST_COMPARISONS} comparisons"),
        help="say the condition with labs and events, or split the protocol",
    )

"""PL208: conditions on values that move together, of which one depends on the past: judged as if each were free."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from protolang.checks.pointing import opening, statement
from protolang.checks.rowed import all_rowed
from protolang.checks.rules import rules
from protolang.checks.situations import undecided_in
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL208
from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.source import Span
from protolang.verify.axes import Axis
from protolang.verify.cases import Cases
from protolang.verify.cells import NotExactError
from protolang.verify.reading import comparisons, declared

_PAST = "past "


def derived_comparison(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each decision, table, or rule outside of one. What is computed from the results of a day is exact
    and is not told."""
    for rowed in all_rowed(machine):
        whens = [line.when for line in rowed.lines]
        found = _moving_together(machine, whens)
        if found is not None:
            yield _finding(machine, f"the {rowed.name}", opening(statement(rowed.origin)), whens, found)
    for rule in rules(machine):
        if rule.keyword == "decide" or rule.keyword.startswith("table "):
            continue
        found = _moving_together(machine, [rule.when])
        if found is not None:
            yield _finding(machine, rule.what, statement(rule.when.origin), [rule.when], found)


def _moving_together(machine: Machine, whens: Sequence[Expression]) -> tuple[Axis, Axis] | None:
    """Two things that vary and depend on the results of one lab, of which one reaches into its past."""
    if undecided_in(machine, whens):
        return None
    try:
        cases = Cases(machine, whens)
    except NotExactError:
        return None
    for one, other in combinations(cases.axes, 2):
        if one.words or other.words or not _of_the_past(one, other):
            continue
        if any(declared(machine, name) is not None for name in _subjects(one) & _subjects(other)):
            return one, other
    return None


def _subjects(axis: Axis) -> frozenset[str]:
    return frozenset(name.removeprefix(_PAST) for name in axis.about)


def _of_the_past(*axes: Axis) -> bool:
    return any(name.startswith(_PAST) for axis in axes for name in axis.about)


def _finding(
    machine: Machine, what: str, where: Span, whens: Sequence[Expression], found: tuple[Axis, Axis]
) -> Diagnostic:
    one, other = found
    places = dict.fromkeys(
        statement(compare.origin) for when in whens for compare in comparisons(machine, when) if compare.origin != where
    )
    return Diagnostic(
        PL208,
        f"{what} reads {one.text} and {other.text}, which move together and were judged as if each were free",
        Label(where, "what is found, or not found, here is found for more patients than there are"),
        tuple(Label(span, "") for span in places if span != where),
        notes=("a gap or an overlap that is not reported is none; one that is reported may be of no patient",),
        help="nothing need be changed; where it is a doubt, decide in two steps, one for each of the two",
    )

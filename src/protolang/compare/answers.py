"""What a measurement can bring: one value for each group of values that neither of two machines tells apart."""

from fractions import Fraction

import attrs

from protolang.compare.parts import nodes
from protolang.machine.statechart import Machine
from protolang.model.expression import Compare, Operator
from protolang.model.table import Table
from protolang.model.term import Aggregate, Baseline, Constant, Operand, ParameterValue, Reading
from protolang.model.treatment import Attribute, Lab
from protolang.quantity import Dimension, Quantity
from protolang.verify.cells import MIRROR, Atom, samples
from protolang.verify.reading import terms


@attrs.frozen
class Answers:
    """The values to try for a lab or attribute, ascending, in its declared unit; of choices, their places.

    `exact`: neither machine can tell any other value from all of these.
    """

    name: str
    values: tuple[Fraction, ...]
    exact: bool


def answers_of(machines: tuple[Machine, ...]) -> dict[str, Answers]:
    """The answers for every lab and recorded attribute of the machines, which agree on units and choices."""
    declared: dict[str, Lab | Attribute] = {}
    for machine in machines:
        measured: list[Lab | Attribute] = [*machine.labs]
        measured += [item for item in machine.attributes if isinstance(item, Attribute)]
        for item in measured:
            declared.setdefault(item.id, item)
    atoms: dict[str, set[tuple[Operator, Fraction]]] = {}
    loose: set[str] = set()
    for machine in machines:
        _collect(machine, declared, atoms, loose)
    return {name: _answers(item, atoms.get(name, set()), name in loose) for name, item in declared.items()}


def _collect(
    machine: Machine,
    declared: dict[str, Lab | Attribute],
    atoms: dict[str, set[tuple[Operator, Fraction]]],
    loose: set[str],
) -> None:
    for node in nodes(machine):
        match node:
            case Compare(left, operator, right):
                for term, sign, other in ((left, operator, right), (right, MIRROR[operator], left)):
                    threshold = _fixed(machine, other)
                    for read in terms(term):
                        _note(read, term, sign, threshold, declared, atoms, loose)
            case Table(rows_of=rows, columns_of=columns):
                for heading in (rows, columns):
                    if heading is not None and not isinstance(heading, Reading):
                        loose |= {item.name for item in terms(heading) if isinstance(item, Reading)}
            case _:
                pass
    # what a computed size is made of is never just compared
    for item in machine.attributes:
        if not isinstance(item, Attribute):
            loose |= {one.name for one in terms(item.value) if isinstance(one, Reading)}


def _note(
    read: Operand,
    term: Operand,
    operator: Operator,
    threshold: tuple[Fraction, Dimension] | None,
    declared: dict[str, Lab | Attribute],
    atoms: dict[str, set[tuple[Operator, Fraction]]],
    loose: set[str],
) -> None:
    match read:
        case Reading(name) | Baseline(name) | Aggregate(_, name) if name in declared:
            plain = term is read and isinstance(read, Reading)
            if not plain or threshold is None:
                loose.add(name)
            if threshold is not None and threshold[1] == declared[name].unit.dimension:
                atoms.setdefault(name, set()).add((operator, threshold[0]))
        case _:
            pass


def _fixed(machine: Machine, term: Operand) -> tuple[Fraction, Dimension] | None:
    match term:
        case Constant(quantity):
            return quantity.base, quantity.unit.dimension
        case ParameterValue(name):
            value = next(item.value for item in machine.parameters if item.id == name)
            return (value.base, value.unit.dimension) if isinstance(value, Quantity) else None
        case _:
            return None


def _answers(item: Lab | Attribute, found: set[tuple[Operator, Fraction]], loose: bool) -> Answers:
    if item.choices:
        return Answers(item.id, tuple(Fraction(at) for at in range(len(item.choices))), exact=True)
    factor = item.unit.factor
    if not found:
        low, high = item.low, item.high
        plain = low if low is not None else high if high is not None else Fraction(1)
        middle = plain if low is None or high is None else (low + high) / 2
        values = sorted({plain, middle, plain if high is None else high}) if loose else [middle]
        return Answers(item.id, tuple(values), exact=not loose)
    thresholds = sorted({threshold for _, threshold in found})
    atoms = [Atom(item.id, operator, threshold) for operator, threshold in sorted(found, key=lambda one: one[1])]
    grouped: dict[tuple[bool, ...], list[Fraction]] = {}
    low = Fraction(0) if item.low is None else item.low * factor
    for value in samples(thresholds, low, None if item.high is None else item.high * factor):
        grouped.setdefault(tuple(atom.holds(value) for atom in atoms), []).append(value)
    chosen = [next((one for one in group if one in thresholds), group[0]) for group in grouped.values()]
    return Answers(item.id, tuple(sorted(value / factor for value in chosen)), exact=not loose)

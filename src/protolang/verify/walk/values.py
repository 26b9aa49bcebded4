"""Which results are tried: one for each cell that the conditions of a machine cut a lab into.

Where a condition computes with results, or compares them with each other, an example does not stand for all of them.
"""

from collections.abc import Iterable
from fractions import Fraction

from protolang.execution.event import Observation
from protolang.machine.statechart import Machine
from protolang.model.expression import Compare, Is, Monotone
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Baseline,
    DoseGiven,
    Operand,
    Reading,
    Total,
)
from protolang.model.treatment import Attribute, Dose, Lab
from protolang.quantity import Interval
from protolang.source import Value
from protolang.verify.cells import MIRROR, Atom, NotExactError, atom_of, reported_step, samples
from protolang.verify.reading import measured_by, terms
from protolang.verify.walk.reads import Reads, constant


class Values:
    """The example values of each lab and recorded attribute, in its own unit; a choice is its place.

    `loose` says, in the author's words, why examples do not stand for all results; empty when they do.
    """

    def __init__(self, machine: Machine, reads: Reads, weighed: frozenset[str] = frozenset()) -> None:
        self.machine = machine
        self.loose: dict[str, None] = {}
        self._atoms: dict[str, set[Atom]] = {}
        for item in reads.nodes:
            match item:
                case Is(name):
                    atom = atom_of(machine, item)
                    if isinstance(atom, Atom):
                        self._atoms.setdefault(name, set()).add(atom)
                case Compare():
                    self._compare(item)
                case Monotone(lab):
                    self._free((lab,), f"a rule compares results of `{lab}` with each other")
                case _:
                    pass
        added = weighed or any(isinstance(item, Total | DoseGiven) for item in (*reads.terms, *reads.nodes))
        if added and any(isinstance(item, Dose) and item.basis is not None for item in reads.nodes):
            self.loose["the amounts of doses depend on the size of the patient"] = None
        self.of = {
            item.id: self._examples(item)
            for item in (*machine.labs, *machine.attributes)
            if isinstance(item, Lab | Attribute)
        }

    def observation(self, name: str, value: Fraction, day: int) -> Observation:
        """The result of a sample of that day."""
        return Observation(name, Interval.point(value), day, day)

    def _compare(self, item: Compare) -> None:
        for one, other, mirrored in ((item.left, item.right, False), (item.right, item.left, True)):
            name, known = _as_results(one), constant(self.machine, other)
            if name is None or known is None:
                continue
            operator = MIRROR[item.operator] if mirrored else item.operator
            self._atoms.setdefault(name, set()).add(Atom(name, operator, Fraction(known)))
            return
        self._add(item)

    def _add(self, item: Compare) -> None:
        try:
            atom = atom_of(self.machine, item)
        except (NotExactError, AttributeError):
            atom = None
        declared = {
            lab.id for lab in (*self.machine.labs, *self.machine.attributes) if isinstance(lab, Lab | Attribute)
        }
        if isinstance(atom, Atom) and atom.lab in declared:
            self._atoms.setdefault(atom.lab, set()).add(atom)
        elif not isinstance(atom, bool):
            labs = tuple(dict.fromkeys(_labs(self.machine, (*terms(item.left), *terms(item.right)))))
            if labs:
                self._free(labs, f"a condition computes with {' and '.join(f'`{lab}`' for lab in labs)}")

    def _free(self, labs: Iterable[str], why: str) -> None:
        self.loose[why] = None
        for lab in labs:
            self._atoms.setdefault(lab, set())

    def _examples(self, item: Lab | Attribute) -> tuple[Fraction, ...]:
        if item.choices:
            possible: list[Fraction] = [Fraction(at) for at in range(len(item.choices))]
            return tuple(_first_of_each(possible, self._atoms.get(item.id, set())))
        factor = item.unit.factor
        found = self._atoms.get(item.id)
        if not found:
            plain = [end for end in (item.low, item.high) if end is not None] or [Fraction(1)]
            middle = sum(plain, Fraction(0)) / len(plain)
            # one that no threshold cuts: its ends too where something computes with it, else any value
            return tuple(sorted({*plain, middle})) if found is not None else (middle or Fraction(1),)
        low = Fraction(0) if item.low is None else item.low * factor
        high = None if item.high is None else item.high * factor
        cut = sorted({atom.threshold for atom in found})
        return tuple(
            value / factor for value in _first_of_each(list(samples(cut, low, high, reported_step(item))), found)
        )


def _first_of_each(possible: list[Fraction], atoms: set[Atom]) -> list[Fraction]:
    """One value for each way the atoms can turn out, a threshold itself where there is one."""
    ordered = sorted(atoms, key=lambda atom: (atom.threshold, atom.operator.value))
    thresholds = {atom.threshold for atom in atoms}
    grouped: dict[tuple[bool, ...], list[Fraction]] = {}
    for value in possible:
        grouped.setdefault(tuple(atom.holds(value) for atom in ordered), []).append(value)
    return sorted(next((item for item in group if item in thresholds), group[0]) for group in grouped.values())


def _as_results(operand: Operand) -> str | None:
    """The lab of which one result is read: comparing it with a number asks for the cell of that result alone."""
    match operand:
        case Baseline(name):
            return name
        case Aggregate(AggregateFunction.LOWEST | AggregateFunction.HIGHEST, name):
            return name
        case _:
            return None


def _labs(machine: Machine, found: Iterable[Value]) -> Iterable[str]:
    for item in found:
        match item:
            case Reading():
                yield from measured_by(machine, item)
            case Baseline(name) | Aggregate(_, name):
                yield name
            case _:
                pass

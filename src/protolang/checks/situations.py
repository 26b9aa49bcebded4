"""Every situation that a few guards can tell apart: results, what has been before, events, tracks that have ended.

A situation is a cell of each lab (or no result), not a value, so a finding over all of them is exact. Cost: the
product of the cells, cut off at `MOST`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from protolang.machine.statechart import Machine
from protolang.model.expression import Compare, Consecutive, Expression, Fact, Is, Lasting, Monotone, Once
from protolang.model.term import ParameterValue
from protolang.quantity import Quantity
from protolang.verify.cells import NotExactError, classes
from protolang.verify.guards import NO_RESULT, Environment, Guards
from protolang.verify.reading import declared, fact, reads_events, terms_in, tracks_of, written
from protolang.verify.truth import HOLDS

MOST = 20_000


class Told(NamedTuple):
    """A situation for people: as (name, value) pairs, and as a clause that follows "when"."""

    pairs: tuple[tuple[str, str], ...]
    clause: str


class Situations:
    """The situations that `expressions` can tell apart, for a patient in track `region` (None: in no certain one).

    Raises `NotExactError` when cells cannot decide one of them, or when there are too many.
    """

    def __init__(self, machine: Machine, expressions: Sequence[Expression], region: str | None = None) -> None:
        self.machine = machine
        self._guards = Guards(machine, classes(machine, expressions))
        self._truths = {id(item): (item, self._guards.compile(item)) for item in expressions}
        self._once = tuple(sorted(self._guards.latched))
        events = frozenset[str]().union(*(reads_events(machine, item) for item in expressions))
        self._events = tuple(at for at, name in enumerate(self._guards.events) if name in events)
        tracks = frozenset[str]().union(*(tracks_of(machine, item) for item in expressions)) - {region}
        self._tracks = tuple(at for at, name in enumerate(self._guards.regions) if name in tracks)
        sizes = [len(self._guards.classes[lab]) + 1 for lab in self._guards.labs]
        total = 1 << (len(self._once) + len(self._events) + len(self._tracks))
        for size in sizes:
            total *= size
        if total > MOST:
            raise NotExactError(f"it reads so many results and events that there are {total} cases")

    def all(self) -> Iterator[Environment]:
        """All of them, the plain ones first: nothing remembered, no event, every result known."""
        for env in self.known():
            yield env
        for env in self._every((NO_RESULT, *range(len(self._guards.classes[lab]))) for lab in self._guards.labs):
            if NO_RESULT in env.labs:
                yield env

    def known(self) -> Iterator[Environment]:
        """Those in which every result is known."""
        yield from self._every(range(len(self._guards.classes[lab])) for lab in self._guards.labs)

    def lasting(self) -> Iterator[Environment]:
        """Those that can last: every result known, no event, and all other tracks have come to their end."""
        ended = sum(1 << at for at in self._tracks)
        for env in self.known():
            if env.events == 0 and env.ended == ended:
                yield env

    def _every(self, cells: Iterable[Iterable[int]]) -> Iterator[Environment]:
        labs = [list(item) for item in cells]
        for once, events, ended in product(*(_bits(item) for item in (self._once, self._events, self._tracks))):
            for chosen in product(*labs):
                yield Environment(chosen, once, ended, events)

    def holds(self, expression: Expression, env: Environment) -> bool:
        """Whether one of the expressions holds."""
        return self._truths[id(expression)][1](env) == HOLDS

    def told(self, env: Environment, *, every: bool = True) -> Told:
        """A situation in words; without `every`, only what holds is told, not what does not."""
        pairs, clauses = [], []
        for lab, cell in zip(self._guards.labs, env.labs, strict=True):
            value = "no result"
            if cell != NO_RESULT:
                value = lab_value(self.machine, lab, cell, self._guards)
            pairs.append((lab, value))
            clauses.append(f"`{lab}` is {value}" if cell != NO_RESULT else f"`{lab}` has no result")
        for at in self._once:
            name = self._guards.facts[at]
            before = self._guards.compile(_once(self.machine, name))(env) == HOLDS
            if before or every:
                pairs.append((f"once {name}", "yes" if before else "no"))
                clauses.append(f"`{name}` has {'' if before else 'never '}held")
        for at in self._events:
            if env.events >> at & 1:
                pairs.append((self._guards.events[at], "reported"))
                clauses.append(f"`{self._guards.events[at]}` is reported")
        for at in self._tracks:
            ended = bool(env.ended >> at & 1)
            if ended or every:
                pairs.append((self._guards.regions[at], "ended" if ended else "not ended"))
                clauses.append(f"track `{self._guards.regions[at]}` has {'' if ended else 'not '}ended")
        return Told(tuple(pairs), " and ".join(clauses))


def lab_value(machine: Machine, lab: str, cell: int, guards: Guards) -> str:
    """A value of a cell, in the unit of its declaration; of a lab with choices, the word."""
    item = declared(machine, lab)
    if item is None:
        raise KeyError(lab)
    example = guards.classes[lab][cell].example
    return item.choices[int(example)].id if item.choices else str(Quantity(example / item.unit.factor, item.unit))


def undecided_in(machine: Machine, expressions: Iterable[Expression]) -> tuple[str, ...]:
    """The open decisions that the expressions compare with."""
    open_ones = {item.id for item in machine.parameters if item.value is None}
    found = [
        term.name
        for expression in expressions
        for term in terms_in(machine, expression)
        if isinstance(term, ParameterValue) and term.name in open_ones
    ]
    return tuple(dict.fromkeys(found))


def named_facts(expression: Expression) -> Iterator[Fact | Once | Lasting]:
    """The triggers an expression names itself, not through others."""
    return (item for item in written(expression) if isinstance(item, Fact | Once | Lasting))


def bare_conditions(expression: Expression) -> Iterator[Compare | Is | Consecutive | Monotone]:
    """The conditions on results that an expression makes itself, not through a trigger it names."""
    return (item for item in written(expression) if isinstance(item, Compare | Is | Consecutive | Monotone))


def _bits(positions: tuple[int, ...]) -> list[int]:
    """Every set of these positions as a number, small sets first."""
    found = [0]
    for at in positions:
        found += [one | 1 << at for one in found]
    return sorted(found, key=lambda one: (one.bit_count(), one))


def _once(machine: Machine, name: str) -> Once:
    return Once(name, fact(machine, name).origin)

"""Guards over cells, compiled to closures: three-valued, like those of the reference interpreter, but over classes."""

from collections.abc import Callable
from typing import NamedTuple, assert_never

from protolang.machine.statechart import Machine
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
from protolang.model.treatment import MissingPolicy, Trigger
from protolang.verify.cells import Atom, LabClass, NotExactError, atom_of, atoms
from protolang.verify.reading import fact
from protolang.verify.truth import FAILS, HOLDS, UNKNOWN, at_least, conjunction, negation

NO_RESULT = -1


class Environment(NamedTuple):
    """What guards see on one day: the class of each lab (or NO_RESULT), facts that have held, ended tracks, events.

    `phases` (a bit per name in `Guards.states`) and `given` (a bit per name in `Guards.subjects`) are for conditions of
    claims only, which look at a day when it is over; guards see neither.
    """

    labs: tuple[int, ...]
    once: int
    ended: int
    events: int
    phases: int = 0
    given: int = 0


Guard = Callable[[Environment], int]


class Unknowns(NamedTuple):
    """What an unknown guard does today: block doses, and which labs to measure at once."""

    blocks: bool
    measure: tuple[int, ...]


class Guards:
    """Compiles the guards of one machine over a fixed set of labs and their classes."""

    def __init__(self, machine: Machine, classes: dict[str, tuple[LabClass, ...]]) -> None:
        self.machine = machine
        self.classes = classes
        self.labs = tuple(classes)
        self.facts = tuple(item.id for item in machine.facts)
        self.regions = tuple(item.name for item in machine.regions)
        self.events = tuple(item.id for item in machine.events)
        self.states = tuple(state.name for region in machine.regions for state in region.states)
        self.subjects = tuple(item.id for item in (*machine.drugs, *machine.labs, *machine.attributes))
        self.latched: set[int] = set()  # positions of facts that some compiled guard remembers
        self._compiled: dict[int, tuple[Expression, Guard]] = {}

    def compile(self, expression: Expression) -> Guard:
        """The guard as a function of the environment; compiled once per expression object."""
        known = self._compiled.get(id(expression))
        if known is None:
            known = (expression, self._compile(expression))
            self._compiled[id(expression)] = known
        return known[1]

    def _compile(self, expression: Expression) -> Guard:
        match expression:
            case Compare() | Is():
                return self._comparison(expression)
            case All(operands):
                return conjunction([self.compile(item) for item in operands])
            case Any(operands):
                return negation(conjunction([negation(self.compile(item)) for item in operands]))
            case Several(count, operands):
                return at_least(count, [self.compile(item) for item in operands])
            case Not(operand):
                return negation(self.compile(operand))
            case Fact(trigger):
                return self.compile(fact(self.machine, trigger).when)
            case Once(trigger):
                bit = 1 << self.facts.index(trigger)
                self.latched.add(self.facts.index(trigger))
                today = self.compile(fact(self.machine, trigger).when)
                return lambda env: HOLDS if env.once & bit else today(env)
            case Occurred(event):
                event_bit = 1 << self.events.index(event)
                return lambda env: HOLDS if env.events & event_bit else FAILS
            case Ended(track):
                track_bit = 1 << self.regions.index(track)
                return lambda env: HOLDS if env.ended & track_bit else FAILS
            case Lasting() | Consecutive() | Monotone() | GivenToday() | InPhase():
                for _ in atoms(self.machine, expression):
                    pass
                raise NotExactError("a guard that the results of one day do not decide")
            case _:
                assert_never(expression)

    def _comparison(self, condition: Compare | Is) -> Guard:
        atom = atom_of(self.machine, condition)
        if not isinstance(atom, Atom):
            constant = HOLDS if atom else FAILS
            return lambda env: constant
        index = self.labs.index(atom.lab)
        # the last entry answers for NO_RESULT, whose index is -1
        table = (*(int(atom.holds(item.example)) for item in self.classes[atom.lab]), UNKNOWN)
        return lambda env: table[env.labs[index]]

    def unknowns(self, expression: Expression, env: Environment) -> Unknowns:
        """What follows from `expression` being unknown (R6); the strictest policy among what makes it so."""
        measure: list[int] = []
        blocks = False
        for item in self._unknown(expression, env):
            said = item.missing if isinstance(item, Trigger) else self.machine.missing
            if said is not MissingPolicy.ELECTIVE:
                blocks = True
            if said is MissingPolicy.PROTECT:
                read = item.when if isinstance(item, Trigger) else item
                measure += sorted(side for side in self._read(read) if env.labs[side] == NO_RESULT)
        return Unknowns(blocks, tuple(dict.fromkeys(measure)))

    def _unknown(self, expression: Expression, env: Environment) -> list[Trigger | Expression]:
        """The unknown triggers, and the comparisons that have no name, for which the policy of the protocol speaks."""
        match expression:
            case Fact(trigger) | Once(trigger):
                named = fact(self.machine, trigger)
                if self.compile(expression)(env) != UNKNOWN:
                    return []
                # a fact only names a condition, so what is unknown in it speaks for itself
                return self._unknown(named.when, env) if named.fact else [named]
            case All(operands) | Any(operands) | Several(_, operands):
                return [found for item in operands for found in self._unknown(item, env)]
            case Not(operand):
                return self._unknown(operand, env)
            case Compare() | Is():
                return [expression] if self.compile(expression)(env) == UNKNOWN else []
            case Occurred() | Ended():
                return []
            case Lasting() | Consecutive() | Monotone() | GivenToday() | InPhase():
                return [expression]  # refused when it was compiled
            case _:
                assert_never(expression)

    def _labs(self, expression: Expression) -> set[str]:
        found = (atom_of(self.machine, item) for item in atoms(self.machine, expression))
        return {atom.lab for atom in found if isinstance(atom, Atom)}

    def _read(self, expression: Expression) -> set[int]:
        return {self.labs.index(lab) for lab in self._labs(expression)}

    def covers(self, expression: Expression) -> bool:
        """Whether every lab the expression reads is among those cut into classes."""
        try:
            return self._labs(expression) <= self.classes.keys()
        except NotExactError:
            return False

    def reads(self, expression: Expression) -> frozenset[int]:
        """The labs an expression reads, through the facts it names."""
        return frozenset(self._read(expression))

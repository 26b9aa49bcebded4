"""All that is found between two protocols, in one record that every report is made of."""

from collections.abc import Mapping

import attrs

from protolang.compare.behaviour import Behaviour, behaviour
from protolang.compare.difference import Comparison, Decided, Differs, NotFound, Same, Side
from protolang.compare.distinguish import distinguish
from protolang.compare.headline import headline
from protolang.compare.sides import decide_both
from protolang.compare.statements import StatementChange, statement_changes
from protolang.compare.weakening import Weakening, change_behind, weakenings
from protolang.source import Value


@attrs.frozen(eq=False, repr=False)
class Weakened(Value):
    """A safety rule of A that B does not keep as strict; `reason` is why its author admits it, else empty."""

    weakening: Weakening
    reason: str

    def concerns(self, change: StatementChange) -> bool:
        """Whether it is the statement of side A that changed."""
        rule, place = self.weakening.base.origin, change.before_at
        if place is None or rule.source.path != place.source.path or not change.section.is_safety:
            return False
        return place.start <= rule.start < place.end or rule.start <= place.start < rule.end


@attrs.frozen(eq=False, repr=False)
class Compared(Value):
    """Two protocols and their differences.

    `paths` are as the user gave them, `sides` as the files have them. `headline` are sentences without a full stop;
    `behaviours` hold for the values in `decided`.
    """

    paths: tuple[str, str]
    sides: tuple[Side, Side]
    changes: tuple[StatementChange, ...]
    weakened: tuple[Weakened, ...]
    headline: tuple[str, ...]
    behaviours: tuple[Behaviour, Behaviour]
    decided: tuple[Decided, ...]
    comparison: Comparison

    @property
    def differs(self) -> bool:
        """Whether they say anything differently, or treat a patient differently."""
        match self.comparison:
            case Differs():
                return True
            case Same() | NotFound():
                return bool(self.changes)


def compare(one: str, two: str, first: Side, second: Side, settings: Mapping[str, str]) -> Compared:
    """Compares two protocols without errors; `one` and `two` are what the user calls them.

    `settings` are values of parameters as text, accepted by each side that has such a parameter.
    """
    changes = statement_changes(first.protocol, second.protocol)
    # Both sides are measured with one and the same value of what they both leave open.
    left, right, decided = decide_both(first, second, settings)
    ours = behaviour(left.protocol, left.machine)
    theirs = behaviour(right.protocol, right.machine)
    told = headline(first, second, ours, theirs, changes)
    found = distinguish(first, second, settings=settings)
    names = dict(change.renamed for change in changes if change.renamed is not None)
    weaker = _weakened(first, second, names)
    return Compared((one, two), (first, second), changes, weaker, told, (ours, theirs), decided, found)


def _weakened(first: Side, second: Side, names: Mapping[str, str]) -> tuple[Weakened, ...]:
    descent = second.protocol.descent
    modifications = () if descent is None else descent.modifications
    found = []
    for weakening in weakenings(first.protocol, second.protocol, names):
        change = change_behind(weakening, modifications)
        found.append(Weakened(weakening, change.reason if change is not None and change.weakens else ""))
    return tuple(found)

"""All that is found between two protocols, in one record that every report is made of."""

from collections.abc import Mapping

import attrs

from protolang.compare.behaviour import Behaviour, behaviour
from protolang.compare.difference import Comparison, Decided, Differs, NotFound, Same, Side
from protolang.compare.distinguish import distinguish
from protolang.compare.headline import headline
from protolang.compare.sides import decide_both
from protolang.compare.statements import StatementChange, statement_changes
from protolang.source import Value


@attrs.frozen(eq=False, repr=False)
class Compared(Value):
    """Two protocols and their differences.

    `paths` are as the user gave them, `sides` as the files have them. `headline` are sentences without a full stop;
    `behaviours` hold for the values in `decided`.
    """

    paths: tuple[str, str]
    sides: tuple[Side, Side]
    changes: tuple[StatementChange, ...]
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
    return Compared((one, two), (first, second), changes, told, (ours, theirs), decided, found)

"""What an exploration finds: the states of a product of tracks at the ends of days, and the steps between them."""

from typing import NamedTuple

from protolang.verify.kernel import Local
from protolang.verify.sampling import LabState


class Node(NamedTuple):
    """A state of the product, at the end of a day."""

    locals: tuple[Local, ...]
    labs: LabState
    once: int
    monitor: int


class Step(NamedTuple):
    """One edge: `days` later, these results (class, or NO_RESULT for none), doses and events.

    `given` holds (region position, subject) of what was given or measured; `taint` names an open decision that the
    edge assumes.
    """

    target: int
    days: int
    results: tuple[tuple[int, int], ...]
    given: tuple[tuple[int, str], ...]
    events: int
    weight: int
    observed: int
    taint: str | None


class Evening(NamedTuple):
    """One way a day can end: the regions after it, what was given (region, subject, state), what must be measured.

    `given` is None when a stop rule ended the patient's course before anything could be given. `during` are the regions
    as they were when the moves of the day had been made.
    """

    locals: tuple[Local, ...]
    end: int | None
    given: tuple[tuple[int, str, str], ...] | None
    raised: frozenset[int]
    taint: str | None
    during: tuple[Local, ...]


COMPLETE_NODE, STOPPED_NODE, REVIEW_NODE = 0, 1, 2


class Graph(NamedTuple):
    """The explored courses. Nodes 0 to 2 are the three ends; node 3 is the start."""

    nodes: list[Node | None]
    steps: list[list[Step]]
    regions: tuple[int, ...]
    labs: tuple[str, ...]

    @property
    def states(self) -> int:
        """How many states were reached, ends not counted."""
        return len(self.nodes) - 3


START = 3

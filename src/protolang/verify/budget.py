"""How far a proof may go. Steps decide, so that an answer is the same everywhere; time and memory are a backstop."""

import re
import time
from pathlib import Path

import attrs

STATES = 20_000
SECONDS = 30
MEMORY = 2 << 30

WORK_BETWEEN_LOOKS = 4096
"""How much is done between two looks at the clock."""


class BudgetError(Exception):
    """A proof grew over its budget. `str` names what there was too much of, `large` what makes it so, or is empty."""

    def __init__(self, much: str, large: str = "") -> None:
        super().__init__(much)
        self.large = large

    @property
    def sentence(self) -> str:
        """As an author is told: "it takes more than 20000 states to decide: 20 tracks read `cd20`"."""
        return f"it takes {self} to decide" + (f": {self.large}" if self.large else "")


@attrs.frozen
class Budget:
    """States explored for each question, seconds and bytes of memory for all of them together."""

    states: int = STATES
    seconds: int = SECONDS
    memory: int = MEMORY


_UNITS = {"s": 1, "min": 60, "h": 3600, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}
_PART = re.compile(r"([0-9]{1,18}) ?([a-z]*)", re.IGNORECASE | re.ASCII)


def read_budget(text: str) -> Budget:
    """`20000`, `30s`, `2GiB`, or several of them with commas between; raises `ValueError` with what is wrong."""
    found = dict[str, int]()
    for part in text.split(","):
        match = _PART.fullmatch(part.strip())
        unit = match[2].lower() if match else ""
        factor = 1 if not unit else _UNITS.get(unit)
        if match is None or factor is None or int(match[1]) < 1:
            raise ValueError(f"`{part.strip()}` is no budget: write a number of states, `30s`, `5min` or `2GiB`")
        kind = "states" if not unit else "memory" if unit.endswith("ib") else "seconds"
        if kind in found:
            raise ValueError(f"`{part.strip()}` is a second number of {kind}")
        found[kind] = int(match[1]) * factor
    return Budget(**found)


class Meter:
    """A budget that is being spent; its time runs from here on."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._until = time.monotonic() + budget.seconds
        self._work = 0

    @property
    def states(self) -> int:
        """How many states may be explored for one question."""
        return self.budget.states

    def spend(self, work: int = 1) -> None:
        """Counts some work. Now and then it looks whether time or memory are used up, and raises `BudgetError`."""
        self._work += work
        if self._work < WORK_BETWEEN_LOOKS:
            return
        self._work = 0
        if time.monotonic() > self._until:
            raise BudgetError(f"more than {self.budget.seconds} seconds")
        if memory_used() > self.budget.memory:
            raise BudgetError(f"more than {_size(self.budget.memory)} of memory")


def metered(budget: int | Budget | Meter) -> Meter:
    """The meter of a budget; one that runs already goes on."""
    match budget:
        case Meter():
            return budget
        case Budget():
            return Meter(budget)
        case _:
            return Meter(Budget(states=budget))


def memory_used() -> int:
    """The bytes that the process holds; where that is not told, the most it ever held, or 0."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    except (OSError, ValueError, IndexError):
        return _most_memory_used()
    import resource

    return pages * resource.getpagesize()


def _most_memory_used() -> int:
    try:
        import resource
    except ImportError:
        return 0
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


def _size(number: int) -> str:
    for name, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if number % factor == 0:
            return f"{number // factor} {name}"
    return f"{number} bytes"

"""Which results of an example patient are told: one like the last is left out while that one still counts."""

from protolang.machine.statechart import Machine
from protolang.verify.limits import shortest_ticks


class Shown:
    """The results that were told so far, a value in words for each lab."""

    def __init__(self, machine: Machine) -> None:
        per_day = machine.resolution.per_day
        self._fresh = {lab.id: shortest_ticks(lab.max_age, per_day) for lab in machine.labs if lab.max_age is not None}
        self._last: dict[str, tuple[int, str]] = {}

    def is_news(self, lab: str, tick: int, value: str) -> bool:
        """Whether a result of this clock tick is another value, or one again that had grown too old."""
        before = self._last.get(lab)
        self._last[lab] = tick, value
        return before is None or before[1] != value or tick - before[0] > self._fresh.get(lab, tick)

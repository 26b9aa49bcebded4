"""What is worked out once for a machine that many ask about one after another."""

from collections.abc import Callable
from typing import Generic, TypeVar

from protolang.machine.statechart import Machine

Found = TypeVar("Found")


class OfMachine(Generic[Found]):
    """Keeps what `make` finds for the machine that was asked about last: that very one, not one that equals it.

    To compare two machines costs more than most of what is worked out for them.
    """

    def __init__(self, make: Callable[[Machine], Found]) -> None:
        self._make = make
        self._last: tuple[Machine, Found] | None = None

    def __call__(self, machine: Machine) -> Found:
        """What was found for this machine."""
        last = self._last
        if last is None or last[0] is not machine:
            last = self._last = (machine, self._make(machine))
        return last[1]

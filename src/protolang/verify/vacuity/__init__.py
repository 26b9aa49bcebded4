"""What a requirement speaks of and no patient ever comes to.

`never_reached` follows patients, and is loaded when it is asked for: only for what was proved.
"""

from collections.abc import Callable

from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.verify.verdict import Result

never_reached: Callable[[Machine, Result], Expression | None]


def __getattr__(name: str) -> object:
    if name == "never_reached":
        from protolang.verify.vacuity.proving import never_reached

        return never_reached
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

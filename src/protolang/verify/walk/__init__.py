"""An exact explorer that walks the reference interpreter itself, so that it follows all that the language can say.

`judge` is loaded when it is asked for: most requirements are decided without a walk.
"""

from collections.abc import Callable

from protolang.verify.verdict import Result

judge: Callable[..., Result]


def __getattr__(name: str) -> object:
    if name == "judge":
        from protolang.verify.walk.inquiry import judge

        return judge
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

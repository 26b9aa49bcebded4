"""Claims about the days of a course, decided by the fast explorer: what they see, remember, and make of a course."""

from collections.abc import Callable

from protolang.verify.verdict import Result

on_days: Callable[..., Result]


def __getattr__(name: str) -> object:
    # loaded when it is asked for: most requirements are counts
    if name == "on_days":
        from protolang.verify.daily.verdicts import on_days

        return on_days
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

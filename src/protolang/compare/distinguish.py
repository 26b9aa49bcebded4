"""The shortest patient whom two protocols treat differently, or the proof that there is none."""

from collections.abc import Mapping

from protolang.compare.difference import Budget, Comparison, Side


def distinguish(
    one: Side, two: Side, *, settings: Mapping[str, str] | None = None, budget: Budget | None = None
) -> Comparison:
    """Compares by meaning, then by patients, in the reference interpreter.

    `settings` are values of open decisions, as text, for whichever side has such a parameter; they must have been
    accepted by `decide` on each such side. Raises `AssertionError` when a patient that was found does not replay, which
    is a fault of ours.
    """
    raise NotImplementedError

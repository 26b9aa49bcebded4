"""PL205: nothing says what a missing result means; repaired by each way of saying it, there or in the policy."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL205")
_WRONG = "when cd20 < 1 % "
_POLICY = "    next_due after last given"


def repaired() -> Iterator[str]:
    """Three ways, for several thresholds."""
    for way in ("measure now", "block", "ignore"):
        yield DEFECT.replace(_POLICY, f'    missing  {way}  assumed "an example"\n{_POLICY}')
        for edge in ("0.5", "1", "2", "5", "10", "15", "20", "50"):
            for operator in ("<", "<="):
                yield DEFECT.replace(_WRONG, f"when cd20 {operator} {edge} % if missing {way} ")

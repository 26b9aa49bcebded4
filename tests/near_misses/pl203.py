"""PL203: below 1 % and above 2 % at once; repaired by `or`, or by edges that leave values between them."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL203")
_WRONG = "cd20 < 1 % and cd20 > 2 %"


def repaired() -> Iterator[str]:
    """Even one value between the edges is enough."""
    yield DEFECT.replace(_WRONG, "cd20 < 1 % or cd20 > 2 %")
    for low, high in (("1", "2"), ("1", "1.1"), ("0", "1"), ("0.5", "15"), ("99", "100"), ("0", "0.1"), ("14.9", "15")):
        for below in ("<", "<="):
            for above in (">", ">="):
                yield DEFECT.replace(_WRONG, f"cd20 {above} {low} % and cd20 {below} {high} %")
    for edge in ("0.5", "1", "2", "5", "15", "50", "99"):
        yield DEFECT.replace(_WRONG, f"cd20 >= {edge} % and cd20 <= {edge} %")
        yield DEFECT.replace(_WRONG, f"cd20 < {edge} %")
        yield DEFECT.replace(_WRONG, f"cd20 > {edge} %")

"""PL204: below 15 % or at least 1 %: everybody; repaired by `and`, or by edges that leave values out."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL204")
_WRONG = "cd20 < 15 % or cd20 >= 1 %"


def repaired() -> Iterator[str]:
    """Even one value left out is enough."""
    yield DEFECT.replace(_WRONG, "cd20 < 15 % and cd20 >= 1 %")
    for low, high in (
        ("1", "2"),
        ("1", "1.1"),
        ("0.5", "15"),
        ("98", "99"),
        ("0.1", "0.2"),
        ("14.9", "15"),
        ("5", "50"),
    ):
        for below in ("<", "<="):
            for above in (">", ">="):
                yield DEFECT.replace(_WRONG, f"cd20 {below} {low} % or cd20 {above} {high} %")
    for edge in ("0.5", "1", "2", "5", "15", "50", "99"):
        yield DEFECT.replace(_WRONG, f"cd20 < {edge} % or cd20 > {edge} %")
        yield DEFECT.replace(_WRONG, f"cd20 < {edge} %")
        yield DEFECT.replace(_WRONG, f"not cd20 < {edge} %")

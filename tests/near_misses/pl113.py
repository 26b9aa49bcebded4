"""PL113: a value outside its range; repaired by moving the value, an end of the range, or both."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL113")
_LINE = "= 40 weeks range 4..16 weeks"


def repaired() -> Iterator[str]:
    """Each end of a range belongs to it."""
    for weeks in range(4, 17):
        yield DEFECT.replace(_LINE, f"= {weeks} weeks range 4..16 weeks")
    for high in range(40, 60):
        yield DEFECT.replace(_LINE, f"= 40 weeks range 4..{high} weeks")
    for low in (1, 2, 3, *range(5, 17)):
        yield DEFECT.replace(_LINE, f"= {low} weeks range {low}..16 weeks")
    for days in (28, 29, 56, 111, 112):
        yield DEFECT.replace(_LINE, f"= {days} days range 4..16 weeks")
    yield DEFECT.replace(_LINE, "= 40 weeks")

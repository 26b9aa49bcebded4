"""PL201: two exits that both hold at 1 %; repaired by moving one edge, by `not`, or by ranks."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL201")
_LOW, _HIGH = "when cd20 <= 1 % ", "when cd20 >= 1 % "


def repaired() -> Iterator[str]:
    """At each threshold either the lower or the upper rule takes the value itself, never both."""
    yield DEFECT.replace("when depleted     go", "first when depleted     go")
    yield DEFECT.replace("when cd20_known   go", "first when cd20_known   go")
    yield DEFECT.replace(_HIGH, "when not depleted ")
    yield DEFECT.replace(_LOW, "when not cd20_known ")
    for edge in ("0.5", "0.9", "1", "1.1", "2", "5", "10", "14.9", "15", "20", "25", "99"):
        yield DEFECT.replace(_LOW, f"when cd20 < {edge} % ").replace(_HIGH, f"when cd20 >= {edge} % ")
        yield DEFECT.replace(_LOW, f"when cd20 <= {edge} % ").replace(_HIGH, f"when cd20 > {edge} % ")
        yield DEFECT.replace(_LOW, f"when cd20 below {edge} % ").replace(_HIGH, f"when not cd20 < {edge} % ")
        yield DEFECT.replace(_LOW, f"when not cd20 > {edge} % ").replace(_HIGH, f"when cd20 above {edge} % ")

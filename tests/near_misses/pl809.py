"""PL809: a parameter for which another source has another value; repaired where both agree, or where it is settled."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL809")[0].text
_MARK = "  # warning[PL809]"
_OTHER = f' but 5 % @other "Table 2"{_MARK}'


def repaired() -> Iterator[str]:
    """The same value of both sources, however written, no second value, or a comment that says why."""
    for value in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "0.5", "1.5", "2.5", "12", "15"):
        agreed = DEFECT.replace("= 1 %", f"= {value} %")
        yield agreed.replace(_OTHER, f' but {value} % @other "Table 2"')
        yield agreed.replace(_OTHER, f' but {value} percent @other "Table 2" but {value} % @one "page 3"')
        yield agreed.replace(_OTHER, ' @other "Table 2"')
    for reason in ("a misprint", "the newer text", "settled by its authors", "see the correction"):
        marked = DEFECT.replace(_MARK, "")
        yield marked.replace("  param", f"  # allow PL809: {reason}\n  param")
        yield marked.replace('"Table 2"\n', f'"Table 2"  # allow PL809: {reason}\n')

"""PL110: a threshold a thousand times too high; repaired in its unit or its number, or by what is said to be usual."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL110")[0].text
_WRONG = "51 mmol/L"
_MARK = "  # warning[PL110]"
_USUAL = "usual 3..17 umol/L"


def repaired() -> Iterator[str]:
    """Thresholds near what is usual, in each unit, and ranges of the usual that reach the threshold."""
    clean = DEFECT.replace(_MARK, "")
    for value in (
        "1",
        "3",
        "5",
        "10",
        "17",
        "20",
        "25",
        "34",
        "50",
        "51",
        "85",
        "100",
        "150",
        "200",
        "340",
        "500",
        "1000",
    ):
        yield clean.replace(_WRONG, f"{value} umol/L")
        yield clean.replace(_WRONG, f"{value}.5 umol/L")
    for value in ("0.017", "0.02", "0.051", "0.085", "0.1", "0.5", "1", "1.5"):
        yield clean.replace(_WRONG, f"{value} mmol/L")
    for value in ("17000", "51000", "85000"):
        yield clean.replace(_WRONG, f"{value} nmol/L")
    for usual in ("3..600 umol/L", "3..51000 umol/L", "0.003..1 mmol/L", "1..100 mmol/L", "0..52 mmol/L"):
        yield clean.replace(_USUAL, f"usual {usual}")

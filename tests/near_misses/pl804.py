"""PL804: a LOINC code with a wrong last digit; repaired by codes whose last digit checks the others, or by none."""

from collections.abc import Iterator

from protolang.checks.codes_of_terms import mod_ten
from protolang.diagnostics import explain

DEFECT = explain.examples("PL804")[0].text
_WRONG = "1975-3"
_LINE = "    loinc 1975-3  # error[PL804]\n"


def repaired() -> Iterator[str]:
    """The right last digit, other codes of one to six digits, or no code."""
    yield DEFECT.replace(_LINE, "")
    yield DEFECT.replace(_LINE, "    # no code is certain\n")
    for body in (1975, 1, 10, 42719, 59828, 88112, 101119, *range(90001, 90045)):
        yield DEFECT.replace(_WRONG, f"{body}-{mod_ten(str(body))}")
    yield DEFECT.replace(_WRONG, '1975-2 assumed "an example"')

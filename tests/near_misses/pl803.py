"""PL803: a SNOMED CT code with a wrong last digit; repaired by codes whose form and check digit hold, or by none."""

from collections.abc import Iterator

from protolang.checks.codes_of_terms import verhoeff_holds
from protolang.diagnostics import explain

DEFECT = explain.examples("PL803")[0].text
_WRONG = "92814007"
_LINE = "  snomed 92814007  # error[PL803]\n"

# Numbers of all lengths that a code can have; the digit that checks them is worked out here, by trying.
_BODIES = tuple(
    f"{start}{partition}"
    for start in ("9281", "9282", "9381", "8281", "36733", "277132", "4046840", "11490990", "123456789012", "9" * 14)
    for partition in ("00", "10")
)


def repaired() -> Iterator[str]:
    """Another last digit, another code, another place for it, or none."""
    yield DEFECT.replace(_WRONG, "92814006")
    yield DEFECT.replace(_LINE, "")
    yield DEFECT.replace(_LINE, "  # no code is certain\n")
    for body in _BODIES:
        code = next(f"{body}{digit}" for digit in range(10) if verhoeff_holds(f"{body}{digit}"))
        yield DEFECT.replace(_WRONG, code)
        yield DEFECT.replace(_WRONG, f'{code} assumed "an example"')
    for title in ("Fever", "Rash", "Relapse", "Chronic lymphoid leukaemia"):
        moved = DEFECT.replace(_LINE, "").replace("  stop when", "  stop when illness or")
        yield moved.replace("  track infusions", f'  event illness "{title}" snomed 92814006\n\n  track infusions', 1)
        yield DEFECT.replace(_WRONG, "92814006").replace('"A small example"', f'"{title}"')

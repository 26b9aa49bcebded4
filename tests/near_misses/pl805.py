"""PL805: the ATC code of a group of drugs; repaired by codes of one substance in the ATC or in RxNorm, or by none."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL805")[0].text
_LINE = "    atc  L01AA  # error[PL805]\n"


def repaired() -> Iterator[str]:
    """The form of each system, on the drug."""
    yield DEFECT.replace(_LINE, "")
    for number in range(1, 21):
        yield DEFECT.replace(_LINE, f"    atc L01AA{number:02}\n")
    for letter in "ABCDGHJMNPRSV":
        yield DEFECT.replace(_LINE, f"    atc {letter}01AA01\n")
    for code in ("3002", "11202", "3639", "1", "99999999", "121191", "12", "123456", "1234567", "10"):
        yield DEFECT.replace(_LINE, f"    rxnorm {code}\n")
        yield DEFECT.replace(_LINE, f'    rxnorm {code} assumed "an example"\n    atc L01AA01\n')

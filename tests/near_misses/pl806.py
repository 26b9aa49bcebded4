"""PL806: the code of a mass in a volume on a lab measured in moles; repaired in the unit, the code or the name."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL806")[0].text
_CODE = "1975-2  # error[PL806]"
_LINE = f"    loinc {_CODE}\n"
_MASSES = ("g/L", "mg/dL", "mg/L", "mg/mL", "mcg/mL", "ng/mL", "mcg/dL", "g/dL", "ng/L", "mcg/L")


def repaired() -> Iterator[str]:
    """Every unit of a mass in a volume, codes of other kinds with their units, and codes that are not known here."""
    yield DEFECT.replace(_LINE, "")
    for code in ("1975-2", "42719-5"):
        for unit in _MASSES:
            yield DEFECT.replace(_CODE, code).replace("umol/L", unit)
    for code, units, name in (
        ("1742-6", ("IU/L", "units/L", "IU/mL", "kIU/L"), "alt"),
        ("1920-8", ("IU/L", "units/L", "IU/mL", "kIU/L"), "ast"),
        ("731-0", ("x10^9/L", "cells/uL", "x10^6/L", "cells/mm3", "x10^3/uL"), "lymphocytes"),
        ("2601-3", ("mmol/L", "umol/L", "nmol/L", "mmol/dL"), "magnesium"),
    ):
        for unit in units:
            yield DEFECT.replace(_CODE, code).replace("umol/L", unit).replace("bilirubin", name)
    # Nothing is known here of what these measure.
    for code in ("1-8", "10-9", "88112-8", "101119-6"):
        yield DEFECT.replace(_CODE, code)
    for name in (
        "bile_pigment",
        "jaundice_index",
        "bili",
        "pigment",
        "total_pigment",
        "marker",
        "ictal",
        "yellow",
        "b",
    ):
        yield DEFECT.replace(_LINE, "").replace("umol/L", "times").replace("bilirubin", name)
    for unit in ("mmol/L", "nmol/L", "umol/dL"):
        yield DEFECT.replace(_LINE, "").replace("umol/L", unit)

"""Labs that are known by their name or their code: as what they are measured, and what is usual in adults.

`protocols/library/labs.proto` says the same with its sources, for a protocol to import; a test holds the two together.
A protocol that imports nothing is judged by this table, and its own `usual` comes first.
"""

from fractions import Fraction
from typing import NamedTuple

from protolang.model.coding import CodeSystem, Coding
from protolang.model.treatment import Attribute, Lab
from protolang.quantity import Dimension, Unit, parse_unit


class Kind(NamedTuple):
    """How something is measured: the words for it, and a unit of each of the kinds that will do."""

    words: str
    units: tuple[str, ...]

    def fits(self, dimension: Dimension) -> bool:
        """Whether a unit of this dimension measures it."""
        return any(parse_unit(unit).dimension == dimension for unit in self.units)


MASS = Kind("a mass in a volume", ("mg/dL",))
MOLES = Kind("an amount of substance in a volume", ("umol/L",))
ACTIVITY = Kind("the activity of an enzyme in a volume", ("IU/L",))
NUMBER = Kind("a number in a volume", ("x10^9/L", "cells/uL"))
FRACTION = Kind("a percentage", ("%",))
CONCENTRATION = Kind("a concentration", ("mg/dL", "umol/L"))
CLEARANCE = Kind("a volume in a time", ("mL/min", "mL/min/m2"))
SECONDS = Kind("a time", ("s",))


class UsualRange(NamedTuple):
    """What is usual, from `low` to `high`, both in `unit`, and who says so."""

    low: Fraction
    high: Fraction
    unit: Unit
    source: str


class KnownLab(NamedTuple):
    """`names` are those a protocol may give it; `usual` has a range for each unit in which the source gives one."""

    title: str
    names: frozenset[str]
    kind: Kind
    usual: tuple[tuple[str, str, str, str], ...]


ACUTE = "Ramrakha P, Moore K. Oxford Handbook of Acute Medicine, 2nd ed. 2004, reference intervals"
BAIN = "Bain BJ. A Beginner's Guide to Blood Cells, 3rd ed. 2017, normal ranges of adults"

KNOWN_LABS: tuple[KnownLab, ...] = (
    KnownLab(
        "Bilirubin",
        frozenset({"bilirubin", "total_bilirubin", "serum_bilirubin"}),
        CONCENTRATION,
        (("3", "17", "umol/L", ACUTE), ("0.25", "1.5", "mg/dL", ACUTE)),
    ),
    KnownLab(
        "Creatinine", frozenset({"creatinine", "serum_creatinine"}), CONCENTRATION, (("70", "130", "umol/L", ACUTE),)
    ),
    KnownLab("Glucose", frozenset({"glucose", "fasting_glucose"}), CONCENTRATION, (("3.5", "5.5", "mmol/L", ACUTE),)),
    KnownLab("Albumin", frozenset({"albumin", "serum_albumin"}), CONCENTRATION, (("35", "50", "g/L", ACUTE),)),
    KnownLab("AST", frozenset({"ast", "aspartate_aminotransferase"}), ACTIVITY, (("5", "35", "IU/L", ACUTE),)),
    KnownLab("ALT", frozenset({"alt", "alanine_aminotransferase"}), ACTIVITY, (("5", "35", "IU/L", ACUTE),)),
    KnownLab("LDH", frozenset({"ldh", "lactate_dehydrogenase"}), ACTIVITY, (("70", "250", "IU/L", ACUTE),)),
    KnownLab("HbA1c", frozenset({"hba1c"}), FRACTION, (("5", "8", "%", ACUTE),)),
    KnownLab("Platelets", frozenset({"platelets", "platelet_count"}), NUMBER, (("143", "358", "x10^9/L", BAIN),)),
    KnownLab(
        "Neutrophils",
        frozenset({"neutrophils", "anc", "agc", "granulocytes"}),
        NUMBER,
        (("1.7", "7.5", "x10^9/L", BAIN),),
    ),
    KnownLab(
        "White cells", frozenset({"wbc", "white_cells", "leukocytes"}), NUMBER, (("3.7", "11.1", "x10^9/L", BAIN),)
    ),
    KnownLab("aPTT", frozenset({"aptt"}), SECONDS, (("27", "38", "s", BAIN),)),
    KnownLab("Glomerular filtration rate", frozenset({"gfr", "egfr", "crcl", "creatinine_clearance"}), CLEARANCE, ()),
)

# What LOINC says a code is measured as, in the second part of its name. Only codes that a public page shows with their
# name: HL7 value sets and examples (HSPC quantitative labs, quality measures of CMS 2026, PDDI) and the observation
# definitions of HL7 Vulcan (2160-0, 4548-4).
LOINC_KINDS: dict[str, tuple[str, Kind]] = {
    "1975-2": ("Bilirubin.total [Mass/volume]", MASS),
    "42719-5": ("Bilirubin.total [Mass/volume]", MASS),
    "2160-0": ("Creatinine [Mass/volume]", MASS),
    "1751-7": ("Albumin [Mass/volume]", MASS),
    "1742-6": ("Alanine aminotransferase [Enzymatic activity/volume]", ACTIVITY),
    "1920-8": ("Aspartate aminotransferase [Enzymatic activity/volume]", ACTIVITY),
    "6768-6": ("Alkaline phosphatase [Enzymatic activity/volume]", ACTIVITY),
    "731-0": ("Lymphocytes [#/volume]", NUMBER),
    "742-7": ("Monocytes [#/volume]", NUMBER),
    "4548-4": ("Hemoglobin A1c/Hemoglobin.total", FRACTION),
    "19123-9": ("Magnesium [Mass/volume]", MASS),
    "2601-3": ("Magnesium [Moles/volume]", MOLES),
}


def known_lab(item: Lab | Attribute) -> KnownLab | None:
    """What is known of a lab by its name."""
    return next((known for known in KNOWN_LABS if item.id in known.names), None)


def loinc_of(item: Lab | Attribute) -> Coding | None:
    """The LOINC code of a lab, where it has one."""
    return next((code for code in item.codes if code.system is CodeSystem.LOINC), None)


def usual_of(item: Lab | Attribute) -> UsualRange | None:
    """What is usual for a lab: as its author says, else as is known by its name, in a unit that converts to its own."""
    if item.usual is not None:
        return UsualRange(item.usual.low, item.usual.high, item.usual.unit, "its `usual`")
    known = known_lab(item)
    for low, high, word, source in () if known is None else known.usual:
        unit = parse_unit(word)
        if unit.dimension == item.unit.dimension:
            return UsualRange(Fraction(low), Fraction(high), unit, source)
    return None

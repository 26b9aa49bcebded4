"""The formulas of the language, exact: roots stay roots until the one rounding of a dose (R22)."""

from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import assert_never

import attrs

from protolang.model.term import Formula
from protolang.quantity import Dimension, Quantity, Root, Unit, age_unit, parse_unit

_CM, _KG, _M2 = parse_unit("cm"), parse_unit("kg"), parse_unit("m2")
_MG_DL, _ML_MIN, _MG = parse_unit("mg/dL"), parse_unit("mL/min"), parse_unit("mg")
_AUC, _YEARS = parse_unit("mg.min/mL"), age_unit()


class Sex(Enum):
    """The sex a formula asks for; the value is the author's word."""

    FEMALE = "female"
    MALE = "male"


# ---- the formulas ----------------------------------------------------------------------------------------------


def body_surface(height: Quantity, weight: Quantity) -> Root:
    """Mosteller: √(height in cm × weight in kg / 3600), in m2."""
    return Root(Fraction(1), height.to(_CM).magnitude * weight.to(_KG).magnitude / 3600)


def du_bois(height: Quantity, weight: Quantity) -> Root:
    """Du Bois: 0.007184 × (weight in kg)^0.425 × (height in cm)^0.725, in m2."""
    # 0.425 = 17/40 and 0.725 = 29/40
    radicand = weight.to(_KG).magnitude ** 17 * height.to(_CM).magnitude ** 29
    return Root(Fraction(7184, 10**6), radicand, 40)


def cockcroft_gault(age: Quantity, weight: Quantity, creatinine: Quantity, sex: Sex) -> Root | None:
    """Cockcroft-Gault: (140 - age in years) × weight in kg / (72 × serum creatinine in mg/dL), in mL/min.

    Times 0.85 for a woman. None from the age of 140 years, and for no creatinine: there it says nothing. Creatinine in
    moles raises `UnitError`, since no molar mass is assumed.
    """
    left, level = 140 - age.to(_YEARS).magnitude, creatinine.to(_MG_DL).magnitude
    if left <= 0 or level <= 0:
        return None
    part = Fraction(85, 100) if sex is Sex.FEMALE else Fraction(1)
    return Root(left * weight.to(_KG).magnitude * part / (72 * level))


def calvert(target: Quantity, filtration: Quantity) -> Root:
    """Calvert: target area under the curve in mg.min/mL × (glomerular filtration rate in mL/min + 25), in mg."""
    return Root(target.to(_AUC).magnitude * (filtration.to(_ML_MIN).magnitude + 25))


# ---- what the language knows of them ---------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Measure:
    """An argument that is a quantity of the dimension of `unit`; `phrase` names it to the author (`a height`)."""

    name: str
    phrase: str
    unit: Unit

    @property
    def dimension(self) -> Dimension:
        """What the unit of the argument must measure."""
        return self.unit.dimension


@attrs.frozen(eq=False, repr=False)
class OneOf:
    """An argument that is one of some words."""

    name: str
    phrase: str
    words: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Signature:
    """How a formula is called in the language, what it takes in this order, and the unit of what it gives."""

    function: str
    title: str
    arguments: tuple[Measure | OneOf, ...]
    unit: Unit
    citation: str


_HEIGHT, _WEIGHT = Measure("height", "a height", _CM), Measure("weight", "a body weight", _KG)

SIGNATURES: Mapping[Formula, Signature] = {
    Formula.MOSTELLER: Signature("mosteller", "Mosteller", (_HEIGHT, _WEIGHT), _M2, Formula.MOSTELLER.value),
    Formula.DUBOIS: Signature("dubois", "Du Bois", (_HEIGHT, _WEIGHT), _M2, Formula.DUBOIS.value),
    Formula.COCKCROFT_GAULT: Signature(
        "cockcroft_gault",
        "Cockcroft-Gault",
        (
            Measure("age", "an age in years", _YEARS),
            _WEIGHT,
            Measure("creatinine", "a serum creatinine as mass per volume", _MG_DL),
            OneOf("sex", "a sex", tuple(sex.value for sex in Sex)),
        ),
        _ML_MIN,
        Formula.COCKCROFT_GAULT.value,
    ),
    Formula.CALVERT: Signature(
        "calvert",
        "Calvert",
        (
            Measure("target", "a target area under the curve", _AUC),
            Measure("filtration", "a glomerular filtration rate", _ML_MIN),
        ),
        _MG,
        Formula.CALVERT.value,
    ),
}


def formula_value(formula: Formula, arguments: Sequence[Quantity | str]) -> tuple[Root, Unit] | None:
    """The value of `formula`, in the unit of its signature, for arguments in the order of its signature.

    A choice is given by its word. None when there are too few or too many arguments, when one is of another kind, or
    when the formula says nothing for them: the first two are reported when the file is read.
    """
    value = _value(formula, arguments)
    return None if value is None else (value, SIGNATURES[formula].unit)


def _value(formula: Formula, arguments: Sequence[Quantity | str]) -> Root | None:
    if not _fits(SIGNATURES[formula].arguments, arguments):
        return None
    measures = [argument for argument in arguments if isinstance(argument, Quantity)]
    words = [argument for argument in arguments if isinstance(argument, str)]
    match formula:
        case Formula.MOSTELLER:
            return body_surface(*measures)
        case Formula.DUBOIS:
            return du_bois(*measures)
        case Formula.COCKCROFT_GAULT:
            age, weight, creatinine = measures
            return cockcroft_gault(age, weight, creatinine, Sex(words[0]))
        case Formula.CALVERT:
            return calvert(*measures)
        case _:
            assert_never(formula)


def _fits(wanted: Sequence[Measure | OneOf], given: Sequence[Quantity | str]) -> bool:
    return len(wanted) == len(given) and all(_accepts(one, value) for one, value in zip(wanted, given, strict=True))


def _accepts(wanted: Measure | OneOf, given: Quantity | str) -> bool:
    match wanted, given:
        case Measure(unit=unit), Quantity(magnitude=magnitude):
            return given.unit.dimension == unit.dimension and magnitude >= 0
        case OneOf(words=words), str() as word:
            return word in words
        case _:
            return False

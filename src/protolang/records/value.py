"""A value of a record: text and unit become an exact value in the unit that the protocol declares (R5)."""

import re
from fractions import Fraction

from protolang.diagnostics import Code
from protolang.diagnostics.codes import PL711, PL712
from protolang.diagnostics.suggest import suggest
from protolang.model.treatment import Attribute, Lab
from protolang.quantity import Interval, Quantity, Unit, UnitError, age_unit, decimal_text, parse_interval, parse_unit
from protolang.records.mistakes import shown

_PARTS = re.compile(
    r"(?P<number>(?:[<>]=? *)?[-+]?[0-9][0-9.,'\u00a0\u202f]*(?:[eE][-+]?[0-9]+)?) *(?P<unit>.*)", re.DOTALL
)
_SIGNS = {"≤": "<=", "≥": ">=", "µ": "u", "μ": "u", "²": "2", "\u00a0": " ", "\u202f": " "}
_COMMON_UNITS = ("%", "g", "mg", "mcg", "ng", "kg", "m2", "cm", "L", "dL", "mL", "uL", "mmol", "umol", "IU", "mmHg")


class ValueProblem(ValueError):
    """A value that cannot be used: what to tell, and whether it is about the `unit` or the `value`."""

    def __init__(self, code: Code, message: str, label: str, help: str | None = None, cell: str = "value") -> None:
        super().__init__(message)
        self.code, self.label, self.help, self.cell = code, label, help, cell


def read_result(text: str, unit: str, declared: Lab | Attribute) -> Interval:
    """A result of a lab or of a recorded attribute, in its declared unit; raises `ValueProblem`.

    Exact: `<0.5` stays an interval, a unit of the same dimension is converted by a rational factor. A result of a
    lab with words for its values (`positive`) is the index of the word.
    """
    if declared.choices:
        return _word(text, declared)
    number, written = _split(text, unit)
    value = _interval(number)
    factor = _conversion(written, declared.unit, declared.id, number)
    value = value.scaled(factor) if factor != 1 else value
    _check_range(value, f"{number} {written}".rstrip(), declared)
    return value


def read_amount(text: str, unit: str, name: str, declared: Unit | None) -> Quantity:
    """How much of the drug `name` was given; raises `ValueProblem`.

    `declared` is a unit in which the protocol says its dose, None when it says none.
    """
    number, written = _split(text, unit)
    value = _interval(number)
    if value.low is None or not value.is_point:
        raise ValueProblem(PL712, f"`{shown(number)}` is not an amount", "an exact amount is expected here")
    if value.low == 0:
        raise ValueProblem(
            PL712, "an amount of 0 is not a dose", "nothing was given?", "leave the row out when nothing was given"
        )
    if declared is not None:
        _conversion(written, declared, name, number)
    return Quantity(value.low, _unit(written, declared, number))


def _word(text: str, declared: Lab | Attribute) -> Interval:
    for position, choice in enumerate(declared.choices):
        if text.casefold() in (choice.id.casefold(), choice.title.casefold()):
            return Interval.point(Fraction(position))
    words = tuple(choice.id for choice in declared.choices)
    near = suggest(text, words)
    help = f"did you mean `{near}`?" if near else f"write one of {', '.join(f'`{word}`' for word in words)}"
    raise ValueProblem(PL712, f"`{shown(text)}` is not a value of `{declared.id}`", "not one of its words", help)


def _split(text: str, unit: str) -> tuple[str, str]:
    """The number and the unit, which may stand behind the number or in a cell of its own."""
    for written, plain in _SIGNS.items():
        text, unit = text.replace(written, plain), unit.replace(written, plain)
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise ValueProblem(
            PL712, f"`{shown(text)}` is not a value", "a number is expected here", "write digits: `0.4`, or `<0.5`"
        )
    behind = parts["unit"].strip()
    if behind and unit and behind != unit:
        raise ValueProblem(PL712, f"two units are given: `{shown(behind)}` and `{shown(unit)}`", "which one holds?")
    return parts["number"].strip(), unit or behind


def _interval(number: str) -> Interval:
    try:
        return parse_interval(number)
    except ValueError:
        pass
    help = "write digits with a decimal point if needed: `0.4`, or `<0.5`"
    if "," in number or "'" in number:
        help = "write a decimal point, and no mark between thousands: `0.5`, `12000`"
    elif "e" in number.lower():
        help = "write all digits: `1200000`, or a unit such as `10*9/L`"
    elif "-" in number:
        help = "no result in this language is below zero"
    elif number.startswith("0") and number[1:2].isdigit():
        help = "write it without the zero in front"
    raise ValueProblem(PL712, f"`{shown(number)}` cannot be read as a number", "not a number of this language", help)


def _conversion(written: str, declared: Unit, name: str, number: str) -> Fraction:
    unit = _unit(written, declared, number)
    if unit.dimension != declared.dimension:
        raise ValueProblem(
            PL712,
            f"`{shown(written)}` is a unit of {unit.dimension}, but `{name}` is declared in {declared}",
            f"a unit of {declared.dimension} is expected here",
            f"convert it to {declared} where it was measured; nothing is converted by guessing",
            "unit",
        )
    return unit.factor / declared.factor


def _unit(written: str, declared: Unit | None, number: str) -> Unit:
    if not written:
        if declared is not None and not str(declared):
            return declared
        example = f": `{number} {declared}`" if declared is not None else ""
        raise ValueProblem(
            PL712, f"`{shown(number)}` has no unit", "a number alone can be misread", f"write it{example}"
        )
    if declared is not None and written == str(declared):
        return declared
    if declared is not None and declared.dimension == age_unit().dimension and written in ("year", "years"):
        return age_unit()
    try:
        return parse_unit(written)
    except UnitError as error:
        near = suggest(written, _COMMON_UNITS)
        help = f"did you mean `{near}`?" if near else "look at the units of the language"
        if declared is not None and near is None:
            help = f"write {declared}"
        raise ValueProblem(PL711, f"{error}", "unknown unit", help, "unit") from None


def _check_range(value: Interval, text: str, declared: Lab | Attribute) -> None:
    low, high = declared.low, declared.high
    below = low is not None and _ends_below(value, low)
    above = high is not None and _ends_above(value, high)
    if below or above:
        limits = " to ".join(decimal_text(end) for end in (low, high) if end is not None)
        raise ValueProblem(
            PL712,
            f"`{shown(text)}` is outside the range of `{declared.id}`, which is {limits} {declared.unit}".rstrip(),
            "not possible by the protocol, so it is not used",
            "correct the number or its unit; for a sample without a usable result write `cancelled` as its status",
        )


def _ends_below(value: Interval, low: Fraction) -> bool:
    """Whether it is, or would be in part, measured below what is possible."""
    if value.low is not None and value.low < low:
        return True
    return value.high is not None and (value.high < low or (value.high == low and not value.high_closed))


def _ends_above(value: Interval, high: Fraction) -> bool:
    if value.high is not None and value.high > high:
        return True
    return value.low is not None and (value.low > high or (value.low == high and not value.low_closed))

"""Values that stand under a name: what they are, or that nobody has decided them."""

from typing import assert_never

from protolang.model.protocol import Protocol
from protolang.prose.naming import find_parameter, undecided
from protolang.prose.number import duration_text, number_text, quantity_text
from protolang.quantity import CalendarMonths, Days, Quantity


def parameter_text(name: str, protocol: Protocol) -> str:
    """The value of a parameter, or the mark of what is undecided; never a number nobody chose."""
    parameter = find_parameter(name, protocol)
    if parameter is None or parameter.value is None:
        return undecided(name)
    return setting_text(parameter.value)


def allowed_text(name: str, protocol: Protocol) -> str | None:
    """What a parameter may be, `4 weeks to 16 weeks`; None where the file does not say."""
    parameter = find_parameter(name, protocol)
    if parameter is None or parameter.range is None:
        return None
    return f"{setting_text(parameter.range.low)} to {setting_text(parameter.range.high)}"


def setting_text(value: Quantity | Days | CalendarMonths | int) -> str:
    """A value that a parameter may take: a quantity, a duration, or a count."""
    match value:
        case Quantity():
            return quantity_text(value)
        case Days() | CalendarMonths():
            return duration_text(value)
        case int():
            return number_text(value)
    assert_never(value)

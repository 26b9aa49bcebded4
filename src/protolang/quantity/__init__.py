"""What numbers mean: exact magnitudes with clinical units, durations and windows."""

from protolang.quantity.amount import Quantity, Root, decimal_text
from protolang.quantity.time import (
    CalendarMonths,
    Days,
    Duration,
    MonthConvention,
    Window,
)
from protolang.quantity.unit import Dimension, Unit, UnitError, is_unit_atom, parse_unit

__all__ = [
    "CalendarMonths",
    "Days",
    "Dimension",
    "Duration",
    "MonthConvention",
    "Quantity",
    "Root",
    "Unit",
    "UnitError",
    "Window",
    "decimal_text",
    "is_unit_atom",
    "parse_unit",
]

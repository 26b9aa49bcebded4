"""What numbers mean: exact magnitudes with clinical units, censored values, durations and windows."""

from protolang.quantity.amount import Quantity, decimal_text
from protolang.quantity.interval import Interval, parse_interval
from protolang.quantity.root import Direction, Root
from protolang.quantity.time import (
    CalendarMonths,
    Days,
    Duration,
    MonthConvention,
    Resolution,
    Window,
)
from protolang.quantity.unit import Dimension, Unit, UnitError, age_unit, is_unit_atom, parse_unit

__all__ = [
    "CalendarMonths",
    "Days",
    "Dimension",
    "Direction",
    "Duration",
    "Interval",
    "MonthConvention",
    "Quantity",
    "Resolution",
    "Root",
    "Unit",
    "UnitError",
    "Window",
    "age_unit",
    "decimal_text",
    "is_unit_atom",
    "parse_interval",
    "parse_unit",
]

"""Which of two lengths of time is the longer one, as far as calendar months let that be said."""

from protolang.quantity import CalendarMonths, Days, Duration


def at_most(one: Duration, other: Duration) -> bool | None:
    """Whether `one` is never longer than `other`; None when that depends on the month."""
    match one, other:
        case Days(), Days():
            return one.days <= other.days
        case CalendarMonths(), CalendarMonths():
            return one.count <= other.count
        case _:
            if one.longest() <= other.shortest():
                return True
            return False if one.shortest() > other.longest() else None

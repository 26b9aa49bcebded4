"""A dose every ten days without a window, where a missed one stops the protocol."""

from collections.abc import Iterator

from tests.near_misses.small_course import care, protocol


def drug(route: str = "intravenous") -> str:
    return f'drug a {{ route {route} assumed "x" dose 100 mg assumed "x" }}'


DEFECT = protocol(drug(), care("give a every 10 days, 4 times missed stop"))


def repaired() -> Iterator[str]:
    """Whole weeks, a window that holds a working day, or nothing that ends for a weekend."""
    for weeks in range(1, 9):
        yield protocol(drug(), care(f"give a every {weeks} weeks, 4 times missed stop"))
    for days in (10, 17, 20, 30):
        for early, late in ((1, 1), (0, 2), (2, 0), (3, 3), (0, 5)):
            yield protocol(drug(), care(f"give a every {days} days, 4 times window -{early}..+{late} days missed stop"))
        for limit in (2, 3, 4):
            yield protocol(
                drug(), care(f"give a every {days} days, 4 times missed postpone at most {limit} days then stop")
            )
        yield protocol(drug(), care(f"give a every {days} days, 4 times missed skip"))
    for route in ("oral", "subcutaneous", "inhaled"):
        yield protocol(drug(route), care("give a every 10 days, 4 times missed stop"))
    for listed in ("0, 7, 14", "0, 14, 28, 56", "0, 21", "7, 70"):
        yield protocol(drug(), care(f"give a on days {listed} missed stop"))

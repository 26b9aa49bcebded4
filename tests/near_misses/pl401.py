"""A dose ten times too high for its cap."""

from collections.abc import Iterator

from tests.near_misses.small_course import care, protocol

WEIGHT = 'patient weight { unit kg range 30..150 kg fresh for 12 weeks assumed "x" }'


def drug(dose: str, *bounds: str, more: str = "") -> str:
    clauses = " ".join(f'{one} assumed "x"' for one in (f"dose {dose}", *bounds))
    return protocol(f"{more} drug a {{ {clauses} }}", care("give a on days 0, 14"))


DEFECT = drug("3750 mg", "cap 1000 mg")


def repaired() -> Iterator[str]:
    """Doses at and under the cap, at and over the floor, within the limit; a cap that only large patients reach."""
    for dose in ("375 mg", "500 mg", "1000 mg", "0.375 g", "1 g"):
        for cap in ("1000 mg", "1 g", "2000 mg"):
            yield drug(dose, f"cap {cap}")
        for floor in ("10 mg", "100 mg", "375 mg"):
            yield drug(dose, f"floor {floor}")
        for limit in ("1000 mg in 1 day", "3 g in 1 week", "5 g in total"):
            yield drug(dose, f"limit {limit} then review")
    for rate in (1, 5, 10):
        for cap in (300, 450, 500, 800):
            yield drug(f"{rate} mg/kg of weight", f"cap {cap} mg", more=WEIGHT)

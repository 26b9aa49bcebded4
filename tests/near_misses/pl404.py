"""A cap that is no multiple of the step, and is rounded up."""

from collections.abc import Iterator

from tests.near_misses.small_course import care, protocol


def drug(rate: int, bound: str, rounding: str, weights: str = "30..150 kg") -> str:
    weight = f'patient weight {{ unit kg range {weights} fresh for 12 weeks assumed "x" }}'
    clauses = f'dose {rate} mg/kg of weight assumed "x" {bound} assumed "x" rounded {rounding} assumed "x"'
    return protocol(f"{weight} drug a {{ {clauses} }}", care("give a on days 0, 14"))


DEFECT = drug(5, "cap 450 mg", "to 100 mg")


def repaired() -> Iterator[str]:
    """A step that divides the bound, the other direction, or patients too small to reach it."""
    for step in (1, 5, 10, 25, 50, 150, 225):
        yield drug(5, "cap 450 mg", f"to {step} mg")
        yield drug(5, "cap 450 mg", f"up to {step} mg", "60..150 kg")
    for step in (20, 40, 60, 100):
        yield drug(5, "cap 450 mg", f"down to {step} mg")
    for cap in (300, 400, 440, 449, 500, 600):
        yield drug(5, f"cap {cap} mg", "to 100 mg")
    for high in (60, 70, 80, 89):
        yield drug(5, "cap 450 mg", "to 100 mg", f"30..{high} kg")
    for floor in (100, 200, 150, 250, 350):
        yield drug(5, f"floor {floor} mg", "up to 100 mg")
        yield drug(5, f"floor {floor} mg", "to 50 mg")
        yield drug(5, f"floor {floor} mg", "down to 50 mg")
    for step in (1, 10, 20, 50, 60):
        yield drug(1, "cap 1000 mg", f"to {step} mg")
    for low in (50, 60, 100):
        yield drug(1, "cap 1000 mg", "to 100 mg", f"{low}..150 kg")

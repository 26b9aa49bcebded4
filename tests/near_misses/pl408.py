"""A tablet with a rate of infusion."""

from collections.abc import Iterator

from tests.near_misses.small_course import care, protocol

WEIGHT = 'patient weight { unit kg range 2..300 kg fresh for 50 weeks assumed "x" }'


def course(route: str, *clauses: str) -> str:
    said = " ".join(f'{one} assumed "x"' for one in (f"route {route}", *clauses))
    return protocol(
        f"{WEIGHT}\n  drug a {{ {said} }}", care("give a every 1 week, 9 times", "measure weight every 1 week, 9 times")
    )


DEFECT = course("oral", "dose 500 mg", "rate 50 mg/h")


def repaired() -> Iterator[str]:
    """Routes by which something flows, doses at once, and amounts that the rounding of the protocol reaches."""
    for route in ("intravenous", "subcutaneous", "intraperitoneal", "intrathecal", "epidural"):
        for rate in (10, 25, 50):
            yield course(route, "dose 500 mg", f"rate {rate} mg/h")
    for route in ("oral", "topical", "rectal", "nasal", "intramuscular"):
        for dose in ("500 mg", "1 g", "50 mg", "100 IU", "2 mg/kg of weight"):
            yield course(route, f"dose {dose}")
    for dose in (1, 2, 5, 10):
        for step in (1, 5, 10, 50):
            yield course("oral", f"dose {dose} IU/kg of weight", f"rounded to {step} IU")

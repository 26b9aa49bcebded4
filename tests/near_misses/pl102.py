"""PL102: one drug declared twice; repaired by another name for the second, of whatever kind."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL102")
_PLAIN = accepted("PL102")


def repaired() -> Iterator[str]:
    """Names that begin, end or sound like the first; a name in another track; the same title for two drugs."""
    yield _PLAIN
    for name in ("rituximab_2", "rituximab2", "rituximaba", "rituxima", "ritux", "a_rituximab", "r", "ivig", "dose"):
        yield DEFECT.replace("drug rituximab { dose 1000 mg", f"drug {name} {{ dose 1000 mg")
    for number in range(45):
        yield DEFECT.replace("drug rituximab { dose 1000 mg", f'drug drug_{number} "Rituximab" {{ dose 1000 mg')

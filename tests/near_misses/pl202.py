"""PL202: nobody has an exit at 1 %; repaired by taking the value into one of the two, or by an exit for it alone."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL202")
_LOW, _HIGH = "when cd20 < 1 % ", "when cd20 > 1 % "
_EXIT = "      when high         go second_course"


def repaired() -> Iterator[str]:
    """Edges that meet, whichever rule takes the value between them; an exit after a time for everybody else."""
    for edge in ("0.5", "0.9", "1", "1.1", "2", "5", "10", "14.9", "15", "20", "25", "99"):
        yield DEFECT.replace(_LOW, f"when cd20 < {edge} % ").replace(_HIGH, f"when cd20 >= {edge} % ")
        yield DEFECT.replace(_LOW, f"when cd20 <= {edge} % ").replace(_HIGH, f"when cd20 > {edge} % ")
        yield DEFECT.replace(_HIGH, f"when cd20 >= {edge} % ").replace(_LOW, "when not high ")
        yield DEFECT.replace(_LOW, f"when cd20 <= {edge} % ").replace(_HIGH, "when not depleted ")
    for weeks in (1, 2, 4, 8, 12):
        yield DEFECT.replace(_EXIT, f'      after {weeks} weeks go second_course  assumed "an example"\n{_EXIT}')

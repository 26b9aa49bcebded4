"""PL505: a phase that waits for a result without a limit; repaired by a time, whatever it is and wherever it leads."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL505")
_PLAIN = accepted("PL505")
_EXIT = 'when depleted  go observation    assumed "an example"\n'


def repaired() -> Iterator[str]:
    """After one to thirty weeks to a second course; after a time to the same place as those with a result."""
    for weeks in range(1, 31):
        yield _PLAIN.replace("after 12 weeks", f"after {weeks} weeks")
    for days in range(1, 22):
        yield DEFECT.replace(_EXIT, f'{_EXIT}      after {days} days go observation  assumed "an example"\n')

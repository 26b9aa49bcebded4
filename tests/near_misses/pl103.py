"""PL103: a trigger called like a measure of the language; repaired by any other name."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL103")


def repaired() -> Iterator[str]:
    """Names that hold the word, are near it, or are words of the language that hide nothing."""
    near = [
        "counts",
        "count_",
        "count_low",
        "low_count",
        "counted",
        "coun",
        "recount",
        "count1",
        "a_count",
        "cd20_count",
    ]
    words = ["dose", "phase", "track", "week", "day", "month", "stop", "start", "until", "every", "window", "hold"]
    for name in (*near, *words, *(f"low_{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"), "low", "depleted"):
        yield DEFECT.replace("trigger count ", f"trigger {name} ").replace("stop when count ", f"stop when {name} ")

"""PL008: a file that may not be imported; repaired by one inside the project, wherever it lies there."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL008")[0].text
_WRONG = "/home/somebody/drugs.proto"
_DRUGS = dict(explain.examples("PL008")[1].others)["drugs.proto"]
_PLACES = [
    f"{folder}{name}.proto" for folder in ("", "library/", "library/drugs/") for name in ("drugs", "a-b", "ä", "x_1")
]
_PLACES += [f"library/drugs_{number}.proto" for number in range(20)]
OTHERS = dict.fromkeys(_PLACES, _DRUGS)


def repaired() -> Iterator[str]:
    """Plain paths, and ones that go through a folder and back."""
    for place in _PLACES:
        yield DEFECT.replace(_WRONG, place)
    for place in _PLACES[:20]:
        yield DEFECT.replace(_WRONG, f"library/../{place}")

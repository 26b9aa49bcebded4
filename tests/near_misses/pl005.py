"""PL005: a name with a letter of another alphabet; repaired by letters a to z, digits and `_`."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL005")
_PLAIN = accepted("PL005")


def repaired() -> Iterator[str]:
    """Other names of the drug everywhere; a look-alike where it may stand: in a title, a reason, a comment."""
    yield _PLAIN
    for letter in "abcdefghijklmnopqrstuvwxyz":
        yield _PLAIN.replace("rituximab", f"r{letter}tux_2")
    for character in "іаеорсухѕјԁԛԝ":
        yield _PLAIN.replace('"A small example"', f'"A sm{character}ll example"')
        yield _PLAIN + f"# r{character}tuximab\n"

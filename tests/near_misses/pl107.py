"""PL107: a percentage of nothing; repaired by saying of what."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL107")


def repaired() -> Iterator[str]:
    """Of cells of many kinds, or as a number of cells by volume."""
    kinds = ["lymphocytes", "leukocytes", "white blood cells", "mononuclear cells", "CD45+ cells", "B cells", "T cells"]
    kinds += [f"CD{number}+ cells" for number in range(3, 49) if number != 45]
    for kind in kinds:
        yield DEFECT.replace("unit % ", f'unit % of "{kind}" ')

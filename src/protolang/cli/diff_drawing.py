"""What `diff` draws: the flowchart of both, and the page with both beside each other."""

from protolang.compare.report import Compared
from protolang.render.comparison_html import comparison_html
from protolang.render.flowchart_union import union_svg


def drawn(found: Compared) -> str:
    """The flowchart of both sides, as SVG."""
    one, two = found.sides
    return union_svg(one.protocol, two.protocol, found.changes)


def diff_as_html(found: Compared, drawing: str) -> str:
    """The page of a comparison, with the flowchart of both."""
    return comparison_html(found, drawing)

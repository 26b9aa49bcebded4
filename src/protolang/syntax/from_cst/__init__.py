"""From what stands in a rule of the grammar to a node of the syntax tree.

The concrete tree is never built whole: the parser calls one of these functions whenever a rule is complete, from the
leaves up, so no pass walks down a tree of unknown depth. The modules mirror those of `protolang.syntax.ast`.
"""

from collections.abc import Callable
from typing import Any

from protolang.source import Span
from protolang.syntax.from_cst.claim import CLAIMS
from protolang.syntax.from_cst.declaration import DECLARATIONS
from protolang.syntax.from_cst.drug import DRUGS
from protolang.syntax.from_cst.expression import EXPRESSIONS, Parts
from protolang.syntax.from_cst.file import FILES
from protolang.syntax.from_cst.rule import RULES
from protolang.syntax.from_cst.scenario import SCENARIOS
from protolang.syntax.from_cst.track import TRACKS
from protolang.syntax.from_cst.variant import VARIANTS

Reduction = Callable[[Parts, Span], Any]

# By the name of the rule, or of its alternative where it has a name of its own.
REDUCTIONS: dict[str, Reduction] = {
    **EXPRESSIONS,
    **CLAIMS,
    **DECLARATIONS,
    **DRUGS,
    **RULES,
    **TRACKS,
    **SCENARIOS,
    **VARIANTS,
    **FILES,
}

__all__ = ["REDUCTIONS", "Parts", "Reduction"]

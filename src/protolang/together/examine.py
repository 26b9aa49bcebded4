"""All that is looked at in two protocols for one patient."""

from collections.abc import Callable, Iterable

from protolang.diagnostics import Diagnostic
from protolang.diagnostics.source_order import in_source_order
from protolang.together.apart import doses_too_near
from protolang.together.doses import summed_doses
from protolang.together.orders import contradictory_orders
from protolang.together.pairing import Pair
from protolang.together.visits import clashing_visits, duplicate_samples

_LOOKED_AT: tuple[Callable[[Pair], Iterable[Diagnostic]], ...] = (
    contradictory_orders,
    doses_too_near,
    summed_doses,
    clashing_visits,
    duplicate_samples,
)


def examine(pair: Pair) -> tuple[Diagnostic, ...]:
    """Every finding, in the order of the second file; the places of the first are their other labels."""
    return in_source_order([found for look in _LOOKED_AT for found in look(pair)])

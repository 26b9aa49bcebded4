"""A term while it is read: with its unit, and what else decides where it may stand."""

import attrs

from protolang.model.dimensions import Side
from protolang.model.term import Operand
from protolang.quantity import Unit
from protolang.source import Span


@attrs.frozen(eq=False, repr=False)
class Typed:
    """A term with what is known of it; `side` is None while nothing says what unit it has.

    `parameters` are those that have its unit, whatever that is. `counts` marks a number of times, which may be
    compared with `6 doses`. With `choices` it is a word and no number; `name` is then whose.
    """

    operand: Operand
    side: Side | None
    span: Span
    parameters: tuple[str, ...] = ()
    counts: bool = False
    choices: tuple[str, ...] = ()
    name: str | None = None

    @property
    def unit(self) -> Unit | None:
        """Its unit, when that is known."""
        return None if self.side is None else self.side.unit

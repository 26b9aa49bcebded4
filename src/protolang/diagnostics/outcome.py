"""What a pass gives back: a result as far as there is one, and everything there is to say about it."""

from typing import Generic, TypeVar

import attrs

from protolang.diagnostics.diagnostic import Diagnostic

T_co = TypeVar("T_co", covariant=True)


@attrs.frozen
class Outcome(Generic[T_co]):
    """The result of a pass. A user's mistake is returned here, never raised.

    `value` is None when the pass could make nothing of its input; beside errors, a value is a partial one.
    """

    value: T_co | None
    diagnostics: tuple[Diagnostic, ...] = ()

"""Where a variant comes from: its ancestors, what it changes of its base, and why."""

import attrs

from protolang.model.evidence import Evidence
from protolang.source import Span, Value


@attrs.frozen(eq=False, repr=False)
class Ancestor(Value):
    """A protocol or a variant that this one descends from; `version` may be empty."""

    id: str
    title: str
    version: str
    sha256: str


@attrs.frozen(eq=False, repr=False)
class Modification(Value):
    """One change of the base: what is done (`added`, `replaced`), to what (`phase infusions.induction`), and why.

    `reason` is the author's `because`, else empty: then the evidence, or that of the text itself, says where it comes
    from. `weakens` is that the author admits a weaker safety rule: says so, or takes the rule itself out. `removed` are
    stretches of the base, `added` is the text in their place.
    """

    done: str
    target: str
    reason: str
    weakens: bool
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    removed: tuple[Span, ...] = attrs.field(default=(), eq=False, repr=False, metadata={"printed": False})
    added: Span | None = attrs.field(default=None, eq=False, repr=False, metadata={"printed": False})


@attrs.frozen(eq=False, repr=False)
class Descent(Value):
    """The ancestors of a variant, its base last, and its modifications of that base in the order of its file.

    `landings` are pairs: a phase of the base, and the phase of the variant, `end` or `stop` to which its patients go.
    """

    ancestors: tuple[Ancestor, ...]
    modifications: tuple[Modification, ...]
    landings: tuple[tuple[str, str], ...] = ()

    @property
    def base(self) -> Ancestor:
        """What it is a variant of."""
        return self.ancestors[-1]

"""Which safety rules of a base its variant does not keep as strict: found by implication, not by name or text."""

from collections.abc import Mapping

from protolang.compare.acting import weaker_alerts, weaker_criteria, weaker_holds, weaker_stops, weaker_vetoes
from protolang.compare.apart import weaker_separations
from protolang.compare.caps import weaker_caps
from protolang.compare.deciding import weaker_rows
from protolang.compare.demands import weaker_requirements
from protolang.compare.endings import weaker_delays, weaker_endings
from protolang.compare.freshness import weaker_freshness
from protolang.compare.implication import Pair
from protolang.compare.monitoring import weaker_monitoring
from protolang.compare.safety import Loss, SafetyKind, Said, Weakening, change_behind
from protolang.compare.scopes import Comparer
from protolang.compare.spacing import weaker_spacing
from protolang.compare.withholding import weaker_following, weaker_ways_out, weaker_withholding
from protolang.model.descent import Descent
from protolang.model.protocol import Protocol
from protolang.variants.change import Verb

__all__ = ["Loss", "SafetyKind", "Said", "Weakening", "change_behind", "renamed_by", "weakenings"]

_KINDS = (
    weaker_stops,
    weaker_ways_out,
    weaker_rows,
    weaker_holds,
    weaker_endings,
    weaker_delays,
    weaker_vetoes,
    weaker_withholding,
    weaker_following,
    weaker_criteria,
    weaker_caps,
    weaker_spacing,
    weaker_monitoring,
    weaker_freshness,
    weaker_requirements,
    weaker_separations,
    weaker_alerts,
)


def weakenings(base: Protocol, variant: Protocol, renamed: Mapping[str, str] | None = None) -> tuple[Weakening, ...]:
    """Every safety rule of `base` that `variant` drops or relaxes, kind by kind.

    Both are protocols without errors. `renamed` says what is called otherwise in the variant: name of the base to name
    of the variant. What cannot be decided is a weakening with `Loss.UNPROVED` and the reason.
    """
    compare = Comparer(Pair(base, variant, renamed or {}))
    return tuple(dict.fromkeys(found for kind in _KINDS for found in kind(compare)))


def renamed_by(descent: Descent) -> dict[str, str]:
    """What a variant calls otherwise: name of its base to its own name."""
    return {
        item.target.rpartition("`")[0].rpartition("`")[2].rpartition(".")[2]: item.added.text
        for item in descent.modifications
        if item.done == Verb.RENAME.past and item.added is not None
    }

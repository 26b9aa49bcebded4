"""The lowering of a variant's changes. In: an effective protocol. Out: its Descent."""

from protolang.model.descent import Ancestor, Descent, Modification
from protolang.model.findings import one_line
from protolang.model.lowering import Lowering
from protolang.variants.change import Change, Effective, Verb


def lower_changes(effective: Effective | None, low: Lowering) -> Descent | None:
    """Where a variant comes from and what it changes; None for what is no variant."""
    if effective is None or effective.base is None:
        return None
    ancestors = tuple(
        Ancestor(item.name, item.title, item.version, item.source.sha256) for item in effective.lineage[:-1]
    )
    changes = sorted(effective.changes, key=lambda change: change.delta.order)
    modifications = tuple(_modification(change, low) for change in changes)
    return Descent(ancestors, modifications, tuple(sorted(effective.landings.items())))


def _modification(change: Change, low: Lowering) -> Modification:
    reason = change.reason
    # What a `set` cites is cited by the parameter as well.
    marks = () if change.verb is Verb.SET else reason.marks
    return Modification(
        change.verb.past,
        change.target,
        one_line(reason.because or ""),
        reason.weakens,
        low.names.evidence(marks, change.target),
        change.delta,
        change.removed,
        change.added,
    )

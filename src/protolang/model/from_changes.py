"""The lowering of a variant's changes. In: an effective protocol. Out: its Descent."""

from protolang.model.descent import Ancestor, Descent, Modification
from protolang.model.findings import one_line
from protolang.model.lowering import Lowering
from protolang.syntax.ast import MarkKind
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
    # What the new text leaves open is a decision there; here only its sources are named again. What a text left open
    # that is gone is open no longer.
    marks = reason.marks or tuple(mark for mark in change.marks if mark.kind is MarkKind.CITED)
    if change.verb in (Verb.SET, Verb.REMOVE):
        marks = tuple(mark for mark in marks if mark.kind is not MarkKind.UNSTATED)
    return Modification(
        change.verb.past,
        change.target,
        one_line(reason.because or ""),
        reason.weakens or _takes_out_a_rule(change),
        low.names.evidence(marks, change.target),
        change.delta,
        change.removed,
        change.added,
    )


def _takes_out_a_rule(change: Change) -> bool:
    """Whether a delta removes a rule by itself, and so says that it does; a phase may hold a rule unseen."""
    return change.verb is Verb.REMOVE and change.target.startswith(("require ", "`"))

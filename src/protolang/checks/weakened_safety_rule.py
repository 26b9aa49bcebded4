"""PL901: a variant that drops or weakens a safety rule of its base. A warning where its author says why."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from protolang.checks.pointing import opening, statement
from protolang.compare.weakening import Loss, Weakening, change_behind, renamed_by, weakenings
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL901
from protolang.model.descent import Modification
from protolang.model.protocol import Protocol


def along_the_descent(protocol: Protocol, bases: Sequence[Protocol]) -> Iterator[Diagnostic]:
    """What a variant weakens of its base, rule by rule; and in one finding each, what its ancestors weaken of theirs.

    `bases` are the base, the base of that, and so on. Who reads the variant has not chosen what they gave up before.
    """
    for number, (variant, base) in enumerate(pairwise([protocol, *bases])):
        found = tuple(weakened_safety_rule(variant, base))
        if number == 0:
            yield from found
        elif found:
            yield _inherited(protocol, variant, base, found)


def _inherited(protocol: Protocol, variant: Protocol, base: Protocol, found: tuple[Diagnostic, ...]) -> Diagnostic:
    count = f"{len(found)} safety rule{'s' if len(found) > 1 else ''}"
    is_admitted = all(item.severity is Severity.WARNING for item in found)
    return Diagnostic(
        PL901,
        f"`{variant.id}`, from which this variant comes, weakens {count} of `{base.id}`",
        Label(opening(protocol.origin), "comes from it"),
        notes=("on purpose, as its author says" if is_admitted else "and its author does not admit all of it",),
        help=f"`check` of `{variant.id}` shows each of them",
        severity=Severity.WARNING if is_admitted else Severity.ERROR,
    )


def weakened_safety_rule(protocol: Protocol, base: Protocol) -> Iterator[Diagnostic]:
    """One finding for each rule of `base` that its variant `protocol` does not keep as strict.

    Both are without errors. Nothing for a protocol that is no variant.
    """
    descent = protocol.descent
    if descent is None:
        return
    for weakening in weakenings(base, protocol, renamed_by(descent)):
        yield finding(weakening, protocol, change_behind(weakening, descent.modifications))


def finding(weakening: Weakening, protocol: Protocol, change: Modification | None) -> Diagnostic:
    """A weakened rule in both places, and the patient for whom it matters; `change` is what weakened it."""
    admitted = change is not None and change.weakens
    labels = [Label(statement(weakening.base.origin), f"the {weakening.kind.value} of the base")]
    if weakening.variant is not None and weakening.variant.origin != weakening.base.origin:
        labels.append(Label(statement(weakening.variant.origin), "what stands for it in the variant"))
    primary = labels[-1] if change is None and len(labels) > 1 else Label(protocol.origin, "in this variant")
    if change is not None:
        primary = Label(change.origin, f"{change.done} here")
    notes = [f"the base says: {weakening.base.sentence}"]
    if weakening.variant is not None:
        notes.append(f"the variant says: {weakening.variant.sentence}")
    if admitted and change is not None and change.reason:
        notes.insert(0, f"weakened on purpose: “{change.reason}”")
    return Diagnostic(
        PL901,
        _message(weakening, protocol, admitted=admitted),
        primary,
        tuple(label for label in labels if label is not primary),
        notes=tuple(notes),
        help=None if admitted else _help(change),
        witness=weakening.point,
        severity=Severity.WARNING if admitted else Severity.ERROR,
    )


def _message(weakening: Weakening, protocol: Protocol, *, admitted: bool) -> str:
    kind, on_purpose = weakening.kind.one, " on purpose" if admitted else ""
    base = f" of `{protocol.descent.base.id}`" if protocol.descent is not None else ""
    match weakening.loss:
        case Loss.REMOVED:
            return f"`{protocol.id}` drops a safety rule{base}{on_purpose}, {kind}: {weakening.witness}"
        case Loss.RELAXED:
            return f"`{protocol.id}` weakens a safety rule{base}{on_purpose}, {kind}: {weakening.witness}"
        case Loss.UNPROVED:
            return f"it is not proved that `{protocol.id}` keeps a safety rule{base}, {kind}: {weakening.witness}"


def _help(change: Modification | None) -> str:
    if change is None:
        return 'keep the rule, or write the change of it with `weakens because "…"`'
    return f'write `weakens because "…"` on the change at {change.origin.place}, or keep the rule'

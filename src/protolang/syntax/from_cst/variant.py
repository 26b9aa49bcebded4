"""Reductions of what a variant changes. In: what stood in one rule. Out: one delta."""

from collections.abc import Iterable
from typing import Any

import attrs

from protolang.source import Span
from protolang.syntax.ast import (
    AddDelta,
    AddInner,
    ChangeDelta,
    Marks,
    MigrateDelta,
    MoveDelta,
    Name,
    NamedTarget,
    Node,
    PathExpr,
    PhaseDecl,
    PlacedPhase,
    QuantityExpr,
    ReasonClause,
    RemoveDelta,
    RemoveInner,
    RenameDelta,
    ReplaceDelta,
    ReplaceInner,
    SetDelta,
    ShortClause,
)
from protolang.syntax.from_cst.expression import Parts, marks_of, without_marks
from protolang.syntax.from_cst.track import parts_of_phase


@attrs.frozen(eq=False, repr=False)
class Because(Node):
    """`because "…"`, on its way into the reason."""

    text: str


@attrs.frozen(eq=False, repr=False)
class Over(Node):
    """`over didona`, on its way into the reason."""

    name: Name


@attrs.frozen(eq=False, repr=False)
class Weakens(Node):
    """`weakens`, on its way into the reason."""


@attrs.frozen(eq=False, repr=False)
class _Marked(Node):
    """What is removed, on its way into the delta, with the marks behind it."""

    target: NamedTarget
    marks: Marks


def _reasons(parts: Iterable[Any], span: Span) -> tuple[tuple[Any, ...], ReasonClause]:
    """What stood before the reason, and the reason."""
    over: Name | None = None
    because: Because | None = None
    weakens = False
    rest = []
    for part in parts:
        if type(part) is Because:
            because = part if because is None else because
        elif type(part) is Over:
            over = part.name if over is None else over
        elif type(part) is Weakens:
            weakens = True
        else:
            rest.append(part)
    if because is None:
        return tuple(rest), ReasonClause(over, weakens, None, (), span=span)
    return tuple(rest), ReasonClause(over, weakens, because.text, (), span=span, because_span=because.span)


def _because(parts: Parts, span: Span) -> Because:
    return Because(parts[0], span=span)


def _weakens(_parts: Parts, span: Span) -> Weakens:
    return Weakens(span=span)


def _over(parts: Parts, span: Span) -> Over:
    return Over(parts[0], span=span)


def _path(parts: Parts, span: Span) -> PathExpr:
    return PathExpr(tuple(part for part in parts if type(part) is Name), span=span)


def _named(parts: Parts, span: Span) -> NamedTarget:
    kind, path = parts
    return NamedTarget(kind, path, span=span)


def _named_mark(parts: Parts, span: Span) -> _Marked:
    target, *marks = parts
    return _Marked(target, tuple(marks), span=span)


def _placed_phase(parts: Parts, span: Span) -> PlacedPhase:
    path, title, *content = parts
    start, phases, clauses = parts_of_phase(content)
    return PlacedPhase(
        path, PhaseDecl(path.names[-1], title, clauses, start=start, phases=phases, span=span), span=span
    )


def _add(parts: Parts, span: Span) -> AddDelta:
    (content,), reason = _reasons(parts, span)
    return AddDelta(content, reason, span=span)


def _remove(parts: Parts, span: Span) -> RemoveDelta:
    (target, *_), reason = _reasons(parts, span)
    if type(target) is _Marked:
        return RemoveDelta(target.target, attrs.evolve(reason, marks=target.marks), span=span)
    return RemoveDelta(target, reason, span=span)


def _replace(parts: Parts, span: Span) -> ReplaceDelta:
    (*old, content), reason = _reasons(parts, span)
    return ReplaceDelta(content, old[0] if old else None, reason, span=span)


def _assign(parts: Parts, span: Span) -> SetDelta:
    (name, value, *_), reason = _reasons(without_marks(parts), span)
    written: QuantityExpr | None = value
    return SetDelta(name, written, marks_of(parts), reason, span=span)


def _rename(parts: Parts, span: Span) -> RenameDelta:
    (target, name, title), reason = _reasons(parts, span)
    return RenameDelta(target, name, title, reason, span=span)


def _move(parts: Parts, span: Span) -> MoveDelta:
    (path, to), reason = _reasons(parts, span)
    return MoveDelta(path, to, reason, span=span)


def _change_phase(parts: Parts, span: Span) -> ChangeDelta:
    path, *deltas = parts
    return ChangeDelta(NamedTarget("phase", path, span=path.span), tuple(deltas), span=span)


def _change_track(parts: Parts, span: Span) -> ChangeDelta:
    return _change("track", parts, span)


def _change_drug(parts: Parts, span: Span) -> ChangeDelta:
    return _change("drug", parts, span)


def _change_lab(parts: Parts, span: Span) -> ChangeDelta:
    kind, *rest = parts
    return _change(kind, rest, span)


def _change(kind: str, parts: Parts, span: Span) -> ChangeDelta:
    name, *deltas = parts
    target = NamedTarget(kind, PathExpr((name,), span=name.span), span=name.span)
    return ChangeDelta(target, tuple(deltas), span=span)


def _add_inner(parts: Parts, span: Span) -> AddInner:
    (content,), reason = _reasons(parts, span)
    return AddInner(content, reason, span=span)


def _remove_inner(parts: Parts, span: Span) -> RemoveInner:
    (content,), reason = _reasons(parts, span)
    return RemoveInner(content, reason, span=span)


def _replace_inner(parts: Parts, span: Span) -> ReplaceInner:
    (*old, content), reason = _reasons(parts, span)
    return ReplaceInner(content, old[0] if old else None, reason, span=span)


def _short(parts: Parts, span: Span) -> ShortClause:
    words, *subject = parts
    name = subject[0] if subject else None
    return ShortClause(words, name.text if isinstance(name, Name) else name, span=span)


def _migrate(parts: Parts, span: Span) -> MigrateDelta:
    (old, new), reason = _reasons(parts, span)
    if isinstance(new, PathExpr):
        return MigrateDelta(old, new, None, reason, span=span)
    return MigrateDelta(old, None, new, reason, span=span)


VARIANTS = {
    "because": _because,
    "over_variant": _over,
    "weakens": _weakens,
    "path": _path,
    "named": _named,
    "named_mark": _named_mark,
    "placed_phase": _placed_phase,
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "assign_param": _assign,
    "rename": _rename,
    "move": _move,
    "change_phase": _change_phase,
    "change_track": _change_track,
    "change_drug": _change_drug,
    "change_lab": _change_lab,
    "add_inner": _add_inner,
    "remove_inner": _remove_inner,
    "replace_inner": _replace_inner,
    "short": _short,
    "migrate": _migrate,
}

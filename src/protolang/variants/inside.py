"""Deltas inside one thing: the statements of a phase or a track, the clauses of a drug, a lab or a patient's value."""

from typing import Any, assert_never

import attrs

from protolang.syntax.ast import (
    AddInner,
    ChangeDelta,
    InnerDelta,
    Name,
    Node,
    PhaseDecl,
    RemoveInner,
    ReplaceInner,
    StartClause,
    TrackDecl,
)
from protolang.variants.change import Key, Path, Verb
from protolang.variants.draft import Draft, dotted, names_of
from protolang.variants.places import at
from protolang.variants.statements import full_key, in_words, is_only, key_of, meant, reasoned


def change_inside(draft: Draft, delta: ChangeDelta) -> None:
    """`change phase … { … }`, statement by statement."""
    target = delta.target
    if target.kind == "phase":
        key = draft.phase(target.path)
        holder: Any = at(draft.declarations, key) if key is not None else None
    else:
        key = names_of(target.path)
        holder = draft.target(target)
    if key is None or holder is None:
        return
    content = _Content(draft, key, f"{target.kind} `{dotted(target.path)}`", holder.clauses, _start(holder))
    for inner in delta.deltas:
        content.change(inner)
    changed = attrs.evolve(holder, clauses=tuple(content.clauses))
    if isinstance(changed, PhaseDecl | TrackDecl):
        changed = attrs.evolve(changed, start=content.start)
    if isinstance(changed, PhaseDecl):
        draft.put_phase(key, lambda _: changed)
    else:
        draft.put(holder, changed)


def _start(holder: Any) -> Name | None:
    return holder.start if isinstance(holder, PhaseDecl | TrackDecl) else None


@attrs.define
class _Content:
    """What stood in one thing, and what stands in it while its deltas are applied."""

    draft: Draft
    path: Path
    holder: str
    standing: tuple[Any, ...]
    start: Name | None
    clauses: list[Any] = attrs.field()

    @clauses.default
    def _as_it_stands(self) -> list[Any]:
        return list(self.standing)

    def change(self, delta: InnerDelta) -> None:
        match delta:
            case AddInner(content=StartClause() as start) | ReplaceInner(content=StartClause() as start):
                self._set_start(delta, start)
            case AddInner():
                self._add(delta)
            case RemoveInner():
                self._remove(delta)
            case ReplaceInner():
                self._replace(delta)
            case _:
                assert_never(delta)

    def _set_start(self, delta: AddInner | ReplaceInner, start: StartClause) -> None:
        verb = Verb.ADD if isinstance(delta, AddInner) else Verb.REPLACE
        what = f"`start` in {self.holder}"
        if verb is Verb.ADD and self.start is not None:
            self.draft.findings.there_already(what, start.span, self.start.span)
        elif self.draft.admit((*self.path, "#start"), what, verb, delta.span, delta.reason):
            removed = (self.start.span,) if self.start is not None else ()
            self.start = start.phase
            self.draft.record(verb, what, delta.span, delta.reason, removed, start)

    def _add(self, delta: AddInner) -> None:
        content = delta.content
        what = self._what(content)
        key = key_of(content) if is_only(content) else full_key(content)
        there = next((item for item in self.standing if key in (key_of(item), full_key(item))), None)
        if there is not None:
            self.draft.findings.there_already(what, content.span, there.span)
        elif self.draft.admit((*self.path, *key), what, Verb.ADD, delta.span, delta.reason):
            self.clauses.append(reasoned(content, delta.reason))
            self.draft.record(Verb.ADD, what, delta.span, delta.reason, (), content)

    def _remove(self, delta: RemoveInner) -> None:
        # Behind a statement that is written out, marks are read as its own.
        reason = attrs.evolve(delta.reason, marks=getattr(delta.content, "marks", ()))
        found = self._one(delta.content, replacing=False)
        what = self._what(delta.content)
        if found is not None and self.draft.admit(self._key(found), what, Verb.REMOVE, delta.span, reason):
            self._put(found)
            self.draft.record(Verb.REMOVE, what, delta.span, reason, (found.span,), None)

    def _replace(self, delta: ReplaceInner) -> None:
        old = delta.old if delta.old is not None else delta.content
        found = self._one(old, replacing=delta.old is None)
        what = self._what(old)
        if found is None:
            return
        key, new = self._key(found), self._key(delta.content)
        if self.draft.admit(key, what, Verb.REPLACE, delta.span, delta.reason, becomes=new):
            self._put(found, reasoned(delta.content, delta.reason))
            self.draft.record(Verb.REPLACE, what, delta.span, delta.reason, (found.span,), delta.content)

    def _put(self, old: Any, *new: Any) -> None:
        index = next(index for index, item in enumerate(self.clauses) if item is old)
        self.clauses[index : index + 1] = new

    def _one(self, wanted: Node, *, replacing: bool) -> Any:
        found = meant(wanted, self.standing, replacing=replacing)
        if len(found) == 1:
            return found[0]
        if found:
            self.draft.findings.ambiguous(self._what(wanted), wanted.span, [item.span for item in found])
        else:
            self.draft.gone(self._what(wanted), self._key(wanted), wanted.span, None)
        return None

    def _key(self, content: Node) -> Key:
        return (*self.path, *key_of(content))

    def _what(self, content: Node) -> str:
        return f"`{in_words(content)}` in {self.holder}"

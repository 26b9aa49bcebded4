"""Renaming: a declaration under another name, and everything that names it."""

from typing import Any

import attrs

from protolang.syntax.ast import Declaration, PhaseDecl, RenameDelta, TrackDecl
from protolang.variants.change import Change, Verb
from protolang.variants.draft import NAME, Draft, dotted, names_of
from protolang.variants.nodes import renamed
from protolang.variants.places import all_phases, name_of, named


def rename(draft: Draft, deltas: list[RenameDelta]) -> None:
    """All renamings of a variant at once, so that two names may be swapped."""
    names = draft.names
    titles: dict[str, str] = {}
    for delta in deltas:
        target = delta.target
        if target.kind == "phase":
            key = draft.phase(target.path)
        else:
            key = names_of(target.path) if draft.target(target) is not None else None
        what = f"{target.kind} `{dotted(target.path)}`"
        if key is None or not draft.admit((NAME, key[-1]), what, Verb.RENAME, delta.span, delta.reason):
            continue
        old = key[-1]
        names[old] = delta.name.text
        if delta.title is not None:
            titles[delta.name.text] = delta.title
        if target.kind == "phase":
            draft.landings[old] = delta.name.text
        draft.record(Verb.RENAME, what, delta.span, delta.reason, (), delta.name)
    for new in names.values():
        _refuse_taken(draft, new, names, deltas)
    draft.declarations[:] = [_titled(renamed(item, names), titles) for item in draft.declarations]
    draft.changes[:] = [_cited(change, names) for change in draft.changes]


def _cited(change: Change, names: dict[str, str]) -> Change:
    """A change that cites its sources under their new names."""
    marks = tuple(renamed(mark, names) for mark in change.marks)
    return attrs.evolve(change, reason=renamed(change.reason, names), marks=marks)


def _refuse_taken(draft: Draft, new: str, names: dict[str, str], deltas: list[RenameDelta]) -> None:
    """Say that a new name is another's already; one that is given up by another renaming is free."""
    if new in names:
        return
    taken = named(draft.declarations, new) or draft.pool.get(new)
    phase = next((phase for path, phase in all_phases(draft.declarations) if path[-1] == new), None)
    first = taken or phase
    if first is not None:
        place = next(delta.name.span for delta in deltas if delta.name.text == new)
        draft.findings.there_already(f"`{new}`", place, first.span)


def _titled(item: Declaration, titles: dict[str, str]) -> Declaration:
    named: Any = item
    name = name_of(item)
    if name in titles and "title" in attrs.fields_dict(type(item)):
        named = attrs.evolve(named, title=titles[name])
    if isinstance(item, TrackDecl):
        named = attrs.evolve(named, phases=tuple(_titled_phase(phase, titles) for phase in item.phases))
    titled: Declaration = named
    return titled


def _titled_phase(phase: PhaseDecl, titles: dict[str, str]) -> PhaseDecl:
    title = titles.get(phase.name.text, phase.title)
    return attrs.evolve(phase, title=title, phases=tuple(_titled_phase(inner, titles) for inner in phase.phases))

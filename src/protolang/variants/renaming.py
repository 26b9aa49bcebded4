"""Renaming: a declaration under another name, and everything that names it."""

from typing import Any

import attrs

from protolang.syntax.ast import Declaration, Name, Node, PhaseDecl, RenameDelta, TrackDecl
from protolang.variants.change import Change, Verb
from protolang.variants.draft import FORMER, NAME, Draft, dotted, names_of
from protolang.variants.nodes import renamed
from protolang.variants.places import all_phases, find_phase, name_of, named


def rename(draft: Draft, deltas: list[RenameDelta]) -> None:
    """All renamings of a variant at once, so that two names may be swapped."""
    aimed = [(delta, old) for delta in deltas if (old := _aimed_at(draft, delta)) is not None]
    free = {old for _, old in aimed}
    names, given = draft.names, dict[str, Name]()
    titles: dict[str, str] = {}
    for delta, old in aimed:
        new = delta.name.text
        first = given.get(new) or (None if new in free else _declared(draft, new))
        if first is not None:
            draft.findings.there_already(f"`{new}`", delta.name.span, first.span)
            continue
        names[old], given[new] = new, delta.name
        if delta.title is not None:
            titles[new] = delta.title
        if delta.target.kind == "phase":
            draft.landings[old] = new
        draft.record(Verb.RENAME, _what(delta), delta.span, delta.reason, (), delta.name)
    draft.declarations[:] = [_titled(renamed(item, names), titles) for item in draft.declarations]
    draft.changes[:] = [_cited(change, names) for change in draft.changes]


def _cited(change: Change, names: dict[str, str]) -> Change:
    """A change that cites its sources under their new names."""
    marks = tuple(renamed(mark, names) for mark in change.marks)
    return attrs.evolve(change, reason=renamed(change.reason, names), marks=marks)


def _aimed_at(draft: Draft, delta: RenameDelta) -> str | None:
    """The name that a renaming changes; None where it may not, which is told."""
    target = delta.target
    if target.kind == "phase":
        # One that is moved as well is named where it stood, and has its name where it stands now.
        stood = find_phase(draft.standing, names_of(target.path))
        is_moved = stood is not None and find_phase(draft.declarations, stood[-1:]) is not None
        path = stood if is_moved else draft.phase(target.path)
    else:
        path = names_of(target.path) if draft.target(target) is not None else None
    if path is None or not draft.admit((NAME, path[-1]), _what(delta), Verb.RENAME, delta.span, delta.reason):
        return None
    return path[-1]


def _what(delta: RenameDelta) -> str:
    return f"{delta.target.kind} `{dotted(delta.target.path)}`"


def _declared(draft: Draft, name: str) -> Node | None:
    """What has a name already, here or in a library."""
    declaration = named(draft.declarations, name)
    if declaration is None and (FORMER, name) not in draft.before:
        declaration = draft.pool.get(name)
    return declaration or next((phase for path, phase in all_phases(draft.declarations) if path[-1] == name), None)


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

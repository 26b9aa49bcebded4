"""Deltas on a protocol. In: the tree of a base, and what a variant changes. Out: the tree with it changed.

Every delta is aimed at the base as it was: at names, or at what a statement says; so their order decides nothing.
Renaming comes last, because a name may stand anywhere.
"""

from collections.abc import Mapping
from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL010
from protolang.syntax.ast import (
    AddDelta,
    ChangeDelta,
    Declaration,
    MigrateDelta,
    MoveDelta,
    NamedTarget,
    ParamDecl,
    PlacedPhase,
    PolicyClause,
    PolicyDecl,
    ProtocolDecl,
    ReasonClause,
    RemoveDelta,
    RenameDelta,
    ReplaceDelta,
    RequireDecl,
    SetDelta,
    VariantDecl,
)
from protolang.variants.change import Key, Touch, Verb
from protolang.variants.draft import Draft, key_of_declaration, kind_of, what_of
from protolang.variants.inside import change_inside
from protolang.variants.phases import add_phase, land, move_phase, remove_phase, replace_phase
from protolang.variants.places import name_of, named, with_title_of
from protolang.variants.renaming import rename
from protolang.variants.statements import in_words, key_of, meant, reasoned, same


def apply(
    variant: VariantDecl, base: ProtocolDecl, before: Mapping[Key, Touch], pool: Mapping[str, Declaration]
) -> Draft:
    """The base with all deltas of a variant applied that can be; what is wrong with the others is in its findings.

    `pool` is what the imported libraries declare, by name.
    """
    draft = Draft(variant, base, before, pool=pool)
    renames: list[RenameDelta] = []
    moves: list[MoveDelta] = []
    landings: list[MigrateDelta] = []
    for delta in variant.deltas:
        match delta:
            case AddDelta():
                _add(draft, delta)
            case RemoveDelta():
                _remove(draft, delta)
            case ReplaceDelta():
                _replace(draft, delta)
            case SetDelta():
                _set(draft, delta)
            case ChangeDelta():
                change_inside(draft, delta)
            case RenameDelta():
                renames.append(delta)
            case MoveDelta():
                moves.append(delta)
            case MigrateDelta():
                landings.append(delta)
            case _:
                assert_never(delta)
    for move in moves:
        move_phase(draft, move)
    rename(draft, renames)
    land(draft, landings)
    return draft


def _add(draft: Draft, delta: AddDelta) -> None:
    content = delta.content
    if isinstance(content, PlacedPhase):
        add_phase(draft, content, delta)
        return
    policy = _policy(draft)
    if isinstance(content, PolicyDecl) and policy is not None:
        _change_policy(draft, policy, content, Verb.ADD, delta.reason)
        return
    name = name_of(content)
    there = named(draft.standing, name) or draft.pool.get(name) if name is not None else None
    if there is None:
        there = next((item for item in draft.standing if name is None and same(item, content)), None)
    what = what_of(content)
    if there is not None:
        draft.findings.there_already(what, content.span, there.span)
    elif draft.admit(key_of_declaration(content), what, Verb.ADD, delta.span, delta.reason):
        draft.insert(reasoned(content, delta.reason))
        draft.record(Verb.ADD, what, delta.span, delta.reason, (), content)


def _remove(draft: Draft, delta: RemoveDelta) -> None:
    target, reason = delta.target, delta.reason
    if isinstance(target, NamedTarget):
        if target.kind == "phase":
            remove_phase(draft, target.path, delta)
            return
        found = draft.target(target)
    else:
        # Behind a statement that is written out, marks are read as its own.
        reason = attrs.evolve(reason, marks=getattr(target, "marks", ()))
        found = draft.unnamed(target, target.span)
    if found is None:
        return
    what = what_of(found)
    if draft.admit(key_of_declaration(found), what, Verb.REMOVE, delta.span, reason):
        draft.put(found, None)
        draft.record(Verb.REMOVE, what, delta.span, reason, (found.span,), None)


def _replace(draft: Draft, delta: ReplaceDelta) -> None:
    content, old = delta.content, delta.old
    if isinstance(content, PlacedPhase):
        replace_phase(draft, content, delta)
        return
    if old is not None and type(old) is not type(content):
        draft.findings.report(
            PL010,
            "a statement is replaced with one of its own kind",
            Label(content.span, "of another kind"),
            Label(old.span, "than this"),
            help="write a `remove` and an `add`",
        )
        return
    policy = _policy(draft)
    if isinstance(content, PolicyDecl) and policy is not None:
        _change_policy(draft, policy, content, Verb.REPLACE, delta.reason)
        return
    found = _standing(draft, content, old)
    if found is None:
        return
    what = what_of(found)
    key, new = key_of_declaration(found), key_of_declaration(content)
    if draft.admit(key, what, Verb.REPLACE, delta.span, delta.reason, becomes=new):
        draft.put(found, with_title_of(found, reasoned(content, delta.reason)))
        draft.record(Verb.REPLACE, what, delta.span, delta.reason, (found.span,), content)


def _standing(draft: Draft, content: Declaration, old: Declaration | PlacedPhase | None) -> Declaration | None:
    """What a `replace` replaces: what it writes out, what has the name of the new one, or what there is one of."""
    if old is not None and not isinstance(old, PlacedPhase):
        return draft.unnamed(old, old.span)
    name = name_of(content)
    if name is not None:
        place = content.name.span if isinstance(content, RequireDecl) and content.name is not None else content.span
        return draft.declared(kind_of(content), name, place)
    alike = [item for item in draft.declarations if type(item) is type(content)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        draft.findings.ambiguous(f"`{in_words(content)}`", content.span, [item.span for item in alike])
    else:
        draft.gone(f"`{in_words(content)}`", key_of(content), content.span, None)
    return None


def _set(draft: Draft, delta: SetDelta) -> None:
    name = delta.name.text
    found = draft.declared("param", name, delta.name.span)
    what = f"param `{name}`"
    if not isinstance(found, ParamDecl) or not draft.admit((name,), what, Verb.SET, delta.span, delta.reason):
        return
    param = attrs.evolve(found, value=delta.value, marks=delta.marks, span=delta.span)
    draft.put(found, reasoned(param, delta.reason))
    reason = attrs.evolve(delta.reason, marks=delta.marks)
    draft.record(Verb.SET, what, delta.span, reason, (found.span,), delta)


# ---- the policy: one declaration, changed clause by clause -------------------------------------------------------


def _policy(draft: Draft) -> PolicyDecl | None:
    return next((item for item in draft.declarations if isinstance(item, PolicyDecl)), None)


def _change_policy(draft: Draft, policy: PolicyDecl, content: PolicyDecl, verb: Verb, reason: ReasonClause) -> None:
    clauses: list[PolicyClause] = list(policy.clauses)
    for clause in content.clauses:
        what = f"policy clause `{in_words(clause)}`"
        standing = meant(clause, clauses, replacing=True)
        if verb is Verb.ADD and standing:
            draft.findings.there_already(what, clause.span, standing[0].span)
        elif verb is Verb.REPLACE and not standing:
            draft.gone(what, ("#policy", *key_of(clause)), clause.span, None)
        elif draft.admit(("#policy", *key_of(clause)), what, verb, clause.span, reason):
            new = reasoned(clause, reason)
            clauses = [new if standing and item is standing[0] else item for item in clauses]
            clauses += [] if standing else [new]
            draft.record(verb, what, clause.span, reason, tuple(item.span for item in standing), clause)
    draft.put(policy, attrs.evolve(policy, clauses=tuple(clauses)))

"""Deltas on whole phases: added, removed, replaced, moved, and where the patients of a phase of the base go."""

from collections.abc import Iterable

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL906
from protolang.diagnostics.suggest import suggest
from protolang.syntax.ast import (
    AddDelta,
    Declaration,
    MigrateDelta,
    MoveDelta,
    PathExpr,
    PhaseDecl,
    PlacedPhase,
    RemoveDelta,
    ReplaceDelta,
    TrackDecl,
)
from protolang.variants.change import Path, Verb
from protolang.variants.draft import PLACE, Draft, dotted, names_of
from protolang.variants.places import Container, all_phases, at, find_phase, name_of, with_title_of


def add_phase(draft: Draft, content: PlacedPhase, delta: AddDelta) -> None:
    """`add phase TRACK.NAME { … }`."""
    path = names_of(content.path)
    what = f"phase `{dotted(content.path)}`"
    there = find_phase(draft.standing, path[-1:])
    if there is not None:
        draft.findings.there_already(what, content.path.span, _phase_at(draft.standing, there).span)
        return
    if len(path) == 1:
        message = f"nothing says in which track phase `{path[0]}` is to stand"
        help = f"write its track before it: `phase TRACK.{path[0]}`"
        draft.findings.report(PL906, message, Label(content.path.span, "added here"), help=help)
        return
    if at(draft.declarations, path[:-1]) is None:
        draft.gone(f"`{'.'.join(path[:-1])}`", path[:-1], content.path.span, _near_track(draft, path[0]))
        return
    if draft.admit(path, what, Verb.ADD, delta.span, delta.reason):
        draft.hang(path[:-1], content.phase)
        draft.record(Verb.ADD, what, delta.span, delta.reason, (), content)


def remove_phase(draft: Draft, path: PathExpr, delta: RemoveDelta) -> None:
    """`remove phase TRACK.NAME`."""
    key = draft.phase(path)
    what = f"phase `{dotted(path)}`"
    if key is not None and draft.admit(key, what, Verb.REMOVE, delta.span, delta.reason):
        gone = _phase_at(draft.declarations, key)
        draft.put_phase(key, lambda _: None)
        draft.record(Verb.REMOVE, what, delta.span, delta.reason, (gone.span,), None)


def replace_phase(draft: Draft, content: PlacedPhase, delta: ReplaceDelta) -> None:
    """`replace phase TRACK.NAME { … }`; without a title the phase keeps the one it has."""
    key = draft.phase(content.path)
    what = f"phase `{dotted(content.path)}`"
    if key is not None and draft.admit(key, what, Verb.REPLACE, delta.span, delta.reason):
        old = _phase_at(draft.declarations, key)
        new = with_title_of(old, content.phase)
        draft.put_phase(key, lambda _: new)
        draft.record(Verb.REPLACE, what, delta.span, delta.reason, (old.span,), content)


def move_phase(draft: Draft, delta: MoveDelta) -> None:
    """`move phase TRACK.NAME to TRACK`, or into a group of phases."""
    key, goal = draft.phase(delta.path), names_of(delta.to)
    if key is None:
        return
    holder = goal if at(draft.declarations, goal) is not None else find_phase(draft.declarations, goal)
    if holder is None:
        draft.gone(f"track `{dotted(delta.to)}`", goal, delta.to.span, _near_track(draft, goal[0]))
        return
    moved = _phase_at(draft.declarations, key)
    if holder[: len(key)] == key:
        message = f"phase `{key[-1]}` cannot be moved into itself"
        draft.findings.report(PL906, message, Label(delta.to.span, "stands inside it"), Label(moved.span, "moved"))
        return
    what = f"phase `{dotted(delta.path)}`"
    if draft.admit((PLACE, key[-1]), what, Verb.MOVE, delta.span, delta.reason):
        draft.put_phase(key, lambda _: None)
        draft.hang(holder, moved)
        draft.record(Verb.MOVE, what, delta.span, delta.reason, (), None)


def land(draft: Draft, deltas: list[MigrateDelta]) -> None:
    """`migrate OLD to NEW`: OLD is a phase of the base, NEW one of the variant when all else has been changed."""
    for delta in deltas:
        old = find_phase(draft.base.declarations, names_of(delta.old))
        if old is None:
            names = names_of(delta.old)
            draft.gone(f"phase `{dotted(delta.old)}`", names, delta.old.span, _near_base(draft, delta.old))
            continue
        what = f"where patients in `{old[-1]}` go"
        if not draft.admit(("#patients", *old), what, Verb.SET, delta.span, delta.reason):
            continue
        if not (delta.reason.because or delta.reason.marks):
            draft.findings.no_reason(f"patients in `{old[-1]}` go elsewhere", delta.span)
        goal = find_phase(draft.declarations, names_of(delta.new)) if delta.new is not None else None
        if goal is not None:
            draft.landings[old[-1]] = goal[-1]
        elif delta.new is None:
            draft.landings[old[-1]] = delta.ending or "end"
        else:
            near = suggest(dotted(delta.new), [".".join(path) for path, _ in all_phases(draft.declarations)])
            draft.findings.report(
                PL906,
                f"the variant has no phase `{dotted(delta.new)}`",
                Label(delta.new.span, "patients would go nowhere"),
                help=f"did you mean `{near}`?" if near else "name a phase of the variant, `end` or `stop`",
            )


def _phase_at(declarations: Iterable[Declaration], key: Path) -> PhaseDecl:
    found: Container | None = at(declarations, key)
    if not isinstance(found, PhaseDecl):
        raise AssertionError(f"{key} is the path of a phase")
    return found


def _near_track(draft: Draft, name: str) -> str | None:
    tracks = [item for item in draft.declarations if isinstance(item, TrackDecl)]
    return suggest(name, [text for track in tracks if (text := name_of(track))])


def _near_base(draft: Draft, path: PathExpr) -> str | None:
    known = [".".join(key) for key, _ in all_phases(draft.base.declarations)]
    same_name = next((one for one in known if one.rpartition(".")[2] == path.names[-1].text), None)
    return same_name or suggest(dotted(path), known)

"""Where things stand in the tree of a protocol. In: names. Out: a track, a phase, a declaration; and a tree in which
one of them is another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import attrs

from protolang.syntax.ast import (
    ArmsDecl,
    AttributeDecl,
    Declaration,
    DrugDecl,
    EventDecl,
    FactDecl,
    FormulaDecl,
    LabDecl,
    LevelDecl,
    Node,
    ParamDecl,
    PhaseDecl,
    RequireDecl,
    SourceDecl,
    TableDecl,
    TrackDecl,
    TriggerDecl,
)

Container = TrackDecl | PhaseDecl

ContainerT = TypeVar("ContainerT", TrackDecl, PhaseDecl)
NodeT = TypeVar("NodeT", bound=Node)

# What a declaration is called where it is named: by its keyword.
KINDS: dict[type, str] = {
    SourceDecl: "source",
    EventDecl: "event",
    DrugDecl: "drug",
    LabDecl: "lab",
    ParamDecl: "param",
    LevelDecl: "level",
    TableDecl: "table",
    TriggerDecl: "trigger",
    FactDecl: "fact",
    TrackDecl: "track",
    ArmsDecl: "arms",
    AttributeDecl: "patient",
    FormulaDecl: "patient",
    RequireDecl: "require",
}


def name_of(declaration: Declaration) -> str | None:
    """The name of a declaration that has one."""
    if type(declaration) not in KINDS:
        return None
    name = getattr(declaration, "name", None)
    return name.text if name is not None else None


def named(declarations: Iterable[Declaration], name: str) -> Declaration | None:
    """The declaration of this name."""
    return next((item for item in declarations if name_of(item) == name), None)


def with_title_of(old: NodeT, new: NodeT) -> NodeT:
    """The new node; with the title of the old one where it has none of its own."""
    titled: Any = new
    title = getattr(old, "title", None)
    if title is not None and getattr(new, "title", title) is None:
        titled = attrs.evolve(titled, title=title)
    result: NodeT = titled
    return result


def phases_of(container: Container, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], PhaseDecl]]:
    """Every phase inside a track or a phase, with the names that lead to it."""
    for phase in container.phases:
        path = (*above, phase.name.text)
        yield path, phase
        yield from phases_of(phase, path)


def all_phases(declarations: Iterable[Declaration]) -> Iterator[tuple[tuple[str, ...], PhaseDecl]]:
    """Every phase of a protocol, with the names of its track and of the groups it stands in before its own."""
    for track in declarations:
        if isinstance(track, TrackDecl):
            yield from phases_of(track, (track.name.text,))


def find_phase(declarations: Iterable[Declaration], names: Sequence[str]) -> tuple[str, ...] | None:
    """The whole path of a phase; the name of a phase alone is enough, since no two phases share one."""
    for path, _ in all_phases(declarations):
        if path == tuple(names) or (len(names) == 1 and path[-1] == names[0]):
            return path
    return None


def at(declarations: Iterable[Declaration], path: Sequence[str]) -> Container | None:
    """The track or phase at a whole path."""
    track = named(declarations, path[0])
    found: Container | None = track if isinstance(track, TrackDecl) else None
    for name in path[1:]:
        found = None if found is None else next((item for item in found.phases if item.name.text == name), None)
    return found


def with_phase(
    container: ContainerT, path: Sequence[str], change: Callable[[PhaseDecl], PhaseDecl | None]
) -> ContainerT:
    """The container in which the phase at `path` below it is what `change` makes of it; gone where that is None."""
    phases: list[PhaseDecl] = []
    for phase in container.phases:
        if phase.name.text != path[0]:
            phases.append(phase)
            continue
        changed = change(phase) if len(path) == 1 else with_phase(phase, path[1:], change)
        if changed is not None:
            phases.append(changed)
    return attrs.evolve(container, phases=tuple(phases))

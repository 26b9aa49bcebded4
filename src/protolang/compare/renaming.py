"""What is declared on one side under a name that the other side has not, and is the same thing all the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs

from protolang.compare.reading import Meaning, Reader
from protolang.model.course import Group, Phase, Track
from protolang.model.protocol import Protocol
from protolang.model.table import Level, Table
from protolang.model.treatment import Attribute, DerivedAttribute, Drug, Event, Lab, Trigger
from protolang.prose.naming import all_groups, all_phases
from protolang.source import Span, Value

_UNKNOWN = "?"
_TITLED = frozenset({"drug", "lab", "patient", "event", "source"})
_Titled = Attribute | DerivedAttribute | Drug | Event | Group | Lab | Level | Phase | Table | Track | Trigger


@attrs.frozen
class _Declared:
    """A declared thing."""

    kind: str
    id: str
    title: str
    node: Value
    origin: Span


@attrs.frozen
class Renamed:
    """A name of side A that is another one in side B, with the place of both declarations."""

    kind: str
    before: str
    after: str
    before_at: Span
    after_at: Span


def renamings(one: Protocol, two: Protocol) -> tuple[Renamed, ...]:
    """The renamings from `one` to `two`; each name takes part in one at most, so they can hide no difference.

    A thing is the same under another name when it alone has that kind and title, or that kind and content; a drug, an
    event or something measured only by its title.
    """
    ours, theirs = _declared(one), _declared(two)
    lost = {name: item for name, item in ours.items() if name not in theirs}
    new = {name: item for name, item in theirs.items() if name not in ours}
    found: dict[str, str] = {}
    # What is renamed may stand in what is renamed: each round knows the names that the round before has found.
    while more := _round(lost, new, found, one, two):
        found |= more
    return tuple(
        Renamed(lost[name].kind, name, other, lost[name].origin, new[other].origin) for name, other in found.items()
    )


def _round(
    lost: Mapping[str, _Declared], new: Mapping[str, _Declared], found: Mapping[str, str], one: Protocol, two: Protocol
) -> dict[str, str]:
    taken = set(found.values())
    left = [item for name, item in lost.items() if name not in found]
    right = [item for name, item in new.items() if name not in taken]
    hidden = dict.fromkeys(lost, _UNKNOWN) | dict(found)
    shown = {name: name if name in taken else _UNKNOWN for name in new}
    ours = Reader(hidden, one.conventions.resolution.per_day)
    theirs = Reader(shown, two.conventions.resolution.per_day)
    matches = _alone([(_titled(item), item) for item in left], [(_titled(item), item) for item in right])
    if matches:
        return matches
    return _alone([(_content(item, ours), item) for item in left], [(_content(item, theirs), item) for item in right])


def _alone(left: Iterable[tuple[Meaning, _Declared]], right: Iterable[tuple[Meaning, _Declared]]) -> dict[str, str]:
    """The pairs of equal keys that are alone with theirs on both sides."""
    sides: tuple[dict[Meaning, list[str]], dict[Meaning, list[str]]] = (defaultdict(list), defaultdict(list))
    for side, items in zip(sides, (left, right), strict=True):
        for key, item in items:
            if key is not None:
                side[key].append(item.id)
    return {
        names[0]: sides[1][key][0] for key, names in sides[0].items() if len(names) == 1 and len(sides[1][key]) == 1
    }


def _titled(item: _Declared) -> Meaning:
    return (item.kind, item.title) if item.title else None


def _content(item: _Declared, reader: Reader) -> Meaning:
    # Two measurements may be recorded alike and yet be two: under another title it is another thing.
    return None if item.kind in _TITLED else (item.kind, reader.of(item.node))


def _declared(protocol: Protocol) -> dict[str, _Declared]:
    titled: tuple[tuple[str, tuple[_Titled, ...]], ...] = (
        ("drug", protocol.drugs),
        ("lab", protocol.labs),
        ("patient", protocol.attributes),
        ("event", protocol.events),
        ("trigger", protocol.triggers),
        ("level", protocol.levels),
        ("table", protocol.tables),
        ("track", protocol.tracks),
        ("phase", all_phases(protocol)),
        ("phase", all_groups(protocol)),
    )
    found = {
        item.id: _Declared(kind, item.id, item.title, item, item.origin) for kind, items in titled for item in items
    }
    found |= {item.id: _Declared("param", item.id, "", item, item.origin) for item in protocol.parameters}
    return found | {
        item.id: _Declared("source", item.id, item.citation, item, item.origin) for item in protocol.sources
    }

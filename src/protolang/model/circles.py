"""Names that are defined by themselves: triggers through triggers, computed attributes through attributes."""

from collections.abc import Mapping

from protolang.model.expression import Expression, Fact, Lasting, Once
from protolang.model.parts import all_parts


def trigger_circles(conditions: Mapping[str, Expression]) -> tuple[tuple[str, ...], ...]:
    """The circles of triggers that need each other to be decided, each once, from its first trigger on."""
    return circles({name: triggers_in(when) for name, when in conditions.items()})


def triggers_in(condition: Expression) -> tuple[str, ...]:
    """The triggers a condition names, each once."""
    named = (part.trigger for part in all_parts(condition) if isinstance(part, Fact | Once | Lasting))
    return tuple(dict.fromkeys(named))


def circles(needed: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The circles of names that need each other, each once, from its first name on."""
    needs = _bottomless(needed)
    found = []
    done: set[str] = set()
    for start in needs:
        if start in done:
            continue
        circle = _circle_through(start, needs)
        if circle:
            found.append(circle)
            done.update(circle)
    return tuple(found)


def _bottomless(needs: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The names that cannot be decided one after the other: those in a circle, and those that lead into one."""
    needed_by: dict[str, list[str]] = {}
    for name, others in needs.items():
        for other in others:
            needed_by.setdefault(other, []).append(name)
    open_needs = {name: sum(other in needs for other in others) for name, others in needs.items()}
    decided = [name for name, count in open_needs.items() if not count]
    for name in decided:
        for other in needed_by.get(name, ()):
            open_needs[other] -= 1
            if not open_needs[other]:
                decided.append(other)
    left = needs.keys() - set(decided)
    return {name: tuple(other for other in others if other in left) for name, others in needs.items() if name in left}


def _circle_through(start: str, needs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The shortest circle from `start` back to it; empty when there is none."""
    came_from: dict[str, str] = {}
    frontier = [start]
    while frontier:
        following = []
        for name in frontier:
            for needed in needs[name]:
                if needed == start:
                    path = [name]
                    while path[-1] != start:
                        path.append(came_from[path[-1]])
                    return tuple(reversed(path))
                if needed not in came_from:
                    came_from[needed] = name
                    following.append(needed)
        frontier = following
    return ()

"""What can be reached from where, for all places of a graph at once, in time that grows with the graph alone."""

from collections.abc import Iterable, Mapping, Sequence


def components(onward: Sequence[Iterable[int]]) -> tuple[tuple[int, ...], ...]:
    """The strongly connected components of the graph in which `onward[n]` follows n; successors come first.

    Tarjan's algorithm, without recursion.
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    done: set[int] = set()
    stack: list[int] = []
    found: list[tuple[int, ...]] = []
    following = [tuple(dict.fromkeys(item)) for item in onward]
    for root in range(len(following)):
        work = [] if root in index else [(root, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
            else:
                low[node] = min(low[node], low[following[node][at - 1]])
            while at < len(following[node]):
                target = following[node][at]
                at += 1
                if target not in index:
                    work += [(node, at), (target, 0)]
                    break
                if target not in done:
                    low[node] = min(low[node], index[target])
            else:
                if low[node] == index[node]:
                    cut = stack.index(node) if stack[-1] != node else len(stack) - 1
                    members = tuple(stack[cut:])
                    del stack[cut:]
                    done.update(members)
                    found.append(members)
    return tuple(found)


def circles_of(onward: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """For each name that can be reached from itself, the names that are reached from it and lead back to it."""
    names = list(onward)
    number = {name: at for at, name in enumerate(names)}
    graph = [[number[target] for target in onward[name] if target in number] for name in names]
    found: dict[str, frozenset[str]] = {}
    for members in components(graph):
        if len(members) > 1 or members[0] in graph[members[0]]:
            group = frozenset(names[at] for at in members)
            found |= dict.fromkeys(group, group)
    return found

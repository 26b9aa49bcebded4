"""What is left alone. In: the tree and the stretches with mistakes. Out: the stretches that are not laid out."""

from protolang.syntax.format.tree import Branch
from protolang.syntax.format.words import Block, parts_of

Stretch = tuple[int, int]


def left_alone(root: Branch, broken: tuple[Stretch, ...], length: int, *, deepest: int) -> tuple[Stretch, ...] | None:
    """The smallest statements that mistakes touch, none of them inside of more than `deepest` blocks, in order.

    What had to be passed over and is no statement stands for itself. None when a mistake touches what stands around all
    statements, so that all of the file, which is so long, is left alone.
    """
    children = [child for child in root.children if isinstance(child, Branch)]
    found: list[Stretch] = []
    if not _collect(children, (0, length), sorted(broken), deepest, found):
        return None
    if all((child.start, child.end) in found for child in children):
        return None
    merged: list[Stretch] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _collect(
    statements: list[Branch], around: Stretch, broken: list[Stretch], deepest: int, found: list[Stretch]
) -> bool:
    """Adds what is left alone of the statements of one block; False when that must be the whole block."""
    rest = broken
    for statement in sorted(statements, key=lambda item: item.start):
        if not rest:
            return True
        hits = [item for item in rest if item[0] <= statement.end and item[1] >= statement.start]
        if not hits:
            continue
        rest = [item for item in rest if not (item[0] <= statement.end and item[1] >= statement.start)]
        if not _inside(statement, hits, deepest, found):
            found.append(
                (min(statement.start, *(start for start, _ in hits)), max(statement.end, *(end for _, end in hits)))
            )
    for start, end in rest:
        if start < around[0] or end > around[1]:
            return False
        if end > start:
            found.append((start, end))
    return True


def _around(stretches: list[Stretch]) -> Stretch:
    return min(start for start, _ in stretches), max(end for _, end in stretches)


def _inside(statement: Branch, hits: list[Stretch], deepest: int, found: list[Stretch]) -> bool:
    blocks = [part for _, part in parts_of(statement) if isinstance(part, Block)]
    if not deepest or len(blocks) != 1:
        return False
    block = blocks[0]
    start, end = block.opening.end, block.closing.start
    if block.opening.start == block.opening.end or block.closing.start == block.closing.end:
        return False
    if not all(start <= hit[0] and hit[1] <= end for hit in hits):
        return False
    inner: list[Stretch] = []
    if not _collect(block.body, (start, end), hits, deepest - 1, inner):
        return False
    found += inner
    return True

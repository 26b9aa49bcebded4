"""What has happened so far, shared between the states of a patient: a day adds to it and copies nothing."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class History(Generic[T]):
    """An immutable sequence, oldest first, in segments that later histories share.

    Adding costs what is added; walking back from the newest costs what is walked. Equal to any history of equal items.
    """

    __slots__ = ("_length", "_older", "_segment")

    def __init__(self, items: Iterable[T] = (), older: "History[T] | None" = None) -> None:
        self._segment = tuple(items)
        self._older = older
        self._length = len(self._segment) + (0 if older is None else len(older))

    def extended(self, items: Iterable[T]) -> "History[T]":
        """This history with `items` after it."""
        added = tuple(items)
        return History(added, self if self._length else None) if added else self

    def inserted(self, items: Iterable[T], key: Callable[[T], Any]) -> "History[T]":
        """This history, sorted by `key`, with `items` in their places; only segments from there on are made anew."""
        added, older = list(items), self
        if not added:
            return self
        least = min(map(key, added))
        rest: History[T] | None = older if older._length else None
        while rest is not None and key(rest._segment[-1]) > least:
            added = [*rest._segment, *added]
            rest = rest._older
        return History(sorted(added, key=key), rest)

    def newest_first(self) -> Iterator[T]:
        """The items, from the newest back."""
        at: History[T] | None = self
        while at is not None:
            yield from reversed(at._segment)
            at = at._older

    def __iter__(self) -> Iterator[T]:
        segments, at = [], self
        while True:
            segments.append(at._segment)
            if at._older is None:
                break
            at = at._older
        for segment in reversed(segments):
            yield from segment

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, History):
            return NotImplemented
        return self is other or (len(self) == len(other) and tuple(self) == tuple(other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"History({list(self)!r})"

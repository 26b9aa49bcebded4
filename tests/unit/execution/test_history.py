"""Histories: equal to any of equal items, shared between the days of a patient, sorted where something comes late."""

from __future__ import annotations

import pytest

from protolang.execution.history import History


def test_an_empty_history_has_nothing() -> None:
    empty: History[int] = History()
    assert (len(empty), list(empty), list(empty.newest_first())) == (0, [], [])
    assert empty.extended(()) is empty


def test_what_is_added_stands_behind_what_there_was() -> None:
    history = History([1, 2]).extended([3]).extended([4, 5])
    assert list(history) == [1, 2, 3, 4, 5]
    assert list(history.newest_first()) == [5, 4, 3, 2, 1]
    assert len(history) == 5


def test_adding_changes_no_history_and_copies_none() -> None:
    first = History([1, 2])
    second, other = first.extended([3]), first.extended([4])
    assert (list(first), list(second), list(other)) == ([1, 2], [1, 2, 3], [1, 2, 4])
    assert second._older is first
    assert other._older is first


def test_adding_nothing_is_the_same_history() -> None:
    history = History([1])
    assert history.extended([]) is history
    assert history.inserted([], key=int) is history


@pytest.mark.parametrize(
    ("parts", "late", "expected"),
    [
        ([[1, 3, 5]], [4], [1, 3, 4, 5]),
        ([[1, 3], [5, 7]], [6], [1, 3, 5, 6, 7]),
        ([[1, 3], [5, 7]], [2], [1, 2, 3, 5, 7]),
        ([[1, 3], [5, 7]], [8], [1, 3, 5, 7, 8]),
        ([[1, 3], [5, 7]], [8, 0, 4], [0, 1, 3, 4, 5, 7, 8]),
        ([[]], [2, 1], [1, 2]),
    ],
)
def test_what_is_late_is_put_in_its_place(parts: list[list[int]], late: list[int], expected: list[int]) -> None:
    history: History[int] = History()
    for part in parts:
        history = history.extended(part)
    assert list(history.inserted(late, key=int)) == expected
    assert list(history) == [item for part in parts for item in part]


def test_only_the_segments_behind_a_late_item_are_made_anew() -> None:
    old = History([1, 3])
    history = old.extended([5]).extended([7])
    assert history.inserted([6], key=int)._older is not None
    assert history.inserted([4], key=int)._older is old


def test_of_equal_keys_the_later_one_stands_behind() -> None:
    history = History([(1, "a"), (2, "b")]).inserted([(1, "c")], key=lambda item: item[0])
    assert list(history) == [(1, "a"), (1, "c"), (2, "b")]


def test_equal_items_make_equal_histories_however_they_came() -> None:
    one, two = History([1, 2, 3]), History([1]).extended([2]).extended([3])
    assert one == two
    assert hash(one) == hash(two)
    assert one != History([1, 2])
    assert one != History([1, 2, 4])
    assert one != [1, 2, 3]
    assert repr(two) == "History([1, 2, 3])"


def test_a_long_history_is_walked_without_recursion() -> None:
    history: History[int] = History()
    for day in range(20_000):
        history = history.extended([day])
    assert next(history.newest_first()) == 19_999
    assert sum(history) == sum(range(20_000))

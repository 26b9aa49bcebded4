"""Mistakes in tables, levels, arms, decisions and cycles are told once, where they are, in words an author knows."""

import re

import pytest

from protolang.syntax.ast import DecideClause, OtherwiseRow, TrackDecl

from .examples import HERE, mistakes, read

BLOCKS = HERE.joinpath("blocks.proto").read_text(encoding="utf-8")
BRACES = [match.start() for match in re.finditer(r"[{}]", BLOCKS)]


def line_of(place: int) -> int:
    return BLOCKS[:place].count("\n") + 1


def test_unbroken_they_are_read() -> None:
    assert mistakes(BLOCKS) == []


@pytest.mark.parametrize("place", BRACES)
def test_a_missing_brace_is_told_once_where_it_belongs(place: int) -> None:
    (said,) = read(BLOCKS[:place] + BLOCKS[place + 1 :])[1]
    assert abs(said.primary.span.start_position.line - line_of(place)) <= 1
    assert f"a `{BLOCKS[place]}` is missing" in said.message


@pytest.mark.parametrize("place", BRACES)
def test_a_surplus_brace_is_told_once_where_it_stands(place: int) -> None:
    (said,) = read(BLOCKS[:place] + BLOCKS[place] + BLOCKS[place:])[1]
    assert said.primary.span.start_position.line == line_of(place)
    assert "one too many" in said.message or "stands behind the end" in said.message


@pytest.mark.parametrize("place", BRACES)
def test_a_turned_brace_is_told_once_where_it_stands(place: int) -> None:
    wrong = "}" if BLOCKS[place] == "{" else "{"
    (said,) = read(BLOCKS[:place] + wrong + BLOCKS[place + 1 :])[1]
    assert said.primary.span.start == place
    assert said.message == f"expected `{BLOCKS[place]}` here, not `{wrong}`"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("35 s : raise", "35 s raise", "`:` is missing before `raise`"),
        ("otherwise : nothing", "otherwise nothing", "`:` is missing before `nothing`"),
        ("otherwise : nothing", "else : nothing", "`else` is not a statement here; did you mean `otherwise`?"),
        ("raise rate", "increase rate", "`increase` cannot stand here; did you mean `raise`?"),
        (" | 300 mg", " , 300 mg", "`,` cannot stand after `mg`"),
        ("columns below", "column below", "`column` is not a statement here; did you mean `columns`?"),
        ("60 mg for 7 days", "60 mg 7 days", "`for` is missing before `7`"),
        ("set basal = 10", "set basal 10", "`=` is missing before `10`"),
        ("on entry :", "on entry", "`:` is missing before `set`"),
        ("level basal", "levell basal", "`levell` is not a statement here; did you mean `level`?"),
        ("level basal", "level 5", "expected a name after `level`, not `5`"),
        ("table dosing", "table", None),
        ("arm fixed", "drug fixed { }", "`drug` cannot stand in `arms`"),
        ("infuse heparin", "raise rate by 3 IU", "`raise` cannot stand in a phase"),
        ("infuse heparin", "columns below 3 mg", "`columns` cannot stand in a phase"),
        ("start 10 IU", "start", "expected a number or `by` after `start`, not `}`"),
        ("by 4 IU\n", "by\n", "expected a number after `by`, not `otherwise`"),
        ("below 35 s :", "35 s :", "`35` is not a statement here"),
    ],
)
def test_one_mistake_is_told_once(old: str, new: str, message: str | None) -> None:
    assert BLOCKS.count(old) == 1
    (said,) = read(BLOCKS.replace(old, new))[1]
    assert message is None or said.message == message
    assert line_of(BLOCKS.index(old)) <= said.primary.span.start_position.line <= line_of(BLOCKS.index(old)) + 1


def test_the_rows_behind_a_broken_row_are_read() -> None:
    parsed, _ = read(BLOCKS.replace("below 35 s :", "35 s :"))
    assert parsed.tree is not None
    (track,) = (item for item in parsed.tree.declarations if isinstance(item, TrackDecl))
    (decide,) = (item for item in track.phases[0].clauses if isinstance(item, DecideClause))
    assert [type(row) for row in decide.rows] == [OtherwiseRow]

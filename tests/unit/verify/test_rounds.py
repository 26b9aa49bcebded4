"""A maximum without limit is shown as a course that goes round, which the interpreter takes twice."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest
from tests.cli.patients import said

from protolang.driver import Analysis, analyse
from protolang.prose import round_text
from protolang.verify.verdict import Result, Round, Verdict

HEAD = """protocol example "Example" {
  day 0 = first a  assumed "x"
  policy {
    missed   skip                                      assumed "x"
    next_due after last given                          assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
  }
  event relapse "Relapse"
  drug a { dose 5 mg  assumed "x" }
  lab x { unit % of "cells"  range 0..100 %  fresh for 5 weeks  assumed "x" }
"""


def written(course: str, claim: str) -> str:
    return f'{HEAD} track infusions {{ {course} }} {BLOOD}\n require r: {claim}  assumed "x"\n}}\n'


def checked(course: str, claim: str) -> Analysis:
    return analyse("round.proto", written(course, claim).encode())


def results(course: str, claim: str) -> tuple[Result, ...]:
    return checked(course, claim).results


LOOP = """start first
  phase first { give a on days 0, 14  assumed "x"  then more }
  phase more { give a every 4 weeks until x < 10 %  assumed "x"  then end }
"""
BLOOD = 'track blood { phase samples { measure x every 4 weeks until end of infusions  assumed "x"  then end } }'


AGAIN = "a course can go round without end: day 0, then again and again, every 28 days: day 28, day 56 …"


def test_a_count_without_limit_is_shown_by_two_turns() -> None:
    (found,) = results(LOOP, "count(a) <= 6")
    assert (found.verdict, found.unbounded) == (Verdict.VIOLATED, True)
    assert found.round == Round((0,), (28,), (56,), 28)
    assert (round_text(found) or "").replace("\u00a0", " ") == AGAIN


def test_of_a_turn_with_several_doses_the_first_is_told() -> None:
    (found,) = results(LOOP, "count(a) <= 6")
    told = attrs.evolve(found, round=Round((0, 3, 5, 7, 9), (28, 30), (56, 58), 28))
    assert (round_text(told) or "").replace("\u00a0", " ") == (
        "a course can go round without end: …, day 3, day 5, day 7, day 9, then again and again, every 28 days: "
        "day 28, day 56 …"
    )


def test_what_has_a_limit_does_not_go_round() -> None:
    (found,) = results('phase only { give a on days 0, 14  assumed "x"  then end }', "count(a) <= 6")
    assert (found.verdict, found.round, round_text(found)) == (Verdict.PROVED, None, None)


@pytest.mark.parametrize(("claim", "told"), [("count(a) <= 6", True), ("count(a) >= 2", False)])
def test_the_finding_tells_it_where_the_upper_limit_is_what_is_broken(claim: str, told: bool) -> None:
    found = [item for item in checked(LOOP, claim).diagnostics if item.code.number == "PL605"]
    assert [AGAIN in item.notes for item in found] == [told]


def test_the_report_tells_it_to_people_and_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("round.proto").write_text(written(LOOP, "count(a) <= 6"), encoding="utf-8")
    assert AGAIN in " ".join(said(["check", "round.proto"])[0].split("Requirements")[1].split())
    (found,) = json.loads(said(["check", "--format", "json", "round.proto"])[0])["requirements"]
    assert found["round"] == {"before": [0], "again": [[28], [56]], "days": 28}

"""The reference interpreter on the conformance suite; the suite itself; and the rival readings that it must catch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from .__main__ import says_no_less
from .case import Case, all_cases
from .reference import errors_of, execute
from .rivals import ROWS, Rival, under

CASES = all_cases()
RUN = [case for case in CASES if case.log is not None]
REFUSED = [case for case in CASES if case.log is None]


@pytest.mark.parametrize("case", RUN, ids=lambda case: case.name)
def test_the_reference_interpreter_writes_the_expected_log(case: Case) -> None:
    assert errors_of(case.source) == case.refused
    assert tuple(execute(case.source, case.data())) == case.log


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_what_no_executor_may_be_given_is_refused(case: Case) -> None:
    assert errors_of(case.source) == case.refused
    assert case.refused


def _fails(case: Case, rival: Rival) -> bool:
    with under(rival):
        return tuple(execute(case.source, case.data())) != case.log


@pytest.mark.parametrize("rival", Rival, ids=lambda rival: rival.name)
def test_each_rival_reading_fails_the_case_of_its_row(rival: Rival) -> None:
    rows = [case for case in RUN if case.row == ROWS[rival]]
    assert rows, f"no case has the row `{ROWS[rival]}`"
    assert all(rival.name in case.fails_under for case in rows)
    assert all(_fails(case, rival) for case in rows)


@pytest.mark.parametrize("case", [case for case in RUN if case.fails_under], ids=lambda case: case.name)
def test_a_case_fails_under_the_rival_readings_that_it_names(case: Case) -> None:
    assert [name for name in case.fails_under if not _fails(case, Rival[name])] == []


def test_a_rival_reading_is_gone_when_its_switch_is_off() -> None:
    for rival in Rival:
        with under(rival):
            pass
    assert all(tuple(execute(case.source, case.data())) == case.log for case in RUN if case.row)


def test_no_two_cases_tell_the_same_story() -> None:
    told = Counter((case.source.partition("{")[2], json.dumps(case.data() | {"name": ""})) for case in CASES)
    assert [count for count in told.values() if count > 1] == []


def test_every_rule_has_at_least_two_cases() -> None:
    counted = Counter(rule for case in CASES for rule in case.rules)
    assert {rule for rule in range(1, 31) if counted[rule] < 2} == set()


def test_rows_are_rows_of_the_table() -> None:
    assert {case.row for case in CASES if case.row} == set(ROWS.values())


def test_any_executor_is_run_by_one_command() -> None:
    root = Path(__file__).parents[2]
    runner = [sys.executable, "-m", "tests.conformance"]
    lazy = [sys.executable, "-c", "print('0 R1 nothing happens')"]
    names = [case.name for case in RUN[:2]]
    good = subprocess.run([*runner, *names], cwd=root, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout.split(";")[0]) == (0, "2 of 2 cases pass")
    command = f'{lazy[0]} -c "{lazy[2]}"'
    bad = subprocess.run([*runner, "--command", command, *names], cwd=root, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert all(f"FAILED {name}" in bad.stdout for name in names)
    assert "+0 R1 nothing happens" in bad.stdout


@pytest.mark.parametrize(
    ("new", "same"),
    [
        ("5 R13 t a x=5 % (age 3 d) amount=20 mg #7 @9 [who]", True),
        ("5 R13 t a x=5 amount=20.5 mg @9", False),
        ("5 R13 t a x=50 amount=20 mg @9", False),
        ("5 R13 t a amount=20 mg @9", False),
        ("5 R13 t b x=5 amount=20 mg @9", False),
        ("6 R13 t a x=5 amount=20 mg @9", False),
    ],
)
def test_a_log_is_restated_only_where_it_tells_the_same(new: str, same: bool) -> None:
    assert says_no_less(new, "5 R13 t a x=5 amount=20 mg @8") is same

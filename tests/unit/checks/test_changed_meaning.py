"""The first day on which a variant treats otherwise than its base."""

import pytest
from tests.near_misses.pl902 import DEFECT, OTHERS

from protolang.driver import analyse
from protolang.source.project import Project

START, END = DEFECT.index("  change phase"), DEFECT.rindex("}")


def told(deltas, tmp_path):
    for name, text in {**OTHERS, "main.proto": DEFECT[:START] + deltas + DEFECT[END:]}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    main = tmp_path / "main.proto"
    analysis = analyse("main.proto", main.read_bytes(), project=Project(str(main)))
    assert analysis.errors == 0
    return [(item.message, item.witness) for item in analysis.diagnostics if item.code.number == "PL902"]


@pytest.mark.parametrize(
    ("deltas", "day", "base", "variant"),
    [
        (
            'change phase course { replace give rituximab on days 0, 21 assumed "x" }',
            14,
            "give rituximab 500 mg",
            "nothing of that",
        ),
        (
            'change phase course { replace give rituximab on days 0, 7, 14 assumed "x" }',
            7,
            "nothing of that",
            "give rituximab 500 mg",
        ),
        (
            'change drug rituximab { replace dose 400 mg assumed "x" }',
            0,
            "give rituximab 500 mg",
            "give rituximab 400 mg",
        ),
    ],
)
def test_the_first_day_and_both_plans(deltas, day, base, variant, tmp_path):
    message = f"from day {day} on, `later` treats otherwise than `base`"
    assert told(deltas, tmp_path) == [(message, (("base", base), ("later", variant)))]


def test_a_new_name_is_no_other_drug(tmp_path):
    assert not told('rename drug rituximab to mabthera because "x"', tmp_path)


def test_a_drug_more(tmp_path):
    drug = 'add drug other { dose 5 mg assumed "x" } because "x"'
    deltas = f'{drug} change phase course {{ add give other on day 3 assumed "x" }}'
    ((message, _),) = told(deltas, tmp_path)
    assert message.startswith("from day 3 on")

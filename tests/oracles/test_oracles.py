"""The exporters, and the judges that are there: z3 always is, Spin and Storm where somebody has installed them."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from protolang.machine.statechart import Machine

from ..properties.protocols import build
from . import ours, prism, promela, slots, smt, spin, storm
from .campaign import Tally, case_of, chunk, judge, question_of
from .program import Program, carried
from .rules import NotCoveredError, Question, program_of
from .search import Answer, explore

HERE = Path(__file__).parent
EXPORTERS = (
    "program",
    "covered",
    "conditions",
    "slots",
    "track",
    "measures",
    "rules",
    "search",
    "promela",
    "spin",
    "prism",
    "storm",
    "smt",
)
SEEDS = range(12)


def example() -> Machine:
    built = build((HERE / "example.proto").read_text(encoding="utf-8"))
    assert built is not None
    return built[1]


def asked(measure: str = "count", *, free: bool = False) -> Program:
    return program_of(example(), Question(measure, "alpha"), free=free)


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_exporter_knows_nothing_of_our_explorer(name: str) -> None:
    tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [item.name for node in ast.walk(tree) if isinstance(node, ast.Import) for item in node.names]
    assert not [item for item in imported if "verify" in item or item in ("ours", "campaign")]


@pytest.mark.parametrize("suffix", ["pml", "prism"])
def test_the_text_of_a_fixed_protocol(suffix: str) -> None:
    program = asked()
    found = promela.model([carried(program, 7)]) if suffix == "pml" else prism.model(program)
    golden = HERE / "golden" / f"example.{suffix}"
    assert found == golden.read_text(encoding="utf-8")


def test_what_is_not_covered_is_refused() -> None:
    text = (HERE / "example.proto").read_text(encoding="utf-8")
    built = build(text.replace("every 3 days, 2 times", "every 1 calendar month, 2 times"))
    assert built is not None
    with pytest.raises(NotCoveredError, match="calendar months"):
        program_of(built[1], Question("count", "alpha"))


def test_z3_says_the_same_of_a_few_days() -> None:
    text = (HERE / "example.proto").read_text(encoding="utf-8")
    short = text.replace("then second", "then end").replace("every 3 days, 2 times", "every 1 days, 1 times")
    built = build(short)
    assert built is not None
    program = program_of(built[1], Question("count", "alpha"))
    answer = explore(program)
    unrolled = smt.unroll(program, 9)
    assert unrolled.finishes()
    assert unrolled.extremes() == (answer.least, answer.greatest) == (0, 2)
    assert not unrolled.breaks(0, 2)
    assert unrolled.breaks(1, 2)
    assert unrolled.breaks(None, 1)


def test_our_explorer_says_the_same() -> None:
    tally, found = Tally(), Counter[str]()
    for seed in SEEDS:
        case = case_of(seed, tally)
        if case is not None:
            assert [
                *ours.differences(case.machine, case.requirement, question_of(case.requirement), case.answer, case.free)
            ] == []
            found["free" if case.free else "asked"] += 1
    assert min(found["free"], found["asked"]) > 1


def test_a_rival_reading_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right, wanted = slots.duty_of, explore(asked("span"))
    # R12: a window whose last day does not count
    monkeypatch.setattr(slots, "duty_of", lambda *asked_of: right(*asked_of)._replace(late=0))
    assert explore(asked("span")) != wanted


@pytest.mark.skipif(bool(spin.missing()), reason=f"without {spin.missing()}")
def test_spin_says_the_same() -> None:
    program = asked()
    answer = explore(program)
    total = carried(program, 7)
    wanted = explore(total)
    (said,) = spin.ask([total]).answers
    assert said == Answer(wanted.states, answer.least, answer.greatest)


@pytest.mark.skipif(bool(storm.missing()), reason=f"without {storm.missing()}")
def test_storm_says_the_same() -> None:
    for measure in ("count", "span", "gap"):
        assert storm.ask(asked(measure))[0] == explore(asked(measure))


@pytest.mark.long
@pytest.mark.skipif(bool(spin.missing() or storm.missing()), reason="without Spin or Storm")
def test_everybody_says_the_same_of_some_protocols() -> None:
    tally = chunk((0, 60))
    assert tally.failures == []
    assert tally.seen["protocols"] > 20


@pytest.mark.skipif(bool(spin.missing() or storm.missing()), reason="without Spin or Storm")
def test_a_wrong_answer_is_a_failure() -> None:
    tally = Tally()
    case = next(
        case for case in (case_of(seed, tally) for seed in range(100)) if case and case.answer.least is not None
    )
    case.answer = Answer(case.answer.states, case.answer.least + 1, case.answer.greatest)
    assert [*judge(case, tally)]


def test_the_lock_of_the_oracles_holds_no_address() -> None:
    lock = (HERE.parents[1] / "requirements-oracles.lock").read_text(encoding="utf-8")
    assert "stormpy==" in lock
    assert [word for word in ("://", "@ ", "index", "find-links") if word in lock] == []
    assert "sha256" in lock


@pytest.mark.parametrize(
    ("question", "broken"),
    [
        (Question("at most", "alpha", number=0, days=1), True),
        (Question("at most", "alpha", number=1, days=1), False),
        (Question("at most", "alpha", number=2, days=3), True),
        (Question("at most", "alpha", number=3, days=3), False),
        (Question("spacing", "alpha", days=1), False),
        (Question("spacing", "alpha", days=4), True),
    ],
)
def test_a_claim_about_days_is_broken_or_not(question: Question, broken: bool) -> None:
    program = program_of(example(), question)
    answer = explore(program)
    assert (answer.least is not None) is broken
    assert answer.fits(0, 0) is not broken
    if not storm.missing():
        assert storm.ask(program)[0] == answer

"""Patients found by z3: the same as cells find, exact, short, and never believed unseen."""

from __future__ import annotations

import random
import subprocess
import sys

import attrs
import pytest

from protolang.model.evidence import Evidence
from protolang.model.expression import All, Any, Compare, Fact, Not, Once, Operator
from protolang.model.term import (
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Formula,
    FormulaValue,
    Reading,
    SinceDay,
)
from protolang.model.treatment import Attribute, Choice, DerivedAttribute, Trigger
from protolang.quantity import Days, age_unit
from protolang.verify.cases import Cases
from protolang.verify.cells import NotExactError
from protolang.verify.concrete import Concrete, holds
from protolang.verify.solver import patient_with

from ..checks.rowed_models import at, is_, lab, machine, number, of

LABS = tuple(lab(name, "mg", "0", "4") for name in ("x", "y", "z"))


def drawn(rng, names):
    """A condition on some of the labs: comparisons, joined and turned round."""
    kind = rng.random()
    if kind < 0.5:
        text = rng.choice(["0", "0.5", "1", "1.5", "2", "3", "4", "5"])
        return is_(rng.choice(names), rng.choice(["<", "<=", "=", ">=", ">"]), text, "mg")
    if kind < 0.6:
        return Not(drawn(rng, names), at())
    both = (drawn(rng, names), drawn(rng, names))
    return rng.choice((All, Any))(both, at())


@pytest.mark.parametrize("seed", range(260))
def test_cells_and_the_solver_agree(seed):
    """Overlap, gap, dead and always true, over one to three labs; and each patient is looked at again."""
    rng = random.Random(seed)
    names = [item.id for item in LABS[: 1 + seed % 3]]
    made = machine(*LABS)
    guards = [drawn(rng, names) for _ in range(3)]
    cases = Cases(made, guards)
    truths = {cases.true_at(place) for place in cases.places()}
    questions = [([0, 1], []), ([], [0, 1, 2]), ([2], []), ([], [2]), ([0], [1])]
    for holding, failing in questions:
        found = patient_with(made, [guards[i] for i in holding], [guards[i] for i in failing])
        expected = any(all(one[i] for i in holding) and not any(one[i] for i in failing) for one in truths)
        assert (found is not None) == expected
        if found is not None:
            assert found.sure
            values = {name: number(text.split()[0]) for name, text in found.pairs}
            patient = Concrete({name: value / 1000 for name, value in values.items()}, {}, {})
            assert all(holds(made, guards[i], patient) for i in holding)
            assert not any(holds(made, guards[i], patient) for i in failing)
            assert all(0 <= value <= 4 for value in values.values())


def size(name, unit, low, high):
    return Attribute(name, name, of(unit), number(low), number(high), Days(30), Evidence(), at(name))


WEIGHT, HEIGHT = size("weight", "kg", "2", "300"), size("height", "cm", "40", "230")
SURFACE = DerivedAttribute(
    "bsa",
    "bsa",
    FormulaValue(Formula.MOSTELLER, (Reading("height"), Reading("weight")), at("mosteller")),
    of("m2"),
    Evidence(),
    at("bsa"),
)


def with_sizes(*attributes):
    return attrs.evolve(machine(*LABS), attributes=attributes)


def test_a_body_surface_is_computed():
    made = with_sizes(WEIGHT, HEIGHT, SURFACE)
    large = is_("bsa", ">", "2.5", "m2")
    assert patient_with(made, [large, is_("weight", "<", "60", "kg")], []) is None
    found = patient_with(made, [large, is_("weight", "<", "110", "kg")], [])
    assert found.sure
    values = {name: number(text.split()[0]) for name, text in found.pairs}
    assert values["height"] * values["weight"] > 3600 * number("6.25")
    assert values["weight"] < 110


def test_a_surface_without_a_short_value_is_found_exactly():
    made = with_sizes(WEIGHT, HEIGHT, SURFACE)
    found = patient_with(made, [is_("bsa", "=", "1.7", "m2")], [])
    results = found.patient.results
    assert results["height"] * results["weight"] == 3600 * number("2.89")


def test_a_root_that_no_number_meets_is_not_believed():
    """The square root of 2 is a model, and no result that anybody can report."""
    square = Arithmetic(ArithmeticOperator.TIMES, Reading("x"), Reading("x"), at("x * x"))
    two = Arithmetic(ArithmeticOperator.TIMES, Reading("y"), Reading("y"), at("y * y"))
    equal = Compare(square, Operator.EQUAL, Arithmetic(ArithmeticOperator.PLUS, two, two, at()), at())
    with pytest.raises(NotExactError):
        patient_with(machine(*LABS), [equal, is_("y", ">", "0", "mg"), is_("x", "<", "4", "mg")], [])


def test_creatinine_clearance_depends_on_the_sex():
    sex = Attribute(
        "sex", "sex", of("times"), None, None, None, Evidence(), at("sex"),
        (Choice("female", "", at()), Choice("male", "", at())),
    )  # fmt: skip
    age = Attribute("age", "age", age_unit(), number("18"), number("100"), Days(30), Evidence(), at("age"))
    creatinine = size("creatinine", "mg/dL", "0", "20")
    arguments = tuple(Reading(name) for name in ("age", "weight", "creatinine", "sex"))
    clearance = DerivedAttribute(
        "crcl",
        "crcl",
        FormulaValue(Formula.COCKCROFT_GAULT, arguments, at("cockcroft_gault")),
        of("mL/min"),
        Evidence(),
        at("crcl"),
    )
    made = with_sizes(WEIGHT, age, creatinine, sex, clearance)
    fixed = [
        is_("weight", "=", "72", "kg"),
        Compare(
            Reading("age"),
            Operator.EQUAL,
            Arithmetic(ArithmeticOperator.PLUS, Reading("age"), Reading("age"), at()),
            at(),
        ),
    ]
    assert patient_with(made, fixed, []) is None  # nobody is as old as twice that
    found = patient_with(made, [is_("crcl", "=", "85", "mL/min"), is_("weight", "=", "72", "kg")], [])
    assert holds(made, is_("crcl", "=", "85", "mL/min"), found.patient)


def test_what_depends_on_the_past_is_told_as_not_sure():
    fallen = Compare(Reading("x"), Operator.BELOW, Baseline("x", SinceDay(0)), at())
    found = patient_with(machine(*LABS), [fallen], [])
    assert not found.sure


def test_what_was_once_true_is_true_when_it_is_true_today():
    low = Trigger("low", "low", is_("x", "<", "1", "mg"), None, Evidence(), at("low"))
    made = machine(*LABS, facts=(low,))
    assert patient_with(made, [Fact("low", at())], [Once("low", at("once low"))]) is None
    before = patient_with(made, [Once("low", at("once low"))], [Fact("low", at())])
    assert ("once low", "yes") in before.pairs


def test_a_question_that_is_too_hard_has_no_answer(monkeypatch):
    monkeypatch.setattr("protolang.verify.solver.STEPS", 1)
    with pytest.raises(NotExactError, match="limit of work"):
        patient_with(machine(*LABS), [is_("x", "<", "1", "mg"), is_("y", "<", "1", "mg")], [])


def test_the_solver_is_not_loaded_before_it_is_asked():
    lines = "import sys; import protolang.driver, protolang.verify.solver; sys.exit('z3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", lines], check=False).returncode == 0

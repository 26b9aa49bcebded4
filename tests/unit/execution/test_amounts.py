"""The amount of a dose (R22): bounds, the one rounding, factors, limits, and no dose where anything is not known."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest

from protolang.execution.amounts import Amount, amount_of, dose_of
from protolang.execution.evaluate import Snapshot
from protolang.execution.event import Administration, Inputs, Observation
from protolang.execution.retrospect import morning
from protolang.execution.state import Due
from protolang.machine.statechart import Machine
from protolang.model.treatment import Consequence
from protolang.quantity import Quantity, parse_interval, parse_unit

from .courses import course, machine

PLAN = "phase p { give c every 1 day, 9 times window -0..+0 days  then end }"
SIZES = """patient weight { unit kg range 2..300 kg fresh for 5 days }
      patient height { unit cm range 40..230 cm fresh for 90 days }
      patient bsa = mosteller(height, weight) """


def of_c(clauses: str, more: str = "") -> Machine:
    """A protocol that gives the drug `c`, of these clauses, each day."""
    return machine(PLAN, more=f"{SIZES} {more} drug c {{ {clauses} }}")


def on_day(of: Machine, day: int, doses: dict[int, str | None] | None = None, **told: str) -> Snapshot:
    """What is seen on a day, all results told on day 0; `doses` are those of `c` so far, with the amount if known."""
    results = tuple(Observation(name, parse_interval(value), 0, 0) for name, value in told.items())
    days = {
        at: Inputs(results if at == 0 else (), (_of_amount(doses[at]),) if doses and at in doses else ())
        for at in range(day + 1)
    }
    return morning(course(of, days, day), day)


def _of_amount(text: str | None) -> Administration:
    return Administration("c", None if text is None else Quantity(Fraction(text), parse_unit("mg")))


def amount(snapshot: Snapshot) -> Amount:
    drug = next(item for item in snapshot.machine.drugs if item.id == "c")
    return amount_of(snapshot, drug, drug.dose)


@pytest.mark.parametrize(
    ("clauses", "weight", "expected"),
    [
        ("dose 2 mg/kg of weight", "70.2", "140 mg"),
        ("dose 2 mg/kg of weight", "70.25", "141 mg"),
        ("dose 2 mg/kg of weight  rounded to 10 mg", "72.4", "140 mg"),
        ("dose 2 mg/kg of weight  rounded to 10 mg", "72.5", "150 mg"),
        ("dose 2 mg/kg of weight  rounded down to 10 mg", "74.9", "140 mg"),
        ("dose 2 mg/kg of weight  rounded up to 10 mg", "70.1", "150 mg"),
        ("dose 2 mg/kg of weight  rounded up to 10 mg", "70", "140 mg"),
        ("dose 2 mg/kg of weight  rounded to 0.01 g", "72.5", "150 mg"),
        ("dose 2 mg/kg of weight  cap 150 mg", "74.9", "150 mg"),
        ("dose 2 mg/kg of weight  cap 150 mg", "75", "150 mg"),
        ("dose 2 mg/kg of weight  cap 150 mg", "76", "150 mg"),
        ("dose 2 mg/kg of weight  cap 0.15 g", "76", "150 mg"),
        ("dose 2 mg/kg of weight  floor 50 mg", "24", "50 mg"),
        ("dose 2 mg/kg of weight  floor 50 mg", "26", "52 mg"),
        ("dose 2 mg/kg of weight  cap 154 mg  rounded to 10 mg", "90", "150 mg"),
        ("dose 2 mg/kg of weight  floor 46 mg  rounded to 10 mg", "10", "50 mg"),
    ],
)
def test_bounds_then_one_rounding(clauses: str, weight: str, expected: str) -> None:
    assert str(amount(on_day(of_c(clauses), 0, weight=weight))) == expected


def test_a_dose_that_is_rounded_above_its_cap_is_refused() -> None:
    found = amount(on_day(of_c("dose 2 mg/kg of weight  cap 145 mg  rounded to 10 mg"), 0, weight="90"))
    assert found.refused == "rounded to 150 mg, above the cap of 145 mg"


def test_a_fixed_dose_is_not_rounded() -> None:
    found = amount(on_day(of_c("dose 2.5 mg"), 0))
    assert (str(found), found.fixed, found.refused) == ("2.5 mg", True, None)


def test_a_root_is_rounded_without_any_approximation() -> None:
    # 160 cm and 60 kg: the root of 160 × 60 / 3600 is 1.63299… m2, 100 mg/m2 of it is 163.299… mg
    snapshot = on_day(of_c("dose 100 mg/m2 of bsa  rounded to 0.1 mg"), 0, weight="60", height="160")
    assert str(amount(snapshot)) == "163.3 mg"
    # 180 cm and 80 kg are 2 m2 exactly, so the half is a half and goes up
    half = on_day(of_c("dose 100.25 mg/m2 of bsa"), 0, weight="80", height="180")
    assert str(amount(half)) == "201 mg"


FACTOR = "table part of x { below 10 % : 75 %  at least 10 % : 100 % }"


@pytest.mark.parametrize(("x", "expected"), [("9", "150 mg"), ("10", "200 mg")])
def test_a_factor_of_a_table(x: str, expected: str) -> None:
    of = of_c("dose 2 mg/kg of weight by part", FACTOR)
    assert str(amount(on_day(of, 0, weight="100", x=x))) == expected


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"weight": "100"}, "unknown: no case of part holds"),
        ({"x": "9"}, "unknown: weight is missing or too old"),
        ({"weight": "100", "x": "<20"}, "unknown: no case of part holds"),
    ],
)
def test_what_is_not_known_gives_no_dose(told: dict[str, str], why: str) -> None:
    found = amount(on_day(of_c("dose 2 mg/kg of weight by part", FACTOR), 0, **told))
    assert (found.value, found.refused) == (None, why)


def test_a_weight_that_is_too_old_gives_no_dose() -> None:
    of = of_c("dose 2 mg/kg of weight")
    assert str(amount(on_day(of, 5, weight="70"))) == "140 mg"
    assert amount(on_day(of, 6, weight="70")).refused == "unknown: weight is missing or too old"


def test_a_level_that_has_come_to_nothing_gives_no_dose() -> None:
    of = of_c("dose part", "level part { start 0 mg  steps 0, 5 mg }")
    assert amount(on_day(of, 0)).refused == "nothing is left to give"


@pytest.mark.parametrize(
    ("doses", "refused"),
    [
        ({}, False),
        ({0: "10"}, False),
        ({0: "15"}, False),
        ({0: "15.01"}, True),
        ({0: "10", 1: "10"}, True),
        ({0: None}, False),
        ({0: None, 1: None}, True),
    ],
)
def test_a_limit_in_total_is_closed(doses: dict[int, str | None], refused: bool) -> None:
    # a dose that is due counts as what was due; 25 mg in all may be given, and not more
    found = amount(on_day(of_c("dose 10 mg  limit 25 mg in total then review"), 2, doses))
    assert (found.refused is not None) is refused
    assert found.consequence is (Consequence.REVIEW if refused else None)


@pytest.mark.parametrize(("day", "refused"), [(2, True), (3, True), (4, False)])
def test_a_limit_in_a_time_forgets_what_is_older(day: int, refused: bool) -> None:
    # day 0 and day 1; on day 4 the last four days are 1 to 4
    of = of_c("dose 10 mg  limit 25 mg in 4 days then skip")
    found = amount(on_day(of, day, {0: "10", 1: "10"}))
    assert (found.refused is not None) is refused


def test_an_amount_that_nobody_knows_leaves_no_room() -> None:
    of = of_c("dose 10 mg  limit 1000 mg in total then review")
    known = on_day(of, 2, {0: "10"})
    unknown = attrs.evolve(
        known,
        patient=attrs.evolve(
            known.patient,
            given=known.patient.given.extended([attrs.evolve(next(iter(known.patient.given)), amount=None)]),
        ),
    )
    assert amount(known).refused is None
    assert amount(unknown).refused == "the limit of 1000 mg would be passed"


def test_a_limit_per_size_adds_up_the_rates_of_each_day() -> None:
    of = of_c("dose 10 mg/kg of weight  limit 20 mg/kg of weight in total then stop")
    assert amount(on_day(of, 1, {0: None}, weight="70")).refused is None
    found = amount(on_day(of, 2, {0: None, 1: None}, weight="70"))
    assert (found.refused, found.consequence) == ("the limit of 20 mg/kg would be passed", Consequence.STOP)


def test_the_steps_of_a_taper_count_what_was_given() -> None:
    of = machine("phase p { taper a every 1 day { 30 mg for 2 days  20 mg for 1 day }  then end }")
    (obligation,) = of.regions[0].states[0].obligations
    shown = []
    for given in range(3):
        dose = dose_of(of, obligation, Due(0, given, 0, given=given))
        shown.append(None if dose is None else str(dose.amount))
    assert shown == ["30 mg", "30 mg", "20 mg"]

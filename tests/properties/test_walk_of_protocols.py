"""The walk of the protocols of the repository: it follows all that they say, and forgets nothing that they read."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import islice
from pathlib import Path

import attrs
import pytest

from protolang.cli.reading import open_protocol
from protolang.driver import analyse
from protolang.execution.run import EXAMPLE_START
from protolang.execution.step import begin
from protolang.machine.statechart import Machine
from protolang.model.treatment import NeedKind, Parameter
from protolang.quantity import Days, Quantity
from protolang.verify.walk.days import Days as Mornings
from protolang.verify.walk.inquiry import judge

from .walking import random_requirement, walk_of

PROTOCOLS = Path(__file__).parents[2] / "protocols"
FILES = [
    PROTOCOLS / "ahmed.proto",
    *sorted(PROTOCOLS.glob("published/*.proto")),
    *sorted(PROTOCOLS.glob("variants/*.proto")),
]


def machine_of(path: Path) -> Machine:
    data, project = open_protocol(str(path))
    machine = analyse(path.name, data, project=project, budget=1).machine
    assert machine is not None
    return attrs.evolve(machine, parameters=tuple(map(_decided, machine.parameters)))


def _decided(item: Parameter) -> Parameter:
    if item.value is not None or item.needs is None:
        return item
    match item.needs.kind:
        case NeedKind.THRESHOLD:
            value = None if item.needs.unit is None else Quantity(Fraction(1), item.needs.unit)
        case NeedKind.DURATION:
            value = Days(28)
        case _:
            value = 6
    return attrs.evolve(item, value=value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_any_requirement_has_a_verdict(path: Path) -> None:
    machine = machine_of(path)
    for number in range(2):
        requirement = random_requirement(machine, random.Random(number))
        result = judge(machine, requirement, steps=150)
        assert result.reason or result.timeline or result.verdict.value == "PROVED"
        assert not result.disagrees, requirement.text


def bisimulate(path: Path, patients: int, days: int) -> int:
    """Two patients of one canonical form go on alike; how many days were compared."""
    machine = machine_of(path)
    requirement = random_requirement(machine, random.Random(1))
    _, walk = walk_of(machine, requirement, every_course=True, budget=10**9)
    mornings = Mornings(walk.machine, walk.values, walk.days.events[:2], 10**9)
    forms: dict[object, object] = {}
    pairs = []
    for number in range(patients):
        rng = random.Random(number)
        patient, known = begin(walk.machine, EXAMPLE_START), mornings.sizes(number)
        for _ in range(days):
            endings = list(islice(mornings.evenings(patient, known), 24))
            ending = rng.choice(endings if rng.random() < 0.5 else endings[-3:])
            patient, known = ending.patient, type(known)()
            form = walk.canon.of(patient)
            if form in forms and forms[form] != patient:
                pairs.append((forms[form], patient))
            forms.setdefault(form, patient)
            if patient.ended:
                break
    compared = 0
    for one, other in random.Random(1).sample(pairs, min(12, len(pairs))):
        both = zip(islice(mornings.evenings(one), 24), islice(mornings.evenings(other), 24), strict=True)
        for left, right in both:
            assert left.inputs.administrations == right.inputs.administrations
            assert walk.canon.of(left.patient) == walk.canon.of(right.patient), f"{one}\n{other}"
            compared += 1
    return compared


def test_T3_patients_of_a_protocol_with_one_form_go_on_alike() -> None:
    assert bisimulate(PROTOCOLS / "published" / "r_chop_21.proto", 4, 40) > 10


@pytest.mark.long
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_T3_patients_of_each_protocol_with_one_form_go_on_alike(path: Path) -> None:
    bisimulate(path, 30, 120)

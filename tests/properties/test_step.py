"""What `step` must be whatever is reported: total (T1), causal (T2), blind within a cell (T3), repeatable (T7)."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from protolang.execution.event import Administration, Decision, Inputs, Observation, Ruling
from protolang.execution.run import run
from protolang.machine.statechart import Machine
from protolang.quantity import Interval

from .protocols import generated

MACHINES: list[Machine] = [made[2] for seed in range(60) if (made := generated(seed)) is not None]

names = st.sampled_from(["cd", "hb", "alpha", "beta", "harm", "t0", "t1", "", "nobody", "__class__", "ä\n"])
days = st.one_of(st.integers(0, 30), st.sampled_from([-1, -(10**9), 10**9, 10**30]))
numbers = st.one_of(st.fractions(0, 100, max_denominator=10), st.sampled_from([Fraction(-(10**30)), Fraction(15)]))
values = st.one_of(st.none(), numbers.map(Interval.point))
inputs = st.builds(
    Inputs,
    st.lists(st.builds(Observation, names, values, days, days), max_size=4).map(tuple),
    st.lists(st.builds(Administration, names), max_size=4).map(tuple),
    st.lists(names, max_size=3).map(tuple),
    st.lists(st.builds(Decision, names, st.sampled_from(list(Ruling))), max_size=2).map(tuple),
)
streams = st.lists(inputs, min_size=1, max_size=14)
machines = st.sampled_from(MACHINES)


def on_their_days(stream: list[Inputs]) -> list[Inputs]:
    """The same reports, half of them dated so that they are accepted."""
    dated = []
    for day, today in enumerate(stream):
        fixed = tuple(
            attrs.evolve(item, sampled=max(0, day - at), reported=day) if at % 2 == 0 else item
            for at, item in enumerate(today.observations)
        )
        dated.append(attrs.evolve(today, observations=fixed))
    return dated


@given(machines, streams)
@settings(max_examples=150)
def test_T1_step_is_total_and_deterministic(machine: Machine, stream: list[Inputs]) -> None:
    reported = on_their_days(stream)
    one, two = run(machine, reported), run(machine, reported)
    assert one == two
    assert one.hashes() == two.hashes()  # T7


@given(machines, streams, st.integers(1, 13))
@settings(max_examples=100)
def test_T2_nothing_depends_on_the_future(machine: Machine, stream: list[Inputs], cut: int) -> None:
    reported = on_their_days(stream)
    whole, part = run(machine, reported), run(machine, reported[:cut])
    assert whole.entries[: len(part.entries)] == part.entries
    assert whole.hashes()[: len(part.entries)] == part.hashes()


# no threshold of the generated protocols lies inside one of these
CELLS = [(0, 1), (1, 1), (1, 8), (8, 8), (8, 10), (10, 10), (10, 15), (15, 15), (15, 100)]


@given(machines, st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=14), st.data())
@settings(max_examples=100)
def test_T3_values_of_one_cell_are_one_value(
    machine: Machine, drawn: list[tuple[int, int]], data: st.DataObject
) -> None:
    def patient() -> list[Inputs]:
        stream = []
        for day, cells in enumerate(drawn):
            observed = []
            for name, cell in zip(("cd", "hb"), cells, strict=True):
                low, high = CELLS[cell]
                part = Fraction(data.draw(st.integers(1, 99)), 100)
                observed.append(Observation(name, Interval.point(low + (high - low) * part), day, day))
            stream.append(Inputs(tuple(observed), (Administration("alpha"), Administration("beta"))))
        return stream

    one, two = run(machine, patient()), run(machine, patient())
    assert [(e.day, e.kind, e.region, e.subject) for e in one.entries] == [
        (e.day, e.kind, e.region, e.subject) for e in two.entries
    ]
    assert [state.regions for state in one.states] == [state.regions for state in two.states]


def test_T7_the_hash_chain_does_not_depend_on_the_hash_seed() -> None:
    code = """
import importlib, random, sys
sys.path.insert(0, sys.argv[1])
protocols = importlib.import_module("properties.protocols")
patients = importlib.import_module("properties.patients")
verify = importlib.import_module("protolang.verify.requirements").verify
from protolang.execution.run import run
from protolang.execution.event import Administration, Inputs, Observation
from fractions import Fraction
from protolang.machine.printing import machine_sha256
from protolang.quantity import Interval
for seed in range(12):
    made = protocols.generated(seed)
    if made is not None:
        _, protocol, machine, _ = made
        five = Interval.point(Fraction(5))
        days = [Inputs((Observation("cd", five, day, day),), (Administration("alpha"),), ("harm",)) for day in range(9)]
        print(machine_sha256(machine), run(machine, days).hashes()[-1:])
        for r in verify(protocol, machine, budget=150):
            print(r.verdict.value, r.minimum, r.maximum, r.states, r.timeline)
"""
    told = set()
    for seed in ("0", "1", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parents[1])],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(done.stdout)
    assert len(told) == 1
    assert next(iter(told)).count("\n") > 10

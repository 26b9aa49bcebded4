"""The laws of `step` over generated protocols and patients: some hundred pairs here, and as many as one likes in
`tests.properties.campaign`, which `./run check --long` runs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from protolang.execution import step as executor
from protolang.execution.event import Inputs
from protolang.execution.history import History
from protolang.execution.run import run
from protolang.execution.state import PatientState
from protolang.execution.trace import EntryKind, LogEntry, Trace
from protolang.machine.statechart import Machine

from . import inputs, laws
from .campaign import Tally, look_at
from .language import made
from .laws import LAWS, NOT_HERE
from .vocabulary import NUMBER_LABS

Extra = Callable[[Machine, PatientState, Inputs], object]


def looked_at(seeds: range, patients: int) -> Tally:
    tally = Tally()
    for seed in seeds:
        it = made(seed)
        if it is not None:
            for number in range(patients):
                look_at(it, number, tuple(LAWS), tally)
    return tally


@pytest.mark.parametrize("first", range(0, 32, 8))
def test_T1_to_T7_and_T11_hold(first: int) -> None:
    tally = looked_at(range(first, first + 8), 7)
    assert [str(failure) for failure in tally.failures] == []
    assert min(tally.pairs[name] for name in LAWS) >= 16


# ---- a law that cannot fail says nothing -----------------------------------------------------------------------


def breaks(law: str) -> bool:
    """Whether the law notices that `step` is another one."""
    return any(found not in (None, NOT_HERE) for found in verdicts(law))


def verdicts(law: str) -> Iterator[str | None]:
    for it in filter(None, map(made, range(14))):
        for number in range(6):
            patient = inputs.course(it.machine, it.seed, number)
            yield LAWS[law](it, patient, random.Random(f"{law} {it.seed} {number}"))


def with_more(monkeypatch: pytest.MonkeyPatch, extra: Extra) -> None:
    """Every day logs one more entry, with what `extra` says."""

    def step(machine: Machine, state: PatientState, today: Inputs) -> tuple[PatientState, tuple[LogEntry, ...]]:
        after, entries = executor.step(machine, state, today)
        text = str(extra(machine, state, today))
        return after, (*entries, LogEntry(after.day, EntryKind.TOLD, None, "more", (("said", text),)))

    monkeypatch.setattr(inputs, "step", step)
    monkeypatch.setattr(laws, "step", step)


def numerators(machine: Machine, _state: PatientState, today: Inputs) -> int:
    known = [item.value.low for item in today.observations if item.name in NUMBER_LABS and item.value is not None]
    return sum(value.numerator for value in known if value is not None)


def segment(_machine: Machine, state: PatientState, _today: Inputs) -> int:
    return len(state.observations.get("n_weight", History())._segment)


count = iter(range(10**9))
EXECUTORS: list[tuple[str, Extra]] = [
    ("T1", lambda _machine, _state, _today: next(count)),
    ("T3", numerators),
    ("T4", lambda _machine, state, _today: state.start.weekday()),
    ("T5", lambda machine, _state, _today: len(machine.labs)),
    ("T5", lambda machine, _state, _today: machine.labs[0].id < machine.labs[-1].id),
    ("T5", lambda machine, _state, _today: machine.drugs[0].id),
    ("T5", lambda machine, _state, _today: [str(lab.unit) for lab in machine.labs]),
    ("T7", lambda machine, state, _today: state.source is machine.source_sha256),
    ("T11", segment),
]


@pytest.mark.parametrize(("law", "extra"), EXECUTORS, ids=[f"{law}-{at}" for at, (law, _) in enumerate(EXECUTORS)])
def test_a_law_notices_another_executor(law: str, extra: Extra, monkeypatch: pytest.MonkeyPatch) -> None:
    with_more(monkeypatch, extra)
    assert breaks(law)


def test_T2_notices_who_looks_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    def ahead(machine: Machine, days: tuple[Inputs, ...]) -> Trace:
        return run(machine, (days[-1], *days[1:]))

    monkeypatch.setattr(laws, "run", ahead)
    assert breaks("T2")


def test_T6_notices_a_second_move(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(machine: Machine, state: PatientState, today: Inputs) -> tuple[PatientState, tuple[LogEntry, ...]]:
        after, entries = executor.step(machine, state, today)
        return after, (*entries, *(entry for entry in entries if entry.kind is EntryKind.ENTERED))

    monkeypatch.setattr(inputs, "step", step)
    assert breaks("T6")


def test_T6_notices_a_log_that_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(machine: Machine, state: PatientState, today: Inputs) -> tuple[PatientState, tuple[LogEntry, ...]]:
        after, entries = executor.step(machine, state, today)
        return after, entries * (100 if after.day > 4 else 1)

    monkeypatch.setattr(inputs, "step", step)
    assert breaks("T6")


def test_every_form_of_T5_is_drawn() -> None:
    forms = {laws.form_of(made_, number) for made_ in filter(None, map(made, range(8))) for number in range(2)}
    assert len(forms) == 4

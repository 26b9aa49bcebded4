"""How much of the language and of its meaning the generated protocols and patients reach: the generator is measured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .properties.coverage import reach
from .properties.language import draft_of, lowered

ROOT = Path(__file__).parents[1]


def test_every_rule_of_the_grammar_is_used() -> None:
    found = reach(range(150), 0)
    assert found.unused() == []
    assert found.unused_words() == []
    # most of what is drawn is a protocol: what is refused was not looked at
    assert found.protocols > 0.85 * (found.protocols + found.refused)


def test_every_rule_of_the_semantics_is_shown() -> None:
    found = reach(range(70), 5)
    assert found.unseen() == []


def test_a_refused_text_is_refused_for_a_reason_of_the_author() -> None:
    reasons = {reason.split()[0] for seed in range(40) for reason in lowered(draft_of(seed).text())[1]}
    # windows that reach into each other, and effects that contradict each other
    assert reasons <= {"PL102", "PL109", "PL301", "PL307"}


def test_a_seed_is_one_protocol_and_one_patient_on_every_machine() -> None:
    code = """
import hashlib
from tests.properties.inputs import course
from tests.properties.language import made
for seed in range(4):
    it = made(seed)
    if it is not None:
        log = "".join(entry.line() for entry in course(it.machine, seed, 1).log)
        print(hashlib.sha256((it.text + log).encode()).hexdigest())
"""
    told = set()
    for seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        told.add(done.stdout)
    assert len(told) == 1
    assert next(iter(told)).count("\n") >= 3

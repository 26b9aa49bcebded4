"""Storm, in this process, through stormpy."""

from __future__ import annotations

import importlib.util
import tempfile
import time
from pathlib import Path
from typing import Any

from .prism import model
from .program import Program
from .search import Answer


def missing() -> str:
    """The package, when it is not there."""
    return "" if importlib.util.find_spec("stormpy") else "stormpy"


def ask(program: Program) -> tuple[Answer, float]:
    """What Storm says of a program, and the seconds it took from the text on."""
    import stormpy
    from stormpy import datastructures, developer, transformations

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.prism")
        path.write_text(model(program), encoding="ascii")
        started = time.perf_counter()
        parsed = stormpy.parse_prism_program(str(path))
    wanted = stormpy.parse_properties('R{"measure"}min=? [F "complete"]; R{"measure"}max=? [C]', parsed)
    built = stormpy.build_model(parsed)
    mornings = built.labeling.get_states("morning").get_number_of_set_bits()
    complete = built.labeling.get_states("complete")
    everything = datastructures.BitVector(built.nr_states, True)
    hopeless, _ = developer.perform_prob01_max(built, everything, complete)
    if hopeless.get(built.initial_states[0]):
        return Answer(mornings, None, None), time.perf_counter() - started
    least = stormpy.model_checking(built, wanted[0]).get_value(built.initial_states[0])
    actions = datastructures.BitVector(built.nr_choices, True)
    # every course of what is left can still complete, so the most that any collects is what a complete one collects
    rest = transformations.build_submodel(built, ~hopeless, actions, keep_unreachable_states=False).model
    greatest = stormpy.model_checking(rest, wanted[1]).get_value(rest.initial_states[0])
    seconds = time.perf_counter() - started
    return Answer(mornings, _whole(least), None if greatest == float("inf") else _whole(greatest)), seconds


def _whole(value: Any) -> int:
    found = round(value)
    if abs(value - found) > 1e-6:
        raise ValueError(f"{value} should be a whole number")
    return found

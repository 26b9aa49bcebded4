"""Whether there is a patient for whom some conditions hold and others fail, asked of z3 in exact rationals.

For what boxes of values cannot decide: three results and more, results compared with each other, computed values. A
model is not believed: its values are shortened and judged by the reference interpreter. The search is bounded by a
count of steps, never by the clock. z3 is loaded with the first question.
"""

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from protolang.machine.statechart import Machine
from protolang.model.expression import Expression
from protolang.quantity import decimal_text
from protolang.verify.axes import quantity, told
from protolang.verify.cells import NotExactError
from protolang.verify.concrete import Concrete, holds
from protolang.verify.reading import declared, inside
from protolang.verify.remembered import OfMachine
from protolang.verify.translation import Translation

STEPS = 4_000_000
"""Steps of work of z3 for one question (its `rlimit`): some seconds at the most, the same on every machine."""
STEPS_FOR_ALL = 8_000_000
"""Steps for all questions about one machine."""
STEPS_TO_ASK = 10_000
"""What it takes to ask, in steps: to translate the conditions, and to judge the answer."""
STEPS_FOR_PART = 500
"""What it takes more for each condition that is given, or is part of one that is."""
MOST_SHORTENED = 20
"""Results of one patient whose values are made short; the others stay as they were found."""
_DECIMALS = (0, 1, 2, 3, 6, 12)


class Found(NamedTuple):
    """A patient. `sure` unless something of the past was taken as free, so that it may be that nobody is like this."""

    patient: Concrete
    pairs: tuple[tuple[str, str], ...]
    clause: str
    sure: bool


class _Asked:
    """What was asked about a machine, and how much of the work for all its questions is left."""

    def __init__(self) -> None:
        self.left = STEPS_FOR_ALL
        self.known: dict[Hashable, tuple[object, Found | NotExactError | None]] = {}


_asked = OfMachine(lambda machine: _Asked())


def patient_with(
    machine: Machine, holding: Sequence[Expression], failing: Sequence[Expression], reported: str | None = None
) -> Found | None:
    """A patient, every result known, for whom all of `holding` and none of `failing` holds; None: there is none.

    Of `reported`, an event, it is known that it is reported. Raises `NotExactError` when the search came to its limit,
    or for what has no exact model. All questions about one machine have a limit together; what was asked before is
    not searched again.
    """
    asked = _asked(machine)
    key = (tuple(map(id, holding)), tuple(map(id, failing)), reported)
    if key not in asked.known:
        try:
            found: Found | NotExactError | None = _search(machine, holding, failing, reported, asked)
        except NotExactError as reason:
            found = reason
        # the conditions are kept, so that no other ones get their numbers
        asked.known[key] = ((*holding, *failing), found)
    match asked.known[key][1]:
        case NotExactError() as unknown:
            raise NotExactError(str(unknown))
        case answer:
            return answer


def _search(
    machine: Machine, holding: Sequence[Expression], failing: Sequence[Expression], reported: str | None, asked: _Asked
) -> Found | None:
    asked.left -= STEPS_TO_ASK + STEPS_FOR_PART * sum(1 for item in (*holding, *failing) for _ in inside(machine, item))
    if asked.left <= 0:
        raise NotExactError("there are so many conditions that not all of them could be held to each other")
    import z3

    translated = Translation(machine, reported)
    wanted = [translated.condition(item) for item in holding]
    wanted += [z3.Not(translated.condition(item)) for item in failing]
    search = z3.Solver(ctx=translated.context)
    search.set("rlimit", min(STEPS, asked.left))
    search.add(*wanted, *translated.known)
    answer = search.check()
    asked.left -= _work(search.statistics())
    if answer == z3.unsat:
        return None
    if answer != z3.sat:
        raise NotExactError("whether there is such a patient could not be found out within the limit of work")
    exact = translated.read(search.model())
    for patient in _candidates(exact):
        if _passes(machine, patient, holding, failing, reported):
            short = _shortened(machine, patient, holding, failing, reported)
            pairs = _pairs(machine, short, translated)
            clause = " and ".join(f"`{name}` is {value}" for name, value in pairs)
            return Found(short, pairs, clause, not short.past and not short.flags)
    raise NotExactError("the values that were found cannot be written as numbers")


def _work(statistics: Iterable[tuple[str, float]]) -> int:
    return sum(int(value) for name, value in statistics if name == "rlimit count")


def _passes(
    machine: Machine,
    patient: Concrete,
    holding: Sequence[Expression],
    failing: Sequence[Expression],
    reported: str | None,
) -> bool:
    judged = patient._replace(flags={**patient.flags, **({} if reported is None else {reported: True})})
    return all(holds(machine, item, judged) is True for item in holding) and all(
        holds(machine, item, judged) is False for item in failing
    )


def _candidates(patient: Concrete) -> list[Concrete]:
    """The patient as found, and with fewer decimals: a root that z3 found is no number that can be written."""
    found = [patient]
    for places in reversed(_DECIMALS):
        rounded = {name: _rounded(value, places) for name, value in patient.results.items()}
        found.append(patient._replace(results=rounded))
    return found


def _shortened(
    machine: Machine,
    patient: Concrete,
    holding: Sequence[Expression],
    failing: Sequence[Expression],
    reported: str | None,
) -> Concrete:
    """The same kind of patient, each value with as few decimals as it can have."""
    for name in list(patient.results)[:MOST_SHORTENED]:
        item = declared(machine, name)
        if item is None or item.choices:
            continue
        factor = item.unit.factor
        for places in _DECIMALS:
            value = _rounded(patient.results[name] / factor, places) * factor
            inside = (item.low is None or value >= item.low * factor) and (
                item.high is None or value <= item.high * factor
            )
            short = patient._replace(results={**patient.results, name: value})
            if inside and value >= 0 and _passes(machine, short, holding, failing, reported):
                patient = short
                break
    return patient


def _rounded(value: Fraction, places: int) -> Fraction:
    return Fraction(round(value * 10**places), 10**places)


def _pairs(machine: Machine, patient: Concrete, translated: Translation) -> tuple[tuple[str, str], ...]:
    found = []
    for name, value in patient.results.items():
        item = declared(machine, name)
        if item is None:
            continue
        words = item.choices[int(value)].id if item.choices else quantity(value / item.unit.factor, item.unit)
        found.append((name, words))
    found += [(told(term).replace("`", ""), decimal_text(value)) for term, value in patient.past.items()]
    found += [(name, "yes" if true else "no") for name, true in patient.flags.items()]
    return tuple(found)

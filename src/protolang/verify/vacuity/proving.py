"""What a requirement speaks of and no patient ever comes to: proved, not guessed.

A few example patients show most of it to be reached. What none of them comes to is asked of the explorers as
`never …`, and counts only where they prove it.
"""

from collections.abc import Iterator

import attrs

from protolang.execution.run import EXAMPLE_START
from protolang.execution.step import begin
from protolang.machine.statechart import Machine
from protolang.model.claim import EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.expression import Claim, Expression, GivenToday, InPhase, Measure, NeverExit
from protolang.model.protocol import Requirement
from protolang.verify.budget import metered
from protolang.verify.requirements import judged
from protolang.verify.verdict import Result, Verdict
from protolang.verify.walk.days import Days
from protolang.verify.walk.monitors import Evening
from protolang.verify.walk.reads import Reads
from protolang.verify.walk.slicing import whole
from protolang.verify.walk.values import Values

PATIENTS, DAYS = 3, 120
"""Example patients, and days that each of them is followed."""

BUDGET = 1_500
"""States that a proof may take; without one nothing is said."""


def never_reached(machine: Machine, result: Result) -> Expression | None:
    """The first condition that a proved requirement needs some day of some course to meet, and that no course does."""
    requirement = result.requirement
    if _is_counted(requirement) and result.maximum != 0:
        return None  # some course may have it, or how many there can be is not known
    wanted = dict.fromkeys(_needed(machine, requirement))
    if not wanted:
        return None
    for condition in _missed_by_examples(machine, tuple(wanted)):
        if _is_never(machine, requirement, condition):
            return condition
    return None


def _is_counted(requirement: Requirement) -> bool:
    match requirement.claim:
        case Claim(measure=Measure.COUNT):
            return requirement.opens is None
        case _:
            return False


def _needed(machine: Machine, requirement: Requirement) -> Iterator[Expression]:
    """What must be met for the requirement to say anything."""
    claim, at = requirement.claim, requirement.origin
    if requirement.opens is not None:
        yield requirement.opens
    phases = {state.name for region in machine.regions for state in region.states}
    match claim:
        case LeadsTo(trigger=trigger):
            yield trigger
        case NeverWhile(subject=subject, condition=condition):
            yield from (condition, GivenToday(subject, at))
        case OnlyAfter(subject=subject) | EveryWindow(subject=subject) | Rate(subject=subject):
            yield GivenToday(subject, at)
        case Claim(measure=Measure.DURATION, subject=subject):
            yield from (InPhase(name, at) for name in (subject,) if name in phases)
        case Claim(subject=subject, during=during):
            if claim.high is not None and claim.high.value == 0:
                return  # that it is never given is what is required
            if during is not None and during in phases:
                yield InPhase(during, at)
            if any(drug.id == subject for drug in machine.drugs):
                yield GivenToday(subject, at)
        case Holds() | NeverExit():
            return


def _missed_by_examples(machine: Machine, wanted: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """What a few patients, each of whom takes other ways, do not meet."""
    seen = whole(machine)
    reads = Reads(seen, wanted)
    values = Values(seen, reads)
    left = dict.fromkeys(wanted)
    for number in range(PATIENTS):
        days = Days(seen, values, reads.leading, PATIENTS * DAYS * 100)
        patient = begin(seen, EXAMPLE_START)
        known = days.sizes(number)
        for day in range(DAYS):
            ending = days.example(patient, known, number + day if number else 0)
            evening = Evening(seen, patient, ending.patient, 1, ending.patient.ended, ending.completed)
            for condition in tuple(left):
                if evening.holds(condition):
                    del left[condition]
            if not left or ending.patient.ended:
                break
            patient, known = ending.patient, type(known)()
        if not left:
            break
    return tuple(left)


def _is_never(machine: Machine, requirement: Requirement, condition: Expression) -> bool:
    claim = Holds(Quantifier.NEVER, condition, requirement.origin)
    asked = attrs.evolve(requirement, claim=claim, opens=None, closes=None)
    result = judged(machine, asked, metered(BUDGET))
    return result.verdict is Verdict.PROVED and not result.reason

"""Verdicts on claims about days, for the verifier: the fast explorer's, with the patient who breaks a violated one."""

from protolang.diagnostics import WitnessStep
from protolang.execution.judging import Outcome, judge
from protolang.execution.trace import Trace
from protolang.machine.statechart import Machine
from protolang.model.claim import DayClaim
from protolang.model.expression import Claim
from protolang.model.protocol import Requirement
from protolang.verify.budget import Budget, Meter
from protolang.verify.daily.inquiry import decide
from protolang.verify.daily.told import told
from protolang.verify.verdict import Result


def on_days(
    machine: Machine, requirement: Requirement, claim: DayClaim | Claim, *, budget: int | Budget | Meter
) -> Result:
    """The verdict on a claim about days, a spacing or a duration.

    A safety claim is decided for every course up to a clinician's decision, the others for the courses that complete
    without one. Raises `NotExactError` for what the fast explorer does not follow, and `BudgetError`.
    """

    def breaks(trace: Trace, tracks: frozenset[str]) -> bool:
        return judge(trace, requirement, tracks).outcome is Outcome.BROKEN

    found = decide(machine, requirement, claim, breaks, budget=budget)
    steps: tuple[WitnessStep, ...] = ()
    if found.trace is not None:
        judgement = judge(found.trace, requirement, found.tracks)
        steps = told(found.trace, judgement, found.labs, found.tracks)
    unbounded = found.greatest is None and found.least is not None
    return Result(requirement, found.verdict, found.least, found.greatest, unbounded, found.states, steps, found.reason)

"""`never exit TRACK on EVENT`: whether the event can make any way out of the track possible."""

from protolang.machine.statechart import Machine
from protolang.model.expression import Expression, NeverExit
from protolang.model.protocol import Requirement
from protolang.verify.places import reads_events
from protolang.verify.verdict import Result, Verdict


def never_exit(machine: Machine, requirement: Requirement, claim: NeverExit) -> Result:
    """PROVED when no exit, loop end or stop rule in force reads the event, through any fact it names.

    Where one reads it, the verdict is VIOLATED and `reason` names it: the text itself lets the event decide.
    """
    region = next(item for item in machine.regions if item.name == claim.track)
    ways: list[tuple[str, Expression]] = [
        ("a stop rule", rule.guard) for rule in machine.stops if rule.region in (None, claim.track)
    ]
    for state in region.states:
        ways += [(f"an exit of `{state.name}`", edge.guard) for edge in state.transitions if edge.guard is not None]
        ways += [
            (f"the end of a loop in `{state.name}`", item.until.condition)
            for item in state.obligations
            if item.until is not None
        ]
    states = len(region.states)
    for where, guard in ways:
        if claim.event in reads_events(machine, guard):
            line = guard.origin.start_position.line
            reason = f"{where} (line {line}) depends on `{claim.event}`"
            return Result(requirement, Verdict.VIOLATED, None, None, False, states, (), reason, ("guards",))
    reason = f"no exit of `{claim.track}`, no end of a loop and no stop rule depends on `{claim.event}`"
    return Result(requirement, Verdict.PROVED, None, None, False, states, (), reason, ("guards",))

"""PL406, PL602, PL605, PL606, PL607: a requirement that some patient's course breaks, with that patient's course."""

from collections.abc import Iterator
from typing import assert_never

from protolang.checks.pointing import statement
from protolang.checks.wording import asked, drug_of, given_as, plain, ranged
from protolang.diagnostics import Code, Diagnostic, Label
from protolang.diagnostics.codes import PL406, PL601, PL602, PL603, PL604, PL605, PL606, PL607, PL608
from protolang.machine.statechart import Machine
from protolang.model.claim import DayClaim, EveryWindow, Holds, LeadsTo, NeverWhile, OnlyAfter, Quantifier, Rate
from protolang.model.expression import WHOLE_COURSE, Claim, Measure, NeverExit
from protolang.model.protocol import Protocol
from protolang.prose import requirement_text, round_text
from protolang.verify.never import readers
from protolang.verify.verdict import Result, Verdict


def broken_requirement(protocol: Protocol, machine: Machine, results: tuple[Result, ...]) -> Iterator[Diagnostic]:
    """One finding for each violated requirement: what it asks, what the protocol allows, and the shortest proof."""
    for result in results:
        if result.verdict is not Verdict.VIOLATED:
            continue
        match result.requirement.claim:
            case Claim() as claim:
                yield _measured(protocol, result, claim, results)
            case NeverExit() as claim:
                yield _exit(machine, result, claim)
            case Holds() | LeadsTo() | Rate() | EveryWindow() | OnlyAfter() | NeverWhile() as claim:
                yield _of_days(protocol, result, claim)
            case _:
                assert_never(result.requirement.claim)


def _measured(protocol: Protocol, result: Result, claim: Claim, results: tuple[Result, ...]) -> Diagnostic:
    wanted = asked(claim)
    return Diagnostic(
        _code(claim),
        f"{_allowed(protocol, result, claim, results)}, the requirement asks {wanted}",
        Label(statement(result.requirement.origin), f"asks {wanted}"),
        tuple(
            Label(statement(action.origin), f"{action.kind.value}s `{claim.subject}`")
            for track in protocol.tracks
            for phase in track.phases
            for action in phase.actions
            if action.subject == claim.subject and claim.during in (None, phase.id)
        ),
        # of a limit that courses stay below, a way to be above it says nothing
        notes=tuple(plain(text) for text in (result.reason, claim.high and round_text(result)) if text),
        help="the schedule and the requirement contradict each other: correct the one that is wrong, "
        "and keep the finding until its source is clear",
        timeline=result.timeline,
    )


def _of_days(protocol: Protocol, result: Result, claim: DayClaim) -> Diagnostic:
    return Diagnostic(
        _code_of_days(claim),
        f"a course can break this: {plain(requirement_text(result.requirement, protocol)).removesuffix('.')}",
        Label(statement(result.requirement.origin), "required here"),
        notes=(result.reason,) if result.reason else (),
        help="correct the rule or the requirement, whichever is wrong",
        timeline=result.timeline,
    )


def _code_of_days(claim: DayClaim) -> Code:
    match claim:
        case Holds(quantifier=quantifier):
            return {Quantifier.ALWAYS: PL601, Quantifier.NEVER: PL602, Quantifier.EVENTUALLY: PL603}[quantifier]
        case LeadsTo():
            return PL604
        case Rate():
            return PL605
        case EveryWindow():
            return PL607
        case OnlyAfter() | NeverWhile():
            return PL608
        case _:
            assert_never(claim)


def _code(claim: Claim) -> Code:
    match claim.measure:
        case Measure.COUNT:
            low, high = claim.low, claim.high
            exact = low is not None and high is not None and low.value == high.value
            return PL406 if exact else PL605
        case Measure.SPAN | Measure.DURATION:
            return PL606
        case Measure.GAP | Measure.SPACING:
            return PL607
        case Measure.TOTAL:
            return PL605
        case _:
            assert_never(claim.measure)


def _allowed(protocol: Protocol, result: Result, claim: Claim, results: tuple[Result, ...]) -> str:
    drug = drug_of(protocol, claim.subject)
    many = given_as(drug) if drug is not None else "measurements"
    one = given_as(drug, 1) if drug is not None else "measurement"
    during = "" if claim.during is None else f" during `{claim.during}`"
    low, high = result.minimum, result.maximum
    if low is None and high is None and not result.unbounded:
        return _without_bounds(claim, many, during)
    match claim.measure:
        case Measure.COUNT:
            return f"a complete course has {ranged(low, high, one, many)} of `{claim.subject}`{during}"
        case Measure.SPAN:
            count = _count(results, claim)
            number = f"{count} " if count else "the "
            return f"{number}{many} of `{claim.subject}`{during} take {ranged(low, high, 'day', 'days')}"
        case Measure.GAP:
            days = "any number of days" if high is None else f"up to {high} days"
            return f"`{claim.subject}`{during} can be absent for {days}"
        case Measure.SPACING:
            return f"two {many} of `{claim.subject}`{during} can be {ranged(low, high, 'day', 'days')} apart"
        case Measure.TOTAL:
            return f"the {many} of `{claim.subject}`{during} can come to another total"
        case Measure.DURATION:
            what = f"`{claim.subject}`" if claim.subject != WHOLE_COURSE else "a course"
            return f"{what} can last {ranged(low, high, 'day', 'days')}"
        case _:
            assert_never(claim.measure)


def _without_bounds(claim: Claim, many: str, during: str) -> str:
    """What is allowed, where only one course that breaks the claim is known."""
    match claim.measure:
        case Measure.COUNT:
            return f"a complete course can have another number of {many} of `{claim.subject}`{during}"
        case Measure.SPAN:
            return f"the {many} of `{claim.subject}`{during} can take another time"
        case Measure.GAP:
            return f"`{claim.subject}`{during} can be absent for another time"
        case Measure.SPACING:
            return f"two {many} of `{claim.subject}`{during} can be {_how_near(claim)}"
        case Measure.TOTAL:
            other = "more" if claim.low is None else "less" if claim.high is None else "another total"
            return f"the {many} of `{claim.subject}`{during} can come to {other}"
        case Measure.DURATION:
            what = f"`{claim.subject}`" if claim.subject != WHOLE_COURSE else "a course"
            return f"{what} can last another time"
        case _:
            assert_never(claim.measure)


def _how_near(claim: Claim) -> str:
    if claim.high is None:
        return "nearer to each other"
    return "further apart" if claim.low is None else "nearer to each other, or all further apart"


def _count(results: tuple[Result, ...], claim: Claim) -> int | None:
    """How often it is given, when another requirement has settled that."""
    for other in results:
        match other.requirement.claim:
            case Claim(Measure.COUNT, subject, during) if (subject, during) == (claim.subject, claim.during):
                if other.minimum is not None and other.minimum == other.maximum:
                    return other.minimum
            case _:
                pass
    return None


def _exit(machine: Machine, result: Result, claim: NeverExit) -> Diagnostic:
    return Diagnostic(
        PL602,
        f"`{claim.event}` can end or leave a phase of `{claim.track}`",
        Label(statement(result.requirement.origin), "must never happen"),
        tuple(Label(statement(origin), f"depends on `{claim.event}`") for origin in readers(machine, claim)),
        notes=(result.reason,) if result.reason else (),
        help=f"take `{claim.event}` out of these conditions, or take the requirement back with its source",
    )

"""The clauses that safety requires (R14, R15, R20, R22): what is not said, where to say it, and what cannot hold."""

from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL109
from protolang.model.action import Alongside, AtEach, Every, Growing, OnDays, OnMonths
from protolang.model.course import Track
from protolang.model.giving import Giving, givings, report_rates
from protolang.model.lowering import Lowering, only
from protolang.model.rounding import computed_doses, report_unroundable
from protolang.model.rule import Decision
from protolang.model.treatment import Drug, Policy
from protolang.source import Span
from protolang.syntax.ast import (
    DoseClause,
    DrugDecl,
    HoldClause,
    MissedClause,
    NextDueClause,
    PolicyDecl,
    ProtocolDecl,
    RoundingClause,
)

_CLAUSES = {
    "missed": (
        MissedClause,
        "nothing says what happens to a missed dose",
        "missed postpone at most 3 days then review",
    ),
    "next_due": (NextDueClause, "nothing says from where the next dose is counted", "next_due after last given"),
    "hold": (
        HoldClause,
        "nothing says what a hold does to the schedule",
        "hold clock stops, at most 28 days then review",
    ),
    "rounding": (RoundingClause, "nothing says how a computed dose is rounded", "rounding to 10 mg"),
}


def report_missing(
    tree: ProtocolDecl, policy: Policy, drugs: tuple[Drug, ...], tracks: tuple[Track, ...], low: Lowering
) -> None:
    """Say which clauses of the policy are needed and absent, and which drug is given without a dose."""
    phases = [phase for track in tracks for phase in track.phases]
    actions = [action for phase in phases for action in phase.actions]
    given = givings(phases)
    computed = computed_doses(drugs, ((one.drug, one.dose) for one in given))
    decisions = [decision for phase in phases for decision in phase.decisions]
    needed = {
        "missed": [action.origin for action in actions if action.missed is None]
        + [decision.origin for decision in decisions if decision.missed is None and _can_be_missed(decision)],
        "next_due": [action.origin for action in actions if action.anchor is None]
        + [decision.origin for decision in decisions if isinstance(decision.timing, Every | Growing)],
        "hold": [action.origin for action in actions] + [decision.origin for decision in decisions],
        "rounding": [dose.origin for dose in computed],
    }
    policies = only(PolicyDecl, tree.declarations)
    said = {type(clause) for decl in policies for clause in decl.clauses}
    missing = [
        keyword
        for keyword, (clause, _, _) in _CLAUSES.items()
        if needed.get(keyword) and clause not in said and not low.names.may_be_skipped(keyword)
    ]
    if missing and not policies:
        _report_no_policy(tree, missing, low)
    elif policies:
        for keyword in missing:
            _, message, example = _CLAUSES[keyword]
            low.findings.report(
                PL109,
                message,
                Label(_opening(policies[0]), f"`{keyword}` is missing in this policy"),
                Label(min(needed[keyword], key=lambda span: span.order), "needed here"),
                help=f'write `{example}`, or `{keyword} unstated "…"`'
                if keyword == "rounding"
                else f"write `{example}`",
            )
    _report_undosed(tree, given, low)
    report_rates(drugs, given, low)
    rounding = [clause for decl in policies[:1] for clause in only(RoundingClause, decl.clauses)]
    if policy.rounding is not None and rounding:
        report_unroundable(policy.rounding, rounding[0].span, computed, low)


def _report_no_policy(tree: ProtocolDecl, missing: list[str], low: Lowering) -> None:
    if low.names.may_be_skipped("policy"):
        return
    low.findings.report(
        PL109,
        "the protocol has no `policy`, which says what holds for all its doses",
        Label(tree.name.span, "`policy` is missing"),
        help="write `policy { " + "  ".join(_CLAUSES[keyword][2] for keyword in missing) + " }` after the header",
    )


def _can_be_missed(decision: Decision) -> bool:
    """Whether it is due on days of its own: one at a result, or on the day of entry, comes when it comes."""
    match decision.timing:
        case OnDays() | OnMonths() | Every() | Growing():
            return True
        case AtEach() | Alongside() | None:
            return False
        case _:
            assert_never(decision.timing)


def _report_undosed(tree: ProtocolDecl, given: tuple[Giving, ...], low: Lowering) -> None:
    for decl in only(DrugDecl, tree.declarations):
        said = only(DoseClause, decl.clauses) or low.names.may_be_skipped("dose")
        if said or not low.names.is_first(decl.name):
            continue
        undosed = [one.origin for one in given if one.drug == decl.name.text and one.dose is None]
        if undosed:
            low.findings.report(
                PL109,
                f"nothing says how much `{decl.name.text}` is given",
                Label(decl.name.span, "`dose` is missing"),
                Label(undosed[0], "given here"),
                help=f"write `dose` inside `drug {decl.name.text}`, or after `give {decl.name.text}`",
            )


def _opening(decl: PolicyDecl) -> Span:
    """The word `policy`: the whole block would underline every clause that is there."""
    return Span(decl.span.source, decl.span.start, min(decl.span.start + len("policy"), decl.span.end))

"""What is done with, before or after something else finds it in the same phase, and never waits for itself."""

from typing import assert_never

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL109
from protolang.model.circles import circles
from protolang.model.lowering import Lowering
from protolang.syntax.ast import (
    AfterClause,
    AlertRuleClause,
    AlongsideClause,
    DecideClause,
    EntryClause,
    FollowingClause,
    GiveClause,
    HoldRuleClause,
    InfuseClause,
    MeasureClause,
    Name,
    PhaseClause,
    PhaseDecl,
    RepeatClause,
    StopClause,
    TaperClause,
    ThenClause,
    VetoClause,
    WhenClause,
)


def report_order(decl: PhaseDecl, low: Lowering) -> None:
    """Report what waits for something that is not done in this phase, and what waits for itself."""
    done: dict[str, list[Name]] = {}
    for clause in decl.clauses:
        for name, awaited in _done(clause):
            done.setdefault(name.text, []).extend(awaited)
    for subject, names in done.items():
        for name in names:
            # a name that nothing declares is told as that
            if name.text not in done and name.text in low.names.table:
                low.findings.report(
                    PL109,
                    f"`{name.text}` is not done in phase `{decl.name.text}`",
                    Label(name.span, f"`{subject}` waits for it"),
                    help=f"write `give {name.text}` or `measure {name.text}` in this phase too",
                )
    _report_circles({subject: [name for name in names if name.text in done] for subject, names in done.items()}, low)


def _report_circles(waits: dict[str, list[Name]], low: Lowering) -> None:
    needed = {subject: tuple(dict.fromkeys(name.text for name in names)) for subject, names in waits.items()}
    for circle in circles(needed):
        first, following = circle[0], circle[1 % len(circle)]
        place = next(name for name in waits[first] if name.text == following)
        low.findings.report(
            PL109,
            f"`{first}` waits for itself",
            Label(place.span, f"`{following}` waits for `{first}`" if len(circle) > 1 else "for itself"),
            help="say the time of one of them by itself, with `on …` or `every …`",
        )


def _done(clause: PhaseClause) -> list[tuple[Name, list[Name]]]:
    match clause:
        case GiveClause(agent=subject) | InfuseClause(agent=subject) | MeasureClause(lab=subject):
            awaited = [one.subject for one in clause.clauses if isinstance(one, AlongsideClause | FollowingClause)]
            return [(subject, awaited)]
        case TaperClause(agent=subject):
            return [(subject, [])]
        case RepeatClause(body=body):
            return [entry for inner in body for entry in _done(inner)]
        case (
            DecideClause()
            | AfterClause()
            | ThenClause()
            | EntryClause()
            | WhenClause()
            | StopClause()
            | HoldRuleClause()
            | AlertRuleClause()
            | VetoClause()
        ):
            return []
        case _:
            assert_never(clause)

"""The header and the policy: conventions of time, version, purpose, and the clauses that are said once for all."""

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101, PL105, PL108
from protolang.diagnostics.suggest import suggest
from protolang.model.evidence import Evidence
from protolang.model.findings import one_line, quoted
from protolang.model.lowering import Fresh, Lowering, only
from protolang.model.protocol import Conventions, Statement
from protolang.model.rounding import rounding_step
from protolang.model.symbols import Kind
from protolang.model.treatment import Anchor, Consequence, Hold, Missed, MissedAction, MissingPolicy, Policy
from protolang.model.units import LONGEST_DAYS, calendar_months, exact, literal_text
from protolang.quantity import Days, MonthConvention, Quantity, Resolution
from protolang.syntax.ast import (
    DayZeroClause,
    FreshClause,
    HoldClause,
    MissedClause,
    MissingClause,
    MonthClause,
    NextDueClause,
    PolicyDecl,
    ProtocolDecl,
    QuantityExpr,
    ResolutionClause,
    RoundingClause,
    StatusClause,
    SubjectClause,
    TextClause,
    VersionClause,
    WeekClause,
)

MISSING = {
    "measure": MissingPolicy.PROTECT,
    "block": MissingPolicy.PERMIT,
    "ignore": MissingPolicy.ELECTIVE,
}
_SUBJECTS = ("patient", "cohort")
_CLOCKS = {
    ("1", word): per_day
    for per_day, *words in ((1, "day", "d"), (24, "hour", "h"), (1440, "minute", "min"))
    for word in (words[0], f"{words[0]}s", words[1])
}
NO_CONVENTIONS = Conventions(None, Evidence(), None, False, Evidence(), None, Evidence())


@attrs.frozen(eq=False, repr=False)
class Header:
    """What the header says beside the conventions."""

    version: str
    status: str
    purpose: Statement | None
    population: Statement | None
    subject: str


def lower_header(tree: ProtocolDecl, low: Lowering) -> Header:
    """The header, and the conventions of time into `low`, before anything that depends on them is read."""
    _lower_resolution(tree, low)
    _lower_month(tree, low)
    _lower_day_zero(tree, low)
    _lower_week_zero(tree, low)
    version = low.once(only(VersionClause, tree.header), "`version`")
    status = low.once(only(StatusClause, tree.header), "`status`")
    return Header(
        version.text if version is not None else "",
        status.name.text if status is not None else "draft",
        _statement("purpose", tree, low),
        _statement("population", tree, low),
        _lower_subject(tree, low),
    )


def lower_missed(clause: MissedClause, low: Lowering, about: str) -> Missed | None:
    """A missed-dose rule; `about` names its place."""
    evidence = low.names.evidence(clause.marks, about)
    action = MissedAction(clause.action.replace("_", " "))
    limit: int | None = 0
    if clause.limit is not None:
        limit = low.literals.days(clause.limit, f"a number of {low.literals.resolution.name}s")
    consequence = {MissedAction.STOP: Consequence.STOP, MissedAction.SKIP: Consequence.SKIP}.get(action)
    if consequence is None:
        consequence = Consequence(clause.outcome or "review")
    return None if limit is None else Missed(action, limit, consequence, evidence, clause.span)


def lower_anchor(clause: NextDueClause) -> Anchor:
    """From where the next due day counts."""
    return Anchor(one_line(clause.anchor))


def lower_policy(tree: ProtocolDecl, low: Lowering) -> Policy:
    """The policy; what it does not say stays None."""
    decl = low.once(only(PolicyDecl, tree.declarations), "`policy`")
    clauses = () if decl is None else decl.clauses
    missed = low.once(only(MissedClause, clauses), "`missed`")
    next_due = low.once(only(NextDueClause, clauses), "`next_due`")
    hold = low.once(only(HoldClause, clauses), "`hold`")
    rounding = low.once(only(RoundingClause, clauses), "`rounding`")
    missing = low.once(only(MissingClause, clauses), "`missing`")
    fresh = low.once(only(FreshClause, clauses), "`fresh for`")
    low.default_missing = None if missing is None else MISSING[missing.policy]
    if missing is not None:
        low.names.evidence(missing.marks, "missing")
    if fresh is not None:
        age = low.literals.duration(fresh.age, "an age of a result")
        low.default_fresh = Fresh(age, low.names.evidence(fresh.marks, "fresh"))
    return Policy(
        missed=None if missed is None else lower_missed(missed, low, "missed"),
        anchor=None if next_due is None else lower_anchor(next_due),
        anchor_evidence=Evidence() if next_due is None else low.names.evidence(next_due.marks, "next_due"),
        hold=None if hold is None else _lower_hold(hold, low),
        rounding=None if rounding is None else _lower_rounding(rounding, low),
        rounding_evidence=Evidence() if rounding is None else low.names.evidence(rounding.marks, "rounding"),
        rounding_said=rounding is not None,
        missing=low.default_missing,
        max_age=None if low.default_fresh is None else low.default_fresh.age,
    )


def _lower_hold(clause: HoldClause, low: Lowering) -> Hold | None:
    evidence = low.names.evidence(clause.marks, "hold")
    limit = low.literals.days(clause.limit, f"a number of {low.literals.resolution.name}s")
    if limit is None:
        return None
    return Hold(clause.clock == "stops", limit, Consequence(clause.outcome), evidence, clause.span)


def _lower_rounding(clause: RoundingClause, low: Lowering) -> Quantity | None:
    return None if clause.step is None else rounding_step(clause.step, low)


def _statement(keyword: str, tree: ProtocolDecl, low: Lowering) -> Statement | None:
    clauses = [clause for clause in only(TextClause, tree.header) if clause.keyword == keyword]
    clause = low.once(clauses, f"`{keyword}`")
    if clause is None:
        return None
    return Statement(clause.text, low.names.evidence(clause.marks, keyword), clause.span)


def _lower_month(tree: ProtocolDecl, low: Lowering) -> None:
    clause = low.once(only(MonthClause, tree.header), "`month`")
    if clause is None:
        return
    evidence = low.names.evidence(clause.marks, "month")
    month: MonthConvention | None = MonthConvention(None)
    if clause.length is not None:
        days = _month_days(clause.length, low)
        month = None if days is None else MonthConvention(days)
    low.literals.month_failed = month is None
    low.literals.month = month
    low.conventions = attrs.evolve(low.conventions, month=month, month_evidence=evidence)


def _month_days(length: QuantityExpr, low: Lowering) -> int | None:
    if calendar_months(length) is None:
        ticks = low.literals.days(length, "the length of a month", least=1)
        days = None if ticks is None else Days(ticks, low.literals.resolution.per_day).days
        if days is None or days.denominator == 1:
            return None if days is None else int(days)
        low.findings.report(
            PL108,
            f"a month cannot last `{literal_text(length)}`",
            Label(length.span, "a whole number of days is expected here"),
        )
        return None
    low.findings.report(
        PL108,
        f"a month cannot be told in months: `{literal_text(length)}`",
        Label(length.span, "a number of days is expected here"),
        help="write `month = 28 days`, `month = 30 days` or `month = calendar`",
    )
    return None


def _lower_resolution(tree: ProtocolDecl, low: Lowering) -> None:
    clause = low.once(only(ResolutionClause, tree.header), "`resolution`")
    if clause is None:
        return
    low.names.evidence(clause.marks, "resolution")
    per_day = _CLOCKS.get((clause.tick.number, " ".join((clause.tick.unit or "").split())))
    if per_day is None:
        low.findings.report(
            PL108,
            f"no protocol is kept by `{literal_text(clause.tick)}`",
            Label(clause.tick.span, "the clock of a protocol ticks once a day, an hour or a minute"),
            help="write `resolution 1 hour` or `resolution 1 minute`, or leave it out for 1 day",
        )
        return
    low.literals.resolution = Resolution(per_day)
    low.conventions = attrs.evolve(low.conventions, resolution=low.literals.resolution)


def _lower_subject(tree: ProtocolDecl, low: Lowering) -> str:
    clause = low.once(only(SubjectClause, tree.header), "`subject`")
    if clause is None:
        return _SUBJECTS[0]
    low.names.evidence(clause.marks, "subject")
    if clause.name.text in _SUBJECTS:
        return clause.name.text
    near = suggest(clause.name.text, _SUBJECTS)
    low.findings.report(
        PL101,
        f"a protocol follows a patient or a cohort, not `{clause.name.text}`",
        Label(clause.name.span, f"{quoted(_SUBJECTS, 'or')} is expected here"),
        help=f"did you mean `{near}`?" if near else None,
    )
    return _SUBJECTS[0]


def _lower_day_zero(tree: ProtocolDecl, low: Lowering) -> None:
    clause = low.once(only(DayZeroClause, tree.header), "`day 0`")
    if clause is None:
        return
    evidence = low.names.evidence(clause.marks, "day 0")
    drug = None if clause.agent is None else low.names.find(clause.agent, Kind.DRUG)
    first = exact(clause.number)
    if first not in (0, 1):
        low.findings.report(
            PL108,
            f"the days of a protocol count from 0 or from 1, not from {clause.number[:18]}",
            Label(clause.span, "the first day is declared here"),
            help="write `day 0 = …` or `day 1 = …`",
        )
        first = None
    low.conventions = attrs.evolve(
        low.conventions,
        day_zero=None if drug is None else drug.id,
        day_zero_said=True,
        day_zero_evidence=evidence,
        first_day=int(first or 0),
    )


def _lower_week_zero(tree: ProtocolDecl, low: Lowering) -> None:
    clause = low.once(only(WeekClause, tree.header), "`week 0`")
    if clause is None:
        return
    evidence = low.names.evidence(clause.marks, "week 0")
    week = low.literals.whole(clause.week, clause.span)
    day = low.literals.whole(clause.day, clause.span)
    if week is None or day is None:
        return
    start = day - low.conventions.first_day - 7 * week
    if max(day, 7 * week) > LONGEST_DAYS:
        low.findings.report(
            PL105,
            "the first week lies more than a hundred years ahead",
            Label(clause.span, "week and day are related here"),
        )
        start = 0
    low.conventions = attrs.evolve(low.conventions, week_zero=start, week_zero_evidence=evidence)

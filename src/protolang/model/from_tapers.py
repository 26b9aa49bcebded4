"""`taper`: a course of doses that changes step by step."""

from typing import assert_never

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL102, PL108, PL109, PL307
from protolang.model.action import Action, ActionKind, CourseStep, Every
from protolang.model.from_doses import lower_dose
from protolang.model.from_times import lower_every
from protolang.model.lowering import Lowering
from protolang.model.parameters import MOST_TIMES
from protolang.model.place import Place
from protolang.model.symbols import Kind
from protolang.quantity import Days, Duration, Window
from protolang.syntax.ast import DoseClause, EveryClause, GrowingClause, Name, TaperClause


def lower_taper(clause: TaperClause, place: Place, low: Lowering) -> Action | None:
    """A course of doses that changes step by step; each step lasts a whole number of intervals."""
    name = clause.agent
    about = f"taper {name.text} in {place.id}"
    evidence = low.names.evidence(clause.marks, about)
    subject = low.names.find(name, Kind.DRUG)
    interval = _taper_interval(clause, low)
    if not clause.steps:
        low.findings.report(
            PL109,
            f"the taper of `{name.text}` has no step",
            Label(name.span, "nothing is given"),
            help="write its doses: `taper … { 60 mg for 7 days  40 mg for 7 days }`",
        )
    course: list[CourseStep] = []
    for number, step in enumerate(clause.steps, 1):
        written = DoseClause(step.amount, step.basis, None, False, step.marks, span=step.span)
        dose = lower_dose(written, low, f"step {number} of {about}")
        time = low.literals.duration(step.time, "a time", least=1)
        doses = None if time is None or interval is None else _times(time, interval)
        if time is not None and interval is not None and doses is None:
            low.findings.report(
                PL307,
                f"{time} is not a whole number of intervals of {interval}",
                Label(step.time.span, "this step ends between two doses"),
                Label((clause.every or clause).span, f"a dose every {str(interval).removeprefix('1 ')}"),
                severity=Severity.ERROR,
            )
        if dose is not None and doses is not None:
            course.append(CourseStep(dose, doses, step.span))
    if subject is None or interval is None or not course or len(course) < len(clause.steps):
        return None
    times = sum(step.times for step in course)
    if times > MOST_TIMES:
        low.findings.report(
            PL307,
            f"a taper of {times} doses is more than any patient can be given",
            Label(name.span, f"more than {MOST_TIMES} doses"),
            severity=Severity.ERROR,
        )
        return None
    timing = Every(interval, times, (clause.every or clause).span)
    return Action(
        ActionKind.GIVE,
        subject.id,
        timing,
        Window(),
        None,
        None,
        None,
        None,
        evidence,
        clause.span,
        course=tuple(course),
    )


def _taper_interval(clause: TaperClause, low: Lowering) -> Duration | None:
    match clause.every:
        case None:
            per_day = low.conventions.resolution.per_day
            return Days(per_day, per_day)
        case EveryClause(interval=Name()) | GrowingClause():
            low.findings.report(
                PL108,
                "a taper is given at one fixed interval",
                Label(clause.every.span, "not a fixed interval"),
                help="write `every 1 day`",
            )
            return None
        case EveryClause(times=times):
            if times is not None:
                low.findings.report(
                    PL102,
                    "how long the taper lasts is said twice",
                    Label(clause.every.span, "said here"),
                    Label(clause.agent.span, "its steps say it"),
                    help=f"take out `{times} times`",
                )
            every = lower_every(clause.every, low)
            return None if every is None or isinstance(every.interval, str) else every.interval
        case _:
            assert_never(clause.every)


def _times(time: Duration, interval: Duration) -> int | None:
    if type(time) is not type(interval):
        return None
    times, left = divmod(time.count, interval.count)
    return None if left else times

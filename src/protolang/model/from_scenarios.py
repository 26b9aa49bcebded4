"""Scenarios: one patient's settings, sizes, results and events, and what must come of them."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

import attrs

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL102, PL307
from protolang.model.expression import Claim, CourseEnded, Expression
from protolang.model.findings import author_text
from protolang.model.from_claims import is_claim, lower_claim
from protolang.model.from_conditions import lower_expected
from protolang.model.from_moments import lower_date, lower_given, lower_moment
from protolang.model.lowering import Lowering, only
from protolang.model.parameters import Value, check_setting, is_allowed
from protolang.model.scenario import (
    AdministrationPlan,
    AlertExpected,
    Correction,
    Deviation,
    Expectation,
    Occurrence,
    ReadingSeries,
    RulingPlan,
    Sample,
    Scenario,
)
from protolang.model.symbols import Kind
from protolang.model.treatment import Parameter
from protolang.model.windows import ticks_of
from protolang.quantity import Interval
from protolang.source import Span
from protolang.syntax.ast import (
    AdministrationClause,
    BackgroundDecl,
    CorrectionClause,
    ExpectAlertClause,
    ExpectClause,
    FirstDateClause,
    MomentExpr,
    Name,
    OccurrenceClause,
    PatientClause,
    ReadingClause,
    RulingClause,
    SampleClause,
    ScenarioClause,
    ScenarioDecl,
    SetClause,
)

_MEASURED = (Kind.LAB, Kind.ATTRIBUTE)
_Patient = tuple[tuple[str, Interval], ...]
_Settings = tuple[tuple[str, Value], ...]


@attrs.define
class _Story:
    """The steps of one scenario that say what happens, as they are read."""

    low: Lowering
    start: date | None
    readings: list[ReadingSeries] = attrs.field(factory=list)
    samples: list[Sample] = attrs.field(factory=list)
    corrections: list[Correction] = attrs.field(factory=list)
    occurrences: list[Occurrence] = attrs.field(factory=list)
    administrations: list[AdministrationPlan] = attrs.field(factory=list)
    rulings: list[RulingPlan] = attrs.field(factory=list)
    expectations: list[Expectation] = attrs.field(factory=list)

    def tick(self, moment: MomentExpr, *, early: bool = False) -> int | None:
        return lower_moment(moment, self.start, self.low, early=early)


def lower_scenarios(
    declarations: list[ScenarioDecl],
    backgrounds: list[BackgroundDecl],
    parameters: tuple[Parameter, ...],
    low: Lowering,
) -> tuple[Scenario, ...]:
    """The scenarios, in file order, each with the background they share.

    `parameters` are finished, so that it is known what each value must be.
    """
    titles: dict[str, ScenarioDecl] = {}
    known = {parameter.id: parameter for parameter in parameters}
    shared = low.once(backgrounds, "`background`")
    steps = () if shared is None else shared.steps
    if shared is not None and not declarations:
        # nobody reads it, but its mistakes are the author's all the same
        _lower_scenario("", steps, (), known, shared.span, low)
    scenarios = []
    for decl in declarations:
        first = titles.setdefault(decl.title, decl)
        if first is not decl:
            low.findings.report(
                PL102,
                f"two scenarios are called `{' '.join(decl.title.split())}`",
                Label(decl.span, "called so again here"),
                Label(first.span, "first called so here"),
            )
        scenarios.append(_lower_scenario(decl.title, steps, decl.steps, known, decl.span, low))
    return tuple(scenarios)


def _lower_scenario(
    title: str,
    background: tuple[ScenarioClause, ...],
    own: tuple[ScenarioClause, ...],
    known: dict[str, Parameter],
    span: Span,
    low: Lowering,
) -> Scenario:
    settings = dict(_lower_settings(background, known, low)) | dict(_lower_settings(own, known, low))
    sizes = dict(_lower_patient(background, low)) | dict(_lower_patient(own, low))
    first_dates = [_lower_start(steps, low) for steps in (own, background)]
    start = next((found for found in first_dates if found is not None), None)
    story = _Story(low, start)
    for clause in (*background, *own):
        _lower_step(clause, story)
    story.corrections = [one for one in story.corrections if _corrects(one, story, sizes)]
    return Scenario(
        title,
        tuple(settings.items()),
        tuple(sizes.items()),
        tuple(story.readings),
        tuple(story.samples),
        tuple(story.corrections),
        tuple(story.occurrences),
        tuple(story.administrations),
        tuple(story.rulings),
        tuple(story.expectations),
        start,
        span,
    )


def _lower_start(steps: tuple[ScenarioClause, ...], low: Lowering) -> date | None:
    clause = low.once(only(FirstDateClause, steps), "`start`")
    return None if clause is None else lower_date(clause.date, clause.span, low)


def _lower_settings(steps: tuple[ScenarioClause, ...], known: dict[str, Parameter], low: Lowering) -> _Settings:
    settings = []
    seen: dict[str, Name] = {}
    for clause in only(SetClause, steps):
        symbol = low.names.find(clause.name, Kind.PARAMETER, counts=False)
        if _is_second(seen, clause.name, low) or symbol is None or low.parameters.has_failed(symbol.id):
            continue
        parameter = known.get(symbol.id)
        value = check_setting(symbol.id, clause.value, None if parameter is None else parameter.needs, low.literals)
        allowed = None if parameter is None else parameter.range
        if value is not None and is_allowed(symbol.id, value, clause.value.span, allowed, low.findings):
            settings.append((symbol.id, value))
    return tuple(settings)


def _lower_patient(steps: tuple[ScenarioClause, ...], low: Lowering) -> _Patient:
    values = []
    seen: dict[str, Name] = {}
    for clause in only(PatientClause, steps):
        for name, given in clause.values:
            value = lower_given(name, "=", given, (Kind.ATTRIBUTE,), low)
            if not _is_second(seen, name, low) and value is not None:
                values.append((name.text, value))
    return tuple(values)


def _lower_step(clause: ScenarioClause, story: _Story) -> None:
    match clause:
        case ReadingClause():
            _read(clause, story)
        case SampleClause():
            _sample(clause, story)
        case CorrectionClause():
            _correct(clause, story)
        case OccurrenceClause():
            _occur(clause, story)
        case AdministrationClause():
            _administer(clause, story)
        case RulingClause():
            track = story.low.names.find(clause.track, Kind.TRACK, counts=False)
            day = story.tick(clause.on)
            if track is not None and day is not None:
                story.rulings.append(RulingPlan(track.id, clause.ruling, day, clause.span))
        case ExpectClause():
            _expect(clause, story)
        case ExpectAlertClause(text=text, absent=absent, when=when, moment=moment):
            day = None if moment is None else story.tick(moment)
            if (day is None) == (moment is None):
                claim = AlertExpected(text, absent, clause.span)
                story.expectations.append(Expectation(claim, day, when == "by", _words(clause), clause.span))
        case SetClause() | PatientClause() | FirstDateClause():
            pass
        case _:
            assert_never(clause)


def _words(clause: ExpectClause | ExpectAlertClause) -> str:
    return author_text(clause.span).removeprefix("expect ")


def _read(clause: ReadingClause, story: _Story) -> None:
    low = story.low
    day = story.tick(clause.since, early=True)
    every = None if clause.every is None else low.literals.duration(clause.every, "an interval", least=1)
    if clause.value is None:
        symbol = low.names.find(clause.name, *_MEASURED, counts=False)
        value, failed = None, symbol is None
    else:
        value = lower_given(clause.name, clause.operator, clause.value, _MEASURED, low)
        failed = value is None
    if day is not None and not failed and (every is None) == (clause.every is None):
        story.readings.append(ReadingSeries(clause.name.text, day, value, every, clause.span))


def _sample(clause: SampleClause, story: _Story) -> None:
    value = lower_given(clause.name, clause.operator, clause.value, _MEASURED, story.low)
    # what is known on day 0 may have been sampled before
    day = story.tick(clause.at, early=True)
    reported = max(day, 0) if clause.reported is None and day is not None else None
    if clause.reported is not None:
        reported = story.tick(clause.reported)
    if value is None or day is None or reported is None:
        return
    if clause.reported is not None and reported < day:
        _report_backwards(
            "a result is reported before it is sampled", clause.reported, "reported here", clause.at, "sampled", story
        )
        return
    story.samples.append(Sample(clause.name.text, day, reported, value, clause.preliminary, clause.span))


def _report_backwards(
    message: str, later: MomentExpr, said: str, earlier: MomentExpr, done: str, story: _Story
) -> None:
    story.low.findings.report(
        PL307,
        message,
        Label(later.span, said),
        Label(earlier.span, f"{done} here"),
        severity=Severity.ERROR,
    )


def _correct(clause: CorrectionClause, story: _Story) -> None:
    day = story.tick(clause.at, early=True)
    on = story.tick(clause.on)
    value: Interval | None = None
    if clause.value is None:
        failed = story.low.names.find(clause.name, *_MEASURED, counts=False) is None
    else:
        value = lower_given(clause.name, "=", clause.value, _MEASURED, story.low)
        failed = value is None
    if failed or day is None or on is None:
        return
    if on < day:
        _report_backwards(
            "a result is corrected before it is sampled", clause.on, "corrected here", clause.at, "sampled", story
        )
        return
    story.corrections.append(Correction(clause.name.text, day, value, on, clause.span))


def _corrects(correction: Correction, story: _Story, sizes: Mapping[str, Interval]) -> bool:
    """Whether there is a result to correct; else it is reported."""
    name, day = correction.name, correction.day
    sampled = any(sample.name == name and sample.day == day for sample in story.samples)
    if sampled or (name in sizes and day == 0) or _in_series(name, day, story):
        return True
    story.low.findings.report(
        PL307,
        f"no result of `{name}` is sampled on that day, so none can be corrected",
        Label(correction.origin, "corrects nothing"),
        help=f"write the result itself: `{name} = … at …`",
        severity=Severity.ERROR,
    )
    return False


def _in_series(name: str, day: int, story: _Story) -> bool:
    """Whether the series in force on that day may give a result then."""
    begun = [series for series in story.readings if series.name == name and series.day <= day]
    if not begun:
        return False
    series = max(begun, key=lambda one: one.day)
    if series.value is None:
        return False
    if series.every is None:
        return True  # sampled when the protocol asks for it
    shortest, longest = ticks_of(series.every, story.low.conventions.resolution.per_day)
    return shortest != longest or (day - series.day) % shortest == 0


def _occur(clause: OccurrenceClause, story: _Story) -> None:
    symbol = story.low.names.find(clause.event, Kind.EVENT, counts=False)
    for moment in clause.at:
        day = story.tick(moment)
        if symbol is not None and day is not None:
            story.occurrences.append(Occurrence(symbol.id, day, clause.span))


def _administer(clause: AdministrationClause, story: _Story) -> None:
    drug = story.low.names.find(clause.drug, Kind.DRUG, counts=False)
    day = story.tick(clause.on)
    until = day if clause.until is None else story.tick(clause.until)
    by: int | None = 0
    if clause.by is not None:
        by = story.low.literals.days(clause.by, "a time", least=1)
    if drug is None or day is None or until is None or by is None:
        return
    if clause.until is not None and until < day:
        _report_backwards("a range of days runs backwards", clause.until, "ends here", clause.on, "begins", story)
        return
    story.administrations.append(AdministrationPlan(drug.id, Deviation(clause.what), day, until, by, clause.span))


def _expect(clause: ExpectClause, story: _Story) -> None:
    claim = _expected(clause, story)
    day = None if clause.moment is None else story.tick(clause.moment)
    if claim is not None and (day is None) == (clause.moment is None):
        story.expectations.append(Expectation(claim, day, clause.when == "by", _words(clause), clause.span))


def _expected(clause: ExpectClause, story: _Story) -> Claim | CourseEnded | Expression | None:
    low = story.low
    if clause.claim is None:
        return CourseEnded(clause.span)
    if is_claim(clause.claim, low):
        return lower_claim(clause.claim, low)
    return lower_expected(clause.claim, low)


def _is_second(seen: dict[str, Name], name: Name, low: Lowering) -> bool:
    first = seen.setdefault(name.text, name)
    if first is name:
        return False
    low.findings.report(
        PL102,
        f"`{name.text}` is set twice",
        Label(name.span, "set again here"),
        Label(first.span, "first set here"),
        help="keep one of them",
    )
    return True

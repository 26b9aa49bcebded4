"""Reductions of scenarios. In: what stood in one rule. Out: a node."""

from protolang.source import Span
from protolang.syntax.ast import (
    AdministrationClause,
    BackgroundDecl,
    CorrectionClause,
    ExpectAlertClause,
    ExpectClause,
    FirstDateClause,
    OccurrenceClause,
    PatientClause,
    ReadingClause,
    RulingClause,
    SampleClause,
    ScenarioDecl,
    SetClause,
)
from protolang.syntax.from_cst.expression import Parts


def _background(parts: Parts, span: Span) -> BackgroundDecl:
    return BackgroundDecl(tuple(parts), span=span)


def _scenario(parts: Parts, span: Span) -> ScenarioDecl:
    title, *steps = parts
    return ScenarioDecl(title, tuple(steps), span=span)


def _set(parts: Parts, span: Span) -> SetClause:
    name, value = parts
    return SetClause(name, value, span=span)


def _sizes(parts: Parts, span: Span) -> PatientClause:
    return PatientClause(tuple(zip(parts[::2], parts[1::2], strict=True)), span=span)


def _first_date(parts: Parts, span: Span) -> FirstDateClause:
    (date,) = parts
    return FirstDateClause(date, span=span)


def _reading(parts: Parts, span: Span) -> ReadingClause:
    name, operator, value, since, every = parts
    return ReadingClause(name, operator, value, since, every, span=span)


def _absence(parts: Parts, span: Span) -> ReadingClause:
    name, since = parts
    return ReadingClause(name, "=", None, since, None, span=span)


def _sample(parts: Parts, span: Span) -> SampleClause:
    name, operator, value, _at, moment, reported, preliminary = parts
    return SampleClause(name, operator, value, moment, reported, preliminary is not None, span=span)


def _correction(parts: Parts, span: Span) -> CorrectionClause:
    name, _at, moment, *value, on = parts
    return CorrectionClause(name, moment, value[0] if value else None, on, span=span)


def _occurrence(parts: Parts, span: Span) -> OccurrenceClause:
    event, *moments = parts
    return OccurrenceClause(event, tuple(moments), span=span)


def _given_on(parts: Parts, span: Span) -> AdministrationClause:
    drug, on = parts
    return AdministrationClause(drug, "given", on, None, None, span=span)


def _missed_on(parts: Parts, span: Span) -> AdministrationClause:
    drug, on = parts
    return AdministrationClause(drug, "missed", on, None, None, span=span)


def _missed_from(parts: Parts, span: Span) -> AdministrationClause:
    drug, on, until = parts
    return AdministrationClause(drug, "missed", on, until, None, span=span)


def _delayed_on(parts: Parts, span: Span) -> AdministrationClause:
    drug, by, on = parts
    return AdministrationClause(drug, "delayed", on, None, by, span=span)


def _ruling(parts: Parts, span: Span) -> RulingClause:
    track, ruling, on = parts
    return RulingClause(track, ruling, on, span=span)


def _expect(parts: Parts, span: Span) -> ExpectClause:
    claim, when, *moment = parts
    # The word `end` alone is a plain text here, every claim is a node.
    return ExpectClause(None if claim == "end" else claim, when, moment[0] if moment else None, span=span)


def _expect_alert(parts: Parts, span: Span) -> ExpectAlertClause:
    text, when, *moment = parts
    return ExpectAlertClause(text, False, when, moment[0] if moment else None, span=span)


def _expect_quiet(parts: Parts, span: Span) -> ExpectAlertClause:
    text, when, *moment = parts
    return ExpectAlertClause(text, True, when, moment[0] if moment else None, span=span)


SCENARIOS = {
    "background": _background,
    "scenario": _scenario,
    "set": _set,
    "sizes": _sizes,
    "first_date": _first_date,
    "reading": _reading,
    "absence": _absence,
    "sample": _sample,
    "correction": _correction,
    "occurrence": _occurrence,
    "given_on": _given_on,
    "missed_on": _missed_on,
    "missed_from": _missed_from,
    "delayed_on": _delayed_on,
    "ruling": _ruling,
    "expect": _expect,
    "expect_alert": _expect_alert,
    "expect_quiet": _expect_quiet,
}

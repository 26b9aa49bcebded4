"""Reductions of scenarios and of the whole file. In: what stood in one rule. Out: a node."""

from protolang.source import Span
from protolang.syntax.ast import (
    DayZeroClause,
    ExpectClause,
    MomentExpr,
    MonthClause,
    OccurrenceClause,
    PatientClause,
    ProtocolDecl,
    ReadingClause,
    ScenarioDecl,
    SetClause,
    StatusClause,
    TextClause,
    VersionClause,
    WeekClause,
)
from protolang.syntax.from_cst.expression import Parts

_HEADER = (VersionClause, StatusClause, TextClause, MonthClause, DayZeroClause, WeekClause)


def _protocol(parts: Parts, span: Span) -> ProtocolDecl:
    name, title, *content = parts
    header = tuple(part for part in content if isinstance(part, _HEADER))
    declarations = tuple(part for part in content if not isinstance(part, _HEADER))
    return ProtocolDecl(name, title, header, declarations, span=span)


def _scenario(parts: Parts, span: Span) -> ScenarioDecl:
    title, *steps = parts
    return ScenarioDecl(title, tuple(steps), span=span)


def _set(parts: Parts, span: Span) -> SetClause:
    name, value = parts
    return SetClause(name, value, span=span)


def _sizes(parts: Parts, span: Span) -> PatientClause:
    return PatientClause(tuple(zip(parts[::2], parts[1::2], strict=True)), span=span)


def _reading(parts: Parts, span: Span) -> ReadingClause:
    name, value, since = parts
    return ReadingClause(name, value, since, span=span)


def _absence(parts: Parts, span: Span) -> ReadingClause:
    name, since = parts
    return ReadingClause(name, None, since, span=span)


def _occurrence(parts: Parts, span: Span) -> OccurrenceClause:
    event, at = parts
    return OccurrenceClause(event, at, span=span)


def _expect(parts: Parts, span: Span) -> ExpectClause:
    claim, when, *moment = parts
    # The word `end` alone is a plain text here, every claim is a node.
    return ExpectClause(None if claim == "end" else claim, when, moment[0] if moment else None, span=span)


def _moment(parts: Parts, span: Span) -> MomentExpr:
    unit, number = parts
    return MomentExpr(unit, number, span=span)


PROTOCOLS = {
    "protocol": _protocol,
    "scenario": _scenario,
    "set": _set,
    "sizes": _sizes,
    "reading": _reading,
    "absence": _absence,
    "occurrence": _occurrence,
    "expect": _expect,
    "moment": _moment,
}

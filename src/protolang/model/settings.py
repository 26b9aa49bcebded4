"""Decisions made outside the file: `--set name=value` and the settings of a scenario. In and out: a Protocol."""

import re
from collections.abc import Mapping
from typing import assert_never

import attrs

from protolang.diagnostics import Label, Outcome
from protolang.diagnostics.codes import PL004, PL101, PL105
from protolang.diagnostics.suggest import suggest
from protolang.model.action import Every
from protolang.model.evidence import Evidence
from protolang.model.findings import Findings, one_line, quoted
from protolang.model.giving import givings
from protolang.model.parameters import Value, check_setting, is_allowed
from protolang.model.protocol import Protocol
from protolang.model.rounding import is_given
from protolang.model.term import ParameterValue
from protolang.model.treatment import Parameter
from protolang.model.units import Literals
from protolang.model.windows import Spacing, interval_of, report_overlap
from protolang.quantity import CalendarMonths, Days, Quantity
from protolang.source import SourceFile, Span
from protolang.syntax.ast import QuantityExpr

_LITERAL = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(\S(?:.*\S)?)?\s*")


def decide(protocol: Protocol, settings: Mapping[str, str | Value]) -> Outcome[Protocol]:
    """The protocol with these parameters decided, and no longer among its open decisions.

    A text is read as in a file (`"4 weeks"`); its place in a diagnostic is the setting itself. A value is taken as
    it is: those of `Scenario.settings` were checked when the file was. A setting that is not accepted is reported
    and changes nothing. A parameter that the file decides is overridden: that is what a "what if" asks for.
    """
    findings = Findings()
    literals = Literals(findings, protocol.conventions.month, resolution=protocol.conventions.resolution)
    decided: dict[str, Value] = {}
    for name, given in settings.items():
        match given:
            case str():
                value = _read(name, given, protocol, literals)
            case Quantity() | Days() | CalendarMonths() | int():
                value = given if _is_parameter(name, protocol) else None
            case _:
                assert_never(given)
        if value is not None:
            decided[name] = value
    literals.report_bare_months()
    changed = attrs.evolve(
        protocol,
        parameters=tuple(
            _set(parameter, decided[parameter.id]) if parameter.id in decided else parameter
            for parameter in protocol.parameters
        ),
        decisions=tuple(
            decision for decision in protocol.decisions if not (decision.settable and decision.name in decided)
        ),
    )
    _report_overlaps(changed, decided, findings)
    _report_doses(changed, decided, findings)
    return findings.outcome_of(changed)


def _set(parameter: Parameter, value: Value) -> Parameter:
    # the marks of the file speak of the file's value, not of this one
    evidence = Evidence(assumptions=("set for this run, not in the protocol's file",))
    return attrs.evolve(parameter, value=value, evidence=evidence, set_outside=True)


def _is_parameter(name: str, protocol: Protocol) -> bool:
    return any(parameter.id == name for parameter in protocol.parameters)


def _read(name: str, text: str, protocol: Protocol, literals: Literals) -> Value | None:
    source = SourceFile("--set", f"{name}={text}")
    parameter = next((parameter for parameter in protocol.parameters if parameter.id == name), None)
    if parameter is None:
        _report_unknown(name, Span(source, 0, len(name)), protocol, literals.findings)
        return None
    span = Span(source, len(name) + 1, len(source.text))
    written = _LITERAL.fullmatch(text)
    if written is None:
        shown = one_line(text)[:40]
        literals.findings.report(
            PL004,
            f"`{name}` cannot be `{shown}`" if shown else f"`{name}` is set to nothing",
            Label(span, "a number with a unit is expected here"),
            help=f'write it as in a file: `--set {name}="4 weeks"`',
        )
        return None
    number, unit = written.groups()
    literal = QuantityExpr(number, None if unit is None else one_line(unit), span=span)
    value = check_setting(name, literal, parameter.needs, literals)
    fits = value is not None and is_allowed(name, value, span, parameter.range, literals.findings)
    return value if fits else None


def _report_unknown(name: str, span: Span, protocol: Protocol, findings: Findings) -> None:
    shown = one_line(name)
    place = next((decision for decision in protocol.decisions if decision.name == name), None)
    names = tuple(parameter.id for parameter in protocol.parameters)
    if place is not None:
        findings.report(
            PL101,
            f"`{shown}` is not a parameter, so it cannot be set from outside",
            Label(span, "not a parameter"),
            Label(place.origin, "left open here"),
            help="write the rule in the file, in place of `unstated`",
        )
        return
    near = suggest(name, names)
    if near is not None:
        help = f"did you mean `{near}`?"
    elif names:
        help = f"the parameters are {quoted(names)}"
    else:
        help = "the protocol has no parameter"
    findings.report(PL101, f"no parameter is called `{shown}`", Label(span, "a parameter is expected here"), help=help)


def _report_overlaps(protocol: Protocol, decided: Mapping[str, Value], findings: Findings) -> None:
    """A window that was in order while the interval was open may be too wide for the one that was chosen."""
    for track in protocol.tracks:
        for phase in track.phases:
            for action in phase.actions:
                match action.timing:
                    case Every(interval=str() as name) as timing if name in decided:
                        per_day = protocol.conventions.resolution.per_day
                        rules = (action.window, None, action.missed, action.anchor)
                        spacing = Spacing(action.subject, timing, *rules, per_day)
                        report_overlap(spacing.under(protocol.policy), interval_of(timing, decided), findings)
                    case _:
                        pass


def _report_doses(protocol: Protocol, decided: Mapping[str, Value], findings: Findings) -> None:
    """A dose whose amount was open had no unit that could be checked when the file was read."""
    units = {attribute.id: attribute.unit for attribute in protocol.attributes}
    phases = [phase for track in protocol.tracks for phase in track.phases]
    doses = (*(drug.dose for drug in protocol.drugs), *(one.dose for one in givings(phases)))
    for dose in dict.fromkeys(dose for dose in doses if dose is not None):
        match dose.amount:
            case ParameterValue(name=name) if name in decided:
                value = decided[name]
                unit = value.unit if isinstance(value, Quantity) else None
                if unit is not None and dose.basis in units:
                    unit = unit * units[dose.basis]
                if unit is None or not is_given(unit.dimension):
                    findings.report(
                        PL105,
                        f"with `{name}` = `{value}` this dose leaves no amount of drug",
                        Label(dose.origin, f"`{name}` is given here"),
                        help="set it to an amount" if dose.basis is None else f"set it to an amount per `{dose.basis}`",
                    )
            case _:
                pass

"""PL701: a rule or a dose that needs a result which no statement of the protocol asks for."""

from collections.abc import Iterator

from protolang.checks.leaving import decisions, live_states
from protolang.checks.pointing import opening, statement
from protolang.checks.rules import rules
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL701
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.expression import Expression
from protolang.model.protocol import Protocol
from protolang.model.rule import Effect, MeasureNow
from protolang.model.term import Operand, Reading
from protolang.model.treatment import Dose
from protolang.source import Span
from protolang.verify.reading import inside, measured, measured_by, parts, trigger_of


def unmeasured_lab(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each lab, at the first place; `measure now` is for a result that fails, not a plan."""
    known = {
        item.subject
        for _, state in live_states(machine)
        for item in state.obligations
        if item.kind is ActionKind.MEASURE
    }
    known |= {effect.lab for effect in _effects(machine) if isinstance(effect, MeasureNow)}
    reading = list(readers(machine))
    for lab in machine.labs:
        if lab.id in known:
            continue
        places = sorted({origin for names, origin in reading if lab.id in names}, key=lambda origin: origin.order)
        if not places:
            continue
        yield Diagnostic(
            PL701,
            f"a rule needs `{lab.id}`, and nothing measures it",
            Label(statement(places[0]), "decided by this result"),
            (
                Label(opening(lab.origin), "never measured"),
                *(Label(statement(other), "and here") for other in places[1:]),
            ),
            help=f"add `measure {lab.id} every …` to a phase, most simply in a track of its own",
        )


def _effects(machine: Machine) -> Iterator[Effect]:
    for _, state in live_states(machine):
        yield from (*state.on_entry, *state.on_exit)
        for decision in decisions(state):
            for row in decision.rows:
                yield from row.effects


def readers(machine: Machine) -> Iterator[tuple[tuple[str, ...], Span]]:
    """The labs that something needs, and where it says so."""
    for rule in rules(machine):
        yield from _leaves(machine, rule.when)
    for _, state in live_states(machine):
        for decision in decisions(state):
            if decision.subject is not None:
                yield measured_by(machine, decision.subject), decision.origin
    for table in machine.tables:
        for term in (table.rows_of, table.columns_of):
            if term is not None:
                yield measured_by(machine, term), table.origin
    for dose in _doses(machine):
        yield _sizes(machine, dose), dose.origin


def _leaves(machine: Machine, expression: Expression) -> Iterator[tuple[tuple[str, ...], Span]]:
    """What each condition that judges by itself needs, through the triggers it names."""
    for part in inside(machine, expression):
        if not parts(part) and trigger_of(part) is None:
            yield measured(machine, part), part.origin


def _doses(machine: Machine) -> Iterator[Dose]:
    usual = {drug.id: drug.dose for drug in machine.drugs}
    for _, state in live_states(machine):
        for item in state.obligations:
            dose = item.dose or (None if item.course else usual.get(item.subject))
            if dose is not None:
                yield dose
            yield from (step.dose for step in item.course)


def _sizes(machine: Machine, dose: Dose) -> tuple[str, ...]:
    names: list[Operand] = [] if dose.basis is None else [Reading(dose.basis)]
    if isinstance(dose.amount, Reading):
        names.append(dose.amount)
    return tuple(lab for name in names for lab in measured_by(machine, name))

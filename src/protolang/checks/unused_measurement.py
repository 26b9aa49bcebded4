"""PL705: something is measured, and no rule, dose or claim reads it."""

from collections.abc import Iterator

from protolang.checks.leaving import live_states
from protolang.checks.pointing import opening, statement
from protolang.checks.unmeasured_lab import readers
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL705
from protolang.machine.statechart import Machine, Obligation
from protolang.model.action import ActionKind, AtEach
from protolang.model.protocol import Protocol
from protolang.model.term import Reading
from protolang.source import Value
from protolang.verify.reading import measured_by


def unused_measurement(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each lab. What a source asks to be followed is followed for its own sake, and is left alone.

    A trigger that reads it and is itself used by nothing is what is wrong then, and is reported as such (PL104).
    """
    duties = [
        item for _, state in live_states(machine) for item in state.obligations if item.kind is ActionKind.MEASURE
    ]
    read = {name for names, _ in readers(machine) for name in names} | _awaited(machine)
    read |= {word for part in _parts(protocol) for word in _words(part)}
    read |= {lab for word in tuple(read) for lab in measured_by(machine, Reading(word))}
    for lab in (*machine.labs, *machine.attributes):
        of_lab = [item for item in duties if item.subject == lab.id]
        if not of_lab or lab.id in read or any(item.evidence.citations for item in of_lab):
            continue
        first, *others = sorted(of_lab, key=lambda item: item.origin.order)
        yield Diagnostic(
            PL705,
            f"`{lab.id}` is measured, and nothing reads it",
            Label(statement(first.origin), "whatever the result is, nothing follows"),
            (
                Label(opening(lab.origin), "declared here"),
                *(Label(statement(item.origin), "and measured here") for item in others),
            ),
            help="cite the source that asks for it (`@source`), write the rule that it is for, or leave it out",
        )


def _parts(protocol: Protocol) -> tuple[Value | tuple[Value, ...], ...]:
    return protocol.requirements, protocol.drugs, protocol.levels, protocol.triggers


def _words(value: object) -> Iterator[str]:
    """Every name in a part of the model: whatever it does with a lab, it does something."""
    match value:
        case str():
            yield value
        case tuple():
            for item in value:
                yield from _words(item)
        case Value():
            for field in getattr(value, "__attrs_attrs__", ()):
                if field.name != "origin":
                    yield from _words(getattr(value, field.name))
        case _:
            pass


def _awaited(machine: Machine) -> set[str]:
    """What something waits for: a dose that follows it, a decision at each result."""
    items: list[Obligation] = [item for _, state in live_states(machine) for item in state.obligations]
    found = {item.following for item in items if item.following is not None}
    return found | {item.timing.subject for item in items if isinstance(item.timing, AtEach)}

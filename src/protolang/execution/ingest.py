"""What is reported: results, corrections, events (R2, R3, R29). An older result never replaces a newer one."""

from itertools import takewhile

import attrs

from protolang.execution.day import Day
from protolang.execution.evaluate import Truth
from protolang.execution.event import Observation, ObservationStatus
from protolang.execution.history import History
from protolang.execution.trace import EntryKind
from protolang.machine.statechart import Machine
from protolang.model.expression import Compare, Expression
from protolang.model.parts import all_parts, readings_of
from protolang.model.treatment import DerivedAttribute
from protolang.quantity import Interval


def ingest(sheet: Day) -> None:
    """Takes what is reported today into the patient's results, and rejects what cannot be."""
    declared = {event.id for event in sheet.machine.events}
    for event in sheet.inputs.events:
        sheet.log(EntryKind.HAPPENED if event in declared else EntryKind.REJECTED, None, event)
    recorded = {item.id for item in sheet.machine.attributes if not isinstance(item, DerivedAttribute)}
    known = {lab.id for lab in sheet.machine.labs} | recorded
    fresh: dict[str, list[Observation]] = {}
    for item in sheet.inputs.observations:
        # R2: nothing from the future, nothing reported on another day, nothing undeclared, impossible or twice
        late = not item.sampled <= item.reported == sheet.day
        if item.name not in known or late or not _is_possible(sheet, item) or _is_there(sheet, item, fresh):
            sheet.log(EntryKind.REJECTED, None, item.name)
            continue
        _replace(sheet, item, fresh)
        gone = item.status is ObservationStatus.CANCELLED
        # what was cancelled leaves a trace without a value, so that a late copy of it does not come back
        fresh.setdefault(item.name, []).append(attrs.evolve(item, value=None) if gone else item)
        sheet.accepted += [] if gone else [item]
        status = () if item.status is ObservationStatus.FINAL else (("status", item.status.value),)
        sampled = () if item.sampled == sheet.day else (("sampled", str(item.sampled)),)
        sheet.log(EntryKind.OBSERVED, None, item.name, values=((item.name, sheet.shown(item)), *status, *sampled))
    for name, items in fresh.items():
        so_far = sheet.observations.get(name, History())
        sheet.observations[name] = so_far.inserted(items, key=lambda one: (one.sampled, one.reported, one.id))


def _is_possible(sheet: Day, item: Observation) -> bool:
    """Whether some value that the result allows lies in the declared range."""
    declared, value = sheet.snapshot.declared(item.name), item.value
    if value is None:
        return True
    if declared.choices:
        return value.is_point and value.low in range(len(declared.choices))
    too_low = declared.low is not None and value.compare("<", Interval.point(declared.low)) is True
    return not too_low and not (declared.high is not None and value.compare(">", Interval.point(declared.high)) is True)


def _same(sheet: Day, item: Observation, fresh: dict[str, list[Observation]]) -> list[Observation]:
    """The results so far that carry the identifier of `item`; those of an earlier sample only where it corrects."""
    if not item.id:
        return []
    past = sheet.observations.get(item.name, History[Observation]()).newest_first()
    if item.status in (ObservationStatus.PRELIMINARY, ObservationStatus.FINAL):
        past = takewhile(lambda old: old.sampled >= item.sampled, past)
    return [old for old in (*fresh.get(item.name, ()), *past) if old.id == item.id]


def _is_there(sheet: Day, item: Observation, fresh: dict[str, list[Observation]]) -> bool:
    """Whether the result has come before, or is a late copy of one that has been corrected or cancelled since."""
    known = _same(sheet, item, fresh)
    later = (ObservationStatus.CORRECTED, ObservationStatus.CANCELLED)
    return any((old.status, old.value) == (item.status, item.value) for old in known) or (
        item.status not in later and any(old.status in later for old in known)
    )


def _replace(sheet: Day, item: Observation, fresh: dict[str, list[Observation]]) -> None:
    # a correction stands in the place of the result it corrects; the log keeps both (R28)
    if _same(sheet, item, fresh):
        kept = [old for old in sheet.observations.get(item.name, ()) if old.id != item.id]
        sheet.observations[item.name] = History(kept)
        fresh[item.name] = [old for old in fresh.get(item.name, ()) if old.id != item.id]


def report_discordant(sheet: Day) -> None:
    """R3: tells of tied results on which a comparison of the protocol disagrees."""
    for name in dict.fromkeys(item.name for item in sheet.accepted):
        current = sheet.snapshot.current(name)
        tied = tuple({item.value: item for item in current}.values())
        if len(tied) < 2 or not any(item in current for item in sheet.accepted):
            continue
        for comparison in _comparisons(sheet.machine, name):
            truths = {attrs.evolve(sheet.snapshot, pinned={name: (item,)}).truth(comparison) for item in tied} - {
                Truth.UNKNOWN
            }
            if len(truths) > 1:
                text = " or ".join(dict.fromkeys(sheet.shown(item) for item in tied))
                sheet.log(EntryKind.DISCORDANT, None, name, values=((name, text),), origin=comparison.origin)
                break


def _comparisons(machine: Machine, name: str) -> list[Compare]:
    guards: list[Expression] = [fact.when for fact in machine.facts] + [rule.guard for rule in machine.stops]
    for region in machine.regions:
        for state in region.states:
            guards += [edge.guard for edge in state.transitions if edge.guard is not None]
            for duty in state.obligations:
                guards += [duty.until.condition] if duty.until is not None else []
                guards += [row.when for row in duty.decision.rows if row.when is not None] if duty.decision else []
    guards += [rule.when for rule in machine.holds] + [rule.when for rule in machine.vetoes]
    guards += [rule.when for rule in machine.alerts] + [rule.when for rule in machine.eligibility]
    return [
        part
        for guard in guards
        for part in all_parts(guard)
        if isinstance(part, Compare) and name in (*readings_of(part.left), *readings_of(part.right))
    ]

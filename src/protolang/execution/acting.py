"""What is measured and given is matched to what is due (R12, R13)."""

import attrs

from protolang.execution.amounts import amount_text
from protolang.execution.day import Day
from protolang.execution.obligation import following
from protolang.execution.state import Given
from protolang.execution.trace import EntryKind
from protolang.model.action import ActionKind


@attrs.frozen
class Offer:
    """Something that may be done on the day: an open obligation, or a measurement that is due at once."""

    region: str
    kind: ActionKind
    subject: str
    due: int


def offers_of(sheet: Day) -> tuple[Offer, ...]:
    """What may be done today."""
    found = [
        Offer(sheet.machine.regions[index].name, obligation.kind, obligation.subject, due.day or 0)
        for index, _, obligation, due in sheet.open_dues()
    ]
    found += [Offer("", ActionKind.MEASURE, name, sheet.day) for name in sorted(sheet.measure_now)]
    return tuple(found)


def act(sheet: Day) -> None:
    """Matches what was measured and given today to what is due."""
    for item in sheet.accepted:
        if item.value is not None:
            _fulfil(sheet, ActionKind.MEASURE, item.name, item.sampled)
    for dose in sheet.inputs.administrations:
        if not _fulfil(sheet, ActionKind.GIVE, dose.drug, sheet.day):
            sheet.given.append(Given(sheet.day, dose.drug, "", ""))
            sheet.log(EntryKind.UNSCHEDULED, None, dose.drug)


def _fulfil(sheet: Day, kind: ActionKind, subject: str, on: int) -> bool:
    matching = [
        (due.day or 0, index, position, obligation, due)
        for index, position, obligation, due in sheet.open_dues()
        if obligation.kind is kind
        and obligation.subject == subject
        # R12: a sample from before the window, or from before the state was entered, is not the one that was asked for
        and max((due.day or 0) - obligation.window.before, sheet.regions[index].entry) <= on
    ]
    if not matching:
        return False
    # R13: the earliest due, and never two for one administration
    _, index, position, obligation, due = min(matching, key=lambda item: item[:3])
    region = sheet.regions[index]
    dues = list(region.dues)
    dues[position] = following(
        sheet.machine, due, obligation, day=on, shift=region.shift, start=sheet.before.start, met=True
    )
    sheet.regions[index] = attrs.evolve(region, dues=tuple(dues))
    name = sheet.machine.regions[index].name
    sheet.given.append(Given(on, subject, name, region.state))
    entry = EntryKind.GIVEN if kind is ActionKind.GIVE else EntryKind.MEASURED
    values = (("amount", amount_text(sheet.snapshot, obligation)),) if kind is ActionKind.GIVE else ()
    sheet.log(entry, name, subject, values=values, evidence=obligation.evidence, origin=obligation.origin)
    return True

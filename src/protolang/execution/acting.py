"""What is measured and given is matched to what is due (R12, R13)."""

import attrs

from protolang.execution.amounts import Amount
from protolang.execution.day import Day
from protolang.execution.entering import waits
from protolang.execution.event import Administration, ObservationStatus
from protolang.execution.holding import limit_reached
from protolang.execution.moves import vetoed
from protolang.execution.planning import following
from protolang.execution.state import Extra, Given
from protolang.execution.trace import EntryKind
from protolang.model.action import ActionKind
from protolang.model.rule import VetoVerb
from protolang.quantity import Quantity, Root


@attrs.frozen
class Offer:
    """Something that may be done on the day: an open obligation, or a measurement or dose that is due at once.

    `amount` is what is to be given, as text; empty for a measurement. `following` must be done before it, where it is
    still open.
    """

    region: str
    kind: ActionKind
    subject: str
    due: int
    amount: str = ""
    following: str | None = None


def offers_of(sheet: Day) -> tuple[Offer, ...]:
    """What may be done today. Decisions are the protocol's own, and no offer."""
    found = [
        Offer(
            sheet.name(index),
            obligation.kind,
            obligation.subject,
            due.day or 0,
            "" if obligation.kind is ActionKind.MEASURE else str(sheet.amount(obligation, due)),
            obligation.following,
        )
        for index, _, obligation, due in sheet.open_dues()
        if obligation.kind is not ActionKind.DECIDE
    ]
    found += [Offer("", ActionKind.MEASURE, name, sheet.day) for name in sorted(sheet.measure_now)]
    found += [
        Offer(item.region, ActionKind.GIVE, item.drug, item.day, str(sheet.dose_amount(item.drug, item.dose)))
        for item in _extras(sheet)
    ]
    return tuple(found)


def _extras(sheet: Day) -> list[Extra]:
    """The single doses that were ordered and may be given (R8: a veto has the last word)."""
    return [
        item
        for item in sheet.extras
        if item.region not in sheet.suspended
        and sheet.dose_amount(item.drug, item.dose).refused is None
        and not vetoed(sheet, VetoVerb.GIVE, item.drug, None, quiet=True)
    ]


def act(sheet: Day) -> None:
    """Matches what was measured and given today to what is due."""
    for item in sheet.accepted:
        if item.value is not None and item.status is not ObservationStatus.PRELIMINARY:
            _fulfil(sheet, (ActionKind.MEASURE,), item.name, item.sampled)
    # what was told before the thing that must come first is looked at once more
    early = [dose for dose in sheet.inputs.administrations if _comes_early(sheet, dose)]
    for dose in (*(dose for dose in sheet.inputs.administrations if dose not in early), *early):
        kinds = (ActionKind.GIVE, ActionKind.INFUSE)
        if _give_extra(sheet, dose) or _fulfil(sheet, kinds, dose.drug, sheet.day, dose):
            continue
        sheet.give(Given(sheet.day, dose.drug, "", "", _reported(dose)))
        values = () if dose.amount is None else (("amount", str(dose.amount)),)
        sheet.log(EntryKind.UNSCHEDULED, None, dose.drug, values=values)


def _comes_early(sheet: Day, dose: Administration) -> bool:
    return any(item.subject == dose.drug and waits(sheet, index, item) for index, _, item, _ in sheet.open_dues())


def _reported(dose: Administration) -> Root | None:
    return None if dose.amount is None else Root(dose.amount.base)


def _rates(dose: Administration, amount: Amount) -> tuple[tuple[str, Quantity], ...]:
    """What was given per unit of a size: more or less than was due, as the amount was (R22)."""
    if dose.amount is None:
        return amount.rates
    due = None if amount.base is None else amount.base.rational
    if not due:
        return ()
    part = dose.amount.base / due
    return tuple((name, Quantity(rate.magnitude * part, rate.unit)) for name, rate in amount.rates)


def _give_extra(sheet: Day, dose: Administration) -> bool:
    for item in _extras(sheet):
        if item.drug == dose.drug:
            sheet.extras.remove(item)
            amount = sheet.dose_amount(item.drug, item.dose)
            sheet.give(
                Given(
                    sheet.day, item.drug, item.region, item.state, _reported(dose) or amount.base, _rates(dose, amount)
                )
            )
            values = _amounts(dose, amount)
            evidence, origin = item.evidence, item.origin
            sheet.log(EntryKind.GIVEN, item.region, item.drug, values=values, evidence=evidence, origin=origin)
            return True
    return False


def _amounts(dose: Administration, amount: Amount) -> tuple[tuple[str, str], ...]:
    """The amount that was due, and what was given where that is said and differs."""
    due = (("amount", str(amount)),)
    base = amount.base
    same = dose.amount is None or (base is not None and Root(dose.amount.base).compared(base) == 0)
    return due if same else (*due, ("given", str(dose.amount)))


def _fulfil(
    sheet: Day, kinds: tuple[ActionKind, ...], subject: str, on: int, dose: Administration | None = None
) -> bool:
    matching = [
        (due.day or 0, index, position, obligation, due)
        for index, position, obligation, due in sheet.open_dues()
        if obligation.kind in kinds
        and obligation.subject == subject
        and not waits(sheet, index, obligation)
        # R12: a sample from before the window, or from before the state was entered, is not the one that was asked for
        and max((due.day or 0) - obligation.window.before, sheet.regions[index].entry) <= on
    ]
    if not matching:
        return False
    # R13: the earliest due, and never two for one administration
    _, index, position, obligation, due = min(matching, key=lambda item: item[:3])
    region, name = sheet.regions[index], sheet.name(index)
    kind, values = EntryKind.MEASURED, tuple[tuple[str, str], ...]()
    given = Given(on, subject, name, region.state)
    if dose is not None:
        amount = sheet.amount(obligation, due)
        if amount.refused is not None:
            # R22: an earlier dose of the day has left no room for this one
            sheet.set_due(index, position, attrs.evolve(due, blocked=True))
            why, origin = (("because", amount.refused),), obligation.origin
            sheet.log(EntryKind.NO_DOSE, name, subject, values=why, evidence=obligation.evidence, origin=origin)
            if amount.consequence is not None:
                limit_reached(sheet, index, obligation, amount.consequence)
            return _fulfil(sheet, kinds, subject, on, dose)
        kind, values = EntryKind.GIVEN, _amounts(dose, amount)
        given = attrs.evolve(given, amount=_reported(dose) or amount.base, rates=_rates(dose, amount))
        due = attrs.evolve(due, amount=str(amount))
    sheet.set_due(index, position, following(sheet, due, obligation, region, day=on, met=True))
    sheet.give(given)
    sheet.log(kind, name, subject, values=values, evidence=obligation.evidence, origin=obligation.origin)
    return True

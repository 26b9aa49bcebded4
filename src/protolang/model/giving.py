"""Where drugs are given: in actions, in the steps of a taper, by decisions; and whether at once or without a break."""

from collections.abc import Iterable

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105
from protolang.model.action import ActionKind
from protolang.model.course import Phase
from protolang.model.lowering import Lowering
from protolang.model.rounding import amount_unit, is_rate
from protolang.model.rule import GiveNow
from protolang.model.treatment import Dose, Drug
from protolang.source import Span


@attrs.frozen(eq=False, repr=False)
class Giving:
    """One place where a drug is given; `rate` tells an infusion without a break from a dose at once."""

    drug: str
    dose: Dose | None
    rate: bool
    origin: Span


def givings(phases: Iterable[Phase]) -> tuple[Giving, ...]:
    """Every place where a drug is given."""
    found: list[Giving] = []
    for phase in phases:
        for action in phase.actions:
            rate = action.kind is ActionKind.INFUSE
            if action.course:
                found += [Giving(action.subject, step.dose, rate, step.origin) for step in action.course]
            elif rate or action.kind is ActionKind.GIVE:
                found.append(Giving(action.subject, action.dose, rate, action.origin))
        rows = [row.effects for decision in phase.decisions for row in decision.rows]
        for effect in (effect for effects in (phase.on_entry, phase.on_exit, *rows) for effect in effects):
            if isinstance(effect, GiveNow):
                found.append(Giving(effect.drug, effect.dose, False, effect.origin))
    return tuple(found)


def report_rates(drugs: tuple[Drug, ...], given: Iterable[Giving], low: Lowering) -> None:
    """A dose at once is an amount, an infusion without a break is an amount in a time."""
    doses = {drug.id: drug.dose for drug in drugs}
    for one in given:
        dose = one.dose or doses.get(one.drug)
        unit = None if dose is None else amount_unit(dose, low)
        if dose is None or unit is None or is_rate(unit.dimension) is one.rate:
            continue
        low.findings.report(
            PL105,
            f"`{one.drug}` is infused, but {unit} is no rate"
            if one.rate
            else f"`{one.drug}` is given at once, but {unit} is a rate",
            Label(one.origin, "infused here" if one.rate else "given here"),
            Label(dose.origin, f"in {unit}"),
            help="write the dose as an amount in a time, such as `18 IU/kg/h of weight`"
            if one.rate
            else f"write `infuse {one.drug}`, or the dose as an amount",
        )

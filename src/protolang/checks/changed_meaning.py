"""PL902: the first planned dose or measurement that a variant has otherwise than its base."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from protolang.checks.pointing import opening, statement
from protolang.compare.weakening import renamed_by
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL902
from protolang.model.action import Action, ActionKind
from protolang.model.protocol import Protocol
from protolang.model.treatment import Dose
from protolang.quantity import Quantity
from protolang.schedule.plan import plan

HORIZON = 400
"""Study days that are compared; a pattern that repeats has shown itself by then."""


class _Planned(NamedTuple):
    """One planned thing: its day, what it is in the words of the base, its dose, and where it is written."""

    day: int
    verb: str
    subject: str
    dose: Dose | None
    action: Action

    @property
    def said(self) -> tuple[object, ...]:
        """What a patient notices of it, whatever the unit in which it is written."""
        if self.dose is None:
            return self.day, self.verb, self.subject
        amount = self.dose.amount
        much = (amount.base, amount.unit.dimension) if isinstance(amount, Quantity) else (amount,)
        return self.day, self.verb, self.subject, self.dose.basis, self.dose.table, *much


def changed_meaning(protocol: Protocol, bases: Sequence[Protocol]) -> Iterator[Diagnostic]:
    """At most one note: the first day on which a patient whom nothing befalls is treated otherwise.

    What is planned is compared, and no condition: `protolang diff` finds the patients for whom those matter.
    """
    descent, base = protocol.descent, bases[0]
    if descent is None:
        return
    old_names = {new: old for old, new in renamed_by(descent).items()}
    theirs, ours = _course(base, {}), _course(protocol, old_names)
    for day in sorted({one.day for one in (*theirs, *ours)}):
        before, after = ([one for one in course if one.day == day] for course in (theirs, ours))
        only_before = [one for one in before if one.said not in {other.said for other in after}]
        only_after = [one for one in after if one.said not in {other.said for other in before}]
        if only_before or only_after:
            yield _finding(protocol, base, day, only_before, only_after)
            return


def _finding(protocol: Protocol, base: Protocol, day: int, before: list[_Planned], after: list[_Planned]) -> Diagnostic:
    told = day // protocol.conventions.resolution.per_day + protocol.conventions.first_day
    places = [(statement(one.action.origin), "in the variant") for one in after]
    places += [(statement(one.action.origin), "in the base") for one in before]
    return Diagnostic(
        PL902,
        f"from day {told} on, `{protocol.id}` treats otherwise than `{base.id}`",
        Label(opening(protocol.origin), "this variant"),
        tuple(Label(span, text) for span, text in dict(places).items()),
        help="`protolang diff` tells all that is different, and the first patient in whom it matters",
        witness=((base.id, _told(before)), (protocol.id, _told(after))),
    )


def _told(planned: list[_Planned]) -> str:
    return ", ".join(dict.fromkeys(_words(one) for one in planned)) or "nothing of that"


def _words(one: _Planned) -> str:
    amount = one.dose.amount if one.dose is not None else None
    of = "" if one.dose is None or one.dose.basis is None else f" of {one.dose.basis}"
    return f"{one.verb} {one.subject}" + (f" {amount}{of}" if isinstance(amount, Quantity) else "")


def _course(protocol: Protocol, old_names: Mapping[str, str]) -> list[_Planned]:
    """What is planned for every patient, in the order of days, with the names of the base."""
    doses = {drug.id: drug.dose for drug in protocol.drugs}
    found = []
    for track in protocol.tracks:
        for stay in plan(protocol, track).stays:
            for due in stay.dues:
                action = due.action
                if action.kind is ActionKind.DECIDE:
                    continue
                dose = action.dose or doses.get(action.subject)
                subject = old_names.get(action.subject, action.subject)
                days = due.days_to(HORIZON if stay.last is None else min(HORIZON, stay.last))
                found += [_Planned(day, action.kind.value, subject, dose, action) for day in days]
    return sorted(found, key=lambda one: (one.day, one.verb, one.subject))

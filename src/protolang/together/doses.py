"""PL410: one drug that both protocols give, and whether its doses together go over a limit of either."""

from collections.abc import Iterator
from fractions import Fraction

import attrs

from protolang.diagnostics import Diagnostic, Label, Severity, WitnessStep
from protolang.diagnostics.codes import PL410
from protolang.model.action import ActionKind
from protolang.model.giving import givings
from protolang.model.protocol import Protocol
from protolang.model.term import LevelValue, ParameterValue
from protolang.model.treatment import Dose, Drug
from protolang.prose.number import duration_text, quantity_text
from protolang.quantity import Quantity
from protolang.source import Span
from protolang.together.days import HORIZON, Occasion, occasions
from protolang.together.pairing import Pair, Side, same_drugs
from protolang.together.telling import days_text, dose_of, label, plain, step, title_of


@attrs.frozen(eq=False)
class _Limit:
    """At most `most` in any `days` days; `basis` is the attribute it is per, by name. It stands in `side`."""

    side: Side
    most: Quantity
    basis: str | None
    days: int
    words: str
    origin: Span


@attrs.frozen(eq=False)
class _Given:
    """One planned dose; `amount` is None where the texts do not fix it."""

    side: Side
    occasion: Occasion
    amount: Quantity | None
    basis: str | None


def summed_doses(pair: Pair) -> Iterator[Diagnostic]:
    """One finding for each drug that both give: an error where a limit is passed, else a warning."""
    for a, b in same_drugs(pair.one.protocol, pair.two.protocol):
        places = [_places(pair.one, a), _places(pair.two, b)]
        if all(places):
            doses = sorted((*_doses(pair.one, a), *_doses(pair.two, b)), key=lambda dose: dose.occasion.day)
            limits = (*_limits(pair.one, a), *_limits(pair.two, b))
            over = next((found for limit in limits if (found := _over(pair, limit, doses))), None)
            labels = (label(pair.two, places[1][0], "given here"), label(pair.one, places[0][0], "and here"))
            if over is None:
                yield _both(pair, a, doses, limits, labels)
            else:
                yield _too_much(pair, a, over[0], over[1], labels)


def _both(
    pair: Pair, drug: Drug, doses: list[_Given], limits: tuple[_Limit, ...], labels: tuple[Label, Label]
) -> Diagnostic:
    shared = sorted(_days(doses, pair.one) & _days(doses, pair.two))
    unknown = any(dose.amount is None for dose in doses)
    comparable = len({(dose.basis, dose.amount.unit.dimension) for dose in doses if dose.amount is not None}) < 2
    if not limits:
        note = "neither says a most for it"
    elif unknown or not comparable:
        note = "their doses cannot be added: they are not all said in one kind of amount"
    else:
        note = f"no limit is passed by the doses planned up to day {HORIZON}"
    return Diagnostic(
        PL410,
        f"`{drug.id}` is given by `{pair.one.name}` and by `{pair.two.name}`"
        + (f", by both on {days_text(shared)}" if shared else ""),
        labels[0],
        labels[1:],
        notes=(note,),
        help="make sure that both doses are meant, and say in one of the protocols who gives it",
        timeline=tuple(_step(pair, dose) for dose in doses if shared and dose.occasion.day == shared[0]),
    )


def _too_much(pair: Pair, drug: Drug, limit: _Limit, doses: list[_Given], labels: tuple[Label, Label]) -> Diagnostic:
    total = sum(map(_base, doses), Fraction(0))
    amount = _words(Quantity(total / limit.most.unit.factor, limit.most.unit))
    first, last = doses[0].occasion.day, doses[-1].occasion.day
    when = f"on day {first}" if first == last else f"from day {first} to day {last}"
    return Diagnostic(
        PL410,
        f"both give `{drug.id}`: {amount} {when}, and `{limit.side.name}` allows {limit.words}",
        labels[0],
        (*labels[1:], label(limit.side, limit.origin, "the limit")),
        help="let one of the two protocols give it, or lower the doses until they keep to the limit together",
        timeline=tuple(_step(pair, dose) for dose in doses),
        severity=Severity.ERROR,
    )


def _step(pair: Pair, dose: _Given) -> WitnessStep:
    subject = dose.occasion.action.subject
    return step(
        pair,
        dose.side,
        dose.occasion.day,
        title_of(dose.side, subject),
        (("dose", dose_of(dose.side, dose.occasion.action)),),
    )


def _over(pair: Pair, limit: _Limit, doses: list[_Given]) -> tuple[_Limit, list[_Given]] | None:
    """The first stretch in which both together pass a limit that neither passes alone."""
    fitting = [
        dose
        for dose in doses
        if dose.amount is not None
        and dose.basis == limit.basis
        and dose.amount.unit.dimension == limit.most.unit.dimension
    ]
    start = 0
    totals = {pair.one.name: Fraction(0), pair.two.name: Fraction(0)}
    for end, dose in enumerate(fitting):
        totals[dose.side.name] += _base(dose)
        while dose.occasion.day - fitting[start].occasion.day >= limit.days:
            totals[fitting[start].side.name] -= _base(fitting[start])
            start += 1
        if sum(totals.values()) > limit.most.base and max(totals.values()) <= limit.most.base:
            return limit, fitting[start : end + 1]
    return None


def _base(dose: _Given) -> Fraction:
    return Fraction(0) if dose.amount is None else dose.amount.base


def _limits(side: Side, drug: Drug) -> Iterator[_Limit]:
    if drug.cap is not None:
        yield _Limit(side, drug.cap, None, 1, f"at most {_words(drug.cap)} in one dose", drug.origin)
    for limit in drug.limits:
        days = HORIZON + 1 if limit.time is None else max(1, limit.time.shortest())
        time = "in the whole course" if limit.time is None else f"in {plain(duration_text(limit.time))}"
        words = f"at most {_words(limit.most)} {time}"
        yield _Limit(side, limit.most, _named(side.protocol, limit.basis), days, words, limit.origin)


def _doses(side: Side, drug: Drug) -> Iterator[_Given]:
    for one in occasions(side):
        if one.action.subject == drug.id and one.action.kind is ActionKind.GIVE:
            dose = _dose(one, drug)
            amount = None if dose is None else _amount(side.protocol, dose)
            yield _Given(side, one, amount, None if dose is None else _named(side.protocol, dose.basis))


def _dose(one: Occasion, drug: Drug) -> Dose | None:
    """The dose of one administration: of a taper that of its step."""
    left = one.number
    for part in one.action.course:
        if left < part.times:
            return part.dose
        left -= part.times
    return None if one.action.course else one.action.dose or drug.dose


def _amount(protocol: Protocol, dose: Dose) -> Quantity | None:
    """What is fixed of a dose: that of a level is its start. None for a table, and for what is not decided."""
    if dose.table is not None:
        return None
    match dose.amount:
        case Quantity() as amount:
            return amount
        case LevelValue(name=name):
            start = next((level.start for level in protocol.levels if level.id == name), None)
            return start if isinstance(start, Quantity) else None
        case ParameterValue(name=name):
            value = next((item.value for item in protocol.parameters if item.id == name), None)
            return value if isinstance(value, Quantity) else None
        case _:
            return None


def _named(protocol: Protocol, basis: str | None) -> str | None:
    """What a dose is per, in a form that two protocols share: the title of the attribute in small letters."""
    if basis is None:
        return None
    return next((item.title.casefold() or item.id for item in protocol.attributes if item.id == basis), basis)


def _places(side: Side, drug: Drug) -> list[Span]:
    phases = [phase for track in side.protocol.tracks for phase in track.phases]
    return [one.origin for one in givings(phases) if one.drug == drug.id]


def _days(doses: list[_Given], side: Side) -> set[int]:
    return {dose.occasion.day for dose in doses if dose.side is side}


def _words(amount: Quantity) -> str:
    return plain(quantity_text(amount))

"""PL302 over two protocols: drugs that one says to keep apart, given too near each other by both."""

from collections.abc import Iterator

from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL302
from protolang.model.action import ActionKind
from protolang.prose.number import count_text
from protolang.together.days import Occasion, near, occasions
from protolang.together.pairing import Pair, Side, same_drugs
from protolang.together.telling import done, label, plain, step

_Dose = tuple[Side, Occasion]


def doses_too_near(pair: Pair) -> Iterator[Diagnostic]:
    """One finding for each `separate` that a dose of one and a dose of the other, or two of the other, do not keep."""
    for owner, other in pair.both_ways():
        known = {a.id: b.id for a, b in same_drugs(owner.protocol, other.protocol)}
        for rule in owner.protocol.separations:
            least = rule.least.longest()
            found = [
                pair_of_doses
                for one, two in ((rule.first, rule.second), (rule.second, rule.first))
                for pair_of_doses in (
                    _first_near(_given(owner, one), _given(other, known.get(two)), least),
                    _first_near(_given(other, known.get(one)), _given(other, known.get(two)), least),
                )
                if pair_of_doses is not None
            ]
            if found:
                first, second = min(found, key=lambda both: both[1][1].day)
                apart = abs(first[1].day - second[1].day)
                yield Diagnostic(
                    PL302,
                    plain(
                        f"`{owner.name}` keeps `{rule.first}` and `{rule.second}` {count_text(least, 'day')} apart: "
                        f"together with `{other.name}` they are given "
                        + ("on one day" if apart == 0 else f"{count_text(apart, 'day')} apart")
                    ),
                    _place(second),
                    (_place(first), label(owner, rule.origin, "to be kept apart")),
                    help="begin the second protocol on another day, or leave one of the doses out",
                    timeline=tuple(step(pair, side, one.day, done(side, one)) for side, one in (first, second)),
                )


def _given(side: Side, drug: str | None) -> list[_Dose]:
    return [
        (side, one)
        for one in occasions(side)
        if one.action.subject == drug and one.action.kind is not ActionKind.MEASURE
    ]


def _first_near(ones: list[_Dose], twos: list[_Dose], least: int) -> tuple[_Dose, _Dose] | None:
    """The first dose of one list and the nearest dose of the other that are less than `least` days apart, in order."""
    planned = [one for _, one in twos]
    for dose in ones:
        close = near(planned, dose[1].day, least - 1)
        if close:
            nearest = min((abs(one.day - dose[1].day), place) for place, one in enumerate(close))[1]
            both = (dose, (twos[0][0], close[nearest]))
            return both if dose[1].day < close[nearest].day else (both[1], both[0])
    return None


def _place(dose: _Dose) -> Label:
    side, one = dose
    return label(side, one.action.origin, f"given on day {one.day}")

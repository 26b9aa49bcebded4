"""PL302 over two protocols: drugs that one says to keep apart, given too near each other by both."""

from collections.abc import Iterator

from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL302
from protolang.model.action import ActionKind
from protolang.prose.number import count_text
from protolang.together.days import Occasion, occasions
from protolang.together.pairing import Pair, Side, same_drugs
from protolang.together.telling import done, label, plain, step

_Dose = tuple[Side, Occasion]


def doses_too_near(pair: Pair) -> Iterator[Diagnostic]:
    """One finding for each `separate` that a dose of one and a dose of the other do not keep."""
    planned = {side.name: occasions(side) for side in (pair.one, pair.two)}
    for owner, other in pair.both_ways():
        known = {b.id: a.id for a, b in same_drugs(owner.protocol, other.protocol)}
        doses = [(owner, one) for one in planned[owner.name] if one.action.kind is not ActionKind.MEASURE]
        theirs = [(other, one) for one in planned[other.name] if one.action.subject in known]
        for rule in owner.protocol.separations:
            least = rule.least.longest()
            near = [
                (early, late)
                for early, late in _across(doses, theirs)
                if abs(early[1].day - late[1].day) < least
                and {_own(early, owner, known), _own(late, owner, known)} == {rule.first, rule.second}
            ]
            if near:
                first, second = min(near, key=lambda both: max(both[0][1].day, both[1][1].day))
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


def _across(ours: list[_Dose], theirs: list[_Dose]) -> Iterator[tuple[_Dose, _Dose]]:
    """Every dose of one with every dose of the other, the earlier first; and theirs among themselves."""
    for one in theirs:
        for two in (*ours, *(other for other in theirs if other[1] is not one[1])):
            yield (one, two) if one[1].day < two[1].day else (two, one)


def _own(dose: _Dose, owner: Side, known: dict[str, str]) -> str:
    """What the owner of the rule calls a drug."""
    side, one = dose
    return one.action.subject if side is owner else known[one.action.subject]


def _place(dose: _Dose) -> Label:
    side, one = dose
    return label(side, one.action.origin, f"given on day {one.day}")

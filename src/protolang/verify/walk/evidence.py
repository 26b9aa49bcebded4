"""The evidence of a proof by the walk: all places that were reached, and for each what a course still has before it."""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from protolang.execution.state import PatientState
from protolang.verify.walk.asked import Asked
from protolang.verify.walk.bounds import COMPLETE, START, Move, before
from protolang.verify.walk.explorer import Walk, Walked
from protolang.verify.walk.monitors import State


class Ahead(NamedTuple):
    """The least and the greatest that the measure can still come to before the course completes; `most` None: any."""

    least: int
    most: int | None


class Member(NamedTuple):
    """A patient in one place, with the state of the monitor; `ahead` None where no course completes from here."""

    patient: PatientState
    state: State
    ahead: Ahead | None


class Certificate(NamedTuple):
    """What a proof rests on: the first place, and by canonical form every other one.

    `walk` says what can come on a day, and what the forms are; of how it searches nothing is used.
    """

    asked: Asked
    walk: Walk
    first: Member
    members: Mapping[Hashable, Member]


def certificate(asked: Asked, walk: Walk, walked: Walked) -> Certificate:
    """The certificate of a walk that keeps the claim."""
    ahead = _ahead(asked, walked.moves)
    found = {}
    for form, number in walked.forms.items():
        place = walked.patients[number]
        if place is not None:
            found[form] = Member(*place, ahead.get(number))
    first = walked.patients[START]
    if first is None:
        raise AssertionError("a walk begins somewhere")
    return Certificate(asked, walk, Member(*first, ahead.get(START)), found)


def _ahead(asked: Asked, moves: Sequence[Sequence[Move]]) -> dict[int, Ahead]:
    useful = before(moves, (COMPLETE,))
    sources: dict[int, list[tuple[int, Move]]] = {}
    for number in useful:
        for move in moves[number]:
            if move.target in useful:
                sources.setdefault(move.target, []).append((number, move))
    least, most = {COMPLETE: 0}, {COMPLETE: 0}
    for known, better in ((least, min), (most, max)):
        waiting = [COMPLETE] if known is least or asked.bounded_above else []
        while waiting:
            target = waiting.pop()
            for number, move in sources.get(target, ()):
                value = asked.joined(move.weight, move.observed, known[target])
                if number not in known or better(value, known[number]) != known[number]:
                    known[number] = value if number not in known else better(value, known[number])
                    waiting.append(number)
    return {number: Ahead(least[number], most.get(number)) for number in useful}

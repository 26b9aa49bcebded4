"""DURATION: how long stays in a track or a phase last, or the course; each is weighed or observed when it is over."""

from collections.abc import Iterator

from protolang.machine.statechart import Machine
from protolang.model.expression import Claim
from protolang.verify.walk.monitors import BEFORE, Evening, Seen, State, Stretch


class Course:
    """The whole course: each day up to the last on which a track was in a phase weighs one.

    It begins on day 0: where the stretch does not begin on that day, the course is not spoken of. The state is the
    number of days since a track was in a phase; NOT_SPOKEN_OF in such a course.
    """

    start: State = None

    def __init__(self, stretch: Stretch) -> None:
        self.stretch = stretch

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """What passed without a phase is weighed when one comes after all."""
        if state is None and self.stretch.after(self.stretch.start, evening)[0] == BEFORE:
            state = NOT_SPOKEN_OF
        if state == NOT_SPOKEN_OF:
            if not evening.ended:
                yield Seen(NOT_SPOKEN_OF)
            return
        waited = state if isinstance(state, int) else 0
        if evening.current:
            yield Seen(0, waited + evening.days)
        elif waited:
            yield Seen(waited + evening.days)
        else:
            # the days that were passed over had a phase still
            yield Seen(1, evening.days - 1)

    def rests(self, state: State, evening: Evening) -> bool:
        """While tracks are in phases, or none is."""
        return state == NOT_SPOKEN_OF or bool(evening.current) == (state == 0)


NOT_SPOKEN_OF = "not spoken of"


class Stays:
    """Each stay in a track or a phase that begins in the stretch; `observed` is its length in days, at its end.

    The state is where the stretch stands, the days of the present stay (0: none), and whether that counts.
    """

    def __init__(self, machine: Machine, claim: Claim, stretch: Stretch, ceiling: int) -> None:
        self.stretch, self.ceiling, self.name = stretch, ceiling, claim.subject
        self.is_track = any(region.name == claim.subject for region in machine.regions)
        self.start: State = (stretch.start, 0, False)

    def observe(self, state: State, evening: Evening) -> Iterator[Seen]:
        """The length of a stay that was over before this day, or is over with it."""
        where, length, counts = _stay(state)
        at, looked_at = self.stretch.after(where, evening)
        began = self._began(evening)
        # the days that were passed over belong to the stay that went on through them
        passed = min(length + evening.days - 1, self.ceiling) if length else 0
        ended_before = passed if counts and (began is None or self._is_new(length, began, evening)) else 0
        if began is None:
            now, counting = 0, False
        elif self._is_new(length, began, evening):
            now, counting = 1, looked_at
        else:
            now, counting = min(length + evening.days, self.ceiling), counts
        if evening.ended and at == BEFORE:
            return
        over = now if evening.ended and counting else 0
        if ended_before and over:
            # two stays end on the last day: both are seen, one after the other guess
            yield Seen((at, 0, False), observed=ended_before)
        yield Seen((at, now, counting), observed=over or ended_before)

    def _began(self, evening: Evening) -> int | None:
        found = [began for track, phase, began in evening.current if (track if self.is_track else phase) == self.name]
        return found[0] if found else None

    def _is_new(self, length: int, began: int, evening: Evening) -> bool:
        return not length or (not self.is_track and began == evening.patient.day)

    def rests(self, state: State, evening: Evening) -> bool:
        """While the present stay goes on, or there is none."""
        where, length, _ = _stay(state)
        began = self._began(evening)
        same = not length if began is None else bool(length) and not self._is_new(length, began, evening)
        return same and self.stretch.rests(where, evening)


def _stay(state: State) -> tuple[int, int, bool]:
    match state:
        case (int(where), int(length), bool(counts)):
            return where, length, counts
        case _:
            return BEFORE, 0, False

"""PL207: a hold, or two phases, that begin and end at one and the same value, while results come every few days."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from protolang.checks.leaving import live_states
from protolang.checks.pointing import statement
from protolang.checks.situations import undecided_in
from protolang.checks.spans_of_duties import shortest_of
from protolang.checks.wording import definitions
from protolang.diagnostics import Diagnostic, Label, WitnessStep
from protolang.diagnostics.codes import PL207
from protolang.execution.obligation import duration_of
from protolang.machine.statechart import Machine, Region, State, Transition, TransitionEvent
from protolang.model.action import ActionKind, Every, OnDays
from protolang.model.expression import Consecutive, Expression, Lasting, Monotone, Not
from protolang.model.protocol import Protocol
from protolang.quantity import decimal_text
from protolang.source import Span
from protolang.verify.axes import Cell, quantity, reporting_step
from protolang.verify.cases import Cases, Place
from protolang.verify.cells import NotExactError
from protolang.verify.reading import inside

WITHIN = 7
"""Days in which to go, come back and go again is called restless."""


class _Turn(NamedTuple):
    """Two neighbouring values of one lab, at the first of which one goes, and at the second comes back."""

    lab: str
    goes: str
    returns: str


def flapping(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each hold by a result, and for each two phases that lead to each other by results.

    It is one value that both turn at, or two with nothing between them that could keep the patient; and results that
    are planned so close together that all of it fits into a week.
    """
    for rule in machine.holds:
        until = rule.until if rule.until is not None else Not(rule.when, rule.when.origin)
        turn = _turn(machine, rule.when, until)
        if turn is not None:
            places = [Label(statement(rule.when.origin), "begins here")]
            if rule.until is not None:
                places.append(Label(statement(rule.until.origin), "and ends here, at the same value"))
            labels = [*places, *definitions(machine, rule.when, rule.until)]
            words = (f"`{rule.track}` is held", f"`{rule.track}` goes on")
            sample = _apart(machine, turn.lab, None)
            yield from _told((sample, sample), f"a hold of `{rule.track}`", turn, labels, words)
    for region in machine.regions:
        for one, other in _circles(machine, region):
            if one.guard is None or other.guard is None:
                continue
            turn = _turn(machine, one.guard, other.guard)
            if turn is not None:
                labels = [
                    Label(statement(other.origin), f"back to `{one.source}`"),
                    Label(statement(one.origin), f"to `{other.source}`"),
                    *definitions(machine, one.guard, other.guard),
                ]
                words = (f"`{other.source}` begins", f"`{one.source}` begins again")
                here, there = region.state(one.source), region.state(other.source)
                samples = (_apart(machine, turn.lab, here), _apart(machine, turn.lab, there))
                yield from _told(samples, f"`{one.source}` and `{other.source}`", turn, labels, words)


def _circles(machine: Machine, region: Region) -> Iterator[tuple[Transition, Transition]]:
    alive: list[State] = [state for track, state in live_states(machine) if track is region]
    order = {state.name: at for at, state in enumerate(alive)}
    for one in alive:
        later = sorted({order.get(edge.target or "", -1) for edge in one.transitions})
        for other in (alive[at] for at in later if at > order[one.name]):
            there = _by_result(one, other.name)
            back = _by_result(other, one.name)
            if there is not None and back is not None:
                yield there, back


def _by_result(state: State, target: str) -> Transition | None:
    edges = (edge for edge in state.transitions if edge.event is TransitionEvent.CONDITION and edge.target == target)
    return next(edges, None)


def _turn(machine: Machine, goes: Expression, returns: Expression) -> _Turn | None:
    """Where one step of one result turns the one into the other; None when something lies between."""
    if undecided_in(machine, [goes, returns]) or _needs_several(machine, goes) or _needs_several(machine, returns):
        return None
    try:
        cases = Cases(machine, [goes, returns])
    except NotExactError:
        return None
    if sum(not axis.words for axis in cases.axes) != 1:
        return None  # a picture of several results, of which one may waver while the picture stays
    for place in cases.places():
        if cases.true_at(place) != (True, False):
            continue
        for at, axis in enumerate(cases.axes):
            if axis.words or len(axis.about) != 1:
                continue
            (lab,) = axis.about
            for step in (1, -1):
                beside = _moved(cases, place, at, step)
                if beside is not None and cases.true_at(beside) == (False, True):
                    here, there = axis.cells[place[at]], axis.cells[beside[at]]
                    first, second = _near(here, there, up=step > 0), _near(there, here, up=step < 0)
                    return _Turn(lab, quantity(first, axis.unit), quantity(second, axis.unit))
    return None


def _needs_several(machine: Machine, when: Expression) -> bool:
    """Whether one result does not decide it, so that one result that wavers changes nothing."""
    return any(isinstance(part, Consecutive | Lasting | Monotone) for part in inside(machine, when))


def _near(cell: Cell, other: Cell, *, up: bool) -> Fraction:
    """A value of a cell as near to its neighbour, which lies above or below it, as a result may be."""
    edge = (cell.high if cell.high is not None else other.low) if up else (cell.low if cell.low is not None else None)
    if edge is None or (cell.low == cell.high and cell.low is not None):
        return cell.example
    if cell.high_in if up else cell.low_in:
        return edge
    near = edge - reporting_step(edge) if up else edge + reporting_step(edge)
    fits = (cell.low is None or cell.low < near) and (cell.high is None or near < cell.high)
    return near if fits else cell.example


def _moved(cases: Cases, place: Place, at: int, step: int) -> Place | None:
    """The neighbouring place on one axis, beyond a single value at which nothing happens."""
    cells = cases.axes[at].cells
    there = place[at] + step
    moved: Place | None = None
    if 0 <= there < len(cells):
        moved = (*place[:at], there, *place[at + 1 :])
        point = cells[there].low is not None and cells[there].low == cells[there].high
        if point and cases.true_at(moved) == (False, False) and 0 <= there + step < len(cells):
            moved = (*place[:at], there + step, *place[at + 1 :])
    return moved


_Apart = tuple[Fraction, Span]
"""The least time between two planned results, and where they are planned."""


def _told(
    samples: tuple[_Apart | None, _Apart | None],
    what: str,
    turn: _Turn,
    labels: Sequence[Label],
    words: tuple[str, str],
) -> Iterator[Diagnostic]:
    gone, back = samples
    if gone is None or back is None or gone[0] + back[0] > WITHIN:
        return
    places: dict[Span, str] = {}
    sampled = [Label(statement(span), f"a result every {_days(days)}") for days, span in (gone, back)]
    for label in (*labels, *sampled):
        places.setdefault(label.span, label.text)
    first, *others = (Label(span, text) for span, text in places.items())
    steps = (
        (Fraction(0), words[0], turn.goes),
        (back[0], words[1], turn.returns),
        (back[0] + gone[0], f"{words[0]} again".replace("begins again again", "begins again"), turn.goes),
    )
    yield Diagnostic(
        PL207,
        f"{what} can go back and forth within {_days(gone[0] + back[0])}, as `{turn.lab}` moves around one value",
        first,
        tuple(others),
        help="let it end at another value than it begins (`hold when … < 1 … until … >= 1.5 …`), or ask for two "
        "results (`2 consecutive (…)`)",
        timeline=tuple(
            WitnessStep(-(-days.numerator // days.denominator), None, text, ((turn.lab, value),))
            for days, text, value in steps
        ),
    )


def _days(days: Fraction) -> str:
    return "1 day" if days == 1 else f"{decimal_text(days)} days"


def _apart(machine: Machine, lab: str, within: State | None) -> _Apart | None:
    """While the track is in `within`; None: in whichever phase."""
    found: list[_Apart] = []
    per_day = machine.resolution.per_day
    for region, state in live_states(machine):
        if within is not None and state is not within and within in region.states:
            continue
        for item in state.obligations:
            if item.kind is not ActionKind.MEASURE or item.subject != lab:
                continue
            match item.timing:
                case Every(interval=interval, times=times) if times is None or times > 2:
                    known = duration_of(machine, interval) if isinstance(interval, str) else interval
                    if known is not None:
                        found.append((shortest_of(known), item.origin))
                case OnDays(days=days) if len(days) > 2 and item.cycle is None:
                    least = min(late - early for early, late in zip(days, days[2:], strict=False))
                    found.append((Fraction(least, 2 * per_day), item.origin))
                case _:
                    pass
    return min(found, key=lambda one: (one[0], one[1].order), default=None)

"""The shortest patient whom two protocols treat differently, or the proof that there is none."""

from collections.abc import Mapping

from protolang.compare.answers import Answers, answers_of
from protolang.compare.difference import (
    Budget,
    Comparison,
    Decided,
    Differs,
    Effort,
    NotFound,
    Same,
    Side,
)
from protolang.compare.meaning import alike_but_for_names, form_of
from protolang.compare.probes import first_patients, try_patients
from protolang.compare.searching import Found, Manner, Pair, Search, Sweep, Swept
from protolang.compare.sides import decide_both, with_settings
from protolang.compare.story import replayed, scenario_of, timeline, titles_of
from protolang.compare.walking import Walker
from protolang.machine.statechart import Machine
from protolang.model.treatment import Attribute, Lab

_PLAIN, _MISSING, _LATE = Manner(), Manner(missing=True), Manner(withhold=True)
_SEARCHED = {
    _PLAIN: "every dose on the day it is due, any result whenever one is asked for, any event on any day",
    _MISSING: "every dose on the day it is due, any result or none whenever one is asked for, any event on any day",
    _LATE: "doses given on the day they are due, late or never, any result whenever one is asked for, "
    "any event on any day",
}
"""Which patients were followed, in words."""
LONGEST = 4000
"""Days (clock ticks) after which no difference is looked for."""


def distinguish(
    one: Side, two: Side, *, settings: Mapping[str, str] | None = None, budget: Budget | None = None
) -> Comparison:
    """Compares by meaning, then by patients, in the reference interpreter.

    `settings` are values of open decisions, as text, for whichever side has such a parameter; they must have been
    accepted by `decide` on each such side. Raises `AssertionError` when a patient that was found does not replay, which
    is a fault of ours.
    """
    given = settings or {}
    same = _same(with_settings(one, given), with_settings(two, given), ())
    if same is not None:
        return same
    first, second, decided = decide_both(one, two, given)
    same = _same(first, second, decided)
    if same is not None:
        return same
    reason = _incomparable(first.machine, second.machine)
    if reason is not None:
        return NotFound(decided, None, complete=False, searched="", reason=reason, effort=Effort(0, 0))
    if form_of(first.machine, manner=False) == form_of(second.machine, manner=False):
        why = "both give and measure the same on the same days; they differ in how that is done"
        return NotFound(decided, None, complete=True, searched="every patient", reason=why, effort=Effort(0, 0))
    return _Inquiry(first, second, decided, budget or Budget()).answer()


def _same(one: Side, two: Side, decided: tuple[Decided, ...]) -> Same | None:
    """The proof that the machines are equal by meaning, where they are."""
    if form_of(one.machine) == form_of(two.machine):
        return Same("both say the same of every patient, in other words or in another order at most", decided)
    if alike_but_for_names(one.machine, two.machine):
        return Same("both say the same of every patient, with other names for tracks or phases", decided)
    return None


def _incomparable(one: Machine, two: Machine) -> str | None:
    """Why no patient can be on both sides."""
    if one.resolution.per_day != two.resolution.per_day:
        return f"one protocol counts in {one.resolution.name}s and the other in {two.resolution.name}s"
    theirs = {item.id: item for item in _measured(two)}
    for item in _measured(one):
        other = theirs.get(item.id)
        if other is None:
            continue
        if item.unit != other.unit:
            return f"`{item.id}` is measured in {item.unit} on one side and in {other.unit} on the other"
        if [choice.id for choice in item.choices] != [choice.id for choice in other.choices]:
            return f"`{item.id}` has other words on each side"
    return None


def _measured(machine: Machine) -> list[Lab | Attribute]:
    found: list[Lab | Attribute] = [*machine.labs]
    return [*found, *(item for item in machine.attributes if isinstance(item, Attribute))]


class _Inquiry:
    """The search between two sides that are not the same by meaning."""

    def __init__(self, one: Side, two: Side, decided: tuple[Decided, ...], budget: Budget) -> None:
        self.one, self.two, self.decided, self.budget = one, two, decided, budget
        self.answers: dict[str, Answers] = answers_of((one.machine, two.machine))
        self.search = Search(Walker(one.machine), Walker(two.machine), self.answers)
        self.roots: list[Pair] = [self.search.root(sizes) for sizes in first_patients(one, two, self.answers)]

    def answer(self) -> Comparison:
        """A patient first, whoever it is; then all who could differ earlier."""
        plain = Sweep(self.search, self.roots, _PLAIN)
        swept = plain.to(LONGEST, self._part(10))
        best = swept.found
        if best is None:
            best = try_patients(self.search, self.one, self.two, self.roots, last=LONGEST, limit=self._part(35))
            swept = plain.to(LONGEST if best is None else best.day, self._part(60 if best is None else 75))
            best = swept.found or best
        if best is None or best.odd:
            return self._odd(best, swept)
        if not swept.shows(best.day):
            return self._differs(best, _PLAIN, earliest=False)
        missing = Sweep(self.search, self.roots, _MISSING).to(best.day - 1, self._part(100))
        if missing.found is not None:
            return self._differs(missing.found, _MISSING, earliest=True)
        return self._differs(best, _MISSING if missing.shows(best.day) else _PLAIN, earliest=True)

    def _odd(self, best: Found | None, swept: Swept) -> Comparison:
        """When no plain patient differs: who lacks a result, or misses a dose."""
        shown, complete = dict[Manner, bool](), swept.complete
        for manner, part in ((_LATE, 80), (_MISSING, 100)):
            last = LONGEST if best is None else best.day - 1
            other = Sweep(self.search, self.roots, manner).to(last, self._part(part))
            best = other.found or best
            shown[manner] = best is not None and other.shows(best.day)
            complete = complete and other.complete
        if best is not None:
            manner = _LATE if best.late else _MISSING
            return self._differs(best, manner, earliest=shown[manner])
        return NotFound(
            self.decided,
            until=swept.until,
            complete=complete,
            searched=_SEARCHED[_PLAIN],
            reason=self._reason(swept, complete=complete),
            effort=self._effort(),
        )

    def _part(self, percent: int) -> int:
        return self.budget.days * percent // 100

    def _reason(self, swept: Swept, *, complete: bool) -> str:
        if complete:
            return (
                "no patient is treated differently who is sampled when asked and at no other time, also where doses "
                "are late or missed"
            )
        if swept.complete:
            return "no patient who keeps to the plan is treated differently; of others too few could be followed"
        return f"no difference to the end of day {swept.until}, and the search grew too large there"

    def _tells_all_results(self) -> bool:
        """Whether the results that were tried stand for all others."""
        labs = {item.id for item in (*self.one.machine.labs, *self.two.machine.labs)}
        return all(item.exact for name, item in self.answers.items() if name in labs)

    def _effort(self) -> Effort:
        return Effort(self.search.spent, self.search.states)

    def _differs(self, found: Found, manner: Manner, *, earliest: bool) -> Differs:
        settings = tuple((item.name, item.value) for item in self.decided if item.value is not None)
        scenario = scenario_of(found, settings, self.one.protocol.origin)
        first, second = replayed(self.search, self.one, self.two, scenario, found)
        titles = titles_of(self.one.machine, self.two.machine)
        theirs = titles_of(self.two.machine, self.one.machine)
        exact = earliest and not self.search.narrowed and self._tells_all_results()
        return Differs(
            scenario=scenario,
            decided=self.decided,
            day=found.day,
            kinds=found.kinds,
            one=first.done(found.day, titles),
            two=second.done(found.day, theirs),
            timeline=timeline(first, found.day, titles),
            traces=(first.trace, second.trace),
            earliest=exact,
            searched=_SEARCHED[manner],
            effort=self._effort(),
        )

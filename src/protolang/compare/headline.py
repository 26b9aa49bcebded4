"""What side B does instead of side A, in the few sentences that a physician would say first."""

from collections.abc import Iterable, Iterator, Sequence

from protolang import prose
from protolang.compare.behaviour import Behaviour, DrugCourse, Exactness, Range
from protolang.compare.difference import Side
from protolang.compare.statements import ChangeKind, StatementChange
from protolang.model.action import OnDays
from protolang.model.protocol import Protocol
from protolang.model.treatment import Drug
from protolang.prose.naming import all_phases, find_drug, in_sentence


def headline(
    one: Side, two: Side, ours: Behaviour, theirs: Behaviour, changes: Iterable[StatementChange]
) -> tuple[str, ...]:
    """The sentences, each without its full stop; empty where neither doses nor phases differ."""
    told = tuple(changes)
    names = dict(change.renamed for change in told if change.renamed is not None)
    return (*_drugs(one.protocol, two.protocol, ours, theirs, names), *_phases(one.protocol, two.protocol, told))


def range_text(found: Range, noun: str) -> str:
    """A range in words: `12 doses`, `13 to 61 doses`, `at least 7 doses`, `a number of doses that is not known`."""
    if _is_unknown(found):
        return f"a number of {noun}s that is not known"
    if found.least is not None and found.least == found.most:
        return prose.count_text(found.least, noun)
    if found.most is None:
        return f"at least {prose.count_text(found.least or 0, noun)}"
    within = "" if found.exactness is Exactness.EXACT else "within "
    return f"{within}{prose.number_text(found.least or 0)} to {prose.count_text(found.most, noun)}"


def days_text(days: Sequence[int], protocol: Protocol) -> str:
    """Study days in words: `weeks 1, 2, 3`, `day 15`."""
    weeks = all(prose.week_of(day, protocol) is not None for day in days)
    timing = OnDays(tuple(days), "weeks" if weeks else "days", protocol.origin)
    return prose.timing_text(timing, protocol).partition(" (")[0]


# ---- drugs -----------------------------------------------------------------------------------------------------


def _drugs(one: Protocol, two: Protocol, ours: Behaviour, theirs: Behaviour, names: dict[str, str]) -> Iterator[str]:
    before = {names.get(course.drug, course.drug): course for course in ours.drugs}
    after = {course.drug: course for course in theirs.drugs}
    for name, course in before.items():
        if name not in after:
            yield f"no {in_sentence(prose.title_of(course.drug, one))}"
    uncounted = [name for name, course in after.items() if name not in before and _is_unknown(course.doses)]
    if uncounted:
        titles = prose.listed(in_sentence(prose.title_of(name, two)) for name in uncounted)
        yield f"also {titles}; how many doses is not known"
    for name, course in after.items():
        if name in uncounted:
            continue
        if name not in before:
            count = range_text(course.doses, _noun(name, two))
            yield f"also {in_sentence(prose.title_of(name, two))}, {count}"
        elif parts := tuple(_drug(before[name], course, one, two)):
            title = in_sentence(prose.title_of(name, two))
            yield f"{title}: {'; '.join(parts)}"


def _drug(ours: DrugCourse, theirs: DrugCourse, one: Protocol, two: Protocol) -> Iterator[str]:
    amounts = [_amount(find_drug(course.drug, side), side) for course, side in ((ours, one), (theirs, two))]
    if amounts[0] != amounts[1]:
        yield f"{amounts[1]} instead of {amounts[0]}"
    before, after = range_text(ours.doses, _noun(ours.drug, one)), range_text(theirs.doses, _noun(theirs.drug, two))
    if before != after and _is_unknown(theirs.doses):
        yield f"{before} in A, how many in B is not known"
    elif before != after:
        yield instead_text(after, before)
    if not ours.days or not theirs.days or (ours.days, ours.open_end) == (theirs.days, theirs.open_end):
        return
    if ours.days[0] != theirs.days[0]:
        yield f"from {prose.day_text(theirs.days[0], two)} instead of {prose.day_text(ours.days[0], one)}"
    if ours.days != theirs.days and not _differ_in_start_only(ours.days, theirs.days):
        yield f"{days_text(theirs.days, two)} instead of {days_text(ours.days, one)}"
    if ours.open_end and not theirs.open_end:
        yield f"none after {prose.day_text(theirs.days[-1], two)}"
    if theirs.open_end and not ours.open_end:
        yield f"may go on after {prose.day_text(theirs.days[-1], two)}"


def _is_unknown(found: Range) -> bool:
    return found.least is None and found.most is None


def _amount(drug: Drug | None, protocol: Protocol) -> str:
    return "" if drug is None else prose.dose_text(drug.dose, protocol)


def _noun(drug: str, protocol: Protocol) -> str:
    for phase in all_phases(protocol):
        for action in phase.actions:
            if action.subject == drug:
                return prose.occasion_noun(action, protocol)
    return "dose"


def instead_text(after: str, before: str) -> str:
    """`10 doses instead of 12`: a noun that both have is not said twice."""
    noun = after.rpartition(prose.NBSP)[2]
    number, space, other = before.rpartition(prose.NBSP)
    return f"{after} instead of {number if space and other.rstrip('s') == noun.rstrip('s') else before}"


def _differ_in_start_only(first: Sequence[int], second: Sequence[int]) -> bool:
    shorter, longer = sorted((tuple(first), tuple(second)), key=len)
    return longer[len(longer) - len(shorter) :] == shorter


# ---- phases ----------------------------------------------------------------------------------------------------


def _phases(one: Protocol, two: Protocol, changes: Sequence[StatementChange]) -> Iterator[str]:
    for kind, protocol in ((ChangeKind.REMOVED, one), (ChangeKind.ADDED, two)):
        removed = kind is ChangeKind.REMOVED
        tracks = {track.id for track in protocol.tracks}
        acting = {phase.id for phase in all_phases(protocol) if phase.actions}
        alone = [change for change in changes if change.kind is kind]
        for noun, places in (("track", tracks), ("phase", acting)):
            found = [f"“{change.subject}”" for change in alone if change.declares in places]
            if found:
                listed = prose.listed(found, "or" if removed else "and")
                yield f"no {noun} {listed}" if removed else f"also the {noun}{'s' if len(found) > 1 else ''} {listed}"

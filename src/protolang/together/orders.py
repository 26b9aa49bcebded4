"""PL312: what one protocol orders and the other forbids, ends for, or turns the other way."""

from collections.abc import Iterator
from fractions import Fraction

from protolang.diagnostics import Diagnostic
from protolang.diagnostics.codes import PL312
from protolang.machine.statechart import Machine
from protolang.model.course import Phase
from protolang.model.expression import All, Compare, Expression, Fact, GivenToday, Operator
from protolang.model.giving import givings
from protolang.model.protocol import Protocol
from protolang.model.rule import Adjust, VetoVerb
from protolang.model.term import Constant, Count, Operand, Reading, TimeSince
from protolang.model.treatment import Drug
from protolang.prose.condition import condition_text
from protolang.source import Span
from protolang.together.days import occasions
from protolang.together.pairing import Pair, Side, same_drugs, same_labs, same_levels
from protolang.together.telling import days_text, label, plain, step, title_of
from protolang.verify.reading import fact, inside, terms


def contradictory_orders(pair: Pair) -> Iterator[Diagnostic]:
    """One finding for each order of one protocol and each rule of the other that stands against it."""
    for giver, other in pair.both_ways():
        for ours, theirs in same_drugs(giver.protocol, other.protocol):
            given = [one.origin for one in givings(_phases(giver)) if one.drug == ours.id]
            if given:
                yield from _forbidden(pair, giver, other, ours, theirs, given[0])
                yield from _ended(pair, giver, other, ours, theirs, given[0])
    yield from _turned(pair)


def _forbidden(pair: Pair, giver: Side, other: Side, ours: Drug, theirs: Drug, given: Span) -> Iterator[Diagnostic]:
    kept = {
        _words(veto.when, giver.protocol)
        for veto in giver.protocol.vetoes
        if veto.verb is VetoVerb.GIVE and veto.subject == ours.id
    }
    for veto in other.protocol.vetoes:
        if veto.verb is not VetoVerb.GIVE or veto.subject != theirs.id:
            continue
        when = _words(veto.when, other.protocol)
        # Who keeps the same rule contradicts nobody.
        if when not in kept:
            what = "contraindicated" if veto.contraindication else "forbidden"
            yield _finding(
                pair,
                giver,
                other,
                ours,
                f"`{giver.name}` gives `{ours.id}`, which is {what} in `{other.name}`: {when}",
                given,
                veto.origin,
                f"{what} here",
                f"write the rule into `{giver.name}` too, or treat such a patient by one of the two only",
            )


def _ended(pair: Pair, giver: Side, other: Side, ours: Drug, theirs: Drug, given: Span) -> Iterator[Diagnostic]:
    # A protocol that gives the drug itself speaks of its own doses.
    if any(one.drug == theirs.id for one in givings(_phases(other))):
        return
    protocol = other.protocol
    rules: list[tuple[str, Expression | None, Span]] = [
        *(("excludes", item.when, item.origin) for item in protocol.eligibility if not item.include),
        *(("stops", item.when, item.origin) for item in protocol.stops),
        *(("stops", item.when, item.origin) for phase in _phases(other) for item in phase.stops),
        *(("holds a track", item.when, item.origin) for item in protocol.holds),
    ]
    for what, when, origin in rules:
        if when is not None and _reads(other.machine, when, theirs.id):
            yield _finding(
                pair,
                giver,
                other,
                ours,
                f"`{giver.name}` gives `{ours.id}`, and `{other.name}` {what} for it: {_words(when, protocol)}",
                given,
                origin,
                "this rule",
                "decide which of the two treatments this patient has",
            )


def _turned(pair: Pair) -> Iterator[Diagnostic]:
    labs = {b.id: a.id for a, b in same_labs(pair.one.protocol, pair.two.protocol)}
    for a, b in same_levels(pair.one.protocol, pair.two.protocol):
        for one in _changes(pair.one, a.id):
            for two in _changes(pair.two, b.id):
                mine, theirs = _bounds(pair.one, one[1]), _bounds(pair.two, two[1])
                shared = [(mine[labs[lab]], theirs[lab]) for lab in theirs if labs.get(lab) in mine]
                if one[0] == two[0] or any(_apart(low, high) for low, high in shared):
                    continue
                up, down = (pair.one, pair.two) if one[0] else (pair.two, pair.one)
                yield Diagnostic(
                    PL312,
                    f"`{up.name}` raises `{a.id}` and `{down.name}` lowers it for one and the same patient",
                    label(pair.two, two[2], "raised here" if two[0] else "lowered here"),
                    (label(pair.one, one[2], "raised here" if one[0] else "lowered here"),),
                    notes=tuple(
                        f"`{side.name}` does so when {_words(when, side.protocol)}"
                        for side, when in ((pair.one, one[1]), (pair.two, two[1]))
                        if when is not None
                    ),
                    help="let one of the two protocols change it, or make their conditions exclude each other",
                )


def _finding(
    pair: Pair,
    giver: Side,
    other: Side,
    drug: Drug,
    message: str,
    given: Span,
    against: Span,
    says: str,
    way: str,
) -> Diagnostic:
    days = [one.day for one in occasions(giver) if one.action.subject == drug.id]
    labels = [
        label(giver, given, "given here" + (f" on {days_text(days)}" if days else "")),
        label(other, against, says),
    ]
    # The first place of a finding is in the second file, which is the one that is added.
    primary, secondary = labels if giver is pair.two else reversed(labels)
    timeline = (step(pair, giver, days[0], title_of(giver, drug.id)),) if days else ()
    return Diagnostic(PL312, message, primary, (secondary,), help=way, timeline=timeline)


def _phases(side: Side) -> list[Phase]:
    return [phase for track in side.protocol.tracks for phase in track.phases]


def _reads(machine: Machine, when: Expression, drug: str) -> bool:
    """Whether a condition speaks of doses of a drug."""
    for part in inside(machine, when):
        match part:
            case GivenToday(drug=name) if name == drug:
                return True
            case Compare(left=left, right=right):
                if any(_speaks(term, drug) for term in (*terms(left), *terms(right))):
                    return True
            case _:
                pass
    return False


def _speaks(term: Operand, drug: str) -> bool:
    match term:
        case Count(subject=subject) | TimeSince(subject=subject):
            return subject == drug
        case _:
            return False


def _changes(side: Side, level: str) -> Iterator[tuple[bool, Expression | None, Span]]:
    """Where a level is raised (True) or lowered, and when."""
    for phase in _phases(side):
        for row in (row for decision in phase.decisions for row in decision.rows):
            for effect in row.effects:
                match effect:
                    case Adjust(level=name, up=up, origin=origin) if name == level:
                        yield up, row.when, origin
                    case _:
                        pass


_Bound = tuple[Fraction | None, bool]
_Band = tuple[_Bound, _Bound]


def _bounds(side: Side, when: Expression | None) -> dict[str, _Band]:
    """Between which values each lab must lie, as far as plain comparisons joined by `and` say; in base units."""
    found: dict[str, _Band] = {}
    for part in _joined(side.machine, when):
        match part:
            case Compare(left=Reading(name=name), operator=operator, right=Constant(quantity=quantity)):
                low, high = found.get(name, ((None, False), (None, False)))
                value, closed = quantity.base, operator not in (Operator.BELOW, Operator.ABOVE)
                if operator in (Operator.ABOVE, Operator.AT_LEAST, Operator.EQUAL) and (
                    low[0] is None or value > low[0]
                ):
                    low = (value, closed)
                if operator in (Operator.BELOW, Operator.AT_MOST, Operator.EQUAL) and (
                    high[0] is None or value < high[0]
                ):
                    high = (value, closed)
                found[name] = (low, high)
            case _:
                pass
    return found


def _joined(machine: Machine, when: Expression | None) -> Iterator[Expression]:
    match when:
        case None:
            return
        case All(operands=operands):
            for operand in operands:
                yield from _joined(machine, operand)
        case Fact(trigger=trigger):
            yield from _joined(machine, fact(machine, trigger).when)
        case _:
            yield when


def _apart(one: _Band, two: _Band) -> bool:
    """Whether no value lies in both."""
    return _below(one[1], two[0]) or _below(two[1], one[0])


def _below(high: _Bound, low: _Bound) -> bool:
    if high[0] is None or low[0] is None:
        return False
    return high[0] < low[0] or (high[0] == low[0] and not (high[1] and low[1]))


def _words(when: Expression, protocol: Protocol) -> str:
    return plain(condition_text(when, protocol))

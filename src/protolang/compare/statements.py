"""What two protocols say differently, statement by statement and by meaning. In: two models. Out: the changes.

The order of a file, its layout, its comments and how a number is written make no difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

import attrs

from protolang import prose
from protolang.compare.entry import Aspect, Entry, Role, Section, Teller, known_names
from protolang.compare.reading import Reader
from protolang.compare.renaming import Renamed, renamings
from protolang.compare.told_course import course_entries
from protolang.compare.told_header import header_entries, policy_entries, scenario_entries, source_entries
from protolang.compare.told_rules import rule_entries
from protolang.compare.told_things import thing_entries
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.source import Span, Value

__all__ = ["ChangeKind", "Section", "StatementChange", "statement_changes"]


class ChangeKind(Enum):
    """How two statements differ."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    RENAMED = "renamed"
    TITLE = "title only"
    SOURCE = "source only"


@attrs.frozen(eq=False, repr=False)
class StatementChange(Value):
    """One difference between side A (`before`) and side B (`after`); what only one side has is None on the other.

    `subject` is what the statement is about: the title of a phase, a drug, a value. `before` and `after` are sentences
    in the words of `prose`; of a changed statement they say only the parts that changed. `before_source` and
    `after_source` are where each comes from, in words. A phase or track that only one side has is one change;
    `inside` is how many more statements stand in it. `name` is how the text calls it, with dots; `declares` is the id
    of what is declared, `renamed` the two names of one thing.
    """

    kind: ChangeKind
    section: Section
    subject: str
    name: str
    before: str | None
    after: str | None
    before_at: Span | None = attrs.field(eq=False)
    after_at: Span | None = attrs.field(eq=False)
    before_evidence: Evidence | None
    after_evidence: Evidence | None
    before_source: str | None
    after_source: str | None
    inside: int = 0
    declares: str | None = None
    renamed: tuple[str, str] | None = None


def statement_changes(a: Protocol, b: Protocol) -> tuple[StatementChange, ...]:
    """Every statement of `a` that `b` has not, has otherwise or under another name, and the other way round.

    Safety first, then in the order of sections and of the files. Empty when both say the same.
    """
    renamed = renamings(a, b)
    names = {one.before: one.after for one in renamed}
    left = Teller(a, Reader(names, a.conventions.resolution.per_day))
    right = Teller(b, Reader({}, b.conventions.resolution.per_day))
    ours, theirs = _entries(left), _entries(right)
    pairs, lost, new = _matched(ours, theirs)
    changes = [_renamed(one, right) for one in renamed]
    for one, two in pairs:
        changes += _changed(one, two, left, right)
    declared = (
        {entry.declares for entry in theirs if entry.declares},
        {entry.declares for entry in ours if entry.declares},
    )
    changes += _one_sided(lost, declared[0], ChangeKind.REMOVED, left)
    changes += _one_sided(new, declared[1], ChangeKind.ADDED, right)
    order = {section: place for place, section in enumerate(Section)}
    return tuple(sorted(changes, key=lambda change: order[change.section]))


def _entries(teller: Teller) -> list[Entry]:
    known = known_names(teller.protocol, teller.reader)
    found = (
        rule_entries(teller, known),
        course_entries(teller, known),
        thing_entries(teller),
        policy_entries(teller),
        header_entries(teller),
        source_entries(teller),
        scenario_entries(teller),
    )
    return [attrs.evolve(entry, source=teller.source(entry.evidence)) for entries in found for entry in entries]


# ---- which statement is which ----------------------------------------------------------------------------------


def _matched(
    ours: Iterable[Entry], theirs: Iterable[Entry]
) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    """Pairs of entries that are the same statement, and those of each side that have no such partner."""
    slots: dict[tuple[str, ...], tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
    for entry in ours:
        slots[entry.slot][0].append(entry)
    for entry in theirs:
        slots[entry.slot][1].append(entry)
    pairs: list[tuple[Entry, Entry]] = []
    lost: list[Entry] = []
    new: list[Entry] = []
    for left, right in slots.values():
        pairs += _equal(left, right)
        pairs += _alike(left, right)
        lost += left
        new += right
    return pairs, lost, new


def _equal(left: list[Entry], right: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Pairs that say the same, first those of the same source; they are taken out of both lists."""
    for same_source in (True, False):
        for one in tuple(left):
            for two in right:
                if one.meaning == two.meaning and (not same_source or one.source == two.source):
                    left.remove(one)
                    right.remove(two)
                    yield one, two
                    break


def _alike(left: list[Entry], right: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Pairs that are one statement that was changed, the most alike first; they are taken out of both lists."""
    while left and right:
        ranked = ((_likeness(one, two), one, two) for one in left for two in right)
        likeness, one, two = max(ranked, key=lambda ranked: ranked[0])
        if likeness == 0 and not one.named:
            return
        left.remove(one)
        right.remove(two)
        yield one, two


def _likeness(one: Entry, two: Entry) -> int:
    """How much two statements of one slot have in common; 0 when nothing."""
    same = sum(first.meaning == second.meaning for first, second in zip(one.aspects, two.aspects, strict=False))
    return 2 * same + len(one.about & two.about)


# ---- what changed ----------------------------------------------------------------------------------------------


def _changed(one: Entry, two: Entry, left: Teller, right: Teller) -> Iterator[StatementChange]:
    if one.meaning != two.meaning:
        if one.role is Role.PLACE:
            # Of what contains others, what it says stands in its statements; only its place is its own.
            if one.owners == two.owners:
                return
            yield _between(ChangeKind.MOVED, one, two, _place(one, left), _place(two, right), left, right)
            return
        kind = ChangeKind.TITLE if one.role is Role.TITLE else ChangeKind.CHANGED
        ours, theirs = _parts(one, two)
        before, after = one.sentence(ours), two.sentence(theirs)
        if one.lines or two.lines:
            before, after = _without(one.lines, two.lines), _without(two.lines, one.lines)
        yield _between(kind, one, two, before, after, left, right)
        return
    if one.slot[0] == "require" and one.lead != two.lead:
        yield _between(ChangeKind.TITLE, one, two, one.sentence(), two.sentence(), left, right)
    if one.source != two.source:
        yield _between(ChangeKind.SOURCE, one, two, one.sentence(), two.sentence(), left, right)


def _without(lines: Sequence[str], others: Sequence[str]) -> str:
    """The lines that the other side has not."""
    return "; ".join(line for line in lines if line not in others) or "nothing else"


def _parts(one: Entry, two: Entry) -> tuple[list[Aspect], list[Aspect]]:
    """The parts that differ, of either side."""
    if len(one.aspects) != len(two.aspects):
        return list(one.aspects), list(two.aspects)
    differing = [
        (first, second)
        for first, second in zip(one.aspects, two.aspects, strict=True)
        if first.meaning != second.meaning
    ]
    return [first for first, _ in differing], [second for _, second in differing]


def _place(entry: Entry, teller: Teller) -> str:
    return ".".join(entry.owners)


def _one_sided(
    entries: Sequence[Entry], elsewhere: set[str], kind: ChangeKind, teller: Teller
) -> Iterator[StatementChange]:
    """What one side has alone. What stands in something that it has alone is told with that, unless it protects."""
    alone = {entry.declares for entry in entries if entry.declares is not None} - elsewhere
    inside: dict[str, int] = defaultdict(int)
    shown = []
    for entry in entries:
        whole = next((name for name in entry.owners if name in alone), None)
        if whole is not None and entry.declares != whole and not (entry.section.is_safety and not _of_thing(entry)):
            inside[whole] += entry.role is not Role.TITLE
        else:
            shown.append(entry)
    for entry in shown:
        count = inside.get(entry.declares or "", 0)
        yield _single(kind, entry, teller, count)


def _of_thing(entry: Entry) -> bool:
    """Whether a statement is a clause of a declared thing, which says nothing without it."""
    return len(entry.owners) == 1 and entry.slot[0] in ("fresh", "drug")


# ---- the record ------------------------------------------------------------------------------------------------


def _single(kind: ChangeKind, entry: Entry, teller: Teller, inside: int) -> StatementChange:
    text, source = entry.sentence(), _source(entry, teller)
    evidence, removed = entry.evidence, kind is ChangeKind.REMOVED
    return StatementChange(
        kind,
        entry.section,
        entry.subject,
        _name(entry),
        text if removed else None,
        None if removed else text,
        entry.origin if removed else None,
        None if removed else entry.origin,
        evidence if removed else None,
        None if removed else evidence,
        source if removed else None,
        None if removed else source,
        inside,
        entry.declares,
    )


def _between(
    kind: ChangeKind, one: Entry, two: Entry, before: str, after: str, left: Teller, right: Teller
) -> StatementChange:
    return StatementChange(
        kind,
        two.section,
        two.subject,
        _name(two),
        before,
        after,
        one.origin,
        two.origin,
        one.evidence,
        two.evidence,
        _source(one, left),
        _source(two, right),
    )


def _source(entry: Entry, teller: Teller) -> str | None:
    return prose.evidence_text(entry.evidence, teller.protocol) if entry.evidence.given else None


def _name(entry: Entry) -> str:
    return ".".join(entry.owners) or entry.slot[-1]


_SECTIONS = {
    "drug": Section.DRUG,
    "track": Section.COURSE,
    "phase": Section.COURSE,
    "lab": Section.PATIENT,
    "patient": Section.PATIENT,
    "event": Section.PATIENT,
    "source": Section.SOURCE,
}


def _renamed(one: Renamed, right: Teller) -> StatementChange:
    section = _SECTIONS.get(one.kind, Section.RULE)
    subject = prose.title_of(one.after, right.protocol)
    return StatementChange(
        ChangeKind.RENAMED,
        section,
        subject,
        one.after,
        f"{one.kind} {one.before}",
        f"{one.kind} {one.after}",
        one.before_at,
        one.after_at,
        None,
        None,
        None,
        None,
        declares=one.after,
        renamed=(one.before, one.after),
    )

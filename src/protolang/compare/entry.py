"""One statement of one protocol, ready to be matched with its like on the other side."""

from collections.abc import Iterable
from enum import Enum

import attrs

from protolang.compare.reading import Meaning, Reader, mentioned
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.prose.naming import all_groups, all_phases
from protolang.source import Span


class Section(Enum):
    """What a statement is about, in the order in which a reviewer wants to read: what keeps patients safe first."""

    STOP = "stop rules"
    VETO = "what must not be done"
    LIMIT = "limits of a dose"
    HOLD = "holds"
    MONITORING = "monitoring"
    ALERT = "whom to tell"
    REQUIREMENT = "requirements"
    ELIGIBILITY = "who may be treated"
    COURSE = "the course"
    DRUG = "drugs"
    RULE = "rules and values"
    PATIENT = "what is recorded"
    POLICY = "late doses, holds and rounding"
    HEADER = "the protocol as a whole"
    SOURCE = "sources"
    SCENARIO = "scenarios"

    @property
    def is_safety(self) -> bool:
        """Whether a rule of this kind keeps a patient from harm."""
        return self in _SAFETY


_SAFETY = frozenset(
    {
        Section.STOP,
        Section.VETO,
        Section.LIMIT,
        Section.HOLD,
        Section.MONITORING,
        Section.ALERT,
        Section.REQUIREMENT,
        Section.ELIGIBILITY,
    }
)


@attrs.frozen
class Aspect:
    """A part of a statement that can change by itself. `text` may be empty; `names` tells that it says the lead."""

    text: str
    meaning: Meaning
    names: bool = False


class Role(Enum):
    """What a difference in an entry is: of what is said, of where it stands, or only of how it is called."""

    SAID = "said"
    PLACE = "place"
    TITLE = "title"


@attrs.frozen
class Entry:
    """A statement with its parts.

    Entries of one `slot` may be the same statement; with `named`, the slot has one at most, and it is. `owners` are
    the ids of what it stands in, outermost first, as the other side calls them; `declares` is the id of what it
    declares. `about` are the names it mentions. A `whole` statement is always said in full, its parts joined by
    `joint`. `lines` tell all of a long statement, of which only what differs is worth showing. `source` is the
    meaning of its evidence.
    """

    section: Section
    slot: tuple[str, ...]
    subject: str
    lead: str
    aspects: tuple[Aspect, ...]
    evidence: Evidence
    origin: Span
    owners: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()
    named: bool = False
    whole: bool = False
    joint: str = ", "
    declares: str | None = None
    lines: tuple[str, ...] = ()
    role: Role = Role.SAID
    source: Meaning = None

    @property
    def meaning(self) -> tuple[Meaning, ...]:
        """What it says."""
        return tuple(aspect.meaning for aspect in self.aspects)

    def sentence(self, shown: Iterable[Aspect] | None = None) -> str:
        """The statement in words, or only some of its parts, then with what they are about in front."""
        chosen = [aspect for aspect in (self.aspects if shown is None or self.whole else shown) if aspect.text]
        said = self.joint.join(aspect.text for aspect in chosen)
        if not self.lead or any(aspect.names for aspect in chosen):
            return said
        return f"{self.lead}: {said}" if said else self.lead


@attrs.frozen
class Teller:
    """One side: its protocol, and how its names are read."""

    protocol: Protocol
    reader: Reader

    def name(self, identifier: str) -> str:
        """A name as the other side has it."""
        return self.reader.name(identifier)

    def aspect(self, text: str | None, *nodes: object, names: bool = False) -> Aspect:
        """A part in words, with the nodes that say it."""
        return Aspect(text or "", self.reader.of(nodes), names)

    def source(self, evidence: Evidence) -> Meaning:
        """Where a statement comes from, with its sources as the other side calls them."""
        citations = tuple((self.name(one.source), one.locator) for one in evidence.citations)
        return (citations, evidence.assumptions, evidence.open_questions)

    def about(self, aspects: Iterable[Aspect], known: frozenset[str]) -> frozenset[str]:
        """The declared things that the parts mention."""
        return frozenset(name for aspect in aspects for name in mentioned(aspect.meaning)) & known


def known_names(protocol: Protocol, reader: Reader) -> frozenset[str]:
    """All names that are declared, as the other side has them."""
    declared = (
        *protocol.drugs,
        *protocol.labs,
        *protocol.attributes,
        *protocol.events,
        *protocol.parameters,
        *protocol.triggers,
        *protocol.levels,
        *protocol.tables,
        *protocol.tracks,
        *all_phases(protocol),
        *all_groups(protocol),
    )
    return frozenset(reader.name(one.id) for one in declared)

"""How a protocol's own things are called in a sentence: titles, words of a name, the mark of what is undecided."""

from collections.abc import Iterable, Iterator

from protolang.model.course import Group, Phase, Track
from protolang.model.protocol import Protocol
from protolang.model.table import Level, Table
from protolang.model.treatment import Attribute, DerivedAttribute, Drug, Event, Lab, Parameter, Trigger

_Titled = Attribute | DerivedAttribute | Drug | Event | Group | Lab | Level | Phase | Table | Track | Trigger


def words(identifier: str) -> str:
    """A name of the file as words: `closing_interval` is "closing interval"."""
    return identifier.replace("_", " ")


def in_sentence(title: str) -> str:
    """A title inside a sentence: a plain capitalised first word is lowered, `CD20+` and `B cells` are kept."""
    first, space, rest = title.partition(" ")
    plain = len(first) > 1 and first[0].isupper() and first[1:].islower() and first.isalpha()
    return f"{first.lower()}{space}{rest}" if plain else title


def undecided(name: str) -> str:
    """What stands in place of a value that nobody has decided; never a number."""
    return f"[undecided: {words(name)}]"


def title_of(identifier: str, protocol: Protocol) -> str:
    """The title of whatever is declared under that name; else the words of the name."""
    for named in _titled(protocol):
        if named.id == identifier:
            return named.title or words(identifier)
    return words(identifier)


def phase_title(identifier: str, protocol: Protocol) -> str:
    """The title of a phase in quotation marks, as it stands inside a sentence."""
    return f"“{title_of(identifier, protocol)}”"


def target_text(target: str | None, protocol: Protocol) -> str:
    """Where a way leads: `“Maintenance”`, or `the phase before` for `back`."""
    return "the phase before" if target is None else phase_title(target, protocol)


def choice_text(name: str, choice: str, protocol: Protocol) -> str:
    """The title of one of the words that a lab or an attribute may be; else the word itself."""
    for named in (*protocol.labs, *protocol.attributes):
        match named:
            case Lab(id=found, choices=choices) | Attribute(id=found, choices=choices) if found == name:
                return next((one.title for one in choices if one.id == choice and one.title), words(choice))
            case Lab() | Attribute() | DerivedAttribute():
                pass
    return words(choice)


def find_drug(identifier: str, protocol: Protocol) -> Drug | None:
    """The drug of that name, if there is one."""
    return next((drug for drug in protocol.drugs if drug.id == identifier), None)


def find_lab(identifier: str, protocol: Protocol) -> Lab | None:
    """The lab of that name, if there is one."""
    return next((lab for lab in protocol.labs if lab.id == identifier), None)


def find_attribute(identifier: str, protocol: Protocol) -> Attribute | DerivedAttribute | None:
    """The patient attribute of that name, if there is one."""
    return next((attribute for attribute in protocol.attributes if attribute.id == identifier), None)


def find_parameter(identifier: str, protocol: Protocol) -> Parameter | None:
    """The parameter of that name, if there is one."""
    return next((parameter for parameter in protocol.parameters if parameter.id == identifier), None)


def find_trigger(identifier: str, protocol: Protocol) -> Trigger | None:
    """The trigger of that name, if there is one."""
    return next((trigger for trigger in protocol.triggers if trigger.id == identifier), None)


def find_level(identifier: str, protocol: Protocol) -> Level | None:
    """The level of that name, if there is one."""
    return next((level for level in protocol.levels if level.id == identifier), None)


def find_table(identifier: str, protocol: Protocol) -> Table | None:
    """The table of that name, if there is one."""
    return next((table for table in protocol.tables if table.id == identifier), None)


def all_groups(protocol: Protocol) -> tuple[Group, ...]:
    """Every phase that contains phases, once, in the order of the file."""
    return tuple(dict.fromkeys(group for phase in all_phases(protocol) for group in phase.groups))


def all_phases(protocol: Protocol) -> tuple[Phase, ...]:
    """Every phase of every track, in the order of the file."""
    return tuple(phase for track in protocol.tracks for phase in track.phases)


def listed(parts: Iterable[str], conjunction: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *others, last = parts
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def _titled(protocol: Protocol) -> Iterator[_Titled]:
    yield from protocol.drugs
    yield from protocol.labs
    yield from protocol.attributes
    yield from protocol.events
    yield from protocol.triggers
    yield from protocol.levels
    yield from protocol.tables
    for track in protocol.tracks:
        yield track
        yield from track.phases
    yield from all_groups(protocol)

"""The names that one file declares. In: the tree. Out: one table for all kinds, each name with its first place.

All kinds share one namespace, so that a reader never has to ask which `closing` is meant; phases are unique
over the whole protocol, not only in their track. The words of a choice (`positive`, an arm) are no names of the file:
each belongs to the lab or attribute that offers it.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL103
from protolang.model.findings import Findings
from protolang.syntax.ast import (
    AlertRuleClause,
    ArmsDecl,
    AttributeDecl,
    BackgroundDecl,
    ContraindicatedDecl,
    Declaration,
    DrugDecl,
    EligibilityDecl,
    EventDecl,
    FactDecl,
    FormulaDecl,
    HoldRuleClause,
    LabDecl,
    LevelDecl,
    Name,
    NeverDecl,
    ParamDecl,
    PhaseDecl,
    PolicyDecl,
    ProtocolDecl,
    RequireDecl,
    ScenarioDecl,
    SeparateDecl,
    SourceDecl,
    StopClause,
    TableDecl,
    TrackDecl,
    TriggerDecl,
    VetoClause,
)


class Kind(Enum):
    """What a name can stand for; the value is how a message calls it."""

    SOURCE = "source"
    DRUG = "drug"
    LAB = "lab"
    ATTRIBUTE = "patient attribute"
    COMPUTED = "computed attribute"
    EVENT = "event"
    PARAMETER = "parameter"
    LEVEL = "level"
    TABLE = "table"
    TRIGGER = "trigger"
    TRACK = "track"
    PHASE = "phase"

    @property
    def one(self) -> str:
        """The word with its article."""
        return f"an {self.value}" if self is Kind.EVENT else f"a {self.value}"


class BuiltIn(Enum):
    """The functions of the language whose names nothing else may carry.

    Those that are everyday words (`fall`, `total`) may name an event or a drug as well: a bracket follows a function.
    """

    COUNT = "count"
    SPAN = "span"
    GAP = "gap"
    MOSTELLER = "mosteller"
    DUBOIS = "dubois"
    COCKCROFT_GAULT = "cockcroft_gault"
    CALVERT = "calvert"


# `every month` reads the word as one month, so a parameter of that name could never be meant there.
_UNIT_WORDS = frozenset({"minute", "hour", "day", "week", "month", "year", "cycle"})


@attrs.frozen(eq=False, repr=False)
class Symbol:
    """A declared name. `track` is set for a phase; `leaves` are the phases without phases inside a group of them.

    `noun` is what a message calls it where that is not the word of its kind: of a fact, of arms.
    """

    name: Name
    kind: Kind
    track: str | None = None
    leaves: tuple[str, ...] = ()
    noun: str | None = None

    @property
    def id(self) -> str:
        """The name as text."""
        return self.name.text

    @property
    def word(self) -> str:
        """What a message calls it: `fact`."""
        return self.noun or self.kind.value

    @property
    def one(self) -> str:
        """The word with its article."""
        return self.kind.one if self.noun is None else self.noun if self.noun.endswith("s") else f"a {self.noun}"


def declare(tree: ProtocolDecl, findings: Findings) -> Mapping[str, Symbol]:
    """The table of a file; of two declarations of one name the first is kept and the second reported."""
    table: dict[str, Symbol] = {}
    doubled: set[str] = set()
    for declaration in tree.declarations:
        for symbol in _symbols(declaration):
            _reject_built_in(symbol, findings)
            first = table.setdefault(symbol.id, symbol)
            if first is symbol:
                continue
            if symbol.kind is Kind.TRACK:
                doubled.add(symbol.id)
            # The phases of a track that was copied whole are the same mistake, told with the track.
            if symbol.track not in doubled:
                _report_duplicate(first, symbol, findings)
    return table


def _symbols(declaration: Declaration) -> Iterator[Symbol]:
    match declaration:
        case SourceDecl(name=name):
            yield Symbol(name, Kind.SOURCE)
        case DrugDecl(name=name):
            yield Symbol(name, Kind.DRUG)
        case LabDecl(name=name):
            yield Symbol(name, Kind.LAB)
        case AttributeDecl(name=name):
            yield Symbol(name, Kind.ATTRIBUTE)
        case FormulaDecl(name=name):
            yield Symbol(name, Kind.COMPUTED)
        case EventDecl(name=name):
            yield Symbol(name, Kind.EVENT)
        case ParamDecl(name=name):
            yield Symbol(name, Kind.PARAMETER)
        case ArmsDecl(name=name):
            yield Symbol(name, Kind.ATTRIBUTE, noun="arms")
        case LevelDecl(name=name):
            yield Symbol(name, Kind.LEVEL)
        case TableDecl(name=name):
            yield Symbol(name, Kind.TABLE)
        case TriggerDecl(name=name):
            yield Symbol(name, Kind.TRIGGER)
        case FactDecl(name=name):
            yield Symbol(name, Kind.TRIGGER, noun="fact")
        case TrackDecl(name=name, phases=phases):
            yield Symbol(name, Kind.TRACK)
            for phase in phases:
                yield from _phases(phase, name.text)
        case (
            PolicyDecl()
            | EligibilityDecl()
            | ContraindicatedDecl()
            | SeparateDecl()
            | StopClause()
            | HoldRuleClause()
            | AlertRuleClause()
            | VetoClause()
            | NeverDecl()
            | RequireDecl()
            | BackgroundDecl()
            | ScenarioDecl()
        ):
            pass
        case _:
            assert_never(declaration)


def _phases(decl: PhaseDecl, track: str) -> Iterator[Symbol]:
    inner = [symbol for phase in decl.phases for symbol in _phases(phase, track)]
    leaves = tuple(symbol.id for symbol in inner if not symbol.leaves)
    yield Symbol(decl.name, Kind.PHASE, track, leaves)
    yield from inner


def _report_duplicate(first: Symbol, second: Symbol, findings: Findings) -> None:
    kinds = "" if first.word == second.word else f": as {first.one} and as {second.one}"
    findings.report(
        PL102,
        f"`{second.id}` is declared twice{kinds}",
        Label(second.name.span, "declared again here"),
        Label(first.name.span, "first declared here"),
        help="give one of them another name; all kinds of names share one list",
    )


def _reject_built_in(symbol: Symbol, findings: Findings) -> None:
    if symbol.id in {function.value for function in BuiltIn}:
        what = "a function of the language"
    elif symbol.kind is Kind.PARAMETER and symbol.id in _UNIT_WORDS:
        what = "a unit"
    else:
        return
    findings.report(
        PL103,
        f"{symbol.one} cannot be called `{symbol.id}`, which is {what}",
        Label(symbol.name.span, f"hides {what}"),
        help="give it another name",
    )

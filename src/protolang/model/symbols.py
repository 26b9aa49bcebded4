"""The names that one file declares. In: the tree. Out: one table for all kinds, each name with its first place.

All kinds share one namespace, so that a reader never has to ask which `closing` is meant; phases are unique
over the whole protocol, not only in their track.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import assert_never

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL103
from protolang.model.findings import Findings
from protolang.syntax.ast import (
    AttributeDecl,
    Declaration,
    DrugDecl,
    EventDecl,
    FormulaDecl,
    LabDecl,
    Name,
    NeverDecl,
    ParamDecl,
    PolicyDecl,
    ProtocolDecl,
    RequireDecl,
    ScenarioDecl,
    SourceDecl,
    StopClause,
    TrackDecl,
    TriggerDecl,
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
    TRIGGER = "trigger"
    TRACK = "track"
    PHASE = "phase"

    @property
    def one(self) -> str:
        """The word with its article."""
        return f"an {self.value}" if self is Kind.EVENT else f"a {self.value}"


class BuiltIn(Enum):
    """The functions of the language, whose names nothing else may carry."""

    COUNT = "count"
    SPAN = "span"
    GAP = "gap"
    MOSTELLER = "mosteller"


# `every month` reads the word as one month, so a parameter of that name could never be meant there.
_UNIT_WORDS = frozenset({"minute", "hour", "day", "week", "month", "year", "cycle"})


@attrs.frozen(eq=False, repr=False)
class Symbol:
    """A declared name; `track` is set for a phase."""

    name: Name
    kind: Kind
    track: str | None = None

    @property
    def id(self) -> str:
        """The name as text."""
        return self.name.text


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
        case TriggerDecl(name=name):
            yield Symbol(name, Kind.TRIGGER)
        case TrackDecl(name=name, phases=phases):
            yield Symbol(name, Kind.TRACK)
            yield from (Symbol(phase.name, Kind.PHASE, name.text) for phase in phases)
        case PolicyDecl() | StopClause() | NeverDecl() | RequireDecl() | ScenarioDecl():
            pass
        case _:
            assert_never(declaration)


def _report_duplicate(first: Symbol, second: Symbol, findings: Findings) -> None:
    kinds = "" if first.kind is second.kind else f": as {first.kind.one} and as {second.kind.one}"
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
        f"{symbol.kind.one} cannot be called `{symbol.id}`, which is {what}",
        Label(symbol.name.span, f"hides {what}"),
        help="give it another name",
    )

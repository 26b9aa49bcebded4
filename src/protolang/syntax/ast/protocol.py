"""A protocol, its declarations, and what its file imports."""

import attrs

from protolang.syntax.ast.claim import NeverDecl, RequireDecl
from protolang.syntax.ast.declaration import (
    ArmsDecl,
    AttributeDecl,
    ContraindicatedDecl,
    EligibilityDecl,
    EventDecl,
    FactDecl,
    FormulaDecl,
    HeaderClause,
    LabDecl,
    ParamDecl,
    PolicyDecl,
    SeparateDecl,
    SourceDecl,
    TriggerDecl,
)
from protolang.syntax.ast.drug import DrugDecl
from protolang.syntax.ast.node import Name, Node
from protolang.syntax.ast.rule import AlertRuleClause, HoldRuleClause, VetoClause
from protolang.syntax.ast.scenario import BackgroundDecl, ScenarioDecl
from protolang.syntax.ast.table import LevelDecl, TableDecl
from protolang.syntax.ast.track import StopClause, TrackDecl

Declaration = (
    SourceDecl
    | PolicyDecl
    | AttributeDecl
    | FormulaDecl
    | ArmsDecl
    | EligibilityDecl
    | ContraindicatedDecl
    | SeparateDecl
    | EventDecl
    | DrugDecl
    | LabDecl
    | ParamDecl
    | LevelDecl
    | TableDecl
    | TriggerDecl
    | FactDecl
    | TrackDecl
    | StopClause
    | HoldRuleClause
    | AlertRuleClause
    | VetoClause
    | NeverDecl
    | RequireDecl
    | BackgroundDecl
    | ScenarioDecl
)


@attrs.frozen(eq=False, repr=False)
class Comment(Node):
    """`# …`, where it stood."""

    text: str


@attrs.frozen(eq=False, repr=False)
class ImportDecl(Node):
    """`import "library/labs.proto" sha256 "…"`: a file beside this one, and the hash it must have."""

    path: str
    sha256: str | None


@attrs.frozen(eq=False, repr=False)
class ProtocolDecl(Node):
    """`protocol ahmed "title" { … }`, with what it imports."""

    name: Name
    title: str | None
    header: tuple[HeaderClause, ...]
    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...] = attrs.field(eq=False, default=())
    imports: tuple[ImportDecl, ...] = attrs.field(default=(), metadata={"printed": "when there"})

"""What a variant changes: typed deltas, each aimed at something of its base by name or by what it says."""

import attrs

from protolang.source import Span
from protolang.syntax.ast.declaration import LabClause
from protolang.syntax.ast.drug import DrugClause
from protolang.syntax.ast.node import Marks, Name, Node, QuantityExpr
from protolang.syntax.ast.protocol import Declaration
from protolang.syntax.ast.track import PhaseClause, PhaseDecl


@attrs.frozen(eq=False, repr=False)
class ReasonClause(Node):
    """`over didona weakens because "…"`, behind a delta.

    `over` names the variant whose change is changed again, `weakens` admits that a safety rule gets weaker. `marks`
    are the sources of a delta whose own text has none, as with `remove`.
    """

    over: Name | None
    weakens: bool
    because: str | None
    marks: Marks
    because_span: Span | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class PathExpr(Node):
    """`infusions.induction`: a track and a phase of it, or a phase inside a group of them."""

    names: tuple[Name, ...]


@attrs.frozen(eq=False, repr=False)
class NamedTarget(Node):
    """`param closing_interval`, `phase infusions.induction`; `kind` is the keyword of its declaration."""

    kind: str
    path: PathExpr


@attrs.frozen(eq=False, repr=False)
class PlacedPhase(Node):
    """`phase immunoglobulin.closing "title" { … }`: a phase and where it stands."""

    path: PathExpr
    phase: PhaseDecl


@attrs.frozen(eq=False, repr=False)
class StartClause(Node):
    """`start induction`."""

    phase: Name


@attrs.frozen(eq=False, repr=False)
class ShortClause(Node):
    """`repeat`, `then`, `decide "title"`, `taper prednisone`: a statement of a phase, meant by its first words.

    `subject` is the name or the title behind `words`, where there is one.
    """

    words: str
    subject: str | None


@attrs.frozen(eq=False, repr=False)
class AddDelta(Node):
    """`add require ten: …`."""

    content: Declaration | PlacedPhase
    reason: ReasonClause


@attrs.frozen(eq=False, repr=False)
class RemoveDelta(Node):
    """`remove require twelve because "…"`; an unnamed statement is written out."""

    target: NamedTarget | Declaration
    reason: ReasonClause


@attrs.frozen(eq=False, repr=False)
class ReplaceDelta(Node):
    """`replace drug rituximab { … }`: the declaration of that name; `replace OLD with NEW` has `old`."""

    content: Declaration | PlacedPhase
    old: Declaration | PlacedPhase | None
    reason: ReasonClause


@attrs.frozen(eq=False, repr=False)
class SetDelta(Node):
    """`set closing_interval = 6 weeks`; `value` None leaves it open again."""

    name: Name
    value: QuantityExpr | None
    marks: Marks
    reason: ReasonClause


@attrs.frozen(eq=False, repr=False)
class RenameDelta(Node):
    """`rename phase immunoglobulin.closing to tapering "title"`."""

    target: NamedTarget
    name: Name
    title: str | None
    reason: ReasonClause


@attrs.frozen(eq=False, repr=False)
class MoveDelta(Node):
    """`move phase infusions.consolidation to immunoglobulin`: into a track, or into a group of phases."""

    path: PathExpr
    to: PathExpr
    reason: ReasonClause


Inner = PhaseClause | StartClause | ShortClause | DrugClause | LabClause


@attrs.frozen(eq=False, repr=False)
class AddInner(Node):
    """`add give ivig on week 4`, inside `change`."""

    content: Inner
    reason: ReasonClause


@attrs.frozen(eq=False, repr=False)
class RemoveInner(Node):
    """`remove give ivig`, inside `change`."""

    content: Inner
    reason: ReasonClause


@attrs.frozen(eq=False, repr=False)
class ReplaceInner(Node):
    """`replace give ivig on week 4`, inside `change`: what has the same first words; or `old` by `content`."""

    content: Inner
    old: Inner | None
    reason: ReasonClause


InnerDelta = AddInner | RemoveInner | ReplaceInner


@attrs.frozen(eq=False, repr=False)
class ChangeDelta(Node):
    """`change phase immunoglobulin.initial { … }`: statement by statement; also of a track, drug, lab or patient."""

    target: NamedTarget
    deltas: tuple[InnerDelta, ...]


@attrs.frozen(eq=False, repr=False)
class MigrateDelta(Node):
    """`migrate maintenance to cycles`: where patients of the base go; `ending` is `end` or `stop` with `new` None."""

    old: PathExpr
    new: PathExpr | None
    ending: str | None
    reason: ReasonClause


Delta = AddDelta | RemoveDelta | ReplaceDelta | SetDelta | RenameDelta | MoveDelta | ChangeDelta | MigrateDelta

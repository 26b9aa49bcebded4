"""What the passes of this package share: deltas as they were applied, and the effective protocol they lead to."""

from collections.abc import Mapping
from enum import Enum

import attrs

from protolang.source import SourceFile, Span, Value
from protolang.syntax.ast import FileTree, Marks, Node, ProtocolDecl, ReasonClause

Path = tuple[str, ...]
"""The name of a declaration; or of a track and of the phases that lead to one inside it."""
Key = tuple[str | Node, ...]
"""What a delta is aimed at: a path; then a statement, or words with `#` before them that tell it apart."""


class Verb(Enum):
    """What a delta does."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"
    SET = "set"
    RENAME = "rename"
    MOVE = "move"

    @property
    def past(self) -> str:
        """What has been done: `removed`."""
        return _PAST[self]


_PAST = {
    Verb.ADD: "added",
    Verb.REMOVE: "removed",
    Verb.REPLACE: "replaced",
    Verb.SET: "set",
    Verb.RENAME: "renamed",
    Verb.MOVE: "moved",
}


@attrs.frozen(eq=False, repr=False)
class Change(Value):
    """One delta that was applied.

    `target` is what it is aimed at, in words (`phase infusions.induction`). `removed` are the stretches of the base
    that are gone or replaced, `added` is the text that came instead, and `marks` are those in it. `variant` is the
    name of the variant that says so.
    """

    verb: Verb
    target: str
    variant: str
    delta: Span
    removed: tuple[Span, ...]
    added: Span | None
    reason: ReasonClause
    marks: Marks = ()


@attrs.frozen(eq=False, repr=False)
class Ancestor(Value):
    """One step of the descent of a variant: the protocol it begins with, then each variant in turn."""

    name: str
    title: str
    version: str
    source: SourceFile


@attrs.frozen(eq=False, repr=False)
class Touch(Value):
    """That a variant has changed something: which one, how, and where it says so."""

    variant: str
    verb: Verb
    delta: Span


@attrs.frozen(eq=False, repr=False)
class Effective(Value):
    """A protocol with everything that its imports and deltas make of it.

    `base` is the effective protocol that a variant begins with, None for a protocol that is no variant. `lineage` runs
    from the first protocol to the file itself. `changes` are those of this file alone. `landings` says of phases of the
    base, by name, into which phase their patients go: a phase, `end` or `stop`. `touched` is for the next variant.
    `files` are the trees of all files it was made of.
    """

    tree: ProtocolDecl
    base: "Effective | None"
    lineage: tuple[Ancestor, ...]
    changes: tuple[Change, ...] = ()
    landings: Mapping[str, str] = attrs.field(factory=dict)
    touched: Mapping[Key, Touch] = attrs.field(factory=dict)
    files: tuple[FileTree, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Program(Value):
    """A file with everything it imports.

    `skipped_names` are words of parts that could not be read, `imported` are the other files.
    """

    effective: Effective
    skipped_names: frozenset[str] = frozenset()
    imported: tuple[SourceFile, ...] = ()

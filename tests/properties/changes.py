"""What random changes of a protocol share: what they can be aimed at, what is changed already, how they end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

import attrs

from protolang.syntax.ast import (
    AfterClause,
    AlertRuleClause,
    ArmsDecl,
    AttributeDecl,
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
    NeverDecl,
    Node,
    ParamDecl,
    PhaseDecl,
    ProtocolDecl,
    RequireDecl,
    SeparateDecl,
    SourceDecl,
    StopClause,
    TableDecl,
    TrackDecl,
    TriggerDecl,
    VetoClause,
    WhenClause,
)

from .language import Writer
from .reading import Place, phases_of

KINDS: dict[type[Node], str] = {
    SourceDecl: "source",
    EventDecl: "event",
    DrugDecl: "drug",
    LabDecl: "lab",
    ParamDecl: "param",
    LevelDecl: "level",
    TableDecl: "table",
    TriggerDecl: "trigger",
    FactDecl: "fact",
    TrackDecl: "track",
    ArmsDecl: "arms",
    AttributeDecl: "patient",
    FormulaDecl: "patient",
}
UNNAMED = (
    StopClause,
    HoldRuleClause,
    AlertRuleClause,
    VetoClause,
    ContraindicatedDecl,
    SeparateDecl,
    EligibilityDecl,
    NeverDecl,
    RequireDecl,
)
SAFETY = (
    StopClause,
    HoldRuleClause,
    AlertRuleClause,
    VetoClause,
    ContraindicatedDecl,
    SeparateDecl,
    EligibilityDecl,
    RequireDecl,
)
WAYS_OUT = (WhenClause, AfterClause)
ANYWHERE = (WhenClause, StopClause, HoldRuleClause, AlertRuleClause, VetoClause)

_NUMBER = re.compile(r"(?<![\w.])[0-9]+(?= (?:mg|days|hours|minutes|kg|times|weeks)\b)")


@attrs.frozen
class Before:
    """What earlier variants have changed, renamed and set."""

    touched: frozenset[Place] = frozenset()
    renamed: Mapping[str, str] = attrs.field(factory=dict)
    set: frozenset[str] = frozenset()


class Changes:
    """Draws the changes of one variant of a protocol, given as its tree and its text.

    `before` is what the variant before it has changed, `absent` what a library has and the protocol does not use.
    """

    def __init__(
        self,
        writer: Writer,
        tree: ProtocolDecl,
        text: str,
        name: str,
        before: Before,
        absent: frozenset[str],
    ) -> None:
        self.writer = writer
        self.tree = tree
        self.name = name
        self.before = before
        self.absent = absent
        self.touched: set[Place] = set()
        self.renamed: dict[str, str] = {}
        self.set: set[str] = set()
        self.uses = Counter(re.findall(r"\bn_[a-z0-9_]+", text))
        self.phases = dict(phases_of(tree))
        self.lines: list[str] = []

    def after(self) -> Before:
        """What has been changed once these changes are made."""
        before = self.before
        touched = before.touched | self.touched
        return Before(touched, {**before.renamed, **self.renamed}, before.set | self.set)

    # ---- helpers ----

    def _one_of(self, choices: list[Callable[[], None]]) -> Callable[[], None]:
        return choices[self.writer.number(0, len(choices) - 1)]

    def free(self, *key: str) -> bool:
        """Whether nothing has changed this, a part of it, or what it is a part of; from now on something has."""
        for other in (*self.before.touched, *self.touched):
            shorter = min(len(other), len(key))
            if other[:shorter] == key[:shorter]:
                return False
        self.touched.add(key)
        return True

    def reason(self, *, weakens: bool = False, over: str = "", cited: bool = False) -> str:
        """The end of a delta."""
        writer = self.writer
        parts = [f"over {over}"] if over else []
        parts += ["weakens"] if weakens and writer.chance(0.8) else []
        parts += ['because "so it is"'] if writer.chance(0.5 if cited else 0.98) else []
        writer.rng.shuffle(parts)
        return "".join(f" {part}" for part in parts)

    def tell(self, text: str, *, weakens: bool = False, over: str = "") -> None:
        """One change, which may go over several lines."""
        self.lines += (text + self.reason(weakens=weakens, over=over, cited="@n_src" in text)).splitlines()

    def changed(self, text: str) -> str:
        """A text with one of its numbers changed."""
        found = list(_NUMBER.finditer(text))
        if not found:
            return text
        one = found[self.writer.number(0, len(found) - 1)]
        return f"{text[: one.start()]}{int(one[0]) + self.writer.number(1, 2)}{text[one.end() :]}"

    def written(self, node: Node) -> str:
        """A statement as it stands, sometimes without saying where it comes from."""
        marks = getattr(node, "marks", ())
        text = node.span.text
        if marks and self.writer.chance(0.5):
            text = text[: marks[0].span.start - node.span.start].rstrip()
        return text

    def one(self, *kinds: type) -> Declaration | None:
        """A declaration of these kinds."""
        found = [item for item in self.tree.declarations if isinstance(item, kinds)]
        return found[self.writer.number(0, len(found) - 1)] if found else None

    def named(self) -> tuple[str, str, Declaration] | None:
        """A declaration that has a name, with its kind and name, and that is in use."""
        found = []
        for item in self.tree.declarations:
            name = getattr(item, "name", None)
            kind = KINDS.get(type(item))
            if kind and name is not None and name.text not in self.absent:
                found.append((kind, name.text, item))
        return found[self.writer.number(0, len(found) - 1)] if found else None

    def phase(self) -> tuple[Place, PhaseDecl]:
        """A phase and where it stands."""
        found = list(self.phases.items())
        return found[self.writer.number(0, len(found) - 1)]

    def others(self, place: Place) -> list[str]:
        """The phases beside a phase."""
        return [other[-1] for other in self.phases if other[:-1] == place[:-1] and other != place]

    def forget(self, name: str) -> None:
        """Nothing may speak of it any more."""
        writer = self.writer
        for names in (writer.triggers, writer.facts, writer.phases):
            if name in names:
                names.remove(name)
        for names in (writer.labs, writer.drugs, writer.events, writer.levels, writer.words):
            if name in names and len(names) > 1:
                names.remove(name)

    def path(self, place: Place) -> str:
        """How a phase is named: with its track, or alone."""
        return ".".join(place) if self.writer.chance(0.8) else place[-1]

"""Random changes inside a phase, a track, a drug or a lab, as text."""

from __future__ import annotations

from protolang.syntax.ast import (
    AttributeDecl,
    CapClause,
    DecideClause,
    DrugDecl,
    EntryClause,
    FreshClause,
    GiveClause,
    InfuseClause,
    LabDecl,
    LimitClause,
    MeasureClause,
    Node,
    PhaseDecl,
    RepeatClause,
    RouteClause,
    StopClause,
    TaperClause,
    ThenClause,
    TrackDecl,
)

from .changes import ANYWHERE, KINDS, SAFETY, WAYS_OUT, Changes
from .reading import Place


class Inside(Changes):
    """Draws `change … { … }`."""

    def block(self, head: str, changes: list[str]) -> None:
        """A `change` with what stands in it."""
        if changes or self.writer.chance(0.1):
            self.lines += [f"change {head} {{", *(f"  {line}" for text in changes for line in text.splitlines()), "}"]

    def change_phase(self) -> None:
        """Statements of a phase."""
        place, phase = self.phase()
        changes = []
        for _ in range(self.writer.number(1, 3)):
            changes += self.inner(place, phase)
        self.block(f"phase {self.path(place)}", changes)

    def inner(self, place: Place, phase: PhaseDecl) -> list[str]:
        """One change inside a phase."""
        writer = self.writer
        others = self.others(place)
        kind = writer.rng.random()
        if kind < 0.4 or not phase.clauses:
            writer.in_phase = True
            text = "\n".join(self.new_statement(phase, others))
            writer.in_phase = False
            # A statement of its kind may be there already; then this is one change too many.
            head = " ".join(text.split()[:2])
            is_there = any(" ".join(clause.span.text.split()[:2]) == head for clause in phase.clauses)
            return [f"add {text}{self.reason()}"] if not is_there and self.free(*place, head) else []
        if kind < 0.45 and phase.start is not None and self.free(*place, "start"):
            return [f"replace start {writer.pick([inner.name.text for inner in phase.phases])}{self.reason()}"]
        clause = phase.clauses[writer.number(0, len(phase.clauses) - 1)]
        head, is_alone = _head(clause), sum(_head(item) == _head(clause) for item in phase.clauses) == 1
        if isinstance(clause, StopClause) and clause.condition is None:
            return []
        if not self.free(*place, head or f"#{clause.span.text}"):
            return []
        weakens = isinstance(clause, SAFETY)
        if kind < 0.6:
            short = head if head and is_alone and not head.startswith("infuse") and writer.chance(0.6) else ""
            return [f"remove {short or self.written(clause)}{self.reason(weakens=weakens)}"]
        new = self.changed(clause.span.text)
        if isinstance(clause, (*ANYWHERE, *WAYS_OUT)):
            return [f"replace {self.written(clause)} with {new}{self.reason(weakens=weakens)}"]
        return [f"replace {new}{self.reason()}"] if is_alone else []

    def new_statement(self, phase: PhaseDecl, others: list[str]) -> list[str]:
        """Something that a phase does not do yet."""
        writer = self.writer
        kind = writer.rng.random()
        if kind < 0.5:
            return [writer.action(others, [])]
        if kind < 0.6:
            return writer.repeat(others)
        if kind < 0.7:
            return writer.decide(others)
        if kind < 0.75:
            return [f"on {writer.pick(('entry', 'exit'))} : {writer.effects([])}"]
        if kind < 0.8 and "n_pill" in writer.drugs:
            return [writer.taper()]
        if kind < 0.85:
            return [f"start {writer.pick([inner.name.text for inner in phase.phases])}"] if phase.phases else ["stop"]
        return writer.anywhere(others)

    def change_track(self) -> None:
        """Rules of a whole track."""
        writer = self.writer
        tracks = [item for item in self.tree.declarations if isinstance(item, TrackDecl)]
        ruled = [item for item in tracks if item.clauses] or tracks
        track = ruled[writer.number(0, len(ruled) - 1)]
        name, changes = track.name.text, []
        phases = [phase.name.text for phase in track.phases]
        text = "\n".join(writer.anywhere(phases))
        if writer.chance(0.6) and self.free(name, f"add {text}"):
            changes.append(f"add {text}{self.reason()}")
        if track.start is not None and writer.chance(0.3) and self.free(name, "start"):
            changes.append(f"replace start {writer.pick(phases)}{self.reason()}")
        for clause in track.clauses:
            if writer.chance(0.5) and self.free(name, f"#{clause.span.text}"):
                with_ = f" with {self.changed(clause.span.text)}" if writer.chance(0.5) else ""
                word = "replace" if with_ else "remove"
                changes.append(f"{word} {self.written(clause)}{with_}{self.reason(weakens=True)}")
        self.block(f"track {name}", changes)

    def change_drug(self) -> None:
        """Clauses of a drug."""
        writer = self.writer
        drug = self.one(DrugDecl)
        if not isinstance(drug, DrugDecl) or drug.name.text in self.absent or not self.free(drug.name.text):
            return
        changes = []
        if not any(isinstance(clause, CapClause) for clause in drug.clauses):
            changes.append(f"add cap 150 mg{writer.mark()}{self.reason()}")
        for clause in drug.clauses:
            if writer.chance(0.6):
                is_alone = not isinstance(clause, LimitClause)
                old = f"{self.written(clause)} with " if writer.chance(0.3) or not is_alone else ""
                changes.append(f"replace {old}{self.changed(clause.span.text)}{self.reason(weakens=True)}")
            elif isinstance(clause, RouteClause | CapClause):
                changes.append(f"remove {self.written(clause)}{self.reason(weakens=True)}")
        self.block(f"drug {drug.name.text}", changes)

    def change_lab(self) -> None:
        """Clauses of a lab or of a patient's value."""
        labs = [item for item in self.tree.declarations if isinstance(item, LabDecl | AttributeDecl)]
        bare = [lab for lab in labs if not any(isinstance(clause, FreshClause) for clause in lab.clauses)]
        labs = bare if bare and self.writer.chance(0.5) else labs
        lab = labs[self.writer.number(0, len(labs) - 1)]
        name = lab.name.text
        if name in self.absent or not self.free(name):
            return
        changes = []
        if not any(isinstance(clause, FreshClause) for clause in lab.clauses):
            changes.append(f"add fresh for 9 days{self.reason()}")
        for clause in lab.clauses:
            if isinstance(clause, FreshClause):
                word = "replace" if self.writer.chance(0.7) else "remove"
                text = self.changed(clause.span.text) if word == "replace" else self.written(clause)
                changes.append(f"{word} {text}{self.reason(weakens=True)}")
        self.block(f"{KINDS[type(lab)]} {name}", changes)


def _head(clause: Node) -> str:
    """The first words that tell a statement of a phase apart; empty where all it says does."""
    match clause:
        case GiveClause() | MeasureClause() | InfuseClause() | TaperClause() | EntryClause():
            return " ".join(clause.span.text.split()[:2])
        case RepeatClause():
            return "repeat"
        case DecideClause(title=None):
            return "decide"
        case ThenClause():
            return "then"
        case _:
            return ""

"""A base on its way to a variant: what stands in it now, what may still be changed, and what was."""

from collections.abc import Callable, Mapping

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL906
from protolang.diagnostics.suggest import suggest
from protolang.source import Span
from protolang.syntax.ast import (
    BackgroundDecl,
    Declaration,
    MarkClause,
    NamedTarget,
    NameExpr,
    Node,
    PathExpr,
    PhaseDecl,
    ProtocolDecl,
    ReasonClause,
    RequireDecl,
    ScenarioDecl,
    SourceDecl,
    TrackDecl,
    VariantDecl,
)
from protolang.variants.change import Change, Key, Path, Touch, Verb
from protolang.variants.findings import Findings
from protolang.variants.nodes import nodes_of, renamed
from protolang.variants.places import KINDS, all_phases, find_phase, name_of, named, with_phase
from protolang.variants.statements import in_words, key_of, same

# What a renaming and a move are aimed at: not at what a thing says, which another delta may change.
NAME, PLACE = "#name", "#place"
FORMER = "#former"


@attrs.define
class Draft:
    """The state of one variant being made.

    `before` says what variants between the first protocol and this base have changed. The scenarios of the base are
    left out, since they tell what comes of the base. `names` are those that are renamed, old to new. `pool` is what
    libraries offer: a delta may be aimed at that too, and takes it in.
    """

    variant: VariantDecl
    base: ProtocolDecl
    before: Mapping[Key, Touch]
    declarations: list[Declaration] = attrs.field()
    findings: Findings = attrs.field(factory=Findings)
    changes: list[Change] = attrs.field(factory=list)
    touched: dict[Key, Touch] = attrs.field(factory=dict)
    landings: dict[str, str] = attrs.field(factory=dict)
    names: dict[str, str] = attrs.field(factory=dict)
    pool: Mapping[str, Declaration] = attrs.field(factory=dict)

    @declarations.default
    def _as_it_stands(self) -> list[Declaration]:
        return list(self.standing)

    @property
    def standing(self) -> tuple[Declaration, ...]:
        """What is there to be changed, as it was before any delta."""
        return tuple(item for item in self.base.declarations if not isinstance(item, ScenarioDecl))

    # ---- may it be changed, and why ---------------------------------------------------------------------------

    def admit(
        self, key: Key, what: str, verb: Verb, place: Span, reason: ReasonClause, *, becomes: Key | None = None
    ) -> bool:
        """Whether a delta may change `key`: once in this variant, and over another variant only when it says so.

        `becomes` is what a next variant aims at, where that is something else.
        """
        if self._is_twice(key, what, place):
            return False
        earlier, over = self._changed_before(key), reason.over
        if over is not None and not earlier:
            self.findings.nothing_over(what, over.span, over.text)
            return False
        # To have read the last of them is to have read the others, which it had to admit itself.
        said = over.text if over is not None else None
        # Something new may stand where much was changed; what was taken out comes back only knowingly.
        is_asked = bool(earlier) and (over is not None or verb is not Verb.ADD or earlier[-1].verb is Verb.REMOVE)
        if is_asked and said != earlier[-1].variant:
            self.findings.changed_before(what, place, earlier[-1])
            return False
        self.touched[key] = self.touched[becomes or key] = Touch(self.variant.name.text, verb, place)
        return True

    def record(
        self, verb: Verb, what: str, delta: Span, reason: ReasonClause, removed: tuple[Span, ...], added: Node | None
    ) -> None:
        """Note a delta that was applied; one without a reason and without a source is told."""
        if not (reason.because or reason.marks or (added is not None and _speaks_for_itself(added))):
            self.findings.no_reason(f"{what} is {verb.past}", delta)
        name = self.variant.name.text
        marks = tuple(node for node in nodes_of(added) if isinstance(node, MarkClause)) if added is not None else ()
        place = added.span if added is not None else None
        self.changes.append(Change(verb, what, name, delta, removed, place, reason, marks))

    def handed_on(self) -> dict[Key, Touch]:
        """What has been changed so far, the latest last; by the names and the places that things have now."""
        old = {path for path, _ in all_phases(self.base.declarations)}
        new = {path[-1]: path for path, _ in all_phases(self.declarations)}

        def now(key: Key) -> Key:
            depth = next((depth for depth in range(len(key), 1, -1) if key[:depth] in old), 0)
            rest = tuple(
                self.names.get(part, part) if isinstance(part, str) else renamed(part, self.names) for part in key
            )
            return (*new.get(str(rest[depth - 1]), rest[:depth]), *rest[depth:]) if depth else rest

        found = {now(key): touch for key, touch in self.before.items()}
        for key, touch in self.touched.items():
            found.pop(now(key), None)
            found[now(key)] = touch
            if key[0] in (NAME, PLACE):
                found[(FORMER, key[1])] = touch
        return found

    def _is_twice(self, key: Key, what: str, place: Span) -> bool:
        first = next((touch for mine, touch in self.touched.items() if _meet(mine, key)), None)
        if first is not None:
            self.findings.twice(what, place, first.delta)
        return first is not None

    def _changed_before(self, key: Key) -> list[Touch]:
        return [touch for other, touch in self.before.items() if _meet(other, key) and touch.verb is not Verb.ADD]

    # ---- what stands there -------------------------------------------------------------------------------------

    def gone(self, what: str, key: Key, place: Span, near: str | None) -> None:
        """Say that the target of a delta is not there, and who removed it where somebody did."""
        if self._is_twice(key, what, place):
            return
        touches = self._changed_before(key) or self._changed_before((FORMER, key[-1]))
        self.findings.gone(what, place, touches[-1] if touches else None, self.base.name.span, near)

    def target(self, target: NamedTarget) -> Declaration | None:
        """The declaration a delta names; None when what it names is not there, which is told."""
        return self.declared(target.kind, dotted(target.path), target.span)

    def declared(self, kind: str, name: str, place: Span) -> Declaration | None:
        """The declaration of this kind and name; None when there is none, which is told."""
        found = named(self.declarations, name)
        if found is None and name in self.pool:
            found = self.pool[name]
            self.insert(found)
        if found is None:
            alike = [text for item in self.declarations if kind_of(item) == kind and (text := name_of(item))]
            self.gone(f"{kind} `{name}`", (name,), place, suggest(name, alike))
            return None
        if kind_of(found) != kind:
            is_ = kind_of(found)
            message = f"`{name}` is not of the kind `{kind}`, it is of the kind `{is_}`"
            label = Label(found.span, f"this `{is_}`")
            self.findings.report(PL906, message, Label(place, "aimed at here"), label, help=f"write `{is_} {name}`")
            return None
        return found

    def phase(self, path: PathExpr) -> Path | None:
        """The whole path of a phase a delta names; None when it is not there, which is told."""
        names = names_of(path)
        found = find_phase(self.declarations, names)
        if found is None:
            known = [".".join(key) for key, _ in all_phases(self.declarations)]
            moved = next((one for one in known if one.rpartition(".")[2] == names[-1]), None)
            whole = find_phase(self.standing, names) or names
            self.gone(f"phase `{dotted(path)}`", whole, path.span, moved or suggest(dotted(path), known))
        return found

    def unnamed(self, wanted: Declaration, place: Span) -> Declaration | None:
        """The declaration that says what `wanted` says; None when it is not there once, which is told."""
        if isinstance(wanted, RequireDecl) and wanted.name is None and isinstance(wanted.claim, NameExpr):
            return self.declared("require", wanted.claim.name.text, wanted.claim.span)
        found = [item for item in self.declarations if same(item, wanted)]
        if isinstance(wanted, RequireDecl):
            found = [item for item in self.declarations if isinstance(item, RequireDecl) and item.claim == wanted.claim]
        if len(found) > 1:
            self.findings.ambiguous(f"`{in_words(wanted)}`", place, [item.span for item in found])
            return None
        if not found:
            self.gone(f"`{in_words(wanted)}`", key_of(wanted), place, None)
            return None
        return found[0]

    # ---- changing it --------------------------------------------------------------------------------------------

    def put(self, old: Declaration, new: Declaration | None) -> None:
        """One declaration in place of another, or none."""
        index = next(index for index, item in enumerate(self.declarations) if item is old)
        self.declarations[index : index + 1] = [] if new is None else [new]

    def insert(self, new: Declaration) -> None:
        """A declaration behind the last of its kind."""
        alike = [index for index, item in enumerate(self.declarations) if type(item) is type(new)]
        self.declarations.insert(alike[-1] + 1 if alike else len(self.declarations), new)

    def put_phase(self, path: Path, change: Callable[[PhaseDecl], PhaseDecl | None]) -> None:
        """The phase at a whole path as `change` makes it; gone where that is None."""
        track = named(self.declarations, path[0])
        if not isinstance(track, TrackDecl):
            raise AssertionError(f"{path} leads through a track")
        self.put(track, with_phase(track, path[1:], change))

    def hang(self, path: Path, phase: PhaseDecl) -> None:
        """A phase at the end of the track or group at a whole path."""
        track = named(self.declarations, path[0])
        if len(path) == 1 and isinstance(track, TrackDecl):
            self.put(track, attrs.evolve(track, phases=(*track.phases, phase)))
        else:
            self.put_phase(path, lambda outer: attrs.evolve(outer, phases=(*outer.phases, phase)))


def names_of(path: PathExpr) -> Path:
    """The names of a path as text."""
    return tuple(name.text for name in path.names)


def dotted(path: PathExpr) -> str:
    """A path as it is written."""
    return ".".join(names_of(path))


def kind_of(declaration: Declaration) -> str:
    """The keyword of a declaration that can be named; empty for others."""
    return KINDS.get(type(declaration), "")


def what_of(declaration: Declaration) -> str:
    """What a message calls a declaration: ``param `x` ``, or its first words."""
    name = name_of(declaration)
    return f"`{in_words(declaration)}`" if name is None else f"{kind_of(declaration)} `{name}`"


def key_of_declaration(declaration: Declaration) -> Key:
    """What a delta on a declaration is aimed at."""
    name = name_of(declaration)
    return key_of(declaration) if name is None else (name,)


def _meet(one: Key, other: Key) -> bool:
    """Whether two deltas change the same thing, or one a part of what the other changes."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _speaks_for_itself(added: Node) -> bool:
    """Whether a text needs no reason beside it: it cites or explains itself, or changes nothing for a patient."""
    return isinstance(added, SourceDecl | ScenarioDecl | BackgroundDecl) or any(
        isinstance(node, MarkClause) for node in nodes_of(added)
    )

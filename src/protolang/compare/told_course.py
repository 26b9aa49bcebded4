"""The statements of the tracks and phases: what is given and measured when, what is decided, and where it leads."""

from collections.abc import Iterable, Iterator

from protolang import prose
from protolang.compare.entry import Aspect, Entry, Role, Section, Teller
from protolang.compare.told_rules import stop_entry
from protolang.compare.told_things import title_entry
from protolang.model.action import Action, ActionKind
from protolang.model.course import AfterExit, Group, Phase, StopRule, Track, WhenExit
from protolang.model.evidence import Evidence
from protolang.model.rule import Cycle, Decision, Effect

_NONE = Evidence()
_SUMMARY = 3


def course_entries(teller: Teller, known: frozenset[str]) -> Iterator[Entry]:
    """Every statement of every track."""
    for track in teller.protocol.tracks:
        yield from _Course(teller, known, track).entries()


class _Course:
    """One track."""

    def __init__(self, teller: Teller, known: frozenset[str], track: Track) -> None:
        self._teller, self._known, self._track = teller, known, track
        self._protocol = teller.protocol
        self._id, self._title = teller.name(track.id), prose.title_of(track.id, teller.protocol)

    def entries(self) -> Iterator[Entry]:
        """The track, its groups and its phases."""
        yield from self._track_entries()
        for group in dict.fromkeys(group for phase in self._track.phases for group in phase.groups):
            yield from self._group_entries(group)
        for phase in self._track.phases:
            yield from self._phase_entries(phase)

    # ---- what contains -----------------------------------------------------------------------------------------

    def _track_entries(self) -> Iterator[Entry]:
        track, owners = self._track, (self._id,)
        phases = [prose.phase_title(phase.id, self._protocol) for phase in track.phases]
        summary = f"track with {prose.listed(phases)}" if phases else "track"
        yield self._declared(self._id, self._title, summary, _NONE, owners, track, ())
        yield from title_entry(track.id, track.title, track.origin, self._teller)
        begins = f"begins with {prose.phase_title(track.start, self._protocol)}"
        late = prose.track_start_text(track)
        aspects = (self._teller.aspect(begins, track.start), self._teller.aspect(late, track.on_stop))
        yield Entry(
            Section.COURSE,
            ("start", self._id),
            self._title,
            self._title,
            aspects,
            _NONE,
            track.origin,
            owners,
            named=True,
        )
        yield from self._ways(self._id, self._title, track.exits, track.stops, owners)

    def _group_entries(self, group: Group) -> Iterator[Entry]:
        name, title = self._teller.name(group.id), prose.title_of(group.id, self._protocol)
        owners = (self._id, name)
        text = prose.group_text(group, self._protocol)
        yield self._declared(name, title, text, _NONE, owners, group, (self._id,))
        yield from title_entry(group.id, group.title, group.origin, self._teller)
        aspect = self._teller.aspect(text, group.start, group.successor, names=True)
        evidence = group.successor.evidence if group.successor is not None else _NONE
        yield Entry(
            Section.COURSE, ("group", name), title, title, (aspect,), evidence, group.origin, owners, named=True
        )
        yield from self._ways(name, title, group.exits, group.stops, owners)

    def _declared(
        self,
        name: str,
        title: str,
        summary: str,
        evidence: Evidence,
        owners: tuple[str, ...],
        node: Track | Group | Phase,
        place: tuple[str, ...],
    ) -> Entry:
        return Entry(
            Section.COURSE,
            ("declared", name),
            title,
            f"“{title}”",
            (Aspect(summary, place),),
            evidence,
            node.origin,
            owners,
            named=True,
            declares=name,
            role=Role.PLACE,
        )

    # ---- phases ------------------------------------------------------------------------------------------------

    def _phase_entries(self, phase: Phase) -> Iterator[Entry]:
        name, title = self._teller.name(phase.id), prose.title_of(phase.id, self._protocol)
        groups = tuple(self._teller.name(group.id) for group in phase.groups)
        owners = (self._id, *groups, name)
        yield self._declared(name, title, self._summary(phase), _NONE, owners, phase, (self._id, *groups))
        yield from title_entry(phase.id, phase.title, phase.origin, self._teller)
        # Where in a list a cycle stands means nothing, so its actions name it by where it stands among the sorted.
        order = sorted(range(len(phase.cycles)), key=lambda index: repr(self._teller.reader.of(phase.cycles[index])))
        for cycle in phase.cycles:
            yield from self._cycle(cycle, name, title, owners)
        for action in phase.actions:
            yield self._action(action, order, name, title, owners)
        for decision in phase.decisions:
            yield from self._decision(decision, order, name, title, owners)
        for word, effects, text in (
            ("entry", phase.on_entry, prose.entry_text(phase, self._protocol)),
            ("leaving", phase.on_exit, prose.leaving_text(phase, self._protocol)),
        ):
            if text is not None:
                yield self._effects(word, effects, text, phase, name, title, owners)
        yield from self._ways(name, title, phase.exits, phase.stops, owners)
        text = prose.successor_text(phase, self._protocol)
        if phase.successor is not None and text is not None:
            aspect = self._teller.aspect(text, phase.successor)
            evidence, origin = phase.successor.evidence, phase.successor.origin
            yield Entry(Section.COURSE, ("then", name), title, title, (aspect,), evidence, origin, owners, named=True)

    def _summary(self, phase: Phase) -> str:
        protocol = self._protocol
        said = [
            f"{prose.action_text(action, protocol)}, {prose.schedule_text(action, protocol)}"
            for action in phase.actions
        ]
        said += [prose.decision_title_text(decision, protocol) for decision in phase.decisions]
        said += [prose.exit_text(way, protocol) for way in phase.exits]
        said += [prose.stop_text(stop, protocol) for stop in phase.stops if stop.when is None]
        follows = prose.successor_text(phase, protocol)
        said += [follows] if follows is not None and not phase.exits else []
        more = len(said) - _SUMMARY
        shown = [text.removesuffix(".") for text in said[:_SUMMARY]]
        return "; ".join((*shown, f"and {more} more") if more > 0 else shown) or "nothing is done in it"

    def _action(self, action: Action, order: list[int], phase: str, title: str, owners: tuple[str, ...]) -> Entry:
        protocol, teller, policy = self._protocol, self._teller, self._protocol.policy
        drug = prose.title_of(action.subject, protocol)
        measured = action.kind is ActionKind.MEASURE
        what = prose.action_text(action, protocol)
        aspects = [
            teller.aspect(f"{what[0].upper()}{what[1:]}", action.kind, action.subject, action.dose, names=True),
            teller.aspect(
                prose.schedule_text(action, protocol),
                action.timing,
                None if action.until is None else (action.until.condition, action.until.limit),
                action.following,
                action.spacing,
                action.course,
                None if action.cycle is None else order.index(action.cycle),
            ),
        ]
        if action.until is not None and action.until.otherwise is not None:
            text = prose.limit_exit_text(action, action.until, protocol)
            aspects.append(teller.aspect(text, action.until.otherwise))
        else:
            aspects.append(teller.aspect("", None))
        early_or_late = action.window.before or action.window.after
        window = f"may be done {prose.window_text(action.window, protocol)}" if early_or_late else ""
        aspects.append(teller.aspect(window, action.window))
        # What only repeats the policy says nothing of its own.
        missed = None if action.missed == policy.missed else action.missed
        noun, per_day = prose.occasion_noun(action, protocol), protocol.conventions.resolution.per_day
        rule = prose.missed_text(missed, noun, per_day) if missed else ""
        aspects.append(teller.aspect(f"{rule[:1].lower()}{rule[1:]}", missed))
        anchor = None if action.anchor is policy.anchor else action.anchor
        aspects.append(teller.aspect(prose.anchor_text(anchor) if anchor else "", anchor))
        kind = "measure" if measured else "give"
        section = Section.MONITORING if measured else Section.COURSE
        about = teller.about(aspects, self._known)
        slot = (kind, phase, teller.name(action.subject), "cycle" if action.cycle is not None else "")
        lead = f"measure {prose.in_sentence(drug)}" if measured else prose.in_sentence(drug)
        return Entry(section, slot, title, lead, tuple(aspects), action.evidence, action.origin, owners, about)

    def _cycle(self, cycle: Cycle, phase: str, title: str, owners: tuple[str, ...]) -> Iterator[Entry]:
        protocol, teller = self._protocol, self._teller
        text = prose.cycle_text(cycle, protocol)
        aspect = teller.aspect(text, cycle.timing, cycle.until, cycle.limit, cycle.otherwise)
        about = teller.about((aspect,), self._known) | {f"cycle of {phase}"}
        slot = ("cycle", phase)
        yield Entry(Section.COURSE, slot, title, "", (aspect,), cycle.evidence, cycle.origin, owners, about, whole=True)
        if cycle.delay is not None:
            text = prose.cycle_delay_text(cycle.delay, protocol)
            delay = teller.aspect(text, cycle.delay)
            yield Entry(
                Section.HOLD,
                ("delay", phase),
                title,
                title,
                (delay,),
                cycle.evidence,
                cycle.delay.origin,
                owners,
                teller.about((delay,), self._known) | {f"delay of {phase}"},
                whole=True,
            )

    def _decision(
        self, decision: Decision, order: list[int], phase: str, title: str, owners: tuple[str, ...]
    ) -> Iterator[Entry]:
        protocol, teller = self._protocol, self._teller
        key = decision.title or repr(teller.reader.of(decision.subject))
        head = prose.decision_title_text(decision, protocol)
        cycle = None if decision.cycle is None else order.index(decision.cycle)
        missing = decision.missing or protocol.policy.missing
        missed = None if decision.missed == protocol.policy.missed else decision.missed
        aspects = (
            teller.aspect(head, decision.timing, decision.subject, cycle, names=True),
            teller.aspect(prose.decision_rest_text(decision, protocol), missing, decision.window, missed),
        )
        evidence, origin = decision.evidence, decision.origin
        yield Entry(
            Section.COURSE,
            ("decision", phase, key),
            title,
            "",
            aspects,
            evidence,
            origin,
            owners,
            frozenset({f"decision {key}"}),
            joint=". ",
        )
        for row in decision.rows:
            when = prose.row_condition(row, protocol, rows=decision.rows)
            turn = prose.row_turn(row, decision.rows)
            when = f"{turn}, when {when}" if turn else when
            parts = (
                teller.aspect(f"{when[0].upper()}{when[1:]}", row.when, row.rank),
                teller.aspect(prose.effects_text(row.effects, protocol), row.effects),
            )
            yield Entry(
                Section.COURSE,
                ("row", phase, key),
                title,
                title,
                parts,
                row.evidence,
                row.origin,
                owners,
                teller.about(parts[1:], self._known),
                whole=True,
                joint=": ",
            )

    def _effects(
        self,
        word: str,
        effects: tuple[Effect, ...],
        text: str,
        phase: Phase,
        name: str,
        title: str,
        owners: tuple[str, ...],
    ) -> Entry:
        aspect = self._teller.aspect(text, effects)
        return Entry(
            Section.COURSE, (word, name), title, title, (aspect,), _NONE, phase.origin, owners, named=True, whole=True
        )

    # ---- ways out ----------------------------------------------------------------------------------------------

    def _ways(
        self,
        name: str,
        title: str,
        exits: Iterable[WhenExit | AfterExit],
        stops: Iterable[StopRule],
        owners: tuple[str, ...],
    ) -> Iterator[Entry]:
        for way in exits:
            aspect = self._teller.aspect(prose.exit_text(way, self._protocol), way)
            about = self._teller.about((aspect,), self._known)
            yield Entry(
                Section.COURSE,
                ("exit", name),
                title,
                title,
                (aspect,),
                way.evidence,
                way.origin,
                owners,
                about,
                whole=True,
            )
        for stop in stops:
            yield stop_entry(stop, owners, title, self._teller, self._known)

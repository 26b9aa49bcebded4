"""Random changes of a generated protocol, as text: each aimed at something that is there, and no two at one thing."""

from __future__ import annotations

from protolang.syntax.ast import (
    RequireDecl,
    SourceDecl,
    ThenClause,
)

from .changes import SAFETY, UNNAMED
from .inside import Inside

_SETTINGS = {
    "n_wait": ("2 days", "5 days", "1 week"),
    "n_edge": ("9 %", "12 %"),
    "n_most": ("2 times", "4 times"),
}


class Deltas(Inside):
    """Draws the changes of one variant."""

    def draw(self) -> list[str]:
        """The lines of the changes."""
        writer = self.writer
        if self.before.set and writer.chance(0.7):
            self.set_param(writer.pick(sorted(self.before.set)))
        # What is gone first, so that nothing that is added speaks of it.
        going = [self.remove_named, self.remove_unnamed, self.remove_phase]
        staying = [
            self.add, self.add, self.add_phase, self.add_drug, self.replace_named, self.replace_named,
            self.replace_unnamed, self.replace_phase, self.replace_policy, self.set_param, self.set_param, self.rename,
            self.move, self.move, self.change_phase, self.change_phase, self.change_phase, self.change_track,
            self.change_track, self.change_drug, self.change_lab, self.change_lab, self.migrate,
        ]  # fmt: skip
        for _ in range(writer.number(0, 2)):
            self._one_of(going)()
        for _ in range(writer.number(1, 7)):
            self._one_of(staying)()
        return self.lines

    # ---- declarations ----

    def add(self) -> None:
        """Something new."""
        writer = self.writer
        condition = writer.condition(1)
        options = [
            'source n_more_src "Another text" pmid 7', f"event n_more_event{writer.title()}",
            f"fact n_more_fact when {condition}{writer.mark()}", f"trigger n_more_trigger when {condition}",
            f"require n_more_claim: count({writer.pick(writer.drugs)}) <= 99{writer.mark()}", writer.alert(),
            writer.veto([]), f"stop when {condition} and n_years >= 200 years{writer.mark()}",
            f"hold {writer.pick(writer.tracks)} when {condition}", f"include {writer.eligible()}",
            f"exclude not ({writer.eligible()})", "param n_more_param = 3 days range 1..9 days",
            f"contraindicated {writer.pick(writer.drugs)} when {condition}",
            f"never exit {writer.pick(writer.tracks)} on {writer.pick(writer.events)}",
            'scenario "more" {\n  expect no alert "no such text" at day 9\n}',
            "lab n_more_lab { unit % range 0..100 % fresh for 3 days }",
            "track n_more_track {\n  phase n_more_only {\n    give n_pill on day 2\n    then end\n  }\n}",
            "table n_more_table of n_weight { below 60 kg : 10 mg at least 60 kg : 20 mg }",
            "level n_more_level { start 20 mg range 0..60 mg }", "patient n_more_size { unit cm range 1..300 cm }",
        ]  # fmt: skip
        text = writer.pick(options)
        words = text.replace(":", " ").split()
        key = words[1] if words[1].startswith("n_more") else f"add {text}"
        if self.free(key):
            self.tell(f"add {text}")

    def add_drug(self) -> None:
        """A drug, and a phase that gives it."""
        place, _ = self.phase()
        if self.free("n_more_drug") and self.free(*place, "give n_more_drug"):
            self.tell("add drug n_more_drug {\n  route oral\n  dose 10 mg\n}")
            self.tell(f"change phase {self.path(place)} {{\n  add give n_more_drug on day 2\n}}".removesuffix("\n}"))
            self.lines.append("}")

    def remove_named(self) -> None:
        """What nothing names."""
        found = self.named()
        if found is None:
            return
        kind, name, item = found
        if self.uses[name] == 1 and kind not in ("track", "source") and self.free(name):
            self.forget(name)
            self.tell(f"remove {kind} {name}{self.writer.mark()}", weakens=isinstance(item, RequireDecl))

    def remove_unnamed(self) -> None:
        """A rule."""
        item = self.one(*UNNAMED)
        if item is None or not self.free(f"#{item.span.text}"):
            return
        text = self.written(item)
        if isinstance(item, RequireDecl) and item.name is not None and self.writer.chance(0.5):
            text = f"require {item.name.text}"
        self.tell(f"remove {text}", weakens=isinstance(item, SAFETY))

    def replace_named(self) -> None:
        """A declaration with another number in it."""
        found = self.named()
        if found is not None and not isinstance(found[2], SourceDecl) and self.free(found[1]):
            self.tell(f"replace {self.changed(found[2].span.text)}")

    def replace_unnamed(self) -> None:
        """A rule with another number in it."""
        item = self.one(*UNNAMED)
        if item is None or not self.free(f"#{item.span.text}"):
            return
        new = self.changed(item.span.text)
        if isinstance(item, RequireDecl) and item.name is not None:
            self.tell(f"replace {new}", weakens=True)
        else:
            self.tell(f"replace {self.written(item)} with {new}", weakens=isinstance(item, SAFETY))

    def replace_policy(self) -> None:
        """A clause of the policy."""
        if self.free("#policy"):
            self.tell(f"replace policy {{ missed {self.writer.missed()}{self.writer.mark()} }}")

    def set_param(self, name: str = "") -> None:
        """A value, over that of another variant too."""
        writer = self.writer
        name = name or writer.pick(list(_SETTINGS))
        if name in self.absent:
            return
        over = "n_first" if name in self.before.set and (name,) not in self.touched else ""
        if over or self.free(name):
            self.touched.add((name,))
            self.set.add(name)
            value = f" = {writer.pick(_SETTINGS[name])}{writer.mark()}"
            open_again = ' unstated "it is open again"'
            self.tell(f"set {name}{value if writer.chance(0.85) else open_again}", over=over)

    def rename(self) -> None:
        """A declaration or a phase under another name."""
        writer = self.writer
        new = f"{self.name}_name{len(self.renamed)}"
        if writer.chance(0.5):
            place, _ = self.phase()
            key, target = place, f"phase {self.path(place)}"
        else:
            found = self.named()
            if found is None:
                return
            key, target = (found[1],), f"{found[0]} {found[1]}"
        if self.free(*key, "#name"):
            self.renamed[key[-1]] = new
            self.tell(f"rename {target} to {new}{writer.title()}")

    # ---- phases ----

    def add_phase(self) -> None:
        """A phase that another one leads to."""
        writer = self.writer
        place, phase = self.phase()
        name = f"{self.name}_phase"
        if not self.free(name):
            return
        others = self.others(place)
        body = [f"  {writer.action(others, [])}", "  then end"]
        if writer.chance(0.3):
            inner = [f"  {line}" for line in (f"phase {name}_in {{", *body, "}")]
            body = [f"  start {name}_in", *inner, "  then end"]
        lines = [f"add phase {'.'.join((*place[:-1], name))}{writer.title()} {{", *body, "}"]
        self.tell("\n".join(lines))
        if any(isinstance(clause, ThenClause) for clause in phase.clauses) and self.free(*place, "then"):
            self.tell(f"change phase {self.path(place)} {{\n  replace then {name}")
            self.lines.append("}")

    def remove_phase(self) -> None:
        """A phase that nothing names."""
        place, _ = self.phase()
        if self.uses[place[-1]] == 1 and self.others(place) and self.free(*place):
            self.forget(place[-1])
            del self.phases[place]
            self.tell(f"remove phase {self.path(place)}")

    def replace_phase(self) -> None:
        """A phase with another number in it."""
        place, phase = self.phase()
        if self.free(*place):
            _, _, body = phase.span.text.partition("{")
            title = f' "{phase.title}"' if phase.title is not None else ""
            self.tell(f"replace phase {self.path(place)}{title} {{{self.changed(body)}")

    def move(self) -> None:
        """A phase into another track, or into a group of phases."""
        place, _ = self.phase()
        goals = [(track,) for track in self.writer.tracks if track != place[0]]
        goals += [other[:-1] for other in self.phases if len(other) > 2 and other[: len(place)] != place]
        goals = [goal for goal in goals if goal != place[:-1]]
        if goals and self.uses[place[-1]] <= 2 and self.others(place) and self.free(*place):
            self.tell(f"move phase {self.path(place)} to {'.'.join(goals[self.writer.number(0, len(goals) - 1)])}")

    def migrate(self) -> None:
        """Where the patients in a phase go."""
        place, _ = self.phase()
        goal = self.writer.pick(["end", "stop", *self.others(place)])
        if (*place,) not in self.touched and self.free(*place, "#patients"):
            self.tell(f"migrate {self.path(place)} to {goal}")

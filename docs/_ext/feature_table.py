"""What the language can say, and which published protocols say it, when the documentation is built.

```{protolang-features}   one row for each feature: what it says, how it is written, its section, who uses it
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
from diagnostic_pages import parsed
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from protolang.source import SourceFile
from protolang.syntax.ast import ProtocolDecl
from protolang.syntax.ast import declaration as d
from protolang.syntax.ast import drug as g
from protolang.syntax.ast import expression as e
from protolang.syntax.ast import rule as r
from protolang.syntax.ast import table as t
from protolang.syntax.ast import track as k
from protolang.syntax.parser import parse

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "protocols" / "published"
PAGES = Path(__file__).parents[1] / "reference" / "language"
EXAMPLE = re.compile(r"^```protolang\n(protocol .*?)^```$", re.MULTILINE | re.DOTALL)

Uses = Callable[["Written"], bool]


class Written:
    """The syntax tree of a protocol, without its scenarios, and all that stands in it."""

    def __init__(self, text: str) -> None:
        result = parse(SourceFile("example.proto", text)).value
        if result is None or result.tree is None:
            raise ValueError("this is no protocol")
        self.tree: ProtocolDecl = result.tree
        self.all = tuple(_inside(self.tree))

    def some(self, *kinds: type) -> list[Any]:
        """Every node of these kinds."""
        return [node for node in self.all if isinstance(node, kinds)]

    def calls(self, *names: str) -> list[e.CallExpr]:
        """Every call of these functions."""
        return [node for node in self.some(e.CallExpr) if node.function.text in names]

    def names(self, kind: type) -> set[str]:
        """The names that declarations of a kind give."""
        return {node.name.text for node in self.some(kind)}


def _inside(node: object) -> Iterator[object]:
    match node:
        case tuple():
            for item in node:
                yield from _inside(item)
        case _ if attrs.has(type(node)) and type(node).__module__.startswith("protolang.syntax.ast"):
            if type(node).__name__ in ("ScenarioDecl", "BackgroundDecl"):
                return
            yield node
            for field in attrs.fields(type(node)):
                yield from _inside(getattr(node, field.name))
        case _:
            pass


@attrs.frozen
class Feature:
    """A row of the table. `name` is the last part of its section's anchor; `uses` finds it in a protocol."""

    name: str
    says: str
    written: str
    uses: Uses

    @property
    def anchor(self) -> str:
        """The target of its section."""
        return "feature-" + self.name.replace(" ", "-")


def _patient_dose(w: Written) -> bool:
    sizes = w.names(d.AttributeDecl) | w.names(d.FormulaDecl)
    return any(
        getattr(name, "text", None) in sizes
        for clause in w.some(g.DoseClause)
        for name in (getattr(clause, field.name) for field in attrs.fields(type(clause)))
    )


def _subgroup(w: Written) -> bool:
    groups = (
        {item.name.text for item in w.some(d.AttributeDecl) if any(isinstance(c, d.OneOfClause) for c in item.clauses)}
        | {"age", "sex"}
        | w.names(d.ArmsDecl)
    )
    used = {item.name.text for item in w.some(e.NameExpr)}
    return bool(groups & used)


def _adaptive(w: Written) -> bool:
    moving = w.names(t.TableDecl) | w.names(t.LevelDecl)
    return any(getattr(item.interval, "text", None) in moving for item in w.some(k.EveryClause))


def _relative(w: Written) -> bool:
    return any(item.amount is not None for item in w.some(r.AdjustEffect)) or bool(w.some(e.PartExpr))


def _ladder(w: Written) -> bool:
    return any(isinstance(clause, t.StepsClause) for item in w.some(t.LevelDecl) for clause in item.clauses)


def _re_entry(w: Written) -> bool:
    """A phase that can be entered again: `as new`, or a `go` to a phase that leads here."""
    if any(item.as_new for item in w.some(r.GoEffect)):
        return True
    leads: dict[str, set[str]] = {}
    for phase in w.some(k.PhaseDecl):
        inner = [node for clause in phase.clauses for node in _inside(clause)]
        leads[phase.name.text] = {
            node.target.text
            for node in inner
            if isinstance(node, r.GoEffect | k.ThenClause) and node.target is not None
        }
    return any(_reaches(leads, target, name) for name, targets in leads.items() for target in targets)


def _reaches(leads: dict[str, set[str]], start: str, wanted: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        name = waiting.pop()
        if name == wanted:
            return True
        new = leads.get(name, set()) - seen
        seen |= new
        waiting += new
    return False


def _memory(w: Written) -> bool:
    back = any(item.target is None for item in w.some(r.GoEffect)) or any(item.back for item in w.some(k.ThenClause))
    return back or bool(w.some(r.RestoreEffect, e.OnceExpr)) or bool(w.calls("previous"))


def _gap(w: Written) -> bool:
    own = any(
        isinstance(clause, d.MissedClause) for item in w.some(k.GiveClause, k.InfuseClause) for clause in item.clauses
    )
    return own or bool(w.calls("time_since", "missed"))


def _events(w: Written) -> bool:
    events = w.names(d.EventDecl)
    counted = (argument.value for call in w.calls("count") for argument in call.arguments)
    return any(getattr(value, "name", None) is not None and value.name.text in events for value in counted)


def _counts(w: Written) -> bool:
    return bool(w.calls("count", "missed", "total")) or any(item.times is not None for item in w.some(k.EveryClause))


def _window(w: Written) -> bool:
    return bool(w.some(k.WindowClause, k.SpacedClause, k.WithinClause))


def _bound(w: Written) -> bool:
    times = any(item.times is not None for item in w.some(k.EveryClause))
    return times or any(item.bound is not None for item in w.some(k.UntilClause))


FEATURES = (
    Feature("trigger", "a threshold on a result, with unit and freshness", "trigger low when hb < 8 g/dL",
            lambda w: bool(w.some(d.TriggerDecl, d.FactDecl))),
    Feature("exit", "ways out, and stops, also from anywhere", "when low go other · stop when reaction",
            lambda w: bool(w.some(k.WhenClause, k.AfterClause, k.StopClause, r.GoEffect))),
    Feature("patient dose", "a dose from weight, body surface, clearance, age", "dose 375 mg/m2 of bsa", _patient_dose),
    Feature("phases", "phases with a way in and a way out, nested", "phase induction { … then consolidation }",
            lambda w: len(w.some(k.PhaseDecl)) > 1),
    Feature("interval", "at fixed intervals", "give x every 4 weeks, 6 times", lambda w: bool(w.some(k.EveryClause))),
    Feature("branch", "branches on what is found at a visit", "decide by score on week 8 { … otherwise : … }",
            lambda w: bool(w.some(k.DecideClause))),
    Feature("relative", "a dose changed by an amount or a part", "raise basal by 2 units · lower d by 25 % of current",
            _relative),
    Feature("band", "tables of bands, of one value or of two; dose and interval", "table dosing of ige by weight { … }",
            lambda w: bool(w.some(t.RowClause, r.BandRow))),
    Feature("offsets", "listed days, weeks, months, days of a cycle", "give x on weeks 1..8, 12 · on day 1 of cycle",
            lambda w: bool(w.some(k.OnClause))),
    Feature("bound", "at most so often, or so long", "every 4 weeks, 6 times · until low, at most 12 doses", _bound),
    Feature("adaptive", "intervals that change with results", "measure aptt every TABLE", _adaptive),
    Feature("compound", "and, or, not, the worse of two, k of n", "a and not b · at least 2 of (a, b, c)",
            lambda w: bool(w.some(e.AllExpr, e.AnyExpr, e.NotExpr, e.SeveralExpr))),
    Feature("hold", "hold, delay, resume where it stopped", "hold when low until recovered",
            lambda w: bool(w.some(r.HoldRuleClause, r.HoldEffect, k.DelayClause))),
    Feature("count", "counts across phases; complete after so many doses", "count(x) >= 6 · every 4 weeks, 6 times",
            _counts),
    Feature("aggregate", "mean, extremes, trend, fall from baseline, growth",
            "mean(glucose over 2 days) · fall(x since week 0)",
            lambda w: bool(w.calls("mean", "min", "max", "growth", "baseline", "fall", "rise", "rising", "falling"))),
    Feature("re-entry", "relapse, retreatment, start as new", "go induction as new", _re_entry),
    Feature("confirm", "consecutive results, confirmed in time", "2 consecutive (culture is negative) apart …",
            lambda w: bool(w.some(e.ConsecutiveExpr, e.LastingExpr))),
    Feature("co-medication", "premedication, drugs together, tapers", "give y 30 min before x · taper y { … }",
            lambda w: bool(w.some(k.AlongsideClause, k.TaperClause)) or _together(w)),
    Feature("window", "days early and late, least distance", "window -1..+3 days · spaced at least 16 weeks", _window),
    Feature("subgroup", "what depends on sex, age, group", "is female : … · when age < 2 years : …", _subgroup),
    Feature("escalate", "alert, notify, refer", "alert \"…\" when low",
            lambda w: bool(w.some(r.TellEffect, r.AlertRuleClause))),
    Feature("parallel", "tracks beside each other", "until end of infusions", lambda w: len(w.some(k.TrackDecl)) > 1),
    Feature("until", "go on until something happens", "give x every 1 month until low",
            lambda w: bool(w.some(k.UntilClause))),
    Feature("cap", "most, least, rounding", "cap 2 mg · rounded up to 50 mg",
            lambda w: bool(w.some(g.CapClause, g.FloorClause, g.RoundedClause))),
    Feature("ladder", "ordered levels, one step up or down", "steps 5, 10, 20 mg · lower amount", _ladder),
    Feature("arms", "arms, randomisation, strata", "arms regimen { arm fixed  arm tailored }",
            lambda w: bool(w.some(d.ArmsDecl))),
    Feature("veto", "this rule overrides that one", "veto raise basal when low",
            lambda w: bool(w.some(r.VetoClause, d.ContraindicatedDecl))
            or any(item.first for item in w.some(r.WhenRow, k.WhenClause))),
    Feature("gap", "what follows missed doses", "missed postpone at most 3 days then skip", _gap),
    Feature("memory", "back to the interval, level or phase before",
            "go back · restore basal · once depleted", _memory),
    Feature("order", "one thing after another, deadlines in hours", "give x following cultures within 1 h",
            lambda w: bool(w.some(k.FollowingClause, k.WithinClause))),
    Feature("rate", "infusion rates, titrated infusions", "rate 50 mg/h raised by … · infuse heparin",
            lambda w: bool(w.some(g.RampClause, g.SplitClause, k.InfuseClause))),
    Feature("cumulative", "limits over a course or a time", "limit 450 mg/m2 of bsa in total then review",
            lambda w: bool(w.some(g.LimitClause)) or bool(w.calls("total"))),
    Feature("events", "the n-th event changes the rules", "when count(toxicity) >= 3", _events),
    Feature("time in range", "the part of the time within a range", "time_in_range(inr in 2..3 over 12 weeks)",
            lambda w: bool(w.calls("time_in_range"))),
    Feature("growing", "a list of growing intervals", "give x every 6, 8, 10, 12 weeks",
            lambda w: bool(w.some(k.GrowingClause))),
    Feature("cohort", "rules over several patients", "subject cohort",
            lambda w: any(type(item).__name__ == "SubjectClause" and item.name.text == "cohort" for item in w.all)),
)  # fmt: skip


def _together(w: Written) -> bool:
    """Two drugs in one phase."""
    return any(
        len({item.agent.text for item in _inside(phase.clauses) if isinstance(item, k.GiveClause)}) > 1
        for phase in w.some(k.PhaseDecl)
    )


def published() -> dict[str, Written]:
    """The published protocols, by the name of their file."""
    return {path.stem: Written(path.read_text(encoding="utf-8")) for path in _files()}


def _files() -> list[Path]:
    return [PUBLISHED.parent / "ahmed.proto", *sorted(PUBLISHED.glob("*.proto"))]


def sections() -> dict[str, tuple[str, str]]:
    """For each anchor of the reference: its page, and the whole text of its section."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(PAGES.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for named in re.finditer(r"^\((feature-[a-z-]+)\)=\n## [^\n]*\n", text, re.MULTILINE):
            body = re.split(r"^(?:\(feature-|## )", text[named.end() :], maxsplit=1, flags=re.MULTILINE)[0]
            found[named[1]] = (path.stem, body)
    return found


class FeatureTable(SphinxDirective):
    """One row for each feature."""

    def run(self) -> list[nodes.Node]:
        """Feature, how it is written, the section, the published protocols."""
        for path in (*_files(), *PAGES.glob("*.md")):
            self.env.note_dependency(str(path))
        files = published()
        lines = ["| Feature | Written, for example | Published protocols |", "|---|---|---|"]
        for feature in FEATURES:
            users = ", ".join(f"`{name}`" for name, file in files.items() if feature.uses(file))
            written = " <br> ".join(f"`{part.strip()}`" for part in feature.written.split("·"))
            lines.append(
                f"| [{feature.name}](#{feature.anchor}): {feature.says} | {written} | {users or 'none: see there'} |"
            )
        return parsed(self, lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("protolang-features", FeatureTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

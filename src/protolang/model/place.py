"""Where a statement of a track stands, and what is known there: the phases it may lead to, levels, drugs."""

from collections.abc import Mapping

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101
from protolang.model.lowering import Lowering
from protolang.model.rule import AlertRule, HoldRule, Veto
from protolang.model.symbols import Kind
from protolang.model.table import Level
from protolang.model.treatment import Drug
from protolang.syntax.ast import Name


@attrs.define
class Rules:
    """What tracks and rules build on, by id, and the rules gathered from all places of the file.

    `entries` says for each phase in which one it is entered: a phase without phases inside in itself, a group of
    phases where its `start` leads.
    """

    drugs: Mapping[str, Drug] = attrs.field(factory=dict)
    levels: Mapping[str, Level] = attrs.field(factory=dict)
    entries: dict[str, str] = attrs.field(factory=dict)
    holds: list[HoldRule] = attrs.field(factory=list)
    alerts: list[AlertRule] = attrs.field(factory=list)
    vetoes: list[Veto] = attrs.field(factory=list)


@attrs.frozen(eq=False, repr=False)
class Place:
    """A track, or a phase of it; the track is empty for what stands outside all of them."""

    track: str
    phase: str | None
    rules: Rules

    @property
    def id(self) -> str:
        """The phase, or the track where it is none."""
        return self.phase or self.track

    def within(self, phase: str) -> "Place":
        """The place of a phase of the same track."""
        return attrs.evolve(self, phase=phase)


def find_target(name: Name, place: Place, low: Lowering, *, counts: bool = True) -> str | None:
    """The phase a patient is in after going to `name`, of the same track, or a finding.

    `counts` False is for a place from which nobody goes there.
    """
    target = low.names.find(name, Kind.PHASE, counts=counts)
    if target is None:
        return None
    if target.track != place.track:
        low.findings.report(
            PL101,
            f"`{name.text}` is a phase of track `{target.track}`, not of `{place.track}`",
            Label(name.span, f"a phase of `{place.track}` is expected here"),
            Label(target.name.span, "declared here"),
            help="tracks run beside each other; a patient never goes from one to another",
        )
        return None
    return place.rules.entries.get(target.id, target.id)

"""Every published protocol without one of its safety rules: that is found. As it is, against itself: nothing is."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from protolang.compare.weakening import Loss, SafetyKind, weakenings
from protolang.model.action import ActionKind
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse

ROOT = Path(__file__).parents[3] / "protocols"
FILES = [ROOT / "ahmed.proto", *sorted((ROOT / "published").glob("*.proto"))]


def load(path: Path):
    source = SourceFile(path.name, path.read_text(encoding="utf-8"))
    return lower(parse(source).value.tree, source, frozenset()).value


def without(items, item):
    """All but those that stand in one place of the file."""
    return tuple(other for other in items if other.origin != item.origin)


def mutants(protocol):
    """The protocol without one rule each, with the kind of that rule and its place."""
    for stop in protocol.stops:
        yield SafetyKind.STOP, stop, attrs.evolve(protocol, stops=without(protocol.stops, stop))
    for field, kind in (
        ("holds", SafetyKind.HOLD),
        ("alerts", SafetyKind.ALERT),
        ("requirements", SafetyKind.REQUIREMENT),
    ):
        for item in getattr(protocol, field):
            yield kind, item, attrs.evolve(protocol, **{field: without(getattr(protocol, field), item)})
    for item in protocol.vetoes:
        kind = SafetyKind.CONTRAINDICATION if item.contraindication else SafetyKind.VETO
        yield kind, item, attrs.evolve(protocol, vetoes=without(protocol.vetoes, item))
    for item in protocol.eligibility:
        yield SafetyKind.ELIGIBILITY, item, attrs.evolve(protocol, eligibility=without(protocol.eligibility, item))
    for drug in protocol.drugs:
        if drug.cap is not None:
            drugs = tuple(attrs.evolve(one, cap=None) if one.id == drug.id else one for one in protocol.drugs)
            yield SafetyKind.CAP, drug, attrs.evolve(protocol, drugs=drugs)
        for limit in drug.limits:
            kept = attrs.evolve(drug, limits=without(drug.limits, limit))
            drugs = tuple(kept if one.id == drug.id else one for one in protocol.drugs)
            yield SafetyKind.LIMIT, limit, attrs.evolve(protocol, drugs=drugs)
    for track in protocol.tracks:
        for phase in track.phases:
            for stop in phase.stops:
                if stop.when is not None:
                    kept = attrs.evolve(phase, stops=without(phase.stops, stop))
                    yield SafetyKind.STOP, stop, with_phase(protocol, track, phase, kept)
            for action in phase.actions:
                if action.kind is ActionKind.MEASURE:
                    kept = attrs.evolve(phase, actions=without(phase.actions, action))
                    yield SafetyKind.MONITORING, action, with_phase(protocol, track, phase, kept)


def with_phase(protocol, track, old, new):
    phases = tuple(new if phase is old else phase for phase in track.phases)
    tracks = tuple(attrs.evolve(one, phases=phases) if one is track else one for one in protocol.tracks)
    return attrs.evolve(protocol, tracks=tracks)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_protocol_against_itself(path):
    assert weakenings(load(path), load(path)) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_rule_that_is_taken_out_is_missed(path):
    protocol = load(path)
    for kind, rule, variant in mutants(protocol):
        found = weakenings(protocol, variant)
        assert [item for item in found if item.kind is kind and item.base.origin == rule.origin], (kind, rule)
        assert all(item.kind is kind for item in found), (rule, found)
        # what is measured elsewhere as well may or may not be as much
        assert kind is SafetyKind.MONITORING or found[0].loss is not Loss.UNPROVED, (rule, found)

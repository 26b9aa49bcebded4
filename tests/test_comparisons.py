"""Protocols that share a base, compared two by two: the patient whom both treat differently is followed once more."""

import random
from itertools import permutations
from pathlib import Path

import pytest

from protolang.compare.difference import Differs, Same, Side
from protolang.compare.distinguish import distinguish
from protolang.compare.statements import statement_changes
from protolang.compare.story import for_machine
from protolang.driver import analyse
from protolang.execution.run import follow
from protolang.execution.simulated import reported
from protolang.execution.trace import EntryKind
from protolang.source import SourceFile
from protolang.source.project import Project
from protolang.syntax.ast import TrackDecl
from protolang.syntax.format import format_source
from protolang.syntax.parser import parse

from .properties.formatting import respaced

PROTOCOLS = Path(__file__).parents[1] / "protocols"
FAMILY = [PROTOCOLS / "ahmed.proto", *sorted((PROTOCOLS / "variants").glob("*.proto"))]
WHOLE = [path for path in sorted(PROTOCOLS.rglob("*.proto")) if path.parent.name != "library"]
# Where two tracks measure one lab, a result counts for the first of them in the file.
IN_ORDER = {"tuberculosis"}
DONE = (EntryKind.GIVEN, EntryKind.MEASURED)
TOLD = (*DONE, EntryKind.STOPPED, EntryKind.ENDED, EntryKind.ENTERED, *(kind for kind in EntryKind if kind.alerts))

_sides: dict[Path, Side] = {}


def side(path):
    if path not in _sides:
        analysis = analyse(str(path), path.read_bytes(), budget=0, project=Project(str(path)))
        assert analysis.protocol is not None and analysis.machine is not None, analysis.diagnostics
        _sides[path] = Side(analysis.protocol, analysis.machine)
    return _sides[path]


def done(found, machine, kinds, first, last):
    """What the log of this patient says of these kinds from the first to the last day."""
    scenario = for_machine(found.scenario, machine)
    trace = follow(machine, lambda patient: reported(machine, scenario, patient), days=last, start=scenario.start)
    return [
        (entry.day, entry.kind, entry.subject, entry.values if entry.kind is EntryKind.GIVEN else ())
        for entry in trace.entries
        if entry.kind in kinds and first <= entry.day <= last
    ]


def assert_replays(found):
    one, two = (trace.machine for trace in found.traces)
    day = found.day
    assert done(found, one, DONE, 0, day - 1) == done(found, two, DONE, 0, day - 1)
    assert done(found, one, TOLD, day, day) != done(found, two, TOLD, day, day)


PAIRS = [pytest.param(one, two, id=f"{one.stem}-{two.stem}") for one, two in permutations(FAMILY, 2)]


@pytest.mark.parametrize(("one", "two"), PAIRS)
def test_two_of_one_family_differ_for_a_patient_who_replays(one, two):
    found = distinguish(side(one), side(two))
    assert isinstance(found, Differs), found
    assert_replays(found)


def test_the_family_is_whole():
    assert len(PAIRS) == 90


def shuffled(path, seed):
    """The text of a file with its declarations, or the changes of a variant, in another order."""
    text = path.read_text(encoding="utf-8")
    tree = parse(SourceFile(str(path), text)).value.tree
    parts = list(tree.deltas if hasattr(tree, "deltas") else tree.declarations)
    head, tail = text[: parts[0].span.start], text[parts[-1].span.end :]
    order = parts.copy()
    random.Random(seed).shuffle(order)
    if path.stem in IN_ORDER:
        tracks = [part for part in parts if isinstance(part, TrackDecl)]
        places = [index for index, part in enumerate(order) if isinstance(part, TrackDecl)]
        for index, track in zip(places, tracks, strict=True):
            order[index] = track
    assert order != parts
    return head + "\n".join(part.span.text for part in order) + tail


@pytest.fixture
def copied(tmp_path):
    """The whole folder of protocols, with one file of it under another text."""

    def _copied(path, text):
        for other in PROTOCOLS.rglob("*.proto"):
            target = tmp_path / other.relative_to(PROTOCOLS)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(other.read_bytes())
        (tmp_path / "pyproject.toml").touch()
        target = tmp_path / path.relative_to(PROTOCOLS)
        target.write_text(text, encoding="utf-8")
        analysis = analyse(str(target), target.read_bytes(), budget=0, project=Project(str(target)))
        return Side(analysis.protocol, analysis.machine)

    return _copied


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_file_and_its_copy_in_another_order_are_proved_the_same(path, copied):
    other = copied(path, shuffled(path, 7))
    assert statement_changes(side(path).protocol, other.protocol) == ()
    assert isinstance(distinguish(side(path), other), Same)


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_file_and_its_copy_with_other_white_space_and_comments_are_proved_the_same(path, copied):
    text = path.read_text(encoding="utf-8")
    other = respaced(text, random.Random(7), comments=True)
    assert other.split() != text.split()
    for anew in (other, format_source(SourceFile(str(path), other)).text):
        there = copied(path, anew)
        assert statement_changes(side(path).protocol, there.protocol) == ()
        assert isinstance(distinguish(side(path), there), Same)

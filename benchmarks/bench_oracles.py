"""Our explorer beside Spin and Storm, requirement by requirement, in one run: the same question, the same range.

The flagship and the ten longest protocols of the repository that the exporters of tests/oracles speak of; of the longer
ones that they do not speak of, the reason is named. Open decisions are given the values below. All three are asked of
the tracks that the claim depends on, with any result on any day. `Spin` is the search alone; what it takes to write
and to compile the searcher comes after it. Nothing here fails, except where two ranges differ.
"""

import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

import attrs

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.oracles import ours, spin, storm  # noqa: E402
from tests.oracles.campaign import question_of  # noqa: E402
from tests.oracles.program import carried  # noqa: E402
from tests.oracles.rules import NotCoveredError, program_of  # noqa: E402

from protolang.driver import analyse  # noqa: E402
from protolang.machine.statechart import Machine  # noqa: E402
from protolang.model.action import ActionKind  # noqa: E402
from protolang.model.evidence import Evidence  # noqa: E402
from protolang.model.expression import Bound, Claim, Measure  # noqa: E402
from protolang.model.protocol import Protocol, Requirement  # noqa: E402
from protolang.model.treatment import NeedKind, Parameter  # noqa: E402
from protolang.quantity import Days  # noqa: E402
from protolang.source.project import Project  # noqa: E402
from protolang.verify.requirements import verify  # noqa: E402
from protolang.verify.verdict import Verdict  # noqa: E402

LARGEST = 10
TURNS = 3
MOST_STATES = 300_000
MOST_DRUGS = 3  # of a protocol that requires nothing
BEYOND = 8
UNLIMITED = {Measure.COUNT: 10_000, Measure.SPAN: Days(10_000)}


class Row(NamedTuple):
    """One requirement: a range as text, and seconds."""

    name: str
    said: str
    ours: float
    making: float
    searching: float
    storm: float | None
    same: bool


def files() -> list[Path]:
    """The flagship, then all others, the longest first."""
    flagship = ROOT / "protocols" / "ahmed.proto"
    found = [path for folder in ("protocols", "docs") for path in (ROOT / folder).rglob("*.proto")]
    others = {path: len(path.read_text(encoding="utf-8")) for path in found if path != flagship}
    return [flagship, *sorted(others, key=lambda path: (-others[path], path))]


def decided(item: Parameter) -> Parameter:
    """A value for an open decision: four weeks, or 36 times."""
    if item.value is not None or item.needs is None:
        return item
    match item.needs.kind:
        case NeedKind.DURATION:
            return attrs.evolve(item, value=Days(28))
        case NeedKind.LIMIT:
            return attrs.evolve(item, value=36)
        case NeedKind.THRESHOLD:
            return item


def asked(protocol: Protocol, machine: Machine) -> tuple[Requirement, ...]:
    """What it requires; where it requires nothing, how often and how long each drug is given."""
    if protocol.requirements:
        return protocol.requirements
    given = {
        item.subject
        for region in machine.regions
        for state in region.states
        for item in state.obligations
        if item.kind is ActionKind.GIVE
    }
    found = []
    for drug in sorted(given)[:MOST_DRUGS]:
        for measure in (Measure.COUNT, Measure.SPAN):
            claim = Claim(measure, drug, None, None, Bound(UNLIMITED[measure], True), protocol.origin)
            text = f"{measure.value}({drug})"
            found.append(Requirement(text, claim, None, None, Evidence(), text, protocol.origin))
    return tuple(found)


def row_of(protocol: Protocol, machine: Machine, requirement: Requirement) -> Row:
    """Everybody's answer to one requirement. Raises `NotCoveredError`."""
    question = question_of(requirement)
    program = program_of(ours.alone(machine, question), question, free=True)
    alone = attrs.evolve(protocol, requirements=(requirement,))
    times = []
    for _ in range(TURNS):
        started = time.perf_counter()
        (result,) = verify(alone, machine)
        times.append(time.perf_counter() - started)
    if result.verdict is Verdict.UNKNOWN:
        raise NotCoveredError(f"ours says UNKNOWN: {result.reason}")
    low, high = result.minimum, result.maximum
    timed = spin.ask([carried(program, (low or 0) + BEYOND if high is None else high + 1)])
    (found,) = timed.answers
    seconds = None
    # of gaps only the widest is asked for
    same = found.greatest == high and (question.measure == "gap" or found.least == low)
    if found.states <= MOST_STATES:
        answer, seconds = storm.ask(program)
        same = same and (answer.least, answer.greatest) == (found.least, found.greatest)
    said = f"{'' if low is None else low}..{'' if high is None else high}"
    if not same:
        said += f", Spin {found.least}..{found.greatest}"
    return Row(requirement.name, said, statistics.median(times), timed.making, timed.searching, seconds, same)


def main() -> int:
    """A table for each file; 1 when two ranges differ."""
    lacking = " and ".join(filter(None, (spin.missing(), storm.missing())))
    if lacking:
        print(f"without {lacking} there is nothing to compare with; `./run oracles` installs it where it may")
        return 0
    differing, compared = 0, 0
    print("times in ms; ratios: how many times as long as ours")
    for path in files():
        name = str(path.relative_to(ROOT))
        rows, reasons = rows_of(path)
        for row in rows:
            differing += not row.same
            print(f"{name}: {told(row)}", flush=True)
        if reasons:
            print(f"{name}: not compared: {'; '.join(sorted(reasons))}", flush=True)
        compared += bool(rows)
        if compared > LARGEST:
            break
    return int(differing > 0)


def rows_of(path: Path) -> tuple[list[Row], set[str]]:
    """A row for each requirement of a file, and why there is none for others."""
    analysis = analyse(str(path), path.read_bytes(), budget=1, project=Project(str(path)))
    if analysis.protocol is None or analysis.machine is None:
        return [], {"it is no protocol by itself"}
    parameters = tuple(decided(item) for item in analysis.machine.parameters)
    machine = attrs.evolve(analysis.machine, parameters=parameters)
    rows, reasons = [], set[str]()
    for requirement in asked(analysis.protocol, machine):
        try:
            rows.append(row_of(analysis.protocol, machine, requirement))
        except NotCoveredError as reason:
            reasons.add(str(reason))
    return rows, reasons


def told(row: Row) -> str:
    """One line of the table."""
    others = (("Spin", row.searching), ("Spin, compiled too", row.making + row.searching), ("Storm", row.storm))
    text = ", ".join(
        f"{name} {seconds * 1000:.0f} ({seconds / row.ours:.1f} x)" if seconds is not None else f"{name} left out"
        for name, seconds in others
    )
    return f"{row.name} {row.said}: ours {row.ours * 1000:.0f}, {text}; {'same range' if row.same else 'RANGES DIFFER'}"


if __name__ == "__main__":
    sys.exit(main())

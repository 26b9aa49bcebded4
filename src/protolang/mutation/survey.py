"""Which mutants of a file its own scenarios and requirements notice. In: a file. Out: the fate of each mutant."""

from collections import Counter
from collections.abc import Sequence
from enum import Enum

import attrs

from protolang.diagnostics import Severity
from protolang.driver import Analysis, analyse
from protolang.execution.scenario import run_scenario
from protolang.machine import from_model
from protolang.model.protocol import Protocol
from protolang.model.scenario import Scenario
from protolang.model.settings import decide
from protolang.mutation.mutants import Mutant, mutants
from protolang.source.project import Project
from protolang.verify.verdict import Verdict

_OF_REQUIREMENTS = "PL6"


class Fate(Enum):
    """What becomes of a mutant."""

    REFUSED = "refused"  # it has an error that the file has not: nobody could use it
    SCENARIO = "scenario"  # a scenario that passes fails
    REQUIREMENT = "requirement"  # a requirement that is not violated is
    ESCAPED = "escaped"


@attrs.frozen(eq=False, repr=False)
class Judged:
    """A mutant, its fate, and the title of the scenario or the name of the requirement that noticed it."""

    mutant: Mutant
    fate: Fate
    by: str = ""


@attrs.frozen(eq=False, repr=False)
class Survey:
    """All mutants of one file, in the order of its text."""

    path: str
    judged: tuple[Judged, ...]

    def of(self, fate: Fate) -> tuple[Judged, ...]:
        """Those with this fate."""
        return tuple(item for item in self.judged if item.fate is fate)

    @property
    def usable(self) -> int:
        """How many could be used by somebody: all but the refused."""
        return len(self.judged) - len(self.of(Fate.REFUSED))

    @property
    def noticed(self) -> int:
        """How many scenarios and requirements notice."""
        return self.usable - len(self.of(Fate.ESCAPED))


def survey(path: str, data: bytes, project: Project | None) -> Survey | None:
    """The fate of every mutant; None when the file itself has errors that leave no machine.

    Cost: each mutant is read and checked, and runs
    scenarios until one fails; those that escape run them all.
    """
    plain = analyse(path, data, project=project)
    if plain.source is None or plain.protocol is None or plain.machine is None:
        return None
    judge = _Judge(path, plain, project)
    return Survey(path, tuple(judge.judged(item) for item in mutants(plain.source)))


class _Judge:
    """The file as it is, and which of its scenarios have noticed most so far: they are asked first."""

    def __init__(self, path: str, plain: Analysis, project: Project | None) -> None:
        self.path, self.project = path, project
        self.errors = _errors(plain)
        self.violated = _violated(plain)
        scenarios = () if plain.protocol is None else plain.protocol.scenarios
        self.passing = [
            at for at, item in enumerate(scenarios) if plain.protocol is not None and _passes(plain.protocol, item)
        ]
        self.noticed = Counter[int]()

    def judged(self, mutant: Mutant) -> Judged:
        data = mutant.text().encode()
        changed = analyse(self.path, data, budget=0, project=self.project)
        if changed.protocol is None or changed.machine is None or _errors(changed) - self.errors:
            return Judged(mutant, Fate.REFUSED)
        title = self._failing(changed.protocol, changed.protocol.scenarios)
        if title is not None:
            return Judged(mutant, Fate.SCENARIO, title)
        verified = analyse(self.path, data, project=self.project)
        broken = sorted(_violated(verified) - self.violated)
        return Judged(mutant, Fate.REQUIREMENT, broken[0]) if broken else Judged(mutant, Fate.ESCAPED)

    def _failing(self, protocol: Protocol, scenarios: Sequence[Scenario]) -> str | None:
        for at in sorted(self.passing, key=lambda item: (-self.noticed[item], item)):
            if not _passes(protocol, scenarios[at]):
                self.noticed[at] += 1
                return scenarios[at].title
        return None


def _errors(analysis: Analysis) -> Counter[str]:
    """How often each code is an error, those about requirements aside."""
    return Counter(
        item.code.number
        for item in analysis.diagnostics
        if item.severity is Severity.ERROR and not item.code.number.startswith(_OF_REQUIREMENTS)
    )


def _violated(analysis: Analysis) -> frozenset[str]:
    return frozenset(item.requirement.name for item in analysis.results if item.verdict is Verdict.VIOLATED)


def _passes(protocol: Protocol, scenario: Scenario) -> bool:
    decided = decide(protocol, dict(scenario.settings))
    # a window that a setting makes too wide is told like any mistake
    if decided.value is None or decided.diagnostics:
        return False
    return run_scenario(from_model.lower(decided.value), scenario).passed

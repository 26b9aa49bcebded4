"""Results that a rule reads on a day, and that are missing or too old. In: a Standing. Out: what needs each."""

from collections.abc import Iterator

import attrs

from protolang.cli.patient_dose import dose_stated
from protolang.cli.patient_rules import rule_text
from protolang.cli.patient_standing import Place, Rule, Standing, recorded
from protolang.cli.patient_words import Words
from protolang.execution.evaluate import Truth, labs_of
from protolang.model.action import ActionKind
from protolang.model.evidence import Evidence
from protolang.model.treatment import MissingPolicy
from protolang.source import Span

_CONSEQUENCES = {
    MissingPolicy.PERMIT: "what depends on it waits",
    MissingPolicy.PROTECT: "measure now, doses that depend on it wait",
    MissingPolicy.ELECTIVE: "the rule counts as not satisfied",
}


@attrs.frozen(eq=False, repr=False)
class Use:
    """Something that needs a result: a rule, or the dose of the drug `dose`."""

    rule: Rule | None
    dose: str | None
    place: Place | None
    consequence: str
    evidence: Evidence
    origin: Span

    def text(self, at: Standing, said: Words) -> str:
        """What cannot be decided without it."""
        if self.rule is not None:
            return rule_text(self.rule, at, said)
        return f"the dose of {said.inside(self.dose or '')}"


@attrs.frozen(eq=False, repr=False)
class Gap:
    """A lab or attribute without a usable result, and what needs it."""

    name: str
    uses: tuple[Use, ...]

    def state(self, at: Standing, said: Words) -> str:
        """`missing`; or how old the last result is, and how old it may be."""
        results = at.snapshot.results(self.name)
        if not results:
            return "missing: there has been no result"
        limit = at.snapshot.declared(self.name).max_age
        old = at.tick - results[-1].sampled
        value = said.value(self.name, str(results[-1].value))
        allowed = "" if limit is None else f", it counts for {said.time(at.snapshot.ticks(limit))}"
        return f"too old: {value} is {said.age_text(old)}{allowed}"


def gaps(at: Standing) -> tuple[Gap, ...]:
    """Every result that is needed today and is not there, in the order of the file."""
    found: dict[str, list[Use]] = {}
    for name, use in _uses(at):
        found.setdefault(name, []).append(use)
    return tuple(Gap(name, tuple(uses)) for name, uses in found.items())


def _uses(at: Standing) -> Iterator[tuple[str, Use]]:
    for rule in at.rules():
        if at.snapshot.truth(rule.guard) is not Truth.UNKNOWN:
            continue
        consequence = _CONSEQUENCES[at.snapshot.policy(rule.guard)]
        for name in labs_of(at.course.machine, rule.guard):
            if not at.snapshot.current(name):
                yield name, Use(rule, None, rule.place, consequence, rule.evidence, rule.origin)
    for task in (*at.tasks, *at.waiting):
        if task.obligation is None or task.kind is not ActionKind.GIVE:
            continue
        dose = dose_stated(task, at)
        if dose is None or dose.basis is None:
            continue
        for name in recorded(at.course, dose.basis):
            if not at.snapshot.current(name):
                yield (
                    name,
                    Use(None, task.subject, task.place, "no amount can be told", dose.evidence, dose.origin),
                )

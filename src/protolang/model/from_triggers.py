"""Triggers and facts: named conditions, what an unknown one does, and those that cannot be decided at all."""

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101
from protolang.model.circles import trigger_circles
from protolang.model.expansion import oversized_triggers, report_oversized
from protolang.model.expression import Expression
from protolang.model.findings import quoted
from protolang.model.from_conditions import lower_condition
from protolang.model.from_header import MISSING
from protolang.model.lowering import Lowering, title_of
from protolang.model.treatment import Trigger
from protolang.syntax.ast import FactDecl, TriggerDecl


def lower_triggers(declarations: list[TriggerDecl | FactDecl], low: Lowering) -> tuple[Trigger, ...]:
    """The triggers and facts in file order, without those in a circle and those that grow too large."""
    triggers: dict[str, Trigger] = {}
    for decl in declarations:
        trigger = _lower_trigger(decl, low)
        if trigger is not None and low.names.is_first(decl.name):
            triggers[trigger.id] = trigger
    conditions: dict[str, Expression] = {name: trigger.when for name, trigger in triggers.items()}
    for circle in trigger_circles(conditions):
        _report_circle(circle, low)
        for name in circle:
            # A condition without a bottom can be evaluated by nobody, so the partial protocol does without it.
            triggers.pop(name, None)
    oversized = oversized_triggers({name: trigger.when for name, trigger in triggers.items()})
    report_oversized(oversized, low)
    return tuple(trigger for name, trigger in triggers.items() if name not in oversized)


def _lower_trigger(decl: TriggerDecl | FactDecl, low: Lowering) -> Trigger | None:
    name = decl.name.text
    is_fact = isinstance(decl, FactDecl)
    evidence = low.names.evidence(decl.marks, f"{'fact' if is_fact else 'trigger'} {name}")
    condition = lower_condition(decl.condition, low)
    if condition is None:
        return None
    missing = None
    if isinstance(decl, TriggerDecl):
        missing = low.default_missing if decl.missing is None else MISSING[decl.missing]
    return Trigger(name, title_of(decl.title, name), condition, missing, evidence, decl.span, fact=is_fact)


def _report_circle(circle: tuple[str, ...], low: Lowering) -> None:
    first, *others = (low.names.table[name].name for name in circle)
    words = {low.names.table[name].word for name in circle}
    word = words.pop() if len(words) == 1 else "trigger"
    message = (
        f"{word} `{first.text}` is defined by itself"
        if not others
        else f"{word}s {quoted(circle)} are defined by each other"
    )
    low.findings.report(
        PL101,
        message,
        Label(first.span, "the circle starts here"),
        *(Label(other.span, "and passes here") for other in others),
        help=f"write {'one of them' if others else 'it'} with labs, attributes or events only",
    )

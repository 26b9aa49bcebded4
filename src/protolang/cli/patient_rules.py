"""A rule that is in force on a day, in words, with what it came to. In: a Rule and a Standing. Out: text."""

from protolang.cli.patient_standing import Rule, Standing
from protolang.cli.patient_words import Words, plain
from protolang.execution.evaluate import Truth, labs_of
from protolang.execution.trace import EntryKind, LogEntry
from protolang.machine.statechart import Obligation, Transition, TransitionEvent
from protolang.model.expression import Expression, Once
from protolang.model.parts import all_parts
from protolang.prose import Wording, condition_text, delay_text

TRUTHS = {Truth.HOLDS: "it holds", Truth.FAILS: "it does not hold", Truth.UNKNOWN: "it cannot be decided"}


def rule_text(rule: Rule, at: Standing, said: Words) -> str:
    """`to go on to “Maintenance”: B cells depleted at some time up to now (…)`."""
    condition = condition_words(rule.guard, at)
    match rule.what:
        case Transition(target=None):
            return f"the end of the track: {condition}"
        case Transition(target=str(target)):
            return f"the way to {said.phase(target)}: {condition}"
        case Obligation(subject=subject):
            return f"the end of {said.inside(subject)}: {condition}"
        case _:
            return f"a stop of everything: {condition}"


def condition_words(guard: Expression, at: Standing) -> str:
    """The condition with every name in it defined."""
    return plain(condition_text(guard, at.course.protocol, Wording.DEFINED))


def outcome(rule: Rule, at: Standing, said: Words) -> str:
    """What the rule came to on this day, and what it read: `it does not hold (CD20: 9 %, 2 days old)`."""
    read = []
    for name in labs_of(at.course.machine, rule.guard):
        current, results = at.snapshot.current(name), at.snapshot.results(name)
        if current:
            values = " or ".join(said.value(name, str(item.value)) for item in current)
            read.append(f"{said.inside(name)}: {values}, {said.age_text(at.tick - current[-1].sampled)}")
        elif results:
            read.append(f"{said.inside(name)}: too old, {said.age_text(at.tick - results[-1].sampled)}")
        else:
            read.append(f"{said.inside(name)}: no result")
    read += first_times(rule.guard, at, said)
    truth = TRUTHS[at.snapshot.truth(rule.guard)]
    return f"{truth} ({'; '.join(read)})" if read else truth


def first_times(guard: Expression, at: Standing, said: Words) -> list[str]:
    """For each trigger that a guard asks for at some time up to now: since when that is so."""
    found = []
    for part in all_parts(guard):
        match part:
            case Once(trigger=trigger):
                first = next((state.day for state in at.trace.states if trigger in state.once), None)
                when = "at no time up to now" if first is None else f"first on {said.when(first)}"
                found.append(f"“{said.title(trigger)}” {when}")
            case _:
                pass
    return list(dict.fromkeys(found))


def edge_words(edge: Transition, at: Standing) -> str:
    """What opens a way: `when B cells depleted (…)`, `after 12 weeks`, `when all of it is done`."""
    protocol = at.course.protocol
    when = "" if edge.guard is None else condition_text(edge.guard, protocol, Wording.DEFINED)
    match edge.event:
        case TransitionEvent.TIMEOUT:
            delay = delay_text(edge.delay, protocol) if edge.delay is not None else "a time"
            text = f"after {delay}" + (f", if {when}" if when else "")
        case TransitionEvent.CONDITION:
            text = f"when {when}"
        case TransitionEvent.COMPLETION:
            text = "when all of it is done"
        case _:
            text = "when its limit is reached"
    return plain(text)


def origin_words(entry: LogEntry, at: Standing, said: Words) -> list[str]:
    """The rule of a logged move, found by its place in the text."""
    if entry.origin is None:
        return []
    place = entry.origin.order
    for region in at.course.machine.regions:
        for state in region.states:
            for edge in state.transitions:
                if region.name == entry.region and edge.origin.order == place:
                    left = f"{said.phase(state.name)} is left {edge_words(edge, at)}"
                    return [left, *(first_times(edge.guard, at, said) if edge.guard is not None else [])]
            for duty in state.obligations if entry.kind is EntryKind.DECIDED else ():
                for row in duty.decision.rows if duty.decision is not None else ():
                    if region.name == entry.region and row.origin.order == place:
                        when = "no other row applies" if row.when is None else condition_words(row.when, at)
                        return [f"the row that applies: {when}"]
            if region.name == entry.region and entry.subject == state.name and state.name == region.initial:
                return [f"the track starts with {said.phase(state.name)}"] if entry.day == 0 else []
    for stop in at.course.machine.stops:
        if stop.origin.order == place:
            when = condition_text(stop.guard, at.course.protocol, Wording.DEFINED)
            return [f"a stop rule: everything stops when {plain(when)}"]
    return []

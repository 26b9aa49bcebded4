"""What makes a walk large, in the author's words: results and how long they last, windows, events, tracks."""

from typing import NamedTuple

from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.quantity import Duration
from protolang.verify.walk.reads import Reads
from protolang.verify.walk.values import Values


class Share(NamedTuple):
    """By how much something multiplies the states, at most, and how it is told."""

    factor: int
    text: str


def shares(machine: Machine, reads: Reads, values: Values) -> list[Share]:
    """What multiplies the states of a walk, the largest first: an estimate from the text, before anything is walked."""
    found = []
    for item in (*machine.labs, *machine.attributes):
        age: Duration | None = getattr(item, "max_age", None)
        if item.id in reads.labs and item.id in values.of:
            many = len(values.of[item.id])
            days = 1 if age is None else reads.ticks(age) + 1
            if many * days > 1:
                lasts = "" if age is None else f" that each last {days - 1} days"
                ways = f"{many} kinds of result" if many > 1 else "results"
                found.append(Share(many * days, f"{ways} of `{item.id}`{lasts}"))
    for region in machine.regions:
        widest = max(
            (
                _width(item.window.before + item.window.after + item.missed.limit, item.kind)
                for state in region.states
                for item in state.obligations
            ),
            default=1,
        )
        together = max((len(state.obligations) for state in region.states), default=0)
        if widest > 1:
            found.append(Share(widest * max(1, together), f"windows of up to {widest} days in `{region.name}`"))
    if len(machine.regions) > 1:
        found.append(Share(10 ** len(machine.regions), f"{len(machine.regions)} tracks beside each other"))
    if reads.events:
        names = ", ".join(f"`{name}`" for name in reads.events)
        found.append(Share(2 ** len(reads.events), f"events that can come on any day ({names})"))
    return sorted(found, key=lambda share: (-share.factor, share.text))


def _width(days: int, kind: ActionKind) -> int:
    return 1 if kind is ActionKind.DECIDE else days + 1


def what_is_large(machine: Machine, reads: Reads, values: Values) -> str:
    """The three largest of them as a clause."""
    told = [share.text for share in shares(machine, reads, values)[:3]]
    return "it is large because of " + ", ".join(told) if told else "its courses are long"

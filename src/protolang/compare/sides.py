"""Both sides with their open decisions decided alike: from outside, from the examples of the files, else by example."""

from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from protolang import prose
from protolang.compare.difference import Decided, DecidedBy, Side
from protolang.machine.from_model import bind
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.model.settings import decide
from protolang.model.treatment import Parameter
from protolang.quantity import Duration, Quantity
from protolang.verify.decisions import example_decisions

_Value = Quantity | Duration | int


def with_settings(side: Side, settings: Mapping[str, str]) -> Side:
    """The side with those settings that name a parameter of it; what `decide` refuses is left as the file has it."""
    names = {item.id for item in side.protocol.parameters}
    return _with(side, {name: value for name, value in settings.items() if name in names})


def decide_both(
    one: Side, two: Side, settings: Mapping[str, str] | None = None
) -> tuple[Side, Side, tuple[Decided, ...]]:
    """Both sides without open parameters where a value is known, and what was decided for whom.

    A parameter that both leave open gets one value on both. A limit that nobody decides is left out, a threshold that
    nobody decides stays open.
    """
    given = settings or {}
    first, second = with_settings(one, given), with_settings(two, given)
    told = [
        Decided(item.id, item.value, DecidedBy.SETTING, _sides(item.id, first, second), _noun(item.id, first, second))
        for item in _unique(first, second)
        if item.set_outside
    ]
    ours, theirs = _open(first.machine), _open(second.machine)
    examples = _examples(first.protocol), _examples(second.protocol)
    for name in dict.fromkeys((*ours, *theirs)):
        sides = tuple(number for number, open_ones in ((1, ours), (2, theirs)) if name in open_ones)
        order = examples if 1 in sides else examples[::-1]
        value = next((found[name] for found in order if name in found), None)
        if value is not None:
            first = _with(first, {name: value}) if 1 in sides else first
            second = _with(second, {name: value}) if 2 in sides else second
            told.append(Decided(name, value, DecidedBy.SCENARIOS, sides, _noun(name, first, second)))
            continue
        first = _by_example(first, name) if 1 in sides else first
        second = _by_example(second, name) if 2 in sides else second
        machine = first.machine if 1 in sides else second.machine
        value = next(item.value for item in machine.parameters if item.id == name)
        told.append(Decided(name, value, DecidedBy.EXAMPLE, sides, _noun(name, first, second)))
    return first, second, tuple(told)


def _unique(first: Side, second: Side) -> Iterator[Parameter]:
    seen: set[str] = set()
    for item in (*first.machine.parameters, *second.machine.parameters):
        if item.id not in seen:
            seen.add(item.id)
            yield item


def _sides(name: str, first: Side, second: Side) -> tuple[int, ...]:
    return tuple(
        number for number, side in ((1, first), (2, second)) if any(item.id == name for item in side.machine.parameters)
    )


def _noun(name: str, *sides: Side) -> str:
    """What a limit of that name counts."""
    for side in sides:
        for phase in (phase for track in side.protocol.tracks for phase in track.phases):
            if any(cycle.limit == name for cycle in phase.cycles):
                return "cycle"
            for action in phase.actions:
                if action.until is not None and action.until.limit == name:
                    return prose.occasion_noun(action, side.protocol)
    return ""


def _with(side: Side, settings: Mapping[str, str | _Value]) -> Side:
    if not settings:
        return side
    decided = decide(side.protocol, settings).value
    return side if decided is None else Side(decided, bind(side.machine, decided))


def _open(machine: Machine) -> dict[str, Parameter]:
    return {item.id: item for item in machine.parameters if item.value is None}


def _examples(protocol: Protocol) -> dict[str, _Value]:
    """What most of the file's scenarios say, which is what their background says unless each says its own."""
    said: dict[str, Counter[_Value]] = {}
    for scenario in protocol.scenarios:
        for name, value in scenario.settings:
            said.setdefault(name, Counter())[value] += 1
    return {name: values.most_common(1)[0][0] for name, values in said.items()}


def _by_example(side: Side, name: str) -> Side:
    """One open decision by the rule of examples; the others stay as they are."""
    kept = tuple(item for item in side.machine.parameters if item.id == name)
    machine = example_decisions(attrs.evolve(side.machine, parameters=kept), {name}).machine
    value = machine.parameters[0].value
    parameters = tuple(attrs.evolve(item, value=value) if item.id == name else item for item in side.machine.parameters)
    return Side(side.protocol, attrs.evolve(machine, parameters=parameters))

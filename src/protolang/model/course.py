"""Tracks, phases and their exits: the course that a patient takes."""

import attrs

from protolang.model.action import Action
from protolang.model.evidence import Evidence
from protolang.model.expression import Expression
from protolang.model.rule import Cycle, Decision, Effect
from protolang.quantity import Duration
from protolang.source import Span, Value


@attrs.frozen(eq=False, repr=False)
class WhenExit(Value):
    """Leave for `target` on the day the condition holds; with `first`, before the phase's other exits.

    `target` None goes back to the phase before; `as_new` as in `Go`.
    """

    when: Expression
    target: str | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    first: bool = False
    as_new: bool = False


@attrs.frozen(eq=False, repr=False)
class AfterExit(Value):
    """Leave for `target` on or after `delay` in the phase, when the condition (if any) holds; None goes back."""

    delay: Duration | str
    when: Expression | None
    target: str | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    as_new: bool = False


@attrs.frozen(eq=False, repr=False)
class Successor(Value):
    """Where the track goes when all actions of the phase are complete; None is the end of the track, or `back`."""

    target: str | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)
    back: bool = False


@attrs.frozen(eq=False, repr=False)
class StopRule(Value):
    """The whole protocol ends for this patient: at once on entry (`when` None), or when the condition holds."""

    when: Expression | None
    evidence: Evidence
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Group(Value):
    """A phase that contains phases: entered at `start`, with exits and stops that hold in each of them (R9), and a
    successor for those that have none of their own."""

    id: str
    title: str
    start: str
    exits: tuple[WhenExit | AfterExit, ...]
    stops: tuple[StopRule, ...]
    successor: Successor | None
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Phase(Value):
    """A treatment phase. `groups` are the phases it stands in, outermost first."""

    id: str
    title: str
    track: str
    actions: tuple[Action, ...]
    exits: tuple[WhenExit | AfterExit, ...]
    successor: Successor | None
    stops: tuple[StopRule, ...]
    origin: Span = attrs.field(eq=False, repr=False)
    cycles: tuple[Cycle, ...] = ()
    decisions: tuple[Decision, ...] = ()
    on_entry: tuple[Effect, ...] = ()
    on_exit: tuple[Effect, ...] = ()
    groups: tuple[Group, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Track(Value):
    """Phases that follow one another; tracks run beside each other from day 0, or from the stop with `on_stop` (R23).

    Its own exits and stops hold in each of its phases, before those of the phase (R9). `start` and `phases` are of
    phases without phases inside; a phase that groups others is in their `groups`.
    """

    id: str
    title: str
    start: str
    phases: tuple[Phase, ...]
    origin: Span = attrs.field(eq=False, repr=False)
    exits: tuple[WhenExit, ...] = ()
    stops: tuple[StopRule, ...] = ()
    on_stop: bool = False

"""A claim about days as a monitor of the explorer: within the time it looks at, its rule is told every day."""

from collections.abc import Iterable
from enum import Enum

from protolang.verify.daily.conditions import Condition
from protolang.verify.daily.rules import Memory, Rule
from protolang.verify.guards import Environment, Guard
from protolang.verify.monitors import Observed
from protolang.verify.truth import HOLDS

BROKEN: Memory = (-1,)
"""What is remembered of a claim that is broken; no rule remembers a negative number."""


class _Time(Enum):
    """Where a day lies. AFTER is the time in which what began before can still be broken."""

    BEFORE = 0
    INSIDE = 1
    AFTER = 2
    OVER = 3


class Watch:
    """Sees a day that breaks `rule`: its `value` is 1 then. Memories are numbered as they come up."""

    def __init__(self, rule: Rule, scope: tuple[Condition, Condition] | None) -> None:
        self.rule, self.scope = rule, scope
        self.conditions = (*rule.conditions, *(scope or ()))
        self._memories: list[tuple[_Time, Memory]] = []
        self._numbers: dict[tuple[_Time, Memory], int] = {}
        self.start = self._number((_Time.INSIDE if scope is None else _Time.BEFORE, rule.start))

    def _number(self, known: tuple[_Time, Memory]) -> int:
        number = self._numbers.setdefault(known, len(self._memories))
        if number == len(self._memories):
            self._memories.append(known)
        return number

    def observe(
        self, state: int, env: Environment, days: int, given: tuple[tuple[str, str], ...], *, ended: bool
    ) -> Iterable[Observed]:
        """One successor. All `days` were like `env`; with doses it is one day."""
        wanted = self.rule.subject, self.rule.during
        doses = sum(subject == wanted[0] and wanted[1] in (None, where) for subject, where in given)
        time, memory = self._memories[state]
        while days and time is not _Time.OVER:
            time, memory, looked = self._look(time, memory, env, days, doses)
            days -= looked
        if ended and time is _Time.INSIDE and self.rule.unmet(memory):
            time, memory = _Time.OVER, BROKEN
        if time is _Time.AFTER and ended and self.rule.unmet(memory):
            time, memory = _Time.OVER, BROKEN
        broken = memory == BROKEN and self._memories[state] != (time, memory)
        return (Observed(self._number((time, memory)), 0, int(broken)),)

    def _look(
        self, time: "_Time", memory: Memory, env: Environment, days: int, doses: int
    ) -> tuple["_Time", Memory, int]:
        """The time and the memory after some of `days`, and how many of them: the last of a time is looked at alone."""
        scope, changes = self.scope, False
        if scope is not None and time is _Time.BEFORE and scope[0].truth(env) == HOLDS:
            time, changes = _Time.INSIDE, True
        elif scope is not None and time is _Time.INSIDE and scope[1].truth(env) == HOLDS:
            changes = True
            after = self._told(time, memory, env, 1, doses)
            if after != BROKEN and self.rule.unmet(after) and not self.rule.beyond:
                after = BROKEN
            over = after == BROKEN or not self.rule.beyond or not self.rule.unmet(after)
            return (_Time.OVER, BROKEN if after == BROKEN else (), 1) if over else (_Time.AFTER, after, 1)
        looked = 1 if changes else days
        after = self._told(time, memory, env, looked, doses)
        if after == BROKEN or (time is _Time.AFTER and not self.rule.unmet(after)):
            return _Time.OVER, after if after == BROKEN else (), looked
        return time, after, looked

    def _told(self, time: "_Time", memory: Memory, env: Environment, days: int, doses: int) -> Memory:
        inside = time is _Time.INSIDE
        if not inside and not self.rule.beyond:
            return memory
        after = self.rule.look(memory, env, days, doses, inside=inside)
        return BROKEN if after is None else after

    def _awaited(self, state: int) -> tuple[Condition, ...]:
        """The conditions whose truth still matters."""
        time, _ = self._memories[state]
        if time is _Time.OVER:
            return ()
        # the day that opens the time is looked at already
        return self.conditions if time is not _Time.AFTER else self.rule.conditions

    def watched(self, state: int) -> tuple[Guard, ...]:
        """The comparisons that its conditions are made of, each way round."""
        return tuple(leaf for condition in self._awaited(state) for leaf in condition.leaves)

    def reads(self, state: int) -> frozenset[int]:
        """The labs of its conditions, as long as they matter."""
        return frozenset[int]().union(*(condition.labs for condition in self._awaited(state)))

    def eager(self, state: int) -> bool:
        """Where it reads results: any day may bring the one that breaks it."""
        return bool(self.reads(state))

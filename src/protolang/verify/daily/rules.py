"""What a claim about days remembers of a course, one small automaton per claim.

A memory is a tuple of small numbers, cut short where a larger one would mean the same. Days that are passed over are
told as one look at several days that were all alike, without a dose. A rule that is `beyond` is told of days outside
the time that is looked at too; the others never hear of them.
"""

import typing

from protolang.verify.daily.conditions import Condition
from protolang.verify.guards import Environment
from protolang.verify.truth import HOLDS

Memory = tuple[int, ...]


class Rule(typing.Protocol):
    """A claim as an automaton over days."""

    start: Memory
    safety: bool  # whether one day can break it, in a course that does not complete too
    beyond: bool
    conditions: tuple[Condition, ...]
    subject: str | None
    during: str | None  # the phase in which administrations count, None: in any

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """What is remembered after `days` days that were like `env`; None when they broke it.

        `doses` counts the administrations of the subject; then `days` is 1. `inside` the time that is looked at.
        """
        ...

    def unmet(self, memory: Memory) -> bool:
        """Whether it is broken by a course, or the time looked at, that ends so."""
        ...


class Always:
    """No day on which `condition` is `forbidden` (FAILS for `always`, HOLDS for `never`)."""

    start: Memory = ()
    safety = True
    beyond = False
    subject: str | None = None
    during: str | None = None

    def __init__(self, condition: Condition, forbidden: int) -> None:
        self.conditions: tuple[Condition, ...] = (condition,)
        self._forbidden = forbidden

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """Nothing is remembered."""
        return None if self.conditions[0].truth(env) == self._forbidden else ()

    def unmet(self, memory: Memory) -> bool:
        """Never."""
        return False


class Eventually:
    """Some day on which `condition` holds."""

    start: Memory = ()
    safety = False
    beyond = False
    subject: str | None = None
    during: str | None = None

    def __init__(self, condition: Condition) -> None:
        self.conditions: tuple[Condition, ...] = (condition,)

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """(1,) from the day on which it held."""
        return (1,) if memory or self.conditions[0].truth(env) == HOLDS else ()

    def unmet(self, memory: Memory) -> bool:
        """When it never held."""
        return not memory


class LeadingTo:
    """Each `trigger` is followed by `response`, `within` days later at most; only the oldest unanswered matters."""

    start: Memory = ()
    safety = False
    beyond = True
    subject: str | None = None
    during: str | None = None

    def __init__(self, trigger: Condition, response: Condition, within: int) -> None:
        self.conditions: tuple[Condition, ...] = (trigger, response)
        self._within = within

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """(days since the oldest unanswered trigger,), or ()."""
        trigger, response = self.conditions
        if response.truth(env) == HOLDS:
            return None if memory and memory[0] + 1 > self._within else ()
        if memory:
            waited = memory[0] + days
        elif inside and trigger.truth(env) == HOLDS:
            waited = days - 1
        else:
            return ()
        return None if waited >= self._within else (waited,)

    def unmet(self, memory: Memory) -> bool:
        """When one is unanswered."""
        return bool(memory)


class AtMost:
    """No `window` days that follow one another have more than `high` administrations."""

    start: Memory = ()
    safety = True
    beyond = False
    during: str | None = None

    def __init__(self, subject: str, high: int, window: int) -> None:
        self.conditions: tuple[Condition, ...] = ()
        self.subject: str | None = subject
        self._high, self._window = high, window

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """How many days ago each administration of the last `window` days was, the oldest first."""
        recent = (*(age + days for age in memory if age + days < self._window), *(0,) * doses)
        return None if len(recent) > self._high else recent

    def unmet(self, memory: Memory) -> bool:
        """Never."""
        return False


class AtLeast:
    """All `window` days that follow one another have `low` administrations or more.

    With `edges` the time looked at begins and ends by itself; without, it is from the first administration to the
    last, and a window with too few counts from the next administration on.
    """

    start: Memory = ()
    safety = False
    beyond = False
    during: str | None = None

    def __init__(self, subject: str, low: int, window: int, *, edges: bool) -> None:
        self.conditions: tuple[Condition, ...] = ()
        self.subject: str | None = subject
        self._low, self._window, self._edges = low, window, edges

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """(days looked at, 1 after a window with too few, the age of each of the last `low` administrations)."""
        if not memory and not doses and not self._edges:
            return ()
        looked, few, *ages = memory if memory else (0, 0)
        looked = min(looked + days, self._window)
        recent = [age + days for age in ages if age + days < self._window]
        recent = [*recent, *(0,) * doses][-self._low :]
        short = looked >= self._window and len(recent) < self._low
        if (few > 0 and doses > 0) or (short and (doses > 0 or self._edges)):
            return None
        # once a window had too few, only whether another administration comes matters
        return (self._window, 1) if few > 0 or short else (looked, 0, *recent)

    def unmet(self, memory: Memory) -> bool:
        """Never: a window that is cut off is none."""
        return False


class OnlyBehind:
    """On the day of each administration, or `within` days before (None: ever), `condition` held."""

    start: Memory = ()
    safety = True
    beyond = True
    during: str | None = None

    def __init__(self, subject: str, condition: Condition, within: int | None) -> None:
        self.conditions: tuple[Condition, ...] = (condition,)
        self.subject: str | None = subject
        self._within = within

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """(days since it last held,), 0 where any day will do; () when that is too long ago."""
        if self.conditions[0].truth(env) == HOLDS:
            after: Memory = (0,)
        elif not memory or self._within is None:
            after = memory
        else:
            after = (memory[0] + days,) if memory[0] + days <= self._within else ()
        return None if inside and doses and not after else after

    def unmet(self, memory: Memory) -> bool:
        """Never."""
        return False


class NeverDuring:
    """No administration on a day on which `condition` holds."""

    start: Memory = ()
    safety = True
    beyond = False
    during: str | None = None

    def __init__(self, subject: str, condition: Condition) -> None:
        self.conditions: tuple[Condition, ...] = (condition,)
        self.subject: str | None = subject

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """Nothing is remembered."""
        return None if doses and self.conditions[0].truth(env) == HOLDS else ()

    def unmet(self, memory: Memory) -> bool:
        """Never."""
        return False


class Apart:
    """No two administrations less than `least` days apart."""

    start: Memory = ()
    safety = True
    beyond = False

    def __init__(self, subject: str, during: str | None, least: int) -> None:
        self.conditions: tuple[Condition, ...] = ()
        self.subject: str | None = subject
        self.during = during
        self._least = least

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """(days since the last administration,), or () when none was too recent to matter."""
        if doses and (memory or doses > 1) and self._least > (0 if doses > 1 else memory[0] + days):
            return None
        after = (0,) if doses else tuple(age + days for age in memory)
        return () if after and after[0] >= self._least else after

    def unmet(self, memory: Memory) -> bool:
        """Never."""
        return False


class Near:
    """Of two administrations or more, some two that follow one another are at most `most` days apart."""

    start: Memory = ()
    safety = False
    beyond = False

    def __init__(self, subject: str, during: str | None, most: int) -> None:
        self.conditions: tuple[Condition, ...] = ()
        self.subject: str | None = subject
        self.during = during
        self._most = most

    def look(self, memory: Memory, env: Environment, days: int, doses: int, *, inside: bool) -> Memory | None:
        """(days since the last administration, how many there were: 1, or 2 for more), or (-2,) once two were near."""
        if memory == (MET,) or doses > 1:
            return (MET,)
        if not memory:
            return (0, 1) if doses else ()
        since = min(memory[0] + days, self._most + 1)
        if not doses:
            return (since, memory[1])
        return (MET,) if since <= self._most else (0, 2)

    def unmet(self, memory: Memory) -> bool:
        """When there were two, and none near."""
        return len(memory) > 1 and memory[1] > 1


MET = -2
"""What is remembered when nothing can break the claim any more."""

"""A stop rule in a phase before the first measurement of what it reads."""

from collections.abc import Iterator

from tests.near_misses.small_course import LAB, A, protocol

MEASURE = "measure l every 1 week, 4 times"


def treated(
    rule: str, *, first: str = "", second: str = MEASURE, side: str = "", missing: str = "ignore", inner: str = ""
) -> str:
    def said(text: str) -> str:
        return f'{text} assumed "x"' if text else ""

    track = f"""track care {{
    start induction
    phase induction {{ give a every 1 week, 4 times assumed "x" {said(first)} then maintenance assumed "x" }}
    phase maintenance {{ give a every 1 week, 4 times assumed "x" {said(second)} {said(inner)} then end }}
  }}
  {side} {said(rule)}"""
    trigger = f'trigger low when l < 5 mg/L if missing {missing} assumed "x"'
    return protocol(A + LAB + trigger, track)


DEFECT = treated("stop when low")


def repaired() -> Iterator[str]:
    """The result from the beginning, before the rule, or on request; or the rule where there is one."""
    side = 'track samples {{ phase taken {{ measure l every {} until end of care assumed "x" then end }} }}'
    for rule in ("stop when low", "hold care when low", "veto give a when low", "contraindicated a when low"):
        for every in ("1 week", "2 weeks", "3 days"):
            yield treated(rule, side=side.format(every))
        for first in ("measure l on day 0 of phase", MEASURE, "measure l every 2 weeks, 2 times"):
            yield treated(rule, first=first)
            yield treated(rule, first=first, second="")
        yield treated(rule, missing="measure now")
    for inner in ("stop when low", "hold when low", "veto give a when low"):
        yield treated("", inner=inner)
        for first in ("measure l on day 0 of phase", MEASURE):
            yield treated("", inner=inner, first=first)
    for text in ('alert "low" when low', 'notify "low" when low', 'refer "low" when low'):
        yield treated(text)

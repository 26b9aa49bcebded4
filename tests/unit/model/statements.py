"""One phase of a protocol that declares a little of everything, and what is found when statements stand in it."""

from __future__ import annotations

from protolang.model.course import Phase, Track
from protolang.model.protocol import Protocol
from protolang.model.scenario import Scenario

from .examples import lowered

HEADER = "month = 28 days  day 0 = enrolment  week 0 = day 0"
FROM_DAY_ONE = "month = 28 days  day 1 = enrolment  week 1 = day 1"
HOURLY = f"resolution 1 hour  {HEADER}"
POLICY = """missed skip
    next_due after last given
    hold clock stops, at most 28 days then review
    rounding to 10 mg"""
_TEXT = """protocol course {{
  version 1.0.0
  {header}
  policy {{ {policy} }}
  patient weight {{ unit kg  fresh for 12 weeks }}
  lab aptt {{ unit s  fresh for 1 week }}
  lab platelets {{ unit 10^9/L  fresh for 1 week }}
  lab culture {{ one of negative, positive  fresh for 1 week }}
  event relapse
  event bleeding
  drug ivig {{ dose 2 g/kg of weight }}
  drug heparin {{ dose 5000 IU }}
  drug prednisone {{ dose 20 mg }}
  drug drip {{ dose 18 IU/kg/h of weight  rounded to 1 IU/h }}
  drug undosed {{ route oral }}
  param pause = 4 weeks
  level basal {{ start 10 IU  range 0..100 IU }}
  level rung {{ start 500 mg  steps 500, 650, 825 mg }}
  level interval {{ start 4 weeks  range 2..12 weeks }}
  trigger low when platelets < 50 10^9/L  if missing block
  {declarations}
  track other {{ phase elsewhere {{ {elsewhere} then end }} }}
  track main {{
    start treatment
    {track}
    phase treatment {{ {statements} }}
    phase rest {{ then end }}
  }}
  {after}
}}
"""


def protocol_of(
    statements: str,
    *,
    declarations: str = "",
    track: str = "",
    header: str = HEADER,
    after: str = "",
    policy: str = POLICY,
    elsewhere: str = "measure aptt every 1 week, 2 times",
) -> tuple[Protocol, list[tuple[str, str, str]]]:
    """The protocol, and what is found in it beside names that nothing uses: code, underlined text, message."""
    text = _TEXT.format(
        statements=statements,
        declarations=declarations,
        track=track,
        header=header,
        after=after,
        policy=policy,
        elsewhere=elsewhere,
    )
    protocol, diagnostics = lowered(text)
    return protocol, [
        (one.code.number, one.primary.span.text, one.message) for one in diagnostics if one.code.number != "PL104"
    ]


def sound(statements: str, **parts: str) -> Protocol:
    """The protocol, in which nothing is wrong."""
    protocol, found = protocol_of(statements, **parts)
    assert found == []
    return protocol


def track_of(statements: str, **parts: str) -> Track:
    """The track whose first phase holds the statements."""
    return sound(statements, **parts).tracks[1]


def phase_of(statements: str, **parts: str) -> Phase:
    """The phase that holds the statements."""
    return next(phase for phase in track_of(statements, **parts).phases if phase.id == "treatment")


def scenario_of(steps: str, **parts: str) -> Scenario:
    """A scenario of these steps."""
    return sound("then end", after=f'scenario "one" {{ {steps} }}', **parts).scenarios[0]


def found_in(statements: str, **parts: str) -> list[tuple[str, str, str]]:
    """What is found."""
    return protocol_of(statements, **parts)[1]


def found_in_scenario(steps: str, **parts: str) -> list[tuple[str, str, str]]:
    """What is found in a scenario of these steps."""
    return protocol_of("then end", after=f'scenario "one" {{ {steps} }}', **parts)[1]

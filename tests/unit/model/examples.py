"""A small protocol without a mistake, and what is found when a part of it is written otherwise."""

from __future__ import annotations

from protolang.diagnostics import Diagnostic
from protolang.model.from_ast import lower
from protolang.model.protocol import Protocol
from protolang.source import SourceFile
from protolang.syntax.parser import parse

BASE = """protocol small "A small course" {
  version 1.0.0
  status  draft
  purpose "To show every part once"
  month = 28 days  assumed "visits are counted in weeks"
  day 0 = first ivig
  week 0 = day 0
  source trial "A trial. J Trials 2001;1:1" doi 10.1000/1
  policy {
    missed postpone at most 3 days then review
    next_due after last given
    hold clock stops, at most 28 days then review
    rounding to 10 mg
  }
  patient weight { unit kg  range 2..300 kg  fresh for 12 weeks }
  patient height { unit cm  range 40..230 cm  fresh for 52 weeks }
  patient bsa "Body surface" = mosteller(height, weight)
  drug rituximab { route intravenous  dose 375 mg/m2 of bsa }
  drug ivig "Immunoglobulin" { dose 2 g/kg of weight per cycle @trial "abstract"  over 2 days }
  lab cd20 { unit % of "lymphocytes"  range 0..100 %  fresh for 5 weeks }
  lab cd19 { unit % of "leukocytes"  fresh for 5 weeks }
  lab creatinine { unit mg/dL  fresh for 1 week }
  event remission
  param depleted_below = 1 %
  param pause unstated "how long to wait for depletion"
  trigger depleted when cd20 < depleted_below  if missing measure now
  trigger ill when creatinine > 2 mg/dL or cd19 from 1 % to below 3 %  if missing block
  track infusions {
    start opening
    phase opening { give ivig on weeks 0, 4, 8  measure cd19  then treatment }
    phase treatment {
      give rituximab every 4 weeks, 6 times
      measure cd20 every 1 month until depleted, at most 3 times
      measure creatinine every 1 week
      when ill go aborted
      after pause when not depleted go aborted
      then end
    }
    phase aborted { stop }
  }
  stop when remission
  never exit infusions on remission
  require nine: count(ivig) = 9
  require long: span(ivig) in 1 calendar month .. 14 calendar months
  require close: gap(ivig) <= 31 days between depleted and end of infusions
  scenario "usual" {
    set pause = 12 weeks
    patient { weight 70 kg  height 175 cm }
    cd20 = 9 % from week 0
    cd20 missing from week 8
    remission on day 30
    expect treatment at week 9
    expect count(ivig) = 3 by day 60
    expect end by week 40
  }
}
"""


def lowered(text: str) -> tuple[Protocol, tuple[Diagnostic, ...]]:
    """The protocol of a text that can be parsed, and what the lowering found."""
    source = SourceFile("small.proto", text)
    parsed = parse(source)
    assert parsed.diagnostics == ()
    assert parsed.value is not None
    assert parsed.value.tree is not None
    outcome = lower(parsed.value.tree, source, parsed.value.skipped_names)
    assert outcome.value is not None
    return outcome.value, outcome.diagnostics


def changed(*replacements: str) -> str:
    """The small protocol with each odd argument replaced by the even one after it."""
    text = BASE
    for old, new in zip(replacements[::2], replacements[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def small(*replacements: str) -> Protocol:
    """The small protocol, changed without a mistake."""
    protocol, diagnostics = lowered(changed(*replacements))
    assert told(diagnostics) == []
    return protocol


def mistakes(*replacements: str) -> list[tuple[str, str, str]]:
    """What is found beside the open decision of the small protocol: code, underlined text, message."""
    return told(lowered(changed(*replacements))[1])


def told(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, str, str]]:
    """Code, underlined text and message of each, without the open decision that the small protocol has."""
    return [
        (diagnostic.code.number, diagnostic.primary.span.text, diagnostic.message)
        for diagnostic in diagnostics
        if diagnostic.message != "`pause` is not decided: how long to wait for depletion"
    ]


def one(*replacements: str) -> Diagnostic:
    """The only finding of a change."""
    diagnostics = lowered(changed(*replacements))[1]
    found = [diagnostic for diagnostic in diagnostics if diagnostic.code.number != "PL112"]
    assert len(found) == 1, [diagnostic.message for diagnostic in found]
    return found[0]

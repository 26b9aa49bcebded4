"""Small whole protocols as text: two labs, an event, two drugs, and whatever a test adds or writes otherwise."""

from __future__ import annotations

from protolang.diagnostics import Severity
from protolang.model.from_ast import lower
from protolang.model.protocol import Protocol
from protolang.source import SourceFile
from protolang.syntax.parser import parse

COURSE = """
  track care { start induction
    phase induction { give a on weeks 0, 1, 2 assumed "x" then upkeep assumed "x" IN_INDUCTION }
    phase upkeep { give a every 4 weeks, 6 times assumed "x" then end assumed "x" IN_UPKEEP }
    IN_CARE
  }
  track watch { start samples
    phase samples { MEASURES then end assumed "x" }
  }
"""
MEASURES = 'measure x every 1 week, 30 times assumed "x"  measure y every 1 week, 30 times assumed "x"'


def protocol(
    rules: str = "",
    more: str = "",
    *,
    drug: str = 'dose 100 mg/m2 of bsa assumed "x"',
    course: str | None = None,
    measures: str = MEASURES,
    care: str = "",
    induction: str = "",
    upkeep: str = "",
    labs: str | None = None,
    edit: tuple[str, str] | None = None,
) -> Protocol:
    """The protocol; `rules` stand at its end, `more` among its declarations."""
    body = COURSE if course is None else course
    for word, text in (("IN_INDUCTION", induction), ("IN_UPKEEP", upkeep), ("IN_CARE", care), ("MEASURES", measures)):
        body = body.replace(word, text)
    labs = (
        labs
        or """
      lab x { unit points  range 0..10 points  fresh for 9 days assumed "x" }
      lab y { unit points  range 0..10 points  fresh for 9 days assumed "x" }
      lab anc "Granulocytes" { unit x10^9/L  range 0..100 x10^9/L  fresh for 9 days assumed "x" }
    """
    )
    text = f"""protocol example "Example" {{
      version 1.0.0  status draft
      month = 28 days assumed "x"  day 0 = enrolment assumed "x"  week 0 = day 0 assumed "x"
      source s "Some source"
      policy {{
        missed   skip                                      assumed "x"
        next_due on grid                                   assumed "x"
        hold     clock stops, at most 28 days then review  assumed "x"
        rounding to 1 mg                                   assumed "x"
      }}
      patient weight "Body weight" {{ unit kg range 2..300 kg fresh for 90 days assumed "x" }}
      patient height "Height" {{ unit cm range 40..230 cm fresh for 90 days assumed "x" }}
      patient bsa "Body surface" = mosteller(height, weight) assumed "x"
      event harm "Harm"
      event relapse "Relapse"
      {labs}
      drug a "Drug A" {{ route intravenous assumed "x"  {drug} }}
      drug b "Drug B" {{ route intravenous assumed "x"  dose 10 mg assumed "x" }}
      {more}
      {body}
      {rules}
    }}"""
    if edit is not None:
        assert edit[0] in text
        text = text.replace(*edit)
    source = SourceFile("example.proto", text)
    parsed = parse(source)
    assert parsed.value is not None and parsed.value.tree is not None, _told(parsed.diagnostics)
    assert not parsed.diagnostics, _told(parsed.diagnostics)
    found = lower(parsed.value.tree, source, frozenset())
    assert found.value is not None, _told(found.diagnostics)
    errors = [item for item in found.diagnostics if item.severity is Severity.ERROR]
    assert not errors, _told(errors)
    return found.value


def _told(findings) -> list[str]:
    return [f"{item.message}: {item.primary.span.text}" for item in findings]

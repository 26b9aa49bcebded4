"""A variant of a file that drops, weakens and keeps safety rules: what is told, where, and when it is a warning."""

from __future__ import annotations

import pytest

from protolang.checks.weakened_safety_rule import weakened_safety_rule
from protolang.diagnostics import Severity
from protolang.diagnostics.codes import PL901
from protolang.driver import analyse
from protolang.source.project import Project

BASE = """\
protocol base "The base" {
  version 1.2.0
  status  draft
  day 0 = enrolment  assumed "an example"
  source paper "A paper"
  policy {
    missed   skip                                      assumed "an example"
    next_due after last given                          assumed "an example"
    hold     clock stops, at most 28 days then review  assumed "an example"
    rounding to 1 mg                                   assumed "an example"
  }
  patient weight "Body weight" { unit kg  range 2..300 kg  fresh for 52 weeks assumed "an example" }
  lab marker "Marker" { unit mg/L  range 0..100 mg/L  fresh for 5 weeks assumed "an example" }
  event toxicity "Toxicity"
  drug mab "Antibody" { route intravenous @paper  dose 10 mg/kg of weight @paper  cap 800 mg @paper }
  param high = 15 mg/L assumed "an example"
  trigger raised "Marker raised" when marker > high if missing measure now assumed "an example"
  track infusions "Infusions" {
    start weekly
    phase weekly "Weekly" { give mab on days 0, 7, 14  @paper  then monthly  @paper }
    phase monthly "Monthly" { give mab every 4 weeks, 3 times @paper  then end @paper }
  }
  track follow_up {
    start visits
    phase visits { measure marker every 4 weeks, 6 times @paper  then end @paper }
  }
  stop when toxicity or raised @paper
  veto give mab when marker > 10 mg/L @paper
  require doses: count(mab) in 4..6 @paper
}
"""


@pytest.fixture
def told(tmp_path):
    def _told(*deltas):
        (tmp_path / "pyproject.toml").touch()
        (tmp_path / "base.proto").write_text(BASE)
        body = "\n".join(f"  {delta}" for delta in deltas)
        main = tmp_path / "main.proto"
        main.write_text(f'import "base.proto"\nvariant main of base "A variant" {{\n{body}\n}}\n')
        analysis = analyse("main.proto", main.read_bytes(), budget=200, project=Project(str(main)))
        assert analysis.protocol is not None and analysis.base is not None, analysis.diagnostics
        return tuple(weakened_safety_rule(analysis.protocol, analysis.base))

    return _told


@pytest.mark.parametrize(
    ("delta", "message", "place"),
    [
        (
            "remove stop when toxicity or raised",
            "`main` drops a safety rule of `base`, a stop rule: marker 15.1 mg/L: the base stops, the variant does not",
            "remove stop when toxicity or raised",
        ),
        (
            "replace stop when toxicity or raised with stop when toxicity and raised",
            "`main` weakens a safety rule of `base`, a stop rule: toxicity is not reported and marker 15.1 mg/L: the "
            "base stops, the variant does not",
            "replace stop when",
        ),
        (
            "set high = 20 mg/L",
            "`main` weakens a safety rule of `base`, a stop rule: toxicity is not reported and marker 17.5 mg/L: "
            "the base stops, the variant does not",
            "set high",
        ),
        (
            "change drug mab { replace cap 1 g REASON }",
            "`main` weakens a safety rule of `base`, a cap: a patient with body weight 150 kg gets 1000 mg of antibody "
            "instead of 800 mg",
            "replace cap",
        ),
        (
            "change phase follow_up.visits { replace measure marker every 6 weeks, 4 times REASON }",
            "`main` weakens a safety rule of `base`, monitoring: on day 28 the base measures marker, the "
            "variant does not",
            "replace measure",
        ),
        (
            "remove veto give mab when marker > 10 mg/L",
            "`main` drops a safety rule of `base`, a veto: marker 12.5 mg/L and toxicity is not reported: the base "
            "forbids antibody, the variant does not",
            "remove veto",
        ),
        (
            "replace require doses: count(mab) in 4..8 @paper",
            "`main` weakens a safety rule of `base`, a requirement: 7 doses of antibody: allowed in the variant, not "
            "in the base",
            "replace require",
        ),
    ],
)
def test_each_kind_is_told_where_it_was_changed(told, delta, message, place):
    delta = delta if "REASON" in delta else f"{delta} REASON"
    for reason in ('because "it is safe enough"', 'weakens because "it is safe enough"'):
        (finding,) = told(delta.replace("REASON", reason))
        assert finding.primary.span.source.path == "main.proto"
        assert finding.primary.span.text.startswith(place)
        assert any(label.span.source.path.endswith("base.proto") for label in finding.secondary)
        # who removes a rule by itself has said that it is gone
        if reason.startswith("weakens") or delta.startswith("remove"):
            assert finding.severity is Severity.WARNING
            assert finding.notes[0] == "weakened on purpose: “it is safe enough”"
            assert finding.message == message.replace(" of `base`, ", " of `base` on purpose, ")
            assert finding.help is None
        else:
            assert finding.severity is Severity.ERROR
            assert finding.message == message
            assert finding.help == 'write `weakens because "…"` on the change at line 3, or keep the rule'


@pytest.mark.parametrize(
    "delta",
    [
        "replace stop when toxicity or raised with stop when not (not toxicity and not raised) @paper",
        "replace stop when toxicity or raised with stop when raised @paper  add stop when toxicity @paper",
        'rename trigger raised to elevated because "a better word"',
        'rename phase infusions.monthly to later because "a better word"',
        'rename track infusions to antibody because "a better word"',
        'rename lab marker to protein because "a better word"',
        'rename drug mab to antibody because "a better word"',
        'rename event toxicity to harm because "a better word"',
        'rename param high to most because "a better word"',
        'set high = 12 mg/L because "stricter"',
        "change drug mab { replace cap 0.6 g @paper }",
        "change phase follow_up.visits { replace measure marker every 2 weeks, 12 times @paper }",
        "add veto give mab when toxicity @paper",
        "replace require doses: count(mab) = 5 @paper",
    ],
)
def test_what_keeps_every_rule_is_silent(told, delta):
    assert told(*delta.split("  add ")[:1], *(f"add {part}" for part in delta.split("  add ")[1:])) == ()


def test_a_phase_that_is_removed_hides_no_rule(told):
    text = 'remove phase follow_up.visits because "visits elsewhere"  add phase follow_up.{} {{ then end @paper }}'
    (finding,) = told(
        *text.format("nothing").split("  add ", 1)[:1],
        "add " + text.format("nothing").split("  add ")[1],
        'change track follow_up { replace start nothing because "x" }',
    )
    assert finding.severity is Severity.ERROR
    assert "`main` drops a safety rule of `base`, monitoring: on day 0 the base measures marker" in finding.message


def test_a_protocol_that_is_no_variant_has_none():
    analysis = analyse("base.proto", BASE.encode(), budget=200)
    assert tuple(weakened_safety_rule(analysis.protocol, analysis.protocol)) == ()


@pytest.mark.parametrize(("admits", "severity"), [("weakens ", Severity.WARNING), ("", Severity.ERROR)])
def test_what_an_ancestor_weakens_is_one_finding(tmp_path, admits, severity):
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "base.proto").write_text(BASE)
    middle = f'replace stop when toxicity or raised with stop when toxicity {admits}because "m"'
    (tmp_path / "middle.proto").write_text(f'import "base.proto"\nvariant middle of base {{ {middle} }}')
    main = tmp_path / "main.proto"
    main.write_text('import "middle.proto"\nvariant main of middle { add event nausea because "m" }')
    analysis = analyse("main.proto", main.read_bytes(), budget=0, project=Project(str(main)))
    (finding,) = [item for item in analysis.diagnostics if item.code is PL901]
    assert finding.message == "`middle`, from which this variant comes, weakens 1 safety rule of `base`"
    assert finding.severity is severity
    assert finding.primary.span.text == "variant main of middle"

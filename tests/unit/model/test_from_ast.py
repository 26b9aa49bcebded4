"""The whole lowering: the flagship, mistakes together, and what it does with files that nobody wrote."""

from pathlib import Path
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protolang.model.evidence import OpenDecision
from protolang.model.from_ast import lower
from protolang.model.protocol import Protocol
from protolang.source import SourceFile
from protolang.syntax.ast import (
    CompareExpr,
    HoldClause,
    MissedClause,
    MomentExpr,
    Name,
    NextDueClause,
    Node,
    OnClause,
    QuantityExpr,
    TextClause,
    TriggerDecl,
)
from protolang.syntax.parser import parse

from ..diagnostics.message_style import message_style_problems
from .examples import BASE, changed, lowered, mistakes, small, told

AHMED = Path(__file__).parents[3] / "protocols" / "ahmed.proto"


def test_the_flagship_has_open_decisions_and_no_mistake():
    protocol, diagnostics = lowered(AHMED.read_text(encoding="utf-8"))
    assert {diagnostic.code.number for diagnostic in diagnostics} == {"PL112"}
    assert [decision.name for decision in protocol.decisions if decision.settable] == [
        "closing_interval",
        "longest_maintenance",
        "longest_wait",
    ]
    assert [track.id for track in protocol.tracks] == ["infusions", "immunoglobulin", "monitoring"]
    weeks = protocol.tracks[0].phases[0].actions[0].timing
    assert weeks.days == tuple(7 * week for week in range(1, 9))


def test_the_small_protocol_has_no_mistake():
    protocol, diagnostics = lowered(BASE)
    assert told(diagnostics) == []
    assert isinstance(protocol, Protocol)
    assert protocol.source.text == BASE
    assert protocol.origin.text.startswith("protocol small")


def test_open_decisions():
    protocol, diagnostics = lowered(
        changed(
            "over 2 days", 'over unstated "days per cycle."',
            "phase aborted { stop }", 'phase aborted { stop unstated "no rule" }',
        )
    )  # fmt: skip
    assert protocol.decisions == (
        OpenDecision("over of ivig", "days per cycle.", False, None),
        OpenDecision("pause", "how long to wait for depletion", True, None),
        OpenDecision("stop in aborted", "no rule", False, None),
    )
    assert [(found.code.number, found.message) for found in diagnostics] == [
        ("PL112", "`over of ivig` is not decided: days per cycle"),
        ("PL112", "`pause` is not decided: how long to wait for depletion"),
        ("PL112", "`stop in aborted` is not decided: no rule"),
    ]
    assert diagnostics[1].help == "decide it with `--set pause=…`, or write its value here"
    assert diagnostics[2].help == "write the rule in place of `unstated` once it is decided"
    assert protocol.drugs[1].over is None
    assert protocol.drugs[1].over_evidence.open_questions == ("days per cycle.",)


@pytest.mark.parametrize(
    ("written", "code", "place", "message"),
    [
        ("param pause", "PL109", "pause", "parameter `pause` has no value"),
        (
            'param pause = 3 weeks unstated "how long"',
            "PL102",
            'unstated "how long"',
            "parameter `pause` has a value and is `unstated`",
        ),
        ("param pause = 3 wekes", "PL101", "3 wekes", "`wekes` is not a unit"),
    ],
)
def test_a_parameter_has_a_value_or_an_open_question(written, code, place, message):
    found = mistakes('param pause unstated "how long to wait for depletion"', written)
    assert [entry for entry in found if entry[0] != "PL112"] == [(code, place, message)]


def test_three_mistakes_three_findings():
    assert mistakes(
        "then treatment", "then treatmant", "375 mg/m2", "375 mg/kg/m2", "on weeks 0, 4, 8", "on weeks 9999"
    ) == [
        ("PL105", "375 mg/kg/m2", "`mg/kg/m2` × `m2` leaves `mg/kg`, not an amount of drug"),
        ("PL307", "9999", "week 9999 lies more than a hundred years ahead"),
        ("PL101", "treatmant", "no phase is called `treatmant`"),
    ]


def test_one_mistake_one_finding_however_often_it_is_used():
    lost = 'lab cd20 { unit % of "lymphocytes"  range 0..100 %  fresh for 5 weeks }\n'
    found = mistakes(f"  {lost}", "")
    assert found == [("PL101", "cd20", "no lab, patient attribute, parameter or level is called `cd20`")]


def test_a_title_is_the_name_as_words_where_none_is_given():
    protocol = small("phase aborted", "phase early_end", "go aborted", "go early_end", "go aborted", "go early_end")
    assert protocol.tracks[0].phases[2].title == "early end"
    assert protocol.attributes[2].title == "Body surface"


# ---- files that nobody wrote ----------------------------------------------------------------------------------

# What the grammar itself closes: a tree with another word there does not come from any file.
CLOSED = {
    HoldClause: {"clock", "outcome"},
    MissedClause: {"action", "outcome"},
    NextDueClause: {"anchor"},
    CompareExpr: {"operator"},
    TriggerDecl: {"missing"},
    TextClause: {"keyword"},
    OnClause: {"unit"},
    MomentExpr: {"unit"},
}
WORDS = (
    "cd20", "weight", "bsa", "ivig", "depleted", "pause", "opening", "infusions", "remission", "trial", "count",
    "mosteller", "unknown", "month", "0", "1", "2.5", "8", "999999999999999999", "9" * 5000, "1e9", "١٢", "10^18",
    "", "-3", "+3", "%", "mg", "mg/kg/m2", "weeks", "months", "years", "calendar months", "cycles", "x10^9/L",
    "mg/foo", "mg/month",
)  # fmt: skip


def altered(value, chance, random):
    """The same syntax with one word in `chance` replaced, and as many nodes left out or doubled."""
    if isinstance(value, tuple):
        parts = []
        is_pair = tuple(map(type, value)) == (Name, QuantityExpr)
        for part in value:
            if isinstance(part, Node) and not is_pair and random.randrange(chance) == 0:
                parts += random.choice([[], [part, part]])
            else:
                parts.append(altered(part, chance, random))
        return tuple(parts)
    if not isinstance(value, Node):
        return value
    changes = {}
    for field in attrs.fields(type(value)):
        old = getattr(value, field.name)
        if isinstance(old, str) and field.name not in CLOSED.get(type(value), ()):
            if random.randrange(chance) == 0:
                changes[field.name] = random.choice(WORDS)
        elif isinstance(old, Node | tuple) and field.name != "comments":
            changes[field.name] = altered(old, chance, random)
    return attrs.evolve(value, **changes)


SOURCE = SourceFile("small.proto", BASE)
TREE = parse(SOURCE).value.tree


@given(st.integers(0, 2**64), st.sampled_from([20, 100, 400]))
def test_a_mistake_is_told_and_never_raised(seed, chance):
    outcome = lower(altered(TREE, chance, Random(seed)), SOURCE)
    assert outcome.value is not None
    for diagnostic in outcome.diagnostics:
        assert "\n" not in diagnostic.message
        assert diagnostic.message[-1] not in ".!"


PIECES = BASE.split()


@given(st.integers(0, 2**64))
def test_no_text_makes_it_raise(seed):
    random = Random(seed)
    pieces = list(PIECES)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(pieces))
        pieces[place] = random.choice(["", random.choice(PIECES), f"{pieces[place]} {pieces[place]}"])
    source = SourceFile("small.proto", " ".join(pieces))
    parsed = parse(source)
    if parsed.value is not None and parsed.value.tree is not None:
        lower(parsed.value.tree, source, parsed.value.skipped_names)


def test_every_message_is_in_the_style_of_the_house():
    replacements = [
        ("then treatment", "then treatmant"), ("375 mg/m2", "375 mg/kg/m2"), ("on weeks 0, 4, 8", "on weeks 9999"),
        ("month = 28 days", "month = 1 month"), ("day 0 = first ivig", "day 2 = first ivig"), ("@trial", "@lost"),
        ("range 0..100 %", "range 0..100 mg"), ("fresh for 1 week", ""), ("event", "event span  event"),
        ("cd20 < depleted_below", "cd20 < 1"), ("> 2 mg/dL", "> 2 umol/L"), ("every 4 weeks", "every 36 hours"),
    ]  # fmt: skip
    for old, new in replacements:
        for _, _, message in mistakes(old, new):
            assert message_style_problems(message) == (), message

"""The language reference: each feature has a section with a protocol that runs, each word is shown."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from protolang.cli.scenarios import run_all
from protolang.diagnostics import Severity
from protolang.driver import analyse

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GRAMMAR = ROOT / "src" / "protolang" / "syntax" / "grammar.lark"

sys.path.insert(0, str(DOCS / "_ext"))
import feature_table  # noqa: E402 - found only among the extensions of the documentation

_BLOCK = re.compile(r"(?:^% fragment: (\w+)\n)?^```protolang\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FORM = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PAGES = (*(DOCS / "reference" / "language").glob("*.md"), *(DOCS / "tutorials").glob("*.md"))

# The table of the design: what the language must be able to say.
NEEDED = """trigger, exit, patient dose, phases, interval, branch, relative, band, offsets, bound, adaptive, compound,
hold, count, aggregate, re-entry, confirm, co-medication, window, subgroup, escalate, parallel, until, cap, ladder,
arms, veto, gap, memory, order, rate, cumulative, events, time in range, growing, cohort"""
# No published protocol of this repository says these; their sections have an example of their own.
OWN_EXAMPLE = {"time in range", "growing"}


def _whole() -> Iterator[object]:
    """Every whole protocol of the pages, with the codes that the text around it announces."""
    for path in sorted(_PAGES):
        text = path.read_text(encoding="utf-8")
        for found in _BLOCK.finditer(text):
            if found[1] is None:
                section = text[text.rfind("\n## ", 0, found.start()) : found.start()]
                announced = frozenset(re.findall(r"PL[0-9]{3}", section))
                line = text.count("\n", 0, found.start(2)) + 1
                yield pytest.param(found[2], announced, id=f"{path.relative_to(DOCS).as_posix()}:{line}")


@pytest.mark.parametrize(("text", "announced"), [*_whole()])
def test_an_example_is_clean_and_its_patients_go_as_it_says(text: str, announced: frozenset[str]) -> None:
    data = text.encode()
    analysis = analyse("example.proto", data)
    found = [(item.code.number, item.severity, item.message) for item in analysis.diagnostics]
    assert [item for item in found if item[1] is Severity.ERROR] == []
    assert [item for item in found if item[1] is Severity.WARNING and item[0] not in announced] == []
    assert [result.verdict.value for result in analysis.results] == ["PROVED"] * len(analysis.results)
    tested = run_all("example.proto", data, analysis)
    assert [item.message for item in tested.failures] == []
    assert tested.scenarios
    assert all(one.scenario.expectations for one in tested.scenarios)


TITRATION = (DOCS / "tutorials" / "titration.proto").read_text(encoding="utf-8")


def test_the_titration_of_the_tutorial_is_clean_and_its_patients_go_as_it_says() -> None:
    analysis = analyse("titration.proto", TITRATION.encode())
    assert [item.message for item in analysis.diagnostics] == []
    tested = run_all("titration.proto", TITRATION.encode(), analysis)
    assert [item.message for item in tested.failures] == []
    assert len(tested.scenarios) == 3


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            [("from 130 to below", "above 130 to below")],
            ["no row of the decision in `titration` applies when `systolic` is 130 mmHg"],
        ),
        ([(", at most 40 doses", "")], []),
        ([(", at most 40 doses", ""), (", 84 times", "")], ["`give tablet` in `titration` may go on for ever"]),
    ],
)
def test_the_mistakes_of_the_tutorial(changes: list[tuple[str, str]], told: list[str]) -> None:
    text = TITRATION
    for before, after in changes:
        assert text.count(before) == 1
        text = text.replace(before, after)
    errors = [item for item in analyse("titration.proto", text.encode()).diagnostics if item.severity is Severity.ERROR]
    assert [item.message for item in errors] == told


def test_the_features_are_those_of_the_design() -> None:
    assert [feature.name for feature in feature_table.FEATURES] == [
        " ".join(name.split()) for name in NEEDED.split(",")
    ]


@pytest.mark.parametrize("feature", feature_table.FEATURES, ids=lambda feature: feature.name)
def test_each_feature_has_a_section_whose_example_uses_it(feature: feature_table.Feature) -> None:
    _, text = feature_table.sections()[feature.anchor]
    examples = feature_table.EXAMPLE.findall(text)
    assert examples
    assert any(feature.uses(feature_table.Written(example)) for example in examples)


@pytest.fixture(scope="module")
def published() -> dict[str, feature_table.Written]:
    return feature_table.published()


@pytest.mark.parametrize("feature", feature_table.FEATURES, ids=lambda feature: feature.name)
def test_each_feature_is_used_by_a_published_protocol(
    feature: feature_table.Feature, published: dict[str, feature_table.Written]
) -> None:
    users = [name for name, written in published.items() if feature.uses(written)]
    assert bool(users) is (feature.name not in OWN_EXAMPLE)


def test_a_protocol_without_a_construct_does_not_count_as_its_user() -> None:
    nothing = feature_table.Written("protocol nothing { track t { start p  phase p { then end } } }")
    assert [feature.name for feature in feature_table.FEATURES if feature.uses(nothing)] == []


def test_every_word_of_the_grammar_is_told_and_shown() -> None:
    grammar = re.sub(r"(?m)^\s*//.*$", "", GRAMMAR.read_text(encoding="utf-8"))
    plain = set(re.findall(r'"([a-z_]+)"', grammar))
    composed = re.findall(r"/([a-z]+)\\s\+([a-z]+)\(\?!", grammar)
    words = plain | {word for pair in composed for word in pair}
    shown = "\n".join(
        re.sub(r'"[^"\n]*"', "", found[2]) for path in _PAGES for found in _BLOCK.finditer(path.read_text("utf-8"))
    )
    written = set(re.findall(r"[a-z_]+", shown))
    assert sorted(words - written) == []

"""Every ```protolang block of the documentation is checked; one marked `% fragment: …` stands in a whole file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from protolang.cli.main import main
from protolang.diagnostics import Severity
from protolang.publication import edition_of
from protolang.quantity import is_unit_atom

from .documents import ROOT

_BLOCK = re.compile(r"(?:^% fragment: (\w+)\n)?^```protolang\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"# file: (\S+)\n")
_LIBRARY = re.compile(r"^library ", re.MULTILINE)
_HEADER = """\
protocol example "An example" {
  version 1.0.0
  status draft
  month = 28 days assumed "e"
  day 0 = enrolment assumed "e"
  week 0 = day 0 assumed "e"
"""
# What fragments speak of. A declaration is left out where the fragment makes it itself.
_DECLARED = {
    "source text": 'source text "A text"',
    "policy": 'policy { missed skip assumed "e" next_due after last given assumed "e" '
    'hold clock stops, at most 28 days then review assumed "e" rounding to 1 mg assumed "e" }',
    "patient weight": 'patient weight "Body weight" { unit kg range 2..300 kg fresh for 12 weeks assumed "e" }',
    "patient height": 'patient height "Height" { unit cm range 40..230 cm fresh for 52 weeks assumed "e" }',
    "lab cd20": 'lab cd20 "CD20" { unit % of "cells" range 0..100 % fresh for 5 weeks assumed "e" }',
    "drug rituximab": 'drug rituximab "Rituximab" { route intravenous assumed "e" dose 500 mg assumed "e" }',
    "trigger low": 'trigger low "Low" when cd20 < 1 % if missing measure now assumed "e"',
    "trigger back": 'trigger back "Back" when cd20 >= 15 % if missing measure now assumed "e"',
}
_SAMPLES = """\
  track samples "Samples" {
    start taking
    phase taking "Samples" {
      measure cd20 every 4 weeks until end of treatment missed skip assumed "e"
      then end assumed "e"
    }
  }
"""
_OTHER = """\
    phase other "Other" {
      give rituximab every 4 weeks, 2 times assumed "e"
      then end assumed "e"
    }
"""
_TREATMENT = f"""\
  track treatment "Treatment" {{
    start here
    phase here "Here" {{
      give rituximab on weeks 1..4 assumed "e"
      when once low go other assumed "e"
      then end assumed "e"
    }}
{_OTHER}  }}
"""


def _blocks() -> Iterator[object]:
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for found in _BLOCK.finditer(text):
            line = text.count("\n", 0, found.start(2)) + 1
            name = f"{path.relative_to(ROOT / 'docs').as_posix()}:{line}"
            yield pytest.param(found[1], found[2], _files(text), id=name)


def _files(text: str) -> dict[str, str]:
    """The files of a page whose blocks are files of one project, by the names that their first lines give."""
    blocks = (found[2] for found in _BLOCK.finditer(text))
    return {named[1]: block for block in blocks if (named := _NAMED.match(block)) is not None}


def whole(kind: str | None, block: str) -> str:
    """A file in which the block can stand."""
    if kind is None:
        return block
    declared = "\n".join(f"  {text}" for start, text in _DECLARED.items() if not re.search(rf"\b{start}\b", block))
    match kind:
        case "declaration":
            treatment = "" if "track treatment" in block else _TREATMENT
            return f"{_HEADER}{declared}\n{block}\n{treatment}{_SAMPLES}}}\n"
        case "phase":
            # Only what the statements speak of, and a way on where they name none.
            end = "" if re.search(r"^(then|stop)", block, re.MULTILINE) else 'then end assumed "e"'
            track = (
                f'  track treatment "T" {{\n    start here\n    phase here "H" {{\n{block}{end}\n    }}\n{_OTHER}  }}\n'
            )
            return f"{_HEADER}{declared}\n{track}{_SAMPLES}}}\n"
    raise AssertionError(f"no fragment is called {kind}")


@pytest.mark.parametrize(("kind", "block", "files"), [*_blocks()])
def test_an_example_has_no_mistake(kind: str | None, block: str, files: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    named = _NAMED.match(block)
    path = tmp_path / (named[1] if named is not None else "example.proto")
    path.write_text(whole(kind, block), encoding="utf-8")
    outcome = edition_of(path)
    # What is wrong with a whole course (phases nobody reaches, requirements that do not hold) is not the example's
    # concern: it shows one construct.
    wrong = [
        f"{item.code.number} {item.message} {item.primary.span}"
        for item in outcome.diagnostics
        if item.severity is Severity.ERROR and item.code.number[2] in "01"
    ]
    assert outcome.value is not None or _LIBRARY.search(block), wrong
    assert wrong == []


def test_the_tutorial_protocol_goes_as_the_tutorial_says() -> None:
    outcome = edition_of(ROOT / "docs" / "tutorials" / "first.proto")
    assert outcome.value is not None
    assert [item.message for item in outcome.diagnostics if item.severity is Severity.ERROR] == []
    assert [result.verdict.value for result in outcome.value.results] == ["PROVED"]
    assert len(outcome.value.protocol.decisions) == 1


def test_too_strict_a_requirement_is_refuted_with_seven_doses(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "tutorials" / "first.proto").read_text(encoding="utf-8")
    path = tmp_path / "first.proto"
    path.write_text(text.replace("count(iron) <= 7", "count(iron) <= 6"), encoding="utf-8")
    edition = edition_of(path).value
    assert edition is not None
    (result,) = edition.results
    assert result.verdict.value == "VIOLATED"
    assert result.maximum == 7
    assert result.timeline


def test_every_verb_is_in_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    verbs = re.findall(r"^  ([a-z]+)  ", capsys.readouterr().out.partition("Verbs:")[2], re.MULTILINE)
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert verbs == re.findall(r"^## ([a-z]+)$", text, re.MULTILINE)


def test_the_units_of_the_reference_are_units() -> None:
    text = (ROOT / "docs" / "reference" / "units.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    listed = [unit for row in rows for unit in re.findall(r"`([^`]+)`", row)]
    assert len(listed) > 30
    assert [unit for unit in listed if not is_unit_atom(unit)] == []


@pytest.mark.parametrize(
    ("decision", "reasons"),
    [
        ('stop assumed "the ward decides"', ()),
        ('then end assumed "the ward decides"', ("1 requirement violated", "1 error found by check")),
    ],
)
def test_what_the_tutorial_says_of_deciding(decision: str, reasons: tuple[str, ...], tmp_path: Path) -> None:
    text = (ROOT / "docs" / "tutorials" / "first.proto").read_text(encoding="utf-8")
    undecided = 'stop unstated "what follows when the stores do not fill"'
    assert undecided in text
    path = tmp_path / "first.proto"
    path.write_text(text.replace(undecided, decision).replace("status  draft", "status  final"), encoding="utf-8")
    edition = edition_of(path).value
    assert edition is not None
    assert edition.draft_reasons == reasons

"""The language reference: each feature has a section with a protocol that runs, each word is shown."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from protolang.cli.scenarios import run_all, run_one
from protolang.diagnostics import Severity
from protolang.driver import Analysis, analyse
from protolang.execution.judging import Outcome, judge
from protolang.source import SourceFile
from protolang.source.project import Project
from protolang.syntax.parser import parse

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GRAMMAR = ROOT / "src" / "protolang" / "syntax" / "grammar.lark"

sys.path.insert(0, str(DOCS / "_ext"))
import feature_table  # noqa: E402 - found only among the extensions of the documentation

_BLOCK = re.compile(r"(?:^% fragment: (\w+)\n)?^```protolang\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# file: (\S+)\n")
_FORM = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PAGES = (*(DOCS / "reference" / "language").glob("*.md"), *(DOCS / "tutorials").glob("*.md"))

# The table of the design: what the language must be able to say.
NEEDED = """trigger, exit, patient dose, phases, interval, branch, relative, band, offsets, bound, adaptive, compound,
hold, count, aggregate, re-entry, confirm, co-medication, window, subgroup, escalate, parallel, until, cap, ladder,
arms, veto, gap, memory, order, rate, cumulative, events, time in range, growing, cohort"""
# No published protocol of this repository says these; their sections have an example of their own.
OWN_EXAMPLE = {"time in range"}


def _whole() -> Iterator[object]:
    """Every whole file of the pages: its page, its text, and the codes that the text around it announces."""
    for path in sorted(_PAGES):
        text = path.read_text(encoding="utf-8")
        for found in _BLOCK.finditer(text):
            if found[1] is None:
                section = text[text.rfind("\n## ", 0, found.start()) : found.start()]
                announced = frozenset(re.findall(r"PL[0-9]{3}", section))
                line = text.count("\n", 0, found.start(2)) + 1
                yield pytest.param(path, found[2], announced, id=f"{path.relative_to(DOCS).as_posix()}:{line}")


def _laid_out(page: Path, folder: Path) -> None:
    """The files of a page that have a name, where the examples of the page find them."""
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        named = _FILE.match(found[2])
        if named is not None:
            path = folder / named[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(found[2], encoding="utf-8")


def _analysed(page: Path, text: str, folder: Path) -> tuple[str, Analysis]:
    _laid_out(page, folder)
    named = _FILE.match(text)
    path = str(folder / (named[1] if named is not None else "example.proto"))
    Path(path).write_text(text, encoding="utf-8")
    return path, analyse(path, text.encode(), project=Project(path, str(folder)))


@pytest.mark.parametrize(("page", "text", "announced"), [*_whole()])
def test_an_example_is_clean_and_its_patients_go_as_it_says(
    page: Path, text: str, announced: frozenset[str], tmp_path: Path
) -> None:
    data = text.encode()
    path, analysis = _analysed(page, text, tmp_path)
    found = [(item.code.number, item.severity, item.message) for item in analysis.diagnostics]
    assert [item for item in found if item[1] is Severity.ERROR] == []
    assert [item for item in found if item[1] is Severity.WARNING and item[0] not in announced] == []
    assert [result.verdict.value for result in analysis.results] == ["PROVED"] * len(analysis.results)
    if analysis.machine is None:
        assert "\nlibrary " in text
        return
    tested = run_all(path, data, analysis)
    assert [item.message for item in tested.failures] == []
    assert tested.scenarios
    assert all(one.scenario.expectations for one in tested.scenarios)
    protocol = analysis.protocol
    assert protocol is not None
    for scenario in protocol.scenarios:
        _, played = run_one(protocol, scenario)
        assert played is not None
        broken = [item.name for item in protocol.requirements if judge(played.trace, item).outcome is Outcome.BROKEN]
        assert broken == [], scenario.title


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


MISTAKES = [
    ("watched", "eventually consent or without", "consent or without", "PL105"),
    ("watched", "total(antibody) <= 1.5 g", "total(antibody) <= 1.5 days", "PL105"),
    ("watched", "antibody never while waiting", "antibodies never while waiting", "PL101"),
    ("threshold", "if missing measure now", "", "PL205"),
    ("threshold", "fresh for 10 days @text", "", "PL109"),
    ("two_of_three", "(temperature >= 38 Cel", "(temperature >= 38 kg", "PL105"),
    ("confirmed", "culture is negative", "culture is absent", "PL101"),
    ("six_in_all", "count(antibody) >= 6", "count(antibodies) >= 6", "PL101"),
    ("trends", "fall(score since first active) >=", "fall(score) >=", "PL109"),
    ("anticoagulation", "inr in 2..3 over", "inr over", "PL109"),
    ("third_reaction", "count(toxicity) <= 2", "toxicity <= 2", "PL101"),
    ("side_by_side", "until end of infusions", "until end of infusion", "PL101"),
    ("nested", "      start induction\n", "", "PL109"),
    ("ways_out", "when not cured and not worse", "when not worse", "PL201"),
    ("ways_out", "then end  ", "", "PL502"),
    ("monthly", "    next_due after last given                   @text\n", "", "PL109"),
    ("monthly", "every pause, 6 times", "every pause", "PL504"),
    ("cycles", "on day 1 of cycle", "on day 30 of cycle", "PL301"),
    ("at_most", ", at most most else go surgery", "", "PL504"),
    ("until_negative", ", at most 20 doses else go resistant", "", "PL504"),
    ("windows", "window -2..+3 days", "window -20..+20 days", "PL301"),
    ("after_a_gap", "missed   skip     @text\n", "", "PL109"),
    ("growing", "6, 8, 10 weeks", "6 weeks, 8 weeks", "PL010"),
    ("first_hours", "following cultures", "following culture", "PL101"),
    ("premedication", "before antibody", "before antibodies", "PL101"),
    ("retreatment", "when count(relapse) < 2 :", "when relapse :", "PL504"),
    ("sizes", "375 mg/m2 of bsa", "375 mg/m2 of weight", "PL105"),
    ("sizes", "measure creatinine on day 0   @text", "", "PL701"),
    ("sizes", "rounding to 5 mg  @text", "", "PL109"),
    ("tables", "from 0.5 to below 1", "above 0.5 to below 1", "PL202"),
    ("tables", "from 1 to below 1.5", "from 1 to 1.5", "PL201"),
    ("tables", "| 300 mg every 2 weeks\n", "\n", "PL105"),
    ("groups", "otherwise                             : 15 mg", "", "PL202"),
    ("caps", "cap 2 mg", "cap 2 mL", "PL105"),
    ("titration", "25 % of current", "25 %", "PL409"),
    ("ladder", "steps 5, 10, 20, 40 mg", "steps 5, 20, 10, 40 mg", "PL405"),
    ("ladder", "start 20 mg", "start 15 mg", "PL307"),
    ("lifetime", "450 mg/m2 of bsa in total", "450 mg/m2 in total", "PL105"),
    ("running_in", "resolution 1 hour  @text", "", "PL105"),
    ("branches", "from 10 to below 40", "from 10 to below 39", "PL202"),
    ("branches", "at least 40 points ", "at least 39 points ", "PL201"),
    ("branches", "missing  measure now  ", "", "PL205"),
    ("adaptive", "otherwise   : 1 week   @text", "", "PL202"),
    ("vetoes", "veto raise basal", "veto raise insulin", "PL101"),
    ("three_at_a_time", " and amount < 40 mg", "", "PL504"),
    ("two_arms", "is spaced : go two_weekly   @text", "", "PL202"),
    ("eligible", "  week 0 = day 0      @text\n", "", "PL108"),
]


VARIANTS = DOCS / "reference" / "language" / "variants.md"
FILES = {
    named[1]: found[2]
    for found in _BLOCK.finditer(VARIANTS.read_text(encoding="utf-8"))
    if (named := _FILE.match(found[2])) is not None
}
MISTAKEN_VARIANTS = [
    ("spaced.proto", 'because "fewer visits"', "", "PL801"),
    ("spaced.proto", "set pause", "set pauze", "PL906"),
    ("spaced.proto", "set pause = 8 weeks", 'add event more because "x"  set pause = 13 weeks', "PL113"),
    ("spaced.proto", "of weekly", "of monthly", "PL101"),
    ("spaced.proto", '"weekly.proto"', '"../weekly.proto"', "PL008"),
    ("with_tablet.proto", "with alert", "with notify", "PL901"),
    ("with_tablet.proto", "remove require most", "remove require none", "PL906"),
    ("with_tablet.proto", 'sha256 "', 'sha256 "0', "PL008"),
    ("shorter.proto", "5  weakens", "5", "PL901"),
    ("shorter.proto", "remove cap 600 mg", "replace cap 600 mg", None),
    ("two_tracks.proto", "when end of infusions", "when end of late", "PL101"),
    ("bolder.proto", "weakens because", "because", "PL901"),
    ("wider.proto", "over spaced", "", "PL906"),
    ("without_the_last.proto", "replace then end", "replace then seldom", "PL101"),
]


@pytest.mark.parametrize(("name", "before", "after", "code"), MISTAKEN_VARIANTS)
def test_what_goes_wrong_in_a_variant_is_found(
    name: str, before: str, after: str, code: str | None, tmp_path: Path
) -> None:
    assert before in FILES[name]
    _, analysis = _analysed(VARIANTS, FILES[name].replace(before, after, 1), tmp_path)
    errors = {item.code.number for item in analysis.diagnostics if item.severity is Severity.ERROR}
    assert code in errors if code is not None else not errors


def test_the_files_of_the_page_are_laid_out() -> None:
    assert list(FILES)[:2] == ["library/toy.proto", "weekly.proto"]
    assert len(FILES) == 9


@pytest.fixture(scope="module")
def examples() -> dict[str, str]:
    texts = [found for path in _PAGES for found in feature_table.EXAMPLE.findall(path.read_text("utf-8"))]
    return {text.split()[1]: text for text in texts}


@pytest.mark.parametrize(("name", "before", "after", "code"), MISTAKES)
def test_what_goes_wrong_is_found(name: str, before: str, after: str, code: str, examples: dict[str, str]) -> None:
    text = examples[name]
    assert before in text
    found = analyse("example.proto", text.replace(before, after, 1).encode(), budget=0).diagnostics
    assert code in {item.code.number for item in found if item.severity is Severity.ERROR}


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


# Where the forms of a table can stand, by the heading of its first column.
PLACES = {
    "Written": (
        "fact f when {}",
        "fact f when {} >= 1",
        "drug d {{ {} }}",
        "track t {{ start p phase p {{ {} }} }}",
        "level l {{ {} }}",
        "track t {{ start p phase p {{ on entry : {} }} }}",
    ),
    "Row": ("track t {{ start p phase p {{ decide {{ {} }} }} }}",),
    "Effect": ("track t {{ start p phase p {{ on entry : {} }} }}",),
    "Step": ("scenario s {{ {} }}",),
    "Expectation": ("scenario s {{ {} }}",),
    "Clause": ("policy {{ {} }}", "drug d {{ {} }}", "lab l {{ {} }}"),
}
_STANDS_FOR = {
    "CONDITION": "a",
    "EFFECTS": "nothing",
    "PARAMETER": "x",
    "(any band)": "",
    **dict.fromkeys(("PHASE", "DRUG", "TABLE", "LEVEL", "TRACK", "LAB", "SIZE", "WORD"), "x"),
}


def _forms() -> Iterator[object]:
    for path in sorted(_PAGES):
        heading = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            first = cells[1] if len(cells) > 2 else ""
            heading = first if first in PLACES else heading if line.startswith("|") else ""
            for form in re.findall(r"`([^`]+)`", first):
                if heading and "…" not in form and " " in form:
                    yield pytest.param(heading, form, id=f"{path.stem}: {form}")


@pytest.mark.parametrize(("heading", "form"), [*_forms()])
def test_a_form_in_a_table_can_be_written(heading: str, form: str) -> None:
    text = form
    for word, standing in _STANDS_FOR.items():
        text = text.replace(word, standing)
    tried = [
        parse(SourceFile("form.proto", f"protocol p {{ {place.format(text)} }}".replace("scenario s", 'scenario "s"')))
        for place in PLACES[heading]
    ]
    assert any(not result.diagnostics for result in tried), [item.message for item in tried[0].diagnostics]


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

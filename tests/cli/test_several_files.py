"""A protocol in two files: every output says of each line in which of them it stands.

The base begins below a thousand lines of comments, so a line above a thousand can only be one of the base.
"""

import csv
import json
import re

import pytest

from protolang.cli.scenarios import run_one
from protolang.driver import analyse
from protolang.source.project import Project

from .patients import AHMED, DECIDED, EARLY, FILES, ROOT, flat, said

ABOVE = 1000
VARIANT = """\
import "../ahmed.proto"

variant small of ahmed "A small variant" {
  version 2.0.0
  add alert "Depletion of B cells" when cd20 below 1 %  assumed "a test"
  add param unused_here unstated "nobody knows"
  add scenario "one course" {
    set closing_interval = 6 weeks
    set longest_maintenance = 36 cycles
    set longest_wait = 12 weeks
    cd20 = 0.5 % from day 0
    expect alert "Depletion of B cells" at day 0
    expect count(rituximab) = 3 at end
  }
}
"""
OTHER = "../ahmed.proto"
# A line as people are told it, with what names its file, if anything does.
_TOLD = re.compile(r"(?<![\w-])lines? (\d+)(?: of (\S*\.proto))?")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A project with the base and the variant."""
    here = tmp_path_factory.mktemp("project")
    (here / "pyproject.toml").touch()
    (here / "variants").mkdir()
    base = (ROOT / AHMED).read_text(encoding="utf-8")
    (here / "ahmed.proto").write_text("# above\n" * ABOVE + base, encoding="utf-8")
    (here / "variants" / "small.proto").write_text(VARIANT, encoding="utf-8")
    return here


@pytest.fixture(autouse=True)
def inside(folder, monkeypatch):
    monkeypatch.chdir(folder)


@pytest.fixture(scope="module")
def published(folder):
    """The folder that `build` makes, and what it says."""
    out = folder.parent / "published"
    small = str(folder / "variants" / "small.proto")
    assert said(["build", small, "-o", str(out), "--quiet"])[2] == 0
    return out


def hold(text, least=3):
    """Every line that is told is of the file that is named; gives how many are of either file."""
    found = [(int(line), file) for line, file in _TOLD.findall(flat(text))]
    assert all((file == OTHER) == (line > ABOVE) and file in ("", OTHER) for line, file in found), found
    count = sum(file == OTHER for _, file in found)
    assert count >= least, found
    return count, len(found) - count


def hold_json(node, path, least=1):
    """The same of every object with a `line`."""
    found = list(_lines(node))
    assert all((line > ABOVE) == (file == path) and file in (None, path) for line, file in found), found
    assert sum(file == path for _, file in found) >= least
    return found


def _lines(node):
    if isinstance(node, dict):
        # a place of a finding has its file one level above
        if isinstance(node.get("line"), int) and "column" not in node:
            yield node["line"], node.get("file")
        for value in node.values():
            yield from _lines(value)
    elif isinstance(node, list):
        for value in node:
            yield from _lines(value)


# ---- check and test ------------------------------------------------------------------------------------------------


def test_check_names_the_file_of_each_decision():
    text = said(["check", "variants/small.proto"])[0]
    decisions = text.partition("Decisions needed")[2]
    assert hold(decisions, 5)[1] == 1
    assert re.search(r"line 6 +unused_here", decisions)
    # a finding has the path as the user would name it
    assert {line.split(":")[0] for line in re.findall(r"--> (\S+)", text)} == {"ahmed.proto", "variants/small.proto"}
    assert all((line > ABOVE) == (path == "ahmed.proto") for path, line in places(text))


def places(text):
    return [(path, int(line)) for path, line in re.findall(r"--> (\S+?):(\d+):", text)]


def test_the_main_file_comes_first():
    found = [
        line.split(":")[0] for line in said(["check", "--format", "concise", "variants/small.proto"])[0].split("\n")
    ]
    files = [path for path in found if path.endswith(".proto")]
    assert files == sorted(files, key=lambda path: path != "variants/small.proto")
    assert set(files) == {"ahmed.proto", "variants/small.proto"}


def test_check_for_programs():
    report = json.loads(said(["check", "--format", "json", "variants/small.proto"])[0])
    hold_json({**report, "diagnostics": []}, "ahmed.proto", 5)
    for item in report["diagnostics"]:
        assert all((label["start"]["line"] > ABOVE) == (label["file"] == "ahmed.proto") for label in item["labels"])
    assert report["source"]["path"] == "variants/small.proto"
    assert [file["name"] for file in report["source"]["files"]] == ["small.proto", OTHER]


def test_check_for_code_hosts():
    lines = said(["check", "--format", "github", "variants/small.proto"])[0].splitlines()
    found = [re.search(r"file=([^,]+),line=(\d+)", line).groups() for line in lines]
    assert {path for path, _ in found} == {"ahmed.proto", "variants/small.proto"}
    assert all((int(line) > ABOVE) == (path == "ahmed.proto") for path, line in found)
    run = json.loads(said(["check", "--format", "sarif", "variants/small.proto"])[0])["runs"][0]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert (place["region"]["startLine"] > ABOVE) == (place["artifactLocation"]["uri"] == "ahmed.proto")


def test_a_failed_scenario_and_what_no_scenario_reaches():
    out, err, code = said(["test", "variants/small.proto"])
    assert (code, err) == (1, "")
    assert hold(out, 5)[1] >= 1
    assert all((line > ABOVE) == (path == "ahmed.proto") for path, line in places(out))
    report = json.loads(said(["test", "--format", "json", "variants/small.proto"])[0])
    found = hold_json({**report, "errors": []}, "ahmed.proto", 5)
    assert (7, None) in found


def test_generated_scenarios_can_be_put_into_the_variant(folder):
    text = said(["test", "--generate", "variants/small.proto"])[0]
    hold(text, 0)
    head, end = VARIANT.rstrip().rsplit("}", 1)
    (folder / "variants" / "more.proto").write_text(f"{head}{text}}}{end}\n", encoding="utf-8")
    whole = analysis(folder / "variants" / "more.proto")
    assert whole.protocol is not None
    assert whole.protocol.scenarios[-1].title.startswith("boundary: ")


# ---- one patient ---------------------------------------------------------------------------------------------------


def patient(verb, *others, file="variants/small.proto"):
    files = ["--patient", str(ROOT / FILES / "patient.csv"), "--events", str(ROOT / FILES / EARLY)]
    open_too = ["--set", "unused_here=1 mg"]
    return said([verb, file, *files, *DECIDED, *open_too, *others])


@pytest.mark.parametrize(
    "words", [["run"], ["why", "--on", "7"], ["why", "rituximab", "--on", "7"], ["next", "--on", "35"]]
)
def test_each_step_of_a_patient_names_its_file(words):
    out, _, code = patient(*words)
    assert code == 0
    hold(out, 1)
    report = json.loads(patient(*words, "--format", "json")[0])
    hold_json({**report, "diagnostics": []}, "ahmed.proto")
    hold(json.dumps(report), 0)
    assert [file["name"] for file in report["source"]["files"]] == ["small.proto", OTHER]


@pytest.mark.parametrize("words", [["run"], ["why", "--on", "7"], ["next", "--on", "35"]])
def test_whoever_follows_a_patient_is_told_what_the_variant_weakens(words, folder):
    before = (folder / "variants/small.proto").read_text(encoding="utf-8")
    milder = before.replace("  version 2.0.0\n", '  version 2.0.0\n  remove stop when boxed_warning because "a test"\n')
    (folder / "variants/milder.proto").write_text(milder, encoding="utf-8")
    out, _, code = patient(*words, file="variants/milder.proto")
    assert code == 0
    assert "Variant of" in out and "WEAKENED: 1 safety rule of its base" in flat(out)
    report = json.loads(patient(*words, "--format", "json", file="variants/milder.proto")[0])
    assert [item["name"] for item in report["variant_of"]] == ["ahmed"]
    assert len(report["weakened"]) == 1
    assert json.loads(patient(*words, "--format", "json")[0])["weakened"] == []


def test_who_runs_the_scenarios_is_told_what_the_variant_weakens(folder):
    before = (folder / "variants/small.proto").read_text(encoding="utf-8")
    milder = before.replace("  version 2.0.0\n", '  version 2.0.0\n  remove stop when boxed_warning because "a test"\n')
    (folder / "variants/milder.proto").write_text(milder, encoding="utf-8")
    assert "WEAKENED: 1 safety rule of its base" in flat(said(["test", "variants/milder.proto"])[0])
    assert len(json.loads(said(["test", "--format", "json", "variants/milder.proto"])[0])["weakened"]) == 1
    assert "WEAKENED" not in said(["test", "variants/small.proto"])[0]


def test_the_log_and_its_hashes_are_the_same_in_whatever_folder_it_is_made(folder, monkeypatch):
    head = json.loads(patient("run", "--format", "json")[0])["head"]
    small = folder / "variants" / "small.proto"
    protocol = analysis(small).protocol
    log = run_one(protocol, protocol.scenarios[-1])[1].trace.entries
    marks = [re.search(r" @(\S+)", entry.line()) for entry in log]
    told = [mark[1] for mark in marks if mark is not None]
    lines = (folder / "ahmed.proto").read_text(encoding="utf-8").splitlines()
    dose = next(number for number, line in enumerate(lines, start=1) if "give rituximab on weeks 1..8" in line)
    assert set(told) > {"5", f"{OTHER}:{dose}"}
    assert all(re.fullmatch(r"5|\.\./ahmed\.proto:1\d\d\d", mark) for mark in told)
    monkeypatch.chdir(folder / "variants")
    files = ["--patient", str(ROOT / FILES / "patient.csv"), "--events", str(ROOT / FILES / EARLY)]
    words = ["run", "small.proto", *files, *DECIDED, "--set", "unused_here=1 mg", "--format", "json"]
    assert json.loads(said(words)[0])["head"] == head


def test_the_hash_of_the_text_covers_every_file(folder):
    small = folder / "variants" / "small.proto"
    before = analysis(small)
    assert before.machine.source_sha256 == before.protocol.sha256 != before.source.sha256
    base = folder / "ahmed.proto"
    kept = base.read_bytes()
    try:
        base.write_bytes(kept + b"# a remark\n")
        assert analysis(small).protocol.sha256 != before.protocol.sha256
    finally:
        base.write_bytes(kept)
    assert analysis(small).protocol.sha256 == before.protocol.sha256


def analysis(path, settings=None):
    return analyse(str(path), path.read_bytes(), settings, budget=0, project=Project(str(path)))


# ---- what is published ---------------------------------------------------------------------------------------------


def text_of(path):
    return re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8")).replace("\u00a0", " ")


def test_the_handout_names_the_file_of_each_decision(published):
    text = flat(text_of(published / "handout.html"))
    assert hold(text, 5)[1] == 1
    assert "in line 6 of the file" in text
    assert f"of {OTHER} of the file" not in text


def test_the_cells_of_the_schedule(published):
    with (published / "schedule-cells.csv").open(encoding="utf-8", newline="") as file:
        found = [
            match.groups()
            for row in csv.reader(file)
            for cell in row
            if (match := re.fullmatch(r"(.*):(\d+):\d+", cell))
        ]
    assert found
    assert all((int(line) > ABOVE) == (path == OTHER) for path, line in found)


def test_the_machine_and_the_manifest(published):
    found = hold_json(json.loads((published / "machine.json").read_text()), OTHER, 20)
    assert (5, None) in found
    manifest = json.loads((published / "manifest.json").read_text())
    assert [file["name"] for file in manifest["source"]["files"]] == ["small.proto", OTHER]
    short = manifest["source"]["sha256"][:12]
    assert short in text_of(published / "handout.html")


def test_each_link_to_a_line_leads_to_the_file_it_stands_in(published):
    pages = list((published / "docs").glob("*.html"))
    listing = (published / "docs" / "source.html").read_text(encoding="utf-8")
    assert sum(hold(text_of(page), 0)[0] for page in pages if page.stem != "source") > 20
    # the listing of the variant, then that of its base, each under its name
    assert [re.sub("<[^>]*>", "", title).rstrip("¶") for title in re.findall(r"<h2>(.*?)</h2>", listing)] == [
        "small.proto", OTHER,
    ]  # fmt: skip
    anchors = dict(re.findall(r'<section id="([^"]+)">\s*<h2>([^<]*)', listing))
    followed = 0
    for page in pages:
        for target, told in re.findall(
            r'href="source\.html#([^"]+-line-\d+)"[^>]*>(.*?)</a>', page.read_text(encoding="utf-8")
        ):
            anchor, _, line = target.rpartition("-line-")
            named = re.search(r"line (\d+)(?: of (\S+\.proto))?", re.sub("<[^>]*>", "", told))
            assert (named[1], anchors[anchor]) == (line, named[2] or "small.proto")
            assert f'id="{target}"' in listing
            followed += 1
    assert followed > 20


def test_the_published_files_do_not_tell_in_which_folder_they_were_made(published, folder):
    for path in published.rglob("*"):
        if path.is_file():
            assert str(folder).encode() not in path.read_bytes(), path


# ---- files that change ---------------------------------------------------------------------------------------------


@pytest.fixture
def changing(folder, monkeypatch):
    """Changes a file of the program as soon as the command has read it."""
    kept = {}

    def _changing(name, method):
        path = folder / name
        kept[path] = path.read_bytes()
        read = getattr(Project, method)

        def read_and_change(self, *given):
            done = read(self, *given)
            path.write_bytes(kept[path] + b"\n# meanwhile\n")
            return done

        monkeypatch.setattr(Project, method, read_and_change)

    yield _changing
    for path, content in kept.items():
        path.write_bytes(content)


BASE, MAIN = ("ahmed.proto", "read"), ("variants/small.proto", "read_main")


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (["build", "-o", "out"], BASE),
        (["docs", "-o", "out"], MAIN),
        (["handout", "-o", "out.html"], BASE),
        (["schedule", "-o", "out.csv"], BASE),
        (["schedule", "-o", "out.csv"], MAIN),
        (["schedule"], BASE),
        (["schedule"], MAIN),
        (["dump", "-o", "out"], BASE),
        (["dump", "-o", "out"], MAIN),
        (["dump"], BASE),
        (["expand", "-o", "out"], MAIN),
        (["expand"], BASE),
    ],
)
def test_nothing_is_written_when_a_file_changes_during_the_run(folder, changing, words, file):
    changing(*file)
    verb, *others = words
    out, err, code = said([verb, "variants/small.proto", *others])
    assert code == 2
    message = f"{file[0]}: this file has changed since the command began; nothing was written, run it again"
    assert message in flat(err)
    assert not list(folder.glob("out*"))
    assert others or out == ""


# ---- --root --------------------------------------------------------------------------------------------------------


def test_imports_stay_inside_the_root_that_is_named(folder):
    out, _, code = said(["check", "--format", "concise", "--root", "variants", "variants/small.proto"])
    assert code == 1
    assert "PL008" in out
    assert "it lies outside the project" in out
    assert "PL101" not in out
    assert (
        "PL008" not in said(["check", "--format", "concise", "--root", str(folder.parent), "variants/small.proto"])[0]
    )


@pytest.mark.parametrize(
    ("root", "reason"), [("none", "there is no such file"), ("ahmed.proto", "this is not a folder")]
)
def test_a_root_that_is_none(root, reason):
    out, err, code = said(["handout", "--root", root, "variants/small.proto", "-o", "x.html"])
    assert (out, code) == ("", 2)
    assert f"--root {root}: {reason}" in flat(err)


def test_a_file_outside_the_root(folder):
    (folder / "elsewhere").mkdir(exist_ok=True)
    _, err, code = said(["schedule", "--root", "elsewhere", "variants/small.proto"])
    assert code == 2
    assert "--root elsewhere: variants/small.proto does not lie in this folder" in flat(err)


# ---- what cannot be imported ---------------------------------------------------------------------------------------


def refused(folder, text):
    (folder / "broken.proto").write_text(text + (ROOT / AHMED).read_text(encoding="utf-8"), encoding="utf-8")
    _, err, code = said(["build", "broken.proto", "-o", "out"])
    assert code == 1
    assert not (folder / "out").exists()
    assert "nothing was written" in err
    assert err.count("error[") == 1
    return flat(err)


def test_a_missing_file_is_named_and_placed_and_nothing_is_written(folder):
    err = refused(folder, 'import "library/none.proto"\n')
    assert "error[PL008]: `library/none.proto` cannot be imported: there is no such file --> broken.proto:1:1" in err


def test_a_link_that_leads_back_to_itself(folder):
    (folder / "loop.proto").symlink_to("loop.proto")
    assert "`loop.proto` cannot be imported: this link leads back to itself" in refused(folder, 'import "loop.proto"\n')


def test_a_file_that_is_imported_in_four_thousand_million_ways(folder):
    """4 ** 16 ways through 64 files; what is wrong in the last is told once, at its place."""
    for level in range(1, 17):
        below = "".join(f'import "l{level + 1}{side}.proto"\n' for side in "abcd") if level < 16 else ""
        for side in "abcd":
            broken = "nonsense" if (level, side) == (16, "d") else ""
            text = f'{below}library l{level}{side} "A library" {{\n  {broken}\n}}\n'
            (folder / f"l{level}{side}.proto").write_text(text, encoding="utf-8")
    err = refused(folder, "".join(f'import "l1{side}.proto"\n' for side in "abcd"))
    assert "--> l16d.proto:2:3" in err

"""What an author can write stays text in everything that `build` writes and `check` prints.

Every output is read again by a reader that had no part in writing it, and searched for what could act.
"""

import csv
import io
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import defusedxml.ElementTree
import lxml.html
import pikepdf
import pygraphviz
import pytest

from .unit.render.handout.pdf_text import document_text, squeezed

# As they stand in a file: `\n` is a line end, `\"` a quotation mark, `\\` a backslash.
PAYLOADS = [
    '=1+1 \\"]; evil [URL=\\"javascript:alert(1)\\"]; x [label=\\"',
    "</script><script>alert(1)</script></title></style><img src=x onerror=alert(1)><svg onload=alert(1)>",
    ".. include:: secret.txt",
    '\\\\input{secret.txt} #include(\\"secret.txt\\") #eval(\\"1\\") \\\\N \\\\G \\\\l',
    "\\nBEGIN:VALARM\\nACTION:DISPLAY\\nEND:VALARM\\n",
    "\\n\\n.. raw:: html\\n\\n   <script>alert(2)</script>\\n\\n.. include:: secret.txt\\n",
    "\\n::error file=x::evil\\n",
    "-1+1|'/bin/true'!A0",
    "@SUM(1)",
    "`x <javascript:alert(1)>`_ [x](javascript:alert(1)) {{ 7 * 7 }} ${7*7} <!-- ]]> &lt;b&gt; &#60;b&#62;",
]
# One output at a time may hide another payload behind the first, so the start of a text is what differs.
TOGETHER = [" ".join(PAYLOADS), " ".join(reversed(PAYLOADS))]

SECRET = "the-content-of-a-file-beside-the-protocol"

TEMPLATE = """\
# @
protocol sample "@" {
  version 1.0.0
  status  draft
  purpose "@" assumed "@"
  population "@" @text "@" assumed "@" unstated "@"
  day 0  = enrolment  assumed "@"
  week 0 = day 0      assumed "@"
  source text "@" doi 10.1000/1;<script>'javascript:alert(1)' pmid javascript:alert(1) pmc x../../<img/src=x>
  policy {
    missed   skip                                     assumed "@"
    next_due after last given                         assumed "@"
    hold     clock stops, at most 7 days then review  assumed "@"
    rounding unstated "@"
  }
  patient weight "@" { unit kg  range 2..300 kg  fresh for 12 weeks assumed "@" }
  lab marker "@" { unit % of "@"  range 0..100 %  fresh for 4 weeks assumed "@" }
  event relapse "@"
  drug water "@" {
    route oral              assumed "@"
    dose  10 mg/kg of weight  assumed "@"
    over  unstated "@"
  }
  param low_below = 5 %  assumed "@"
  param interval unstated "@"
  trigger low "@" when marker < low_below if missing measure now  assumed "@"
  track only "@" {
    start doses
    phase doses "@" {
      give water every interval until low, at most 8 doses else go too_long  @text "@"
      when relapse go too_long  assumed "@"
      then end  @text "@"
    }
    phase too_long "@" { stop unstated "@" }
  }
  track samples "@" {
    start taking
    phase taking "@" {
      measure marker every 1 week until end of only  missed skip  assumed "@"
      then end  assumed "@"
    }
  }
  stop when relapse  @text "@"
  require few: count(water) <= 8   @text "@"
  require none: count(water) <= 1  @text "@"
  scenario "@" {
    set interval = 1 week
    marker = 1 % from week 2
    expect count(water) = 2 at end
  }
  scenario "fails @" {
    set interval = 1 week
    marker = 1 % from week 2
    expect count(water) = 3 at end
  }
}
"""


def protolang(folder: Path, *arguments: str) -> str:
    """What a command prints, in a folder where a secret lies."""
    done = subprocess.run(
        [sys.executable, "-m", "protolang", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


def built(folder: Path, payload: str, name: str = "sample.proto") -> Path:
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / name).write_text(re.sub(r'@(?=")', lambda _: payload, TEMPLATE), encoding="utf-8")
    protolang(folder, "build", name, "-o", "out", "--quiet")
    assert (folder / "out" / "manifest.json").exists(), protolang(folder, "check", name)
    return folder / "out"


@pytest.fixture(scope="session")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("harmless"), "Plain words")


def inside(address: str) -> bool:
    """Whether an address leads nowhere but to where a source is published, or stays in the output."""
    published = ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/", "https://www.ncbi.nlm.nih.gov/pmc/articles/")
    # What the theme of the documentation links to at the foot of each page.
    theme = ("https://github.com/pradyunsg/furo", "https://www.sphinx-doc.org/", "https://pradyunsg.me")
    plain = not re.match(r"\s*[a-zA-Z][a-zA-Z0-9+.-]*:", address) and not address.strip().startswith(("//", "\\", "/"))
    return plain or address.startswith(published + theme)


def complaints_about_svg(content: bytes) -> Iterator[str]:
    for element in defusedxml.ElementTree.fromstring(content).iter():
        tag = element.tag.rpartition("}")[2].lower()
        if tag in ("script", "foreignobject", "image", "iframe", "animate", "set", "handler"):
            yield f"<{tag}>"
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].lower()
            if local.startswith("on") or (local in ("href", "src") and not inside(value)) or "url(http" in value:
                yield f"{name}={value}"


def complaints_about_html(content: bytes, plain: bytes) -> Iterator[str]:
    page, expected = lxml.html.document_fromstring(content), lxml.html.document_fromstring(plain)

    def active(tree: lxml.html.HtmlElement) -> Counter[str]:
        tags = (element.tag for element in tree.iter() if isinstance(element.tag, str))
        return Counter(tag for tag in tags if tag in ACTIVE)

    if active(page) != active(expected):
        yield f"{active(page) - active(expected)}"
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and "alert" in (element.text or ""):
            yield "a script with the payload"
        for name, value in element.attrib.items():
            if name.startswith("on") or (name in ("href", "src", "action") and not inside(value)):
                yield f"{element.tag} {name}={value}"


ACTIVE = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "img",
    "link",
    "meta",
    "base",
    "svg",
    "image",
}


def complaints_about_pdf(content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for item in pdf.objects:
            if not isinstance(item, pikepdf.Dictionary):
                continue
            for key in ("/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/XFA"):
                if key in item:
                    yield key
            if isinstance(item.get("/F"), pikepdf.String):
                yield "another file"
            if item.get("/S") in ("/Launch", "/JavaScript", "/SubmitForm", "/GoToR", "/ImportData"):
                yield str(item["/S"])
            if "/URI" in item and not inside(str(item["/URI"])):
                yield str(item["/URI"])


def complaints_about_csv(content: bytes, plain: bytes) -> Iterator[str]:
    rows, expected = (list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))) for text in (content, plain))
    if [len(row) for row in rows] != [len(row) for row in expected]:
        yield "another shape"
    for cell in (cell for row in rows for cell in row):
        if cell.lstrip().startswith(("=", "+", "-", "@")) or "\n" in cell or "\r" in cell:
            yield cell


def shape(data: object) -> object:
    """JSON without its texts and numbers."""
    match data:
        case dict():
            return {key: shape(value) for key, value in data.items()}
        case list():
            return [shape(item) for item in data]
        case _:
            return type(data).__name__


def graph_of(content: bytes) -> tuple[list[str], list[tuple[str, ...]]]:
    graph = pygraphviz.AGraph(string=content.decode())
    return sorted(graph.nodes()), sorted(graph.edges())


def complaints(out: Path, harmless: Path) -> Iterator[str]:
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    if names != sorted(path.relative_to(harmless).as_posix() for path in harmless.rglob("*") if path.is_file()):
        yield f"other files: {names}"
    for name in names:
        content, plain = (out / name).read_bytes(), (harmless / name).read_bytes()
        if SECRET.encode() in content:
            yield f"{name}: a file was included"
        found: Iterator[str] = iter(())
        match name.rpartition(".")[2]:
            case "svg":
                found = complaints_about_svg(content)
            case "html":
                found = complaints_about_html(content, plain)
            case "pdf":
                found = complaints_about_pdf(content)
            case "csv":
                found = complaints_about_csv(content, plain)
            case "json":
                found = iter(() if shape(json.loads(content)) == shape(json.loads(plain)) else ("another shape",))
            case "dot":
                found = iter(() if graph_of(content) == graph_of(plain) else ("other nodes or edges",))
            case _:
                if name.startswith("docs/_static/") and content != plain:
                    yield f"{name} depends on the author's text"
        yield from (f"{name}: {complaint[:200]}" for complaint in found)


@pytest.mark.parametrize("payload", TOGETHER, ids=["forward", "backward"])
def test_nothing_that_is_built_acts(payload: str, harmless: Path, tmp_path: Path) -> None:
    assert list(complaints(built(tmp_path, payload), harmless)) == []


@pytest.mark.long
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_is_built_acts_for_each_alone(payload: str, harmless: Path, tmp_path: Path) -> None:
    assert list(complaints(built(tmp_path, payload), harmless)) == []


def test_words_that_could_act_are_shown_as_they_were_written(tmp_path: Path) -> None:
    """Harmless by being left out would be wrong too: a clinician must read what the author wrote."""
    out = built(tmp_path, "</script>[evil]<b>{{7*7}}")
    shown = squeezed("</script>[evil]<b>{{7*7}}")
    svg = defusedxml.ElementTree.fromstring((out / "flowchart.svg").read_bytes())
    texts = {
        "flowchart.svg": "".join(svg.itertext()),
        "flowchart.pdf": document_text((out / "flowchart.pdf").read_bytes()),
        "handout.pdf": document_text((out / "handout.pdf").read_bytes()),
        "handout.html": lxml.html.document_fromstring((out / "handout.html").read_bytes()).text_content(),
        "docs/protocol.html": lxml.html.document_fromstring((out / "docs/protocol.html").read_bytes()).text_content(),
        "schedule.csv": (out / "schedule.csv").read_text(encoding="utf-8"),
        "machine.json": (out / "machine.json").read_text(encoding="utf-8"),
    }
    assert [name for name, text in texts.items() if shown not in squeezed(text)] == []


@pytest.mark.parametrize("payload", TOGETHER, ids=["forward", "backward"])
def test_no_report_can_be_forged(payload: str, tmp_path: Path) -> None:
    (tmp_path / "sample.proto").write_text(re.sub(r'@(?=")', lambda _: payload, TEMPLATE), encoding="utf-8")
    for verb in ("check", "test"):
        for style in ("text", "concise", "github"):
            said = protolang(tmp_path, verb, "sample.proto", "--format", style)
            lines = said.splitlines()
            assert lines
            assert all(line.isprintable() for line in lines), (verb, style)
            # An author's line end must not begin a line of the report.
            assert [line for line in lines if line.startswith(("BEGIN:", "::error file=x", ".. raw", "ACTION:"))] == []
            if style == "github":
                assert all(line.startswith("::") and "file=sample.proto" in line for line in lines), lines
        assert json.loads(protolang(tmp_path, verb, "sample.proto", "--format", "json"))["protocol"] == "sample"


@pytest.mark.parametrize(
    "character",
    ["\x1b", "\x9b", "\r\nBEGIN:VALARM\r\n\x07", "\x00", "\u202e", "\u2066", "\u200b", "\ufeff"],
    ids=lambda text: "_".join(f"{ord(one):04x}" for one in text[:1]),
)
def test_what_could_hide_or_move_text_is_refused(character: str, tmp_path: Path) -> None:
    text = TEMPLATE.replace('protocol sample "@"', f'protocol sample "A {character}[31mtitle"').replace('@"', 'x"')
    (tmp_path / "sample.proto").write_bytes(text.encode())
    for verb in ("check", "build"):
        said = protolang(tmp_path, verb, "sample.proto")
        assert "PL003" in said
        assert all(line.isprintable() for line in said.split("\n"))
    assert [path.name for path in tmp_path.iterdir()] == ["sample.proto"]


def test_a_file_can_have_any_name(harmless: Path, tmp_path: Path) -> None:
    name = '-o =1+1"]; evil [<script>a\x1b[31m\n::error::\u202e.proto'
    (tmp_path / name).write_text(re.sub(r'@(?=")', "Plain words", TEMPLATE), encoding="utf-8")
    for arguments in (("check",), ("check", "--format", "github"), ("test",), ("build", "-q", "-o", "out")):
        said = protolang(tmp_path, *arguments, "--", name)
        assert all(line.isprintable() for line in said.split("\n")), said
        assert not re.search(r"^::error::", said, re.MULTILINE)
    assert list(complaints(tmp_path / "out", harmless)) == []


def test_a_setting_cannot_forge_a_report(tmp_path: Path) -> None:
    (tmp_path / "sample.proto").write_text(re.sub(r'@(?=")', "Plain words", TEMPLATE), encoding="utf-8")
    for setting in ("interval=\x1b[31m1 week", "in\x1b[31mterval=1 week", "interval=\nerror", "x\n::error::y=1"):
        for style in ("text", "concise", "github"):
            said = protolang(tmp_path, "check", "--set", setting, "--format", style, "sample.proto")
            assert all(line.isprintable() for line in said.split("\n")), said
            assert not re.search(r"^::error::y", said, re.MULTILINE)

"""PL808: which texts a handout cannot show, and that the table says of each character what the fonts say."""

from pathlib import Path

import pytest

from protolang.checks.unshowable_text import SHOWABLE, can_show
from protolang.diagnostics import explain
from protolang.driver import analyse
from protolang.render.handout.glyphs import Glyphs
from protolang.render.handout.pdf import FONTS

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "src" / "protolang" / "render" / "fonts"
ACCEPTED = explain.examples("PL808")[1].text


def found(text):
    return [item for item in analyse("a.proto", text.encode()).diagnostics if item.code.number == "PL808"]


def titled(title):
    return ACCEPTED.replace('"A small example"', f'"{title}"')


def computed():
    known = sorted(Glyphs.of(FOLDER / name for name in FONTS).known)
    ranges = []
    for code in known:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{first:04X}\n" if first == last else f"{first:04X}-{last:04X}\n" for first, last in ranges)


def test_the_table_is_that_of_the_fonts(pytestconfig):
    if pytestconfig.getoption("--update-golden"):
        SHOWABLE.write_text(computed(), encoding="ascii")
    assert SHOWABLE.read_text(encoding="ascii") == computed()


def test_a_character_is_judged_as_the_handout_judges_it():
    glyphs = Glyphs.of(FOLDER / name for name in FONTS)
    for code in (*range(0x20, 0x3000), 0x65E5, 0xFFFD, 0x1F600, 0x1F9EC, 0x1D7CF, 0x10FFFF):
        assert can_show(chr(code)) == (code in glyphs.known), hex(code)


@pytest.mark.parametrize(
    "title", ["µg/L ≥ 5 – ≤ 7 × 10⁹", "été, naïve, Ærø, Šafařík", "ελληνικά", "русский", "e\u0301"]
)
def test_what_medicine_writes_is_silent(title):
    assert found(titled(title)) == []


@pytest.mark.parametrize(
    ("title", "marked", "named"),
    [
        ("Rituximab 日本 for all", "日本", "`日` (U+65E5) and `本` (U+672C)"),
        ("Infusion \U0001f489", "\U0001f489", "`\U0001f489` (U+1F489)"),
        ("a 日 b 本", "日", "`日` (U+65E5) and `本` (U+672C)"),
        ("漢字平仮名", "漢字平仮名", "`漢` (U+6F22), `字` (U+5B57), `平` (U+5E73) and 2 more"),
    ],
)
def test_the_characters_are_marked_and_named(title, marked, named):
    (item,) = found(titled(title))
    assert item.primary.span.text == marked
    assert item.message == f"a text that a handout cannot show: its fonts do not have {named}"
    assert "⟦U+" in item.primary.text


def test_each_text_is_one_finding_and_a_comment_is_none():
    text = titled("日").replace("{", '{ # 日 "日"\n', 1).replace('assumed "an example"', 'assumed "日日"', 1)
    assert [item.primary.span.text for item in found(text)] == ["日", "日日"]


def test_the_label_says_what_is_on_paper():
    (item,) = found(titled("日本"))
    glyphs = Glyphs.of(FOLDER / name for name in FONTS)
    assert item.primary.text == f"on paper this is {glyphs.shown('日本')}"

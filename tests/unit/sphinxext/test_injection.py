"""What an author can write is shown and does nothing, in every place where an author writes, in every format."""

from pathlib import Path

import pytest

from protolang.publication import edition_of
from protolang.sphinxext.site import build_site

from .documents import broken_links, build, pages

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '\\" onmouseover=\\"alert(1)',
    "' onfocus='alert(1)",
    "</title><svg onload=alert(1)>",
    "]]><iframe src=https://evil.example></iframe>",
    "-->\\n<script>alert(2)</script><!--",
    "`click <javascript:alert(1)>`_",
    "`click`__ __ https://evil.example",
    "\\n\\n.. raw:: html\\n\\n   <script>alert(3)</script>\\n",
    "\\n\\n.. include:: /etc/passwd\\n",
    "\\n\\n.. image:: https://evil.example/x.png\\n",
    "[x](javascript:alert(1)) ![y](https://evil.example/y.png)",
    "|release| :doc:`/index` :raw-html:`<b>`",
    "{{ 7 * 7 }} {% include 'x' %} ${7*7}",
    "\\\\input{/etc/passwd} \\\\write18{id} $x^2$ & % # _ ~",
    "https://evil.example javascript:alert(1)",
    "a; b ! c | d, see: index",
    "&lt;script&gt;&#x3c;script&#x3e;",
    "=cmd|' /C calc'!A0",
]
ALLOWED = ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/", "https://www.ncbi.nlm.nih.gov/pmc/articles/")
# What the theme itself links to, at the foot of each page.
THEME = ("https://github.com/pradyunsg/furo", "https://www.sphinx-doc.org/", "https://pradyunsg.me")
TEMPLATE = """\
# {0}
protocol sample "{0}" {{
  version 1.0.0
  status  draft
  purpose "{0}" assumed "{0}"
  population "{0}" @text "{0}" assumed "{0}" unstated "{0}"
  day 0  = enrolment  assumed "{0}"
  week 0 = day 0      assumed "{0}"
  source text "{0}" doi 10.1000/1;<script>'javascript:alert(1)' pmid javascript:alert(1) pmc x../../<img/src=x>
  policy {{
    missed   skip                                     assumed "{0}"
    next_due after last given                         assumed "{0}"
    hold     clock stops, at most 7 days then review  assumed "{0}"
    rounding unstated "{0}"
  }}
  patient weight "{0}" {{ unit kg  range 2..300 kg  fresh for 12 weeks assumed "{0}" }}
  lab marker "{0}" {{ unit % of "{0}"  range 0..100 %  fresh for 4 weeks assumed "{0}" }}
  event relapse "{0}"
  drug water "{0}" {{
    route oral              assumed "{0}"
    dose  10 mg/kg of weight  assumed "{0}"
    over  unstated "{0}"
  }}
  param low_below = 5 %  assumed "{0}"
  param interval unstated "{0}"
  trigger low "{0}" when marker < low_below if missing measure now  assumed "{0}"
  track only "{0}" {{
    start doses
    phase doses "{0}" {{
      give water every interval until low, at most 8 doses else go too_long  @text "{0}"
      when relapse go too_long  assumed "{0}"
      then end  @text "{0}"
    }}
    phase too_long "{0}" {{ stop unstated "{0}" }}
  }}
  track samples "{0}" {{
    start taking
    phase taking "{0}" {{
      measure marker every 1 week until end of only  missed skip  assumed "{0}"
      then end  assumed "{0}"
    }}
  }}
  stop when relapse  @text "{0}"
  require few: count(water) <= 8  @text "{0}"
  scenario "{0}" {{
    set interval = 1 week
    marker = 1 % from week 2
    expect count(water) = 2 at end
  }}
}}
"""


def _site(folder: Path, text: str) -> Path:
    protocol = folder / "sample.proto"
    protocol.write_text(text, encoding="utf-8")
    outcome = edition_of(protocol)
    assert outcome.value is not None, [str(item.message) for item in outcome.diagnostics]
    assert build_site(outcome.value, folder / "site") == ""
    return folder / "site"


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _site(tmp_path_factory.mktemp("harmless"), TEMPLATE.format("Plain words"))


def _assert_inactive(site: Path, harmless: Path) -> None:
    expected = pages(harmless)
    found = pages(site)
    assert sorted(found) == sorted(expected)
    for name, page in found.items():
        plain = expected[name]
        # The same elements of every kind that can act: the author's words have made none.
        for tag in ("script", "style", "iframe", "object", "embed", "form", "input", "img", "link", "meta", "base"):
            assert page.tags[tag] == plain.tags[tag], (name, tag)
        assert page.tags["svg"] == plain.tags["svg"], name
        assert page.tags["foreignobject"] == page.tags["image"] == 0
        assert len(page.scripts) == len(plain.scripts), name
        assert [item for item in page.attributes if item[1].startswith("on")] == [], name
        for address in page.addresses:
            inside = "//" not in address and ":" not in address.partition("/")[0].partition("#")[0]
            assert inside or address.startswith((*ALLOWED, *THEME)), (name, address)
    assert broken_links(site) == []


def test_nothing_becomes_active_in_html(harmless: Path, tmp_path: Path) -> None:
    """All of it at once, in every place."""
    _assert_inactive(_site(tmp_path, TEMPLATE.format(" ".join(PAYLOADS))), harmless)


@pytest.mark.long
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_becomes_active_one_by_one(payload: str, harmless: Path, tmp_path: Path) -> None:
    """One may hide another, so each alone."""
    _assert_inactive(_site(tmp_path, TEMPLATE.format(payload)), harmless)


def test_the_words_are_shown_as_they_were_written(tmp_path: Path) -> None:
    words = " ".join(payload for payload in PAYLOADS if "\\" not in payload)
    shown = " ".join(pages(_site(tmp_path, TEMPLATE.format(words)))["protocol.html"].text.split())
    assert shown.count(" ".join(words.split())) >= 10


@pytest.mark.parametrize("builder", ["latex", "text"])
def test_nothing_becomes_active_in_other_formats(builder: str, tmp_path: Path) -> None:
    build("auto", tmp_path, "dummy")
    text = TEMPLATE.format(" ".join(PAYLOADS)).replace("protocol sample", "protocol small")
    (tmp_path / "auto" / "small.proto").write_text(text, encoding="utf-8")
    (tmp_path / "auto" / "index.rst").write_text("All\n===\n\n.. autoprotocol:: small.proto\n", encoding="utf-8")
    app, warnings = build("auto", tmp_path, builder)
    assert warnings == ""
    (made,) = [*Path(app.outdir).glob("*.tex"), *Path(app.outdir).glob("*.txt")]
    content = made.read_text(encoding="utf-8")
    assert "\\input{/etc" not in content or builder == "text"
    assert "\\write18" not in content or builder == "text"
    assert "root:" not in content

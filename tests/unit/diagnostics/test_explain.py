"""The pages of the codes."""

import pytest

from protolang.diagnostics import explain

PAGE = """# PL201 overlap

Two rules apply to one patient.

## Why it matters

The patient would get two doses.

## Rejected

```protolang
# a comment of the author's
protocol a {
}
```

## Accepted

It is put right so:

```protolang
protocol b {
}
```

## What to do

Decide.
"""


@pytest.fixture
def pages(tmp_path, monkeypatch):
    monkeypatch.setattr(explain, "_PAGES", tmp_path)

    def write(text, number="PL201"):
        (tmp_path / f"{number}.md").write_text(text, encoding="utf-8")

    return write


def test_a_page_and_its_examples(pages):
    pages(PAGE)
    assert explain.page("PL201") == PAGE
    assert explain.examples("PL201") == (
        explain.Example("# a comment of the author's\nprotocol a {\n}\n"),
        explain.Example("protocol b {\n}\n"),
    )


def test_an_example_of_several_files(pages):
    base = "```protolang\n# file: base.proto\nprotocol base {\n}\n```\n"
    pages(PAGE.replace("```protolang\nprotocol b {", base + "\n```protolang\nprotocol b {"))
    assert explain.examples("PL201")[1] == explain.Example(
        "protocol b {\n}\n", (("base.proto", "protocol base {\n}\n"),)
    )


@pytest.mark.parametrize("number", ["PL202", "PL999", "pl201", "../PL201", ""])
def test_there_is_no_page(pages, number):
    pages(PAGE)
    pages(PAGE, "PL999")
    assert explain.page(number) is None
    with pytest.raises(LookupError, match="no page for"):
        explain.examples(number)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# PL201 overlap", "# PL201 gap", "has headings"),
        ("## Why it matters", "## Why", "has headings"),
        ("## What to do\n\nDecide.\n", "", "has headings"),
        ("\nDecide.\n", "", "nothing under '## What to do'"),
        ("Two rules apply to one patient.", "", "nothing under '# PL201 overlap'"),
        ("```protolang\nprotocol b {\n}\n```", "none", "has 0 examples"),
        ("It is put right so:", "```protolang\nprotocol c {\n}\n```", "has 2 examples"),
    ],
)
def test_a_page_of_another_shape_is_refused(pages, old, new, problem):
    assert old in PAGE
    pages(PAGE.replace(old, new))
    with pytest.raises(ValueError, match=problem):
        explain.examples("PL201")


def test_every_page_that_is_written_has_the_shape():
    for path in sorted(explain._PAGES.glob("*.md")):
        # no protocol shows our own fault
        assert path.stem == "PL904" or all(explain.examples(path.stem))

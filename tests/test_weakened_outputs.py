"""Every output of a variant says of what it is one, and which safety rules of that are weaker in it."""

import re
from pathlib import Path

import pytest

from protolang.driver import analyse
from protolang.publication import edition
from protolang.render import flowchart, handout, schedule_table
from protolang.source.project import Project

AHMED = Path(__file__).parents[1] / "protocols" / "ahmed.proto"
MILDER = """\
import "ahmed.proto"
variant milder of ahmed "A milder protocol" {
  remove stop when boxed_warning  because "to see it told"
}
"""
RULE = "Milder drops a safety rule of ahmed on purpose, a stop rule"


@pytest.fixture(scope="module")
def milder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("milder")
    (folder / "ahmed.proto").write_bytes(AHMED.read_bytes())
    main = folder / "milder.proto"
    main.write_text(MILDER)
    made = edition(analyse(main.name, main.read_bytes(), budget=200, project=Project(str(main))))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def plain():
    made = edition(analyse(AHMED.name, AHMED.read_bytes(), budget=200))
    assert made is not None
    return made


def texts(made):
    """What each output says without markup, its white space made one; the PDFs are set from the same pages."""
    for render in (flowchart.render, handout.render, schedule_table.render):
        for item in render(made):
            if not item.name.endswith(".pdf"):
                said = re.sub(r"<[^>]*>", " ", item.content.decode("utf-8-sig"))
                yield item.name, " ".join(said.replace("\\n", " ").split())


def test_every_output_says_what_is_weaker(milder):
    assert len(milder.weakened) == 1 and milder.weakened[0].startswith(RULE)
    told = dict(texts(milder))
    assert {"handout.html", "flowchart.svg", "schedule.csv"} <= set(told)
    for name, said in told.items():
        assert "to see it told" in said and "drops a safety rule" in said, name
        assert "Variant of" in said, name


def test_no_output_of_the_base_speaks_of_a_variant(plain):
    assert plain.weakened == ()
    for name, said in texts(plain):
        assert "Variant of" not in said and "safety rule" not in said, name

"""A background takes from a library what it names; that of a base is cut down to what its variant has."""

import pytest

from protolang.driver import Analysis, analyse
from protolang.source.project import Project

LIBRARY = 'library lib { patient height { unit cm range 40..230 cm fresh for 365 days assumed "x" } }\n'
BASE = """\
import "lib.proto"
protocol base {
  day 0 = enrolment assumed "x"
  policy {
    missed skip assumed "x"  next_due on grid assumed "x"
    hold clock stops, at most 3 days then review assumed "x"
  }
  drug mab { route oral assumed "x"  dose 5 mg assumed "x" }
  track only { start all  phase all { give mab on day 1 assumed "x"  then end assumed "x" } }
  %s
  scenario "one dose" { expect count(mab) = 1 at end }
}
"""


def errors(analysis: Analysis) -> list[str]:
    return [item.message for item in analysis.diagnostics if item.severity.value == "error"]


@pytest.mark.parametrize("block", ["background", 'scenario "tall"'])
def test_what_a_story_names_comes_from_the_library(tmp_path, block):
    (tmp_path / "lib.proto").write_text(LIBRARY)
    main = tmp_path / "base.proto"
    main.write_text(BASE % f"{block} {{ patient {{ height 170 cm }} }}")
    analysis = analyse("base.proto", main.read_bytes(), budget=0, project=Project(str(main), str(tmp_path)))
    assert errors(analysis) == []


def test_the_background_of_a_base_asks_a_variant_for_nothing(tmp_path):
    (tmp_path / "lib.proto").write_text(LIBRARY)
    (tmp_path / "base.proto").write_text(BASE % "background { patient { height 170 cm } }")
    main = tmp_path / "main.proto"
    main.write_text('import "base.proto"\nvariant main of base { add event nausea because "x" }\n')
    analysis = analyse("main.proto", main.read_bytes(), budget=0, project=Project(str(main), str(tmp_path)))
    assert errors(analysis) == []

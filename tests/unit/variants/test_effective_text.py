"""An effective protocol printed as text says what the variant says, and where each line is from."""

from pathlib import Path

import attrs
import pytest

from protolang.driver import analyse
from protolang.source.project import Project
from protolang.variants.effective_text import effective_lines, origins

PROTOCOLS = Path(__file__).parents[3] / "protocols"
FILES = sorted(PROTOCOLS.rglob("*.proto"))
CHANGED = """
import "ahmed.proto"

variant changed of ahmed "Says \\"changed\\"" {
  version 2.0.0
  add source x "X \\\\ y"
  set closing_interval = 6 weeks @x
  add event toxicity "Toxicity" because "an example"
  rename phase immunoglobulin.closing to tapering "Tapering" because "shorter"
  rename drug ivig to immune_globulin because "its generic name"
  rename track infusions to antibody because "one name"
  change phase immunoglobulin.initial { replace give ivig on weeks 4, 8, 12, 16, 20, 24 @x }
  change drug rituximab { add cap 1000 mg assumed "an example" }
  change lab cd20 { replace fresh for 3 weeks assumed "an example" }
  change patient weight { replace range 3..250 kg because "an example" }
  change track immunoglobulin { add alert "Depleted" when depleted because "to tell" }
  replace policy { missed skip assumed "an example" }
  remove require course because "too narrow"
  replace stop when boxed_warning with stop when boxed_warning or toxicity because "an example"
}
"""


def meaning(analysis):
    """What is said, in whatever order open decisions are met."""
    decisions = tuple(sorted(analysis.protocol.decisions, key=lambda item: item.name))
    return attrs.evolve(analysis.protocol, decisions=decisions)


def expanded(path, data=None):
    analysis = analyse(str(path), path.read_bytes() if data is None else data, budget=1, project=Project(str(path)))
    lines = effective_lines(analysis.effective)
    return analysis, "\n".join(line.text for line in lines), lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_text_of_every_protocol_means_what_the_file_means(path):
    analysis, text, _ = expanded(path)
    again = analyse("whole.proto", text.encode(), budget=1)
    if analysis.machine is None:
        assert text.startswith("library ")
        assert again.machine is None
        assert again.errors == 0
    assert meaning(again) == meaning(analysis)


def test_every_kind_of_change_is_in_the_text(tmp_path):
    (tmp_path / "ahmed.proto").write_bytes((PROTOCOLS / "ahmed.proto").read_bytes())
    main = tmp_path / "changed.proto"
    main.write_text(CHANGED)
    analysis, text, lines = expanded(main)
    assert [item.message for item in analysis.diagnostics if item.severity.value == "error"] == []
    assert meaning(analyse("whole.proto", text.encode(), budget=1)) == meaning(analysis)
    places = dict(origins(lines))
    assert places["      give immune_globulin on weeks 4, 8, 12, 16, 20, 24 @x"] == "changed.proto:12"
    assert places['    cap 1000 mg assumed "an example"'] == "changed.proto:13"
    assert places["  param closing_interval = 6 weeks @x"] == "changed.proto:7"
    route = next(place for text, place in places.items() if text.strip().startswith("route intravenous"))
    line = int(route.removeprefix("ahmed.proto:"))
    assert (PROTOCOLS / "ahmed.proto").read_text().splitlines()[line - 1].strip().startswith("route intravenous")
    assert "ivig" not in text.replace('"', " ").split() and "infusions" not in text.split()


def test_what_is_added_or_replaces_something_keeps_its_own_indentation(tmp_path):
    (tmp_path / "ahmed.proto").write_bytes((PROTOCOLS / "ahmed.proto").read_bytes())
    main = tmp_path / "changed.proto"
    scenario = '  add scenario "one" {\n    cd20 = 9 % from week 0\n    expect count(ivig) = 1 at day 0\n  }\n'
    new = 'stop when boxed_warning\n    assumed "one"\n      @nejm2006'
    replace = f"  replace stop when boxed_warning with {new}\n"
    main.write_text(f'import "ahmed.proto"\n\nvariant changed of ahmed {{\n{replace}{scenario}}}\n')
    text = expanded(main)[1]
    assert scenario.replace("add ", "") in text
    assert f"\n  {new}\n" in text


def test_the_place_of_a_line_is_the_line_it_stands_on():
    _, _, lines = expanded(PROTOCOLS / "ahmed.proto")
    source = (PROTOCOLS / "ahmed.proto").read_text().splitlines()
    for line in lines:
        if line.origin is not None:
            assert line.text.strip() in source[line.origin.start_position.line - 1]

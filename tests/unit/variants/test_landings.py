"""Where an author says that patients go, beside what else is done to their phase."""

import pytest

from protolang.driver import Analysis, analyse
from protolang.source.project import Project

BASE = """\
protocol base {
  day 0 = enrolment  assumed "an example"
  policy {
    missed   skip                                      assumed "an example"
    next_due after last given                          assumed "an example"
    hold     clock stops, at most 28 days then review  assumed "an example"
  }
  drug mab { route intravenous assumed "an example"  dose 500 mg assumed "an example" }
  track infusions {
    start weekly
    phase weekly { give mab on days 0, 7 assumed "an example"  then late assumed "an example" }
    phase late { give mab on day 7 of phase assumed "an example"  then end assumed "an example" }
  }
}
"""


def varied(folder, *deltas: str) -> Analysis:
    (folder / "base.proto").write_text(BASE)
    main = folder / "main.proto"
    main.write_text('import "base.proto"\nvariant main of base {\n' + "\n".join(deltas) + "\n}\n")
    return analyse("main.proto", main.read_bytes(), budget=0, project=Project(str(main), str(folder)))


@pytest.mark.parametrize("goal", ["end", "stop", "infusions.weekly"])
def test_patients_of_a_phase_that_is_gone_are_sent_elsewhere(tmp_path, goal):
    analysis = varied(
        tmp_path,
        'remove phase infusions.late because "x"',
        'change phase weekly { replace then end because "x" }',
        f'migrate infusions.late to {goal} because "x"',
    )
    assert [item.message for item in analysis.diagnostics if item.code.number == "PL906"] == []
    assert analysis.effective is not None
    assert analysis.effective.landings == {"late": goal.rpartition(".")[2]}


def test_patients_are_sent_to_one_place(tmp_path):
    analysis = varied(tmp_path, 'migrate late to end because "x"', 'migrate infusions.late to stop because "x"')
    messages = [item.message for item in analysis.diagnostics if item.code.number == "PL906"]
    assert messages == ["where patients in `late` go is changed twice in one variant"]

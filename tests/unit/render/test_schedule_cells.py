"""What a cell of the schedule of activities says where several phases ask for the same thing on one day."""

from __future__ import annotations

import attrs

from protolang.driver import analyse
from protolang.model.protocol import Protocol
from protolang.render.schedule_table import cell_text
from protolang.schedule.from_model import lower
from protolang.schedule.timeline import Cell, Visit

HEAD = """protocol p "P" {
  day 0 = enrolment assumed "x"
  policy {
    missed skip assumed "x"
    next_due after last given assumed "x"
    hold clock stops, at most 7 days then review assumed "x"
    rounding to 5 mg assumed "x"
  }
  lab crp "CRP" { unit mg/L range 0..500 mg/L fresh for 5 weeks assumed "x" }
  drug a "Drug A" { route oral assumed "x" dose 75 mg assumed "x" }
  trigger high "High" when crp > 50 mg/L if missing ignore assumed "x"
"""
EITHER = """
  track t "T" { start one
    phase one { measure crp on day 0 when high go two when not high go three }
    phase two { give a on day 7 then end }
    phase three { give a on day 7 then end }
  }
"""


TRACKS = """
  track t "T" { start one phase one { give a on days 0, 7 then other } phase other { then end } }
  track u "U" { phase two { give a on day 7 then end } }
"""


def planned(body: str) -> tuple[Protocol, Visit, Cell]:
    """The one cell of Drug A on day 7."""
    protocol = analyse("p.proto", f"{HEAD}{body}}}".encode()).protocol
    assert protocol is not None
    schedule = lower(protocol)
    ((visit, cell),) = [
        (visit, cell)
        for activity in schedule.activities
        if activity.subject == "a"
        for visit, cell in zip(schedule.visits, activity.cells, strict=True)
        if cell is not None and visit.day == 7
    ]
    return protocol, visit, cell


def test_one_dose_in_either_of_two_phases_is_one_dose() -> None:
    protocol, visit, cell = planned(EITHER)
    assert [duty.phase for duty in cell.duties] == ["two", "three"]
    assert cell_text(cell, visit, protocol) == "dose"


def test_doses_of_two_tracks_are_both_given() -> None:
    protocol, visit, cell = planned(TRACKS)
    assert cell_text(cell, visit, protocol) == "2nd dose; also 3rd dose"


def test_different_doses_of_two_phases_are_one_or_the_other() -> None:
    protocol, visit, cell = planned(TRACKS)
    first, second = cell.duties
    either = attrs.evolve(cell, duties=(first, attrs.evolve(second, phase="other")))
    assert cell_text(either, visit, protocol) == "2nd dose; or 3rd dose"

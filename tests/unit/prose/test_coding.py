"""Codes, usual ranges and other values as people read them, and where they are printed."""

from fractions import Fraction

from protolang.driver import analyse
from protolang.model.coding import CodeSystem, Coding, OtherValue, Usual
from protolang.model.evidence import Evidence
from protolang.prose import codes_text, lab_text, others_text, usual_text
from protolang.quantity import Quantity, parse_unit
from protolang.render.handout.marks import parameter_lines
from protolang.source import SourceFile, Span

HERE = Span(SourceFile("a.proto", "x"), 0, 1)
NONE = Evidence()
TEXT = """protocol p "P" {
  day 0 = first d  assumed "x"
  policy { missed skip assumed "x"  next_due after last given assumed "x"
    hold clock stops, at most 28 days then review assumed "x"  missing measure now }
  drug d { route oral assumed "x"  dose 5 mg assumed "x" }
  lab l "L" { unit umol/L  range 0..900 umol/L  usual 3..17 umol/L assumed "x"  loinc 1-8
    fresh for 9 weeks assumed "x" }
  param edge = 30 umol/L assumed "x" but 40 umol/L assumed "y"
  alert "x" when l > edge assumed "x"
  track t { phase a { give d on days 0, 14  assumed "x"  then end } }
  track m { phase b { measure l every 4 weeks until end of t  assumed "x"  then end } }
}
"""


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("micromol", "umol")


def test_each_of_them() -> None:
    codes = (Coding(CodeSystem.LOINC, "1975-2", NONE, HERE), Coding(CodeSystem.SNOMED, "92814006", NONE, HERE))
    assert plain(codes_text(codes)) == "LOINC 1975-2; SNOMED CT 92814006"
    assert codes_text(()) == "" and usual_text(None) == "" and others_text(()) == ""
    usual = Usual(Fraction(3), Fraction(17), parse_unit("umol/L"), NONE, HERE)
    assert plain(usual_text(usual)) == "usual from 3 to 17 umol/L"
    others = tuple(OtherValue(Quantity(Fraction(value), parse_unit("%")), NONE, HERE) for value in (5, 10))
    assert plain(others_text(others)) == "another source says 5 % and 10 %"


def test_a_lab_and_a_parameter_say_them() -> None:
    protocol = analyse("p.proto", TEXT.encode()).protocol
    assert protocol is not None
    assert plain(lab_text(protocol.labs[0], protocol)) == (
        "in umol/L; accepted from 0 to 900 umol/L; usual from 3 to 17 umol/L; LOINC 1-8"
    )
    (line,) = parameter_lines(["edge"], protocol)
    assert plain("".join(run.text for run in line)).endswith("; another source says 40 umol/L")

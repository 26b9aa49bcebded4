"""PL904: where two engines contradict each other, protolang gives no verdict and says that the fault is its own."""

from protolang.cli.main import main
from protolang.diagnostics.codes import PL904
from protolang.driver import analyse
from protolang.verify.verdict import Verdict
from protolang.verify.walk import inquiry
from protolang.verify.walk.monitors import Counting, Seen

TEXT = """protocol example "Example" {
  day 0 = first a  assumed "x"
  policy {
    missed   postpone at most 3 days then review       assumed "x"
    next_due after last given                          assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
  }
  drug a { dose 1 mg  assumed "x" }
  drug b { dose 1 mg  assumed "x" }
  track t { start p  phase p { give a on days 0, 14  assumed "x"  give b with a  assumed "x"  then end } }
  REQUIRE  assumed "x"
}
"""


def counting_too_much(monkeypatch):
    """A mutant of the walk that counts each dose twice."""
    honest = Counting.observe

    def observe(self, state, evening):
        for seen in honest(self, state, evening):
            yield Seen(seen.state, 2 * seen.weight, seen.observed)

    monkeypatch.setattr(Counting, "observe", observe)


def test_a_mutant_that_tells_of_a_patient_who_does_not_exist_is_found_out(monkeypatch):
    # what goes with another dose the kernel does not follow, so that the walk is asked
    data = TEXT.replace("REQUIRE", "require r: count(a) = 2").encode()
    assert [item.verdict for item in analyse("example.proto", data).results] == [Verdict.PROVED]
    counting_too_much(monkeypatch)
    analysis = analyse("example.proto", data)
    (result,) = analysis.results
    assert result.verdict is Verdict.UNKNOWN
    assert result.disagrees
    assert inquiry.DISAGREES in result.reason
    assert PL904 in {item.code for item in analysis.diagnostics}


def test_check_ends_with_the_exit_code_of_our_own_fault(monkeypatch, tmp_path, capsys):
    counting_too_much(monkeypatch)
    path = tmp_path / "example.proto"
    path.write_text(TEXT.replace("REQUIRE", "require r: count(a) = 2"))
    assert main(["check", str(path)]) == 70
    assert "the fault is ours" in capsys.readouterr().out


def test_what_holds_for_the_honest_engine_is_no_disagreement():
    data = TEXT.replace("REQUIRE", "require r: count(a) = 3").encode()
    (result,) = analyse("example.proto", data).results
    assert result.verdict is Verdict.VIOLATED
    assert not result.disagrees
    assert result.engines == ("walk",)

"""Findings on two small files, for the tests of every reporter."""

from protolang.diagnostics import Applicability, Diagnostic, Edit, Fix, Label, WitnessStep
from protolang.diagnostics import codes as c
from protolang.source import SourceFile, Span

AHMED = SourceFile(
    "protocols/ahmed.proto",
    """protocol ahmed "Ahmed Protocol" {
  lab cd20 "CD20+ B cells" { unit % of "lymphocytes" }
  trigger low  when cd20 <= 15 %
  # two rules
  trigger high when cd20 >= 15 %

  track infusions {
    phase induction {
      give rituximab on weeks 1..8
    }
  }
}
""",
)
LABS = SourceFile("protocols/library/labs.proto", 'library labs {\n  lab cd20 "B cells"\n}\n')


def span(text, source=AHMED):
    start = source.text.index(text)
    return Span(source, start, start + len(text))


OVERLAP = Diagnostic(
    c.PL201,
    "`low` and `high` both apply when `cd20` is 15 %",
    Label(span("cd20 >= 15 %"), "holds at 15 %, too"),
    (Label(span("cd20 <= 15 %"), "holds at 15 %"),),
    help="write `<` in one of them, so that one value belongs to one rule",
    fixes=(
        Fix("write `<` in `low`", (Edit(span("<="), "<"),), Applicability.DISPLAY_ONLY),
        Fix("remove a space", (Edit(span("  when"), " when"),), Applicability.SAFE),
    ),
    witness=(("CD20+ B cells", "15 %"),),
)

DUPLICATE = Diagnostic(
    c.PL102,
    "`cd20` is declared twice",
    Label(span("cd20"), "declared again here"),
    (Label(span("cd20", LABS), "first declared here"),),
    notes=("a name has one meaning in all files of a protocol",),
)

STAY = Diagnostic(
    c.PL504,
    "phase `induction` may last for ever",
    Label(span("phase induction {\n      give rituximab on weeks 1..8\n    }"), "no time limit"),
    timeline=(
        WitnessStep(0, None, "rituximab given"),
        WitnessStep(7, None, "CD20 sampled", (("CD20+ B cells", "15 %"),)),
        WitnessStep(46, None, "nothing applies", (("CD20+ B cells", "9 %"), ("weight", "70 kg"))),
    ),
)

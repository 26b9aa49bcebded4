"""PL807: a title with another number than its rule; repaired in the rule, in the title, or by other things in it."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL807")[0].text
_TITLE = '"B cells below 1 %"'
_RULE = "cd20 < 2 %"
_MARK = "  # warning[PL807]"

_SAME = (
    "B cells below 2 %", "B cells under 2 %", "B cells < 2 %", "less than 2 % B cells", "2 % is the edge",
    "B cells below 2% of lymphocytes", "Below 2 %, not below 1 %", "2 % B cells, measured twice", "B cells: 2 percent",
)  # fmt: skip
_ELSE = (
    "B cells depleted", "Depleted after 12 weeks", "Depleted at 500 mg", "Week 1", "Table 1", "Grade 1", "1 of 3",
    "After 1 month of treatment", "CD20 (method 1)", "1975-2", "Rule 1.2", "pages 1-5", "1 mL of blood", "in 2024",
    "1,000 cells", "", "B cells below one percent", "CD19 and CD20", "x10^9/L", "ratio 1",
)  # fmt: skip


def repaired() -> Iterator[str]:
    """The rule as its title says, titles as the rule says, and numbers of other kinds."""
    for rule in ("cd20 < 1 %", "cd20 below 1 %", "cd20 >= 1 %", "not cd20 < 1 %", "not cd20 >= 1 %", "1 % > cd20"):
        yield DEFECT.replace(_RULE, rule).replace(_MARK, "")
    for title in (*_SAME, *_ELSE):
        yield DEFECT.replace(_TITLE, f'"{title}"').replace(_MARK, "")
    yield DEFECT.replace(_TITLE + " ", "").replace(_MARK, "")
    for place in ("Table 2: below 2 %", "abstract", "page 1", "from 1 to 2 %", "1 to 2 %"):
        marked = f'assumed "{place}"{_MARK}'
        yield DEFECT.replace(_TITLE + " ", "").replace(f'assumed "an example"{_MARK}', marked.replace(_MARK, ""))
    for edge in ("0.5", "1.5", "2.5", "3", "4", "5", "10", "15", "20", "25", "30", "50"):
        yield DEFECT.replace(_TITLE, f'"B cells below {edge} %"').replace(_RULE, f"cd20 < {edge} %").replace(_MARK, "")

"""A whole small protocol around the few lines that a near-miss is about."""


def protocol(
    declarations: str,
    tracks: str,
    *,
    header: str = "",
    missed: str = "skip",
    anchor: str = "after last given",
    hold: str = "clock stops, at most 28 days then review",
    policy: str = "",
) -> str:
    """A file with these declarations and tracks (or rules), and these clauses of the policy."""
    return f"""protocol example "Example" {{
  {header} day 0 = first a  assumed "x"
  policy {{
    missed {missed} assumed "x"
    next_due {anchor} assumed "x"
    hold {hold} assumed "x"
    rounding to 1 mg assumed "x"
    {policy}
  }}
  {declarations}
  {tracks}
}}
"""


def care(*statements: str, end: str = "then end") -> str:
    """A track of one phase."""
    return "track care { phase course { " + " ".join(f'{one} assumed "x"' for one in statements) + f" {end} }} }}"


A = 'drug a { dose 100 mg assumed "x" }'
B = 'drug b { dose 10 mg assumed "x" }'
LAB = 'lab l { unit mg/L range 0..100 mg/L fresh for 4 weeks assumed "x" }'

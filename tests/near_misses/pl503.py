"""Two phases whose exits hold for one and the same result."""

from collections.abc import Iterator

from tests.near_misses.small_course import LAB, A, protocol


def phases(out: str, back: str) -> str:
    track = f"""track care {{
    start care_group
    phase care_group {{
      start course
      after 26 weeks go last assumed "x"
      phase course {{ give a every 4 weeks, 6 times assumed "x" {out} go pause assumed "x" then last assumed "x" }}
      phase pause {{ {back} go course assumed "x" }}
    }}
    phase last {{ give a on day 0 of phase assumed "x" then end }}
  }}
  track samples {{ phase taken {{ measure l every 1 week until end of care assumed "x" then end }} }}"""
    return protocol(A + LAB, track, policy='missing ignore assumed "x"')


DEFECT = phases("when l > 10 mg/L", "when l < 20 mg/L")


def repaired() -> Iterator[str]:
    """Conditions that exclude each other, at the edge and beyond it; or time between the two moves."""
    for high in (10, 12, 20):
        for sign, inverse in ((">", "<="), (">=", "<")):
            for low in (high, high - 1, high - 5):
                yield phases(f"when l {sign} {high} mg/L", f"when l {inverse} {low} mg/L")
                yield phases(f"when l {inverse} {low} mg/L", f"when l {sign} {high} mg/L")
    for wait in ("1 day", "3 days", "1 week", "4 weeks"):
        for threshold in (11, 20, 30):
            yield phases("when l > 10 mg/L", f"after {wait} when l < {threshold} mg/L")
            yield phases(f"after {wait} when l > 10 mg/L", f"when l < {threshold} mg/L")

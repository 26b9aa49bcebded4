"""PL902: a variant with a later second infusion; repaired by variants whose plan is that of the base."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL902")[0].text
OTHERS = dict(explain.examples("PL902")[0].others)
_START, _END = DEFECT.index("  change phase"), DEFECT.rindex("}")


def repaired() -> Iterator[str]:
    """Events, rules and alerts that nobody meets who does not, the same days in other words, other sources."""
    events = ("chills", "nausea", "rash", "headache", "cough", "pain", "bleeding", "dyspnoea", "infection", "relapse")
    for event in events:
        known = f'  add event {event} "{event.title()}" because "x"\n'
        for rule in (f"stop when {event}", f'alert "{event}" when {event}', f"veto give rituximab when {event}"):
            yield _variant(f'{known}  add {rule} assumed "x"\n')
        yield _variant(f'{known}  change track infusions {{ add hold when {event} assumed "x" }}\n')
    for days in ("days 0, 14", "days 0, 14 missed stop", "days 0, 14 of phase"):
        for why in ("x", "y", "another source", "the same plan"):
            yield _variant(f'  change phase course {{ replace give rituximab on {days} assumed "{why}" }}\n')
    for amount in ("500 mg", "0.5 g"):
        for why in ("x", "y"):
            yield _variant(f'  change drug rituximab {{ replace dose {amount} assumed "{why}" }}\n')
    for number in (0, 1, 2, 3):
        scenario = f'scenario "number {number}" {{ expect given(rituximab) at day 0 }}'
        yield _variant(f"  add {scenario}\n")


def _variant(deltas: str) -> str:
    return DEFECT[:_START] + deltas + DEFECT[_END:]

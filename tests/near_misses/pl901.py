"""PL901: a variant whose stop rule lets a patient go on; repaired by rules that stop whomever the base stops."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL901")[0].text
OTHERS = dict(explain.examples("PL901")[0].others)
_START, _END = DEFECT.index("  replace stop"), DEFECT.rindex("}")


def repaired() -> Iterator[str]:
    """The same rule in other words, two rules for one, and rules that stop more patients."""
    both = ("severe_reaction or fever", "fever or severe_reaction", "not (not severe_reaction and not fever)")
    more = ("chills", "nausea", "rash", "headache", "cough", "pain", "bleeding", "dyspnoea", "infection", "relapse")
    replaced = '  replace stop when severe_reaction or fever\n    with stop when {condition}  assumed "x"\n'
    for condition in (*both[1:], "fever or severe_reaction or fever", "(fever) or (severe_reaction)"):
        yield _variant(replaced.format(condition=condition))
    for event in more:
        added = f'  add event {event} "{event.title()}" because "x"\n'
        for condition in (*both, "at least 1 of (severe_reaction, fever)"):
            yield _variant(added + replaced.format(condition=f"{condition} or {event}"))
    for first, second in (("severe_reaction", "fever"), ("fever", "severe_reaction")):
        yield _variant(replaced.format(condition=first) + f'  add stop when {second}  assumed "x"\n')
    for event in more:
        yield _variant(f'  add event {event} "{event.title()}" because "x"\n  add stop when {event}  assumed "x"\n')


def _variant(deltas: str) -> str:
    return DEFECT[:_START] + deltas + DEFECT[_END:]

"""PL104: an event that nothing reads; repaired by each rule that can read it, or by leaving it out."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL104")
_PLAIN = accepted("PL104")


def repaired() -> Iterator[str]:
    """Stop rules, alerts, exits, vetoes, triggers, and holds that read it, by itself or with a number of times."""
    yield _PLAIN
    end = DEFECT.rstrip().rindex("}")
    conditions = ["relapse", "count(relapse) >= 1", "count(relapse) >= 2", "count(relapse over 28 days) >= 2"]
    conditions += [f"count(relapse) >= {number}" for number in range(3, 11)]
    for condition in conditions:
        for rule in ("stop when", 'alert "Relapse" when', 'notify "Relapse" when', "veto give rituximab when"):
            yield DEFECT[:end] + f'  {rule} {condition}  assumed "an example"\n}}\n'
    yield DEFECT[:end] + '  exclude "Relapse" relapse  assumed "an example"\n}\n'
    yield DEFECT[:end] + '  contraindicated rituximab when relapse  assumed "an example"\n}\n'
    # a drug that only another protocol of the same patient gives
    yield DEFECT[:end] + (
        '  drug other { dose 5 mg  assumed "an example" }\n'
        '  contraindicated other when relapse  assumed "an example"\n}\n'
    )

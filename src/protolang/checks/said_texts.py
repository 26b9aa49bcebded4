"""What an author says in words about something that is given: titles, places in sources, assumptions."""

from protolang.machine.statechart import Machine, Obligation, Region, State
from protolang.model.evidence import Evidence


def texts_about(machine: Machine, region: Region, state: State, item: Obligation) -> tuple[str, ...]:
    """The texts that stand on an action, and on the phase, the track and the drug it belongs to."""
    titles = [state.title, region.title]
    for drug in machine.drugs:
        if drug.id == item.subject:
            titles.append(drug.title)
    for lab in (*machine.labs, *machine.attributes):
        if lab.id == item.subject:
            titles.append(lab.title)
    return (*titles, *texts_of(item.evidence))


def texts_of(evidence: Evidence) -> tuple[str, ...]:
    """The words of the marks of a statement."""
    places = tuple(item.locator for item in evidence.citations if item.locator is not None)
    return (*places, *evidence.assumptions)

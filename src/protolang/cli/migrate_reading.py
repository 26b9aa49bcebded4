"""Both versions of a migration: read and checked. In: two paths. Out: a Version each; nothing when one has errors."""

from collections.abc import Mapping

import attrs

from protolang.cli.console import note
from protolang.cli.findings import LIBRARY, counted, errors_in, told
from protolang.cli.reading import open_protocol
from protolang.compare.difference import Side
from protolang.diagnostics import Diagnostic
from protolang.diagnostics.terminal import escape_terminal
from protolang.driver import analyse
from protolang.model.settings import decide


@attrs.frozen(eq=False)
class Version:
    """A protocol as it was read from a file."""

    path: str
    side: Side


def versions(one: str, two: str, settings: Mapping[str, str]) -> tuple[Version, Version] | None:
    """Reads both files; None when errors, which are told, leave no machine. Raises `WrongInput`."""
    found = []
    for path in (one, two):
        data, project = open_protocol(path)
        # where patients land does not depend on what is proved of requirements
        analysis = analyse(path, data, budget=0, project=project)
        errors = errors_in(analysis.diagnostics)
        if analysis.machine is None and not errors:
            note(f"{escape_terminal(path)}: {LIBRARY}")
        elif analysis.protocol is None or analysis.machine is None:
            note(told(errors, "text"))
            note(f"{escape_terminal(path)}: {counted(len(errors), 'error')} to mend before patients can be followed")
        else:
            if errors:
                shown = escape_terminal(path)
                note(f"{shown}: {counted(len(errors), 'error')} in this file; see: protolang check {shown}")
            found.append(Version(path, Side(analysis.protocol, analysis.machine)))
    if len(found) < 2:
        return None
    refused: dict[str, Diagnostic] = {}
    for name, value in settings.items():
        known = [item for item in found if any(one.id == name for one in item.side.protocol.parameters)]
        for item in known or found[:1]:
            for error in errors_in(decide(item.side.protocol, {name: value}).diagnostics):
                refused.setdefault(error.message, error)
    if refused:
        note(told(list(refused.values()), "text"))
        return None
    return found[0], found[1]


@attrs.frozen(eq=False)
class Written:
    """What a variant says of the phases of its base: `landings` by its author, `renamed` what is the same phase."""

    landings: Mapping[str, str]
    renamed: Mapping[str, str]


def written(one: Side, two: Side) -> Written:
    """What the second protocol says of the phases of the first, where it is a variant of it."""
    descent = two.protocol.descent
    if descent is None or all(item.id != one.protocol.id for item in descent.ancestors):
        return Written({}, {})
    states = [state for region in one.machine.regions for state in region.states]
    known = {state.name for state in states} | {group for state in states for group in state.groups}
    landings = {old: new for old, new in descent.landings if old.rpartition(".")[2] in known}
    # a phase that has only got another name or place goes on, whoever was in it
    again = {
        change.target.rpartition(" ")[2].strip("`").rpartition(".")[2]
        for change in descent.modifications
        if change.done in ("renamed", "moved")
    }
    renamed = {old: new for old, new in landings.items() if old.rpartition(".")[2] in again}
    return Written({old: new for old, new in landings.items() if old not in renamed}, renamed)

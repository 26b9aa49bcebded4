"""Both sides of a comparison: read, checked, compared. In: two paths. Out: a Compared, or the findings of a side."""

from collections.abc import Mapping

from protolang.cli.console import note
from protolang.cli.findings import LIBRARY, counted, errors_in, told
from protolang.cli.reading import open_protocol
from protolang.compare.difference import Side
from protolang.compare.report import Compared, compare
from protolang.diagnostics import Diagnostic
from protolang.diagnostics.terminal import escape_terminal
from protolang.driver import Analysis, analyse
from protolang.model.settings import decide


def compared(one: str, two: str, settings: Mapping[str, str]) -> Compared | None:
    """Compares two files; None when errors of one leave no machine; all errors are told. Raises `WrongInput`."""
    sides = []
    for path in (one, two):
        data, project = open_protocol(path)
        # The statements are compared as the file has them; proofs of requirements have no part in that.
        analysis = analyse(path, data, budget=0, project=project)
        if analysis.errors:
            _tell(path, analysis)
        # What is wrong with a rule is no reason not to say how two rules differ, as long as both can be executed.
        if analysis.protocol is not None and analysis.machine is not None:
            sides.append(Side(analysis.protocol, analysis.machine))
        elif not analysis.errors:
            note(f"{escape_terminal(path)}: {LIBRARY}")
    if len(sides) < 2:
        return None
    if not _settings_fit(sides, settings):
        return None
    return compare(one, two, sides[0], sides[1], settings)


def _settings_fit(sides: list[Side], settings: Mapping[str, str]) -> bool:
    """Whether each setting names a parameter of one side at least, and is a value that such a side accepts."""
    found: dict[str, Diagnostic] = {}
    for name, value in settings.items():
        known = [side for side in sides if any(item.id == name for item in side.protocol.parameters)]
        for side in known or sides[:1]:
            for item in errors_in(decide(side.protocol, {name: value}).diagnostics):
                found.setdefault(item.message, item)
    if found:
        note(told(list(found.values()), "text"))
    return not found


def _tell(path: str, analysis: Analysis) -> None:
    found = errors_in(analysis.diagnostics)
    note(told(found, "text"))
    then = "nothing is compared" if analysis.machine is None else "it is compared all the same"
    note(f"{escape_terminal(path)}: {counted(len(found), 'error')} to mend; {then}")

"""From a checked protocol to what renderers read: Analysis to Edition. `check` has no need of it."""

from collections.abc import Mapping
from pathlib import Path

from protolang.diagnostics import Outcome
from protolang.driver import Analysis, analyse
from protolang.machine.printing import machine_sha256
from protolang.release import VERSION
from protolang.render.renderer import Edition
from protolang.schedule import from_model as schedule_from_model
from protolang.source.project import Project


def edition(analysis: Analysis) -> Edition | None:
    """What renderers read; None when errors left no machine."""
    if analysis.protocol is None or analysis.machine is None:
        return None
    return Edition(
        protocol=analysis.protocol,
        machine=analysis.machine,
        machine_sha256=machine_sha256(analysis.machine),
        schedule=schedule_from_model.lower(analysis.protocol),
        results=analysis.results,
        diagnostics=analysis.diagnostics,
        tool_version=VERSION,
    )


def edition_of(path: Path, settings: Mapping[str, str] | None = None) -> Outcome[Edition]:
    """Reads a file and makes its edition. Raises `OSError` when the file cannot be read."""
    project = Project(path.as_posix())
    analysis = analyse(path.as_posix(), path.read_bytes(), settings, project=project)
    return Outcome(edition(analysis), analysis.diagnostics)

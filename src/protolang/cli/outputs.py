"""What `build` makes: each output with the renderer that makes it. In: an Edition. Out: files with relative names."""

import importlib
from collections.abc import Callable

import attrs

from protolang.machine.printing import as_json
from protolang.render.renderer import Artifact, Edition

Render = Callable[[Edition], tuple[Artifact, ...]]


@attrs.frozen
class Output:
    """One output: where its renderer is, and the folder its files are put in.

    The renderer is named rather than imported: Sphinx and the typesetter take longer to load than most commands take.
    """

    name: str
    module: str
    function: str = "render"
    folder: str = ""

    def files(self, edition: Edition) -> tuple[Artifact, ...]:
        """The files of this output."""
        render: Render = getattr(importlib.import_module(self.module), self.function)
        prefix = f"{self.folder}/" if self.folder else ""
        return tuple(attrs.evolve(artifact, name=prefix + artifact.name) for artifact in render(edition))


FLOWCHART = Output("flowchart", "protolang.render.flowchart")
SCHEDULE = Output("schedule", "protolang.render.schedule_table")
HANDOUT = Output("handout", "protolang.render.handout")
DOCS = Output("docs", "protolang.sphinxext.site", "site_files", "docs")
SITE = attrs.evolve(DOCS, folder="")
MACHINE = Output("machine", "protolang.cli.outputs", "machine_file")

OUTPUTS = (FLOWCHART, SCHEDULE, HANDOUT, DOCS, MACHINE)


def machine_file(edition: Edition) -> tuple[Artifact, ...]:
    """The checked machine, for programs that execute it."""
    return (Artifact("machine.json", as_json(edition.machine).encode()),)

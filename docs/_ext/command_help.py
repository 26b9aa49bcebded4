"""What a command says of itself, taken from the command when the documentation is built.

```{protolang-help} check
```
"""

from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from protolang.cli.main import main


def help_of(*words: str) -> str:
    """The text of `protolang … --help`."""
    said = StringIO()
    with redirect_stdout(said):
        code = main([*words, "--help"])
    if code:
        raise ValueError(f"protolang {' '.join(words)} --help ends with {code}")
    return said.getvalue().strip()


class CommandHelp(SphinxDirective):
    """The help of one verb, or of the command itself."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Its text as it stands on a terminal."""
        text = help_of(*self.arguments)
        return [nodes.literal_block(text, text, language="text")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("protolang-help", CommandHelp)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

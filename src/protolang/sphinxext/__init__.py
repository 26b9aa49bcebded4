"""Protocols in Sphinx documents. Add `protolang.sphinxext` to the extensions, then write

.. code-block:: rst

   .. autoprotocol:: path/to/protocol.proto

for a whole protocol, or describe one by hand with the directives of the domain `proto`.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from protolang.sphinxext.directives import AutoProtocol
from protolang.sphinxext.domain import ProtoDomain
from protolang.sphinxext.picture import setup_picture

__all__ = ["setup"]

_STATIC = Path(__file__).with_name("static")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Called by Sphinx."""
    app.add_domain(ProtoDomain)
    app.add_directive("autoprotocol", AutoProtocol)
    # Whoever has checked a protocol already gives its Edition here, and it is not checked again.
    app.add_event("protolang-edition")
    # The same for the drawing of an edition, which takes longer than all the rest.
    app.add_event("protolang-flowchart")
    app.connect("builder-inited", _add_static_files)
    app.add_css_file("protolang.css")
    setup_picture(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}


def _add_static_files(app: Sphinx) -> None:
    app.config.html_static_path.append(str(_STATIC))

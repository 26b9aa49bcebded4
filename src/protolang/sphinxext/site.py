"""The documentation site of one protocol. In: an Edition. Out: the files of a small HTML site.

The same edition gives the same bytes in any folder, on any day, in any time zone: the pages carry no date, no path
and nothing that depends on the order of a set.
"""

import shutil
import tempfile
from io import StringIO
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from protolang.render.renderer import Artifact, Edition

__all__ = ["SiteError", "build_site", "site_files"]

_SOURCE = "protocol.proto"
# Our own text only: what the author wrote comes from the edition, as nodes.
_PAGES = {
    "index": """\
.. autoprotocol:: {source}
   :titled:
   :chapters: draft purpose flowchart glance identity

.. toctree::
   :maxdepth: 1
   :caption: Pages

   protocol
   schedule
   requirements
   source
   genindex
""",
    "protocol": """\
The protocol, step by step
==========================

.. autoprotocol:: {source}
   :chapters: eligibility course rules triggers drugs tables levels measurements events parameters conventions sources
""",
    "schedule": """\
.. autoprotocol:: {source}
   :chapters: schedule
""",
    "requirements": """\
Requirements and findings
=========================

.. autoprotocol:: {source}
   :chapters: requirements decisions scenarios findings
""",
    "source": """\
.. autoprotocol:: {source}
   :chapters: listing
""",
}
# `.buildinfo` and `objects.inv` serve later builds; only the second is of use to readers' own documents.
_LEFT_OUT = {".buildinfo", ".buildinfo.bak"}


class SiteError(RuntimeError):
    """The site could not be made: our own fault, never the author's."""


def build_site(edition: Edition, out: Path, flowchart: str | None = None) -> str:
    """Write the site of one protocol into the folder `out`, which holds nothing else afterwards.

    `flowchart` is the drawing of this edition as SVG, where there is one already: drawing it takes longer than all
    the rest. Gives the warnings of Sphinx, which are empty unless something is amiss with the extension itself.
    """
    files, warnings = _site(edition, flowchart)
    if out.exists():
        shutil.rmtree(out)
    for file in files:
        path = out / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return warnings


def site_files(edition: Edition, flowchart: str | None = None) -> tuple[Artifact, ...]:
    """The files of the site, by name; for a caller who writes them in a way of its own."""
    return _site(edition, flowchart)[0]


def _site(edition: Edition, flowchart: str | None) -> tuple[tuple[Artifact, ...], str]:
    with tempfile.TemporaryDirectory(prefix="protolang-site-") as scratch:
        folder = Path(scratch)
        sources, html = folder / "sources", folder / "html"
        sources.mkdir()
        for name, text in _PAGES.items():
            (sources / f"{name}.rst").write_text(text.format(source=_SOURCE), encoding="utf-8")
        # The extension notes it as a dependency; the edition itself is handed over, not read from here.
        (sources / _SOURCE).write_text(edition.protocol.source.text, encoding="utf-8", errors="replace")
        warnings = StringIO()
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                srcdir=sources,
                confdir=None,
                outdir=html,
                doctreedir=folder / "doctrees",
                buildername="html",
                confoverrides=_configuration(edition),
                status=None,
                warning=warnings,
                freshenv=True,
            )
            app.connect("protolang-edition", lambda _app, _path: edition)
            app.connect("protolang-flowchart", lambda _app, _edition: flowchart)
            app.build()
        if app.statuscode:
            raise SiteError(warnings.getvalue().replace(f"{sources}/", ""))
        paths = sorted(path for path in html.rglob("*") if path.is_file() and path.name not in _LEFT_OUT)
        files = tuple(Artifact(path.relative_to(html).as_posix(), path.read_bytes()) for path in paths)
        return files, warnings.getvalue().replace(f"{sources}/", "")


def _configuration(edition: Edition) -> dict[str, Any]:
    protocol = edition.protocol
    return {
        "extensions": ["protolang.sphinxext"],
        # The theme writes the project's name into pages as it is, so it must be a name, never an author's title.
        "project": protocol.id,
        "version": protocol.version,
        "release": protocol.version,
        "html_title": f"{protocol.id} {protocol.version}".rstrip(),
        "html_theme": "furo",
        "html_theme_options": {"navigation_with_keys": True, "announcement": _announcement(edition)},
        "language": "en",
        "nitpicky": True,
        # An author's `--` and quotation marks are shown as they were written.
        "smartquotes": False,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_copyright": False,
        "html_show_sphinx": False,
        "html_last_updated_fmt": None,
        "today": " ",
    }


def _announcement(edition: Edition) -> str:
    """The mark on every page of a draft. It is HTML to the theme, and made of our own words and counts alone."""
    return f"DRAFT: {'; '.join(edition.draft_reasons)}" if edition.is_draft else ""

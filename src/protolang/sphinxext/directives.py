"""`.. autoprotocol:: path/to/x.proto`: a whole protocol, or the named chapters of it, in a document."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from protolang.diagnostics import Diagnostic, Outcome, Severity
from protolang.diagnostics.terminal import escape_terminal
from protolang.publication import edition_of
from protolang.render.renderer import Edition
from protolang.sphinxext.chapters import CHAPTERS
from protolang.sphinxext.domain import proto_domain
from protolang.sphinxext.writing import Writer, bullets, paragraph

__all__ = ["AutoProtocol"]

logger = logging.getLogger(__name__)


def _chapters(argument: str) -> tuple[str, ...]:
    """The option's words, each the name of a chapter."""
    return tuple(directives.choice(word, tuple(CHAPTERS)) for word in argument.split())


class AutoProtocol(SphinxDirective):
    """Documents the protocol in a file, which is checked first; `:chapters:` chooses and orders what is shown.

    With `:titled:` it stands in a section of its own, under the protocol's title.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {
        "chapters": _chapters,
        "titled": directives.flag,
        "no-index": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """The chapters as nodes; for a protocol that cannot be read, its findings and a Sphinx error for each."""
        relative, absolute = self.env.relfn2path(self.arguments[0])
        # Also where the file is missing or broken: the page is built again once it is there or mended.
        self.env.note_dependency(relative)
        try:
            outcome = self._outcome(Path(absolute))
        except OSError as error:
            logger.error("cannot read %s: %s", relative, error.strerror, location=self.get_location())
            return [paragraph(f"{relative} cannot be read.")]
        if outcome.value is None:
            return self._refusal(relative, outcome.diagnostics)
        domain = proto_domain(self.env)
        self.env.ref_context["proto:protocol"] = outcome.value.protocol.id
        writer = Writer(outcome.value, self.state.document, domain, index="no-index" not in self.options)
        wanted = self.options.get("chapters", tuple(CHAPTERS))
        made = [node for name in wanted for node in CHAPTERS[name](writer)]
        if "titled" not in self.options:
            return made
        protocol = writer.edition.protocol
        return [writer.section(protocol.id.replace("_", "-"), [protocol.title], *made)]

    def _outcome(self, path: Path) -> Outcome[Edition]:
        edition = self.env.events.emit_firstresult("protolang-edition", path)
        if edition is not None:
            return Outcome(edition)
        outcome = edition_of(path)
        files = outcome.value.protocol.files if outcome.value is not None else ()
        for source in (*files, *(label.span.source for item in outcome.diagnostics for label in item.labels)):
            self.env.note_dependency(os.path.relpath(source.path, self.env.srcdir))
        return outcome

    def _refusal(self, path: str, diagnostics: Sequence[Diagnostic]) -> list[nodes.Node]:
        items = []
        for item in diagnostics:
            place = item.primary.span.start_position
            if item.severity is Severity.ERROR:
                logger.error(
                    "%s %s (%s)",
                    item.code.number,
                    escape_terminal(item.message),
                    item.code.name,
                    location=f"{item.primary.span.source.path}:{place.line}",
                    type="protolang",
                    subtype=item.code.number,
                )
            items.append([paragraph(f"{path}, {item.primary.span.place}: {item.code.number} {item.message}")])
        title = nodes.title("", "This protocol cannot be shown")
        return [nodes.admonition("", title, bullets(items), classes=["error"])]

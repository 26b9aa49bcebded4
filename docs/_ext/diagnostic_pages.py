"""The reference of diagnostic codes, made from the codes and their pages when the documentation is built.

```{protolang-codes}          every code in a table, with links
```{protolang-code-pages} 2   the pages of one family
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from protolang.diagnostics import Code, explain
from protolang.diagnostics.codes import ALL_CODES


def pages_of(family: str) -> list[Code]:
    """The codes of one family, by the first digit of their number."""
    return [code for code in ALL_CODES if code.number[2] == family]


class CodeTable(SphinxDirective):
    """All codes, each with a link to its page."""

    def run(self) -> list[nodes.Node]:
        """Markdown, read by the parser of the document."""
        lines = ["| Code | Name | Severity | What it means |", "|---|---|---|---|"]
        lines += [
            f"| [{code.number}](pl{code.number[2]}.md#{code.number.lower()}-{code.name}) | {code.name} "
            f"| {code.severity.value} | {code.summary} |"
            for code in ALL_CODES
        ]
        return parsed(self, lines)


class CodePages(SphinxDirective):
    """The pages of one family of codes, one section each."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A code whose page is not written yet is shown with its summary."""
        lines: list[str] = []
        for code in pages_of(self.arguments[0]):
            self.env.note_dependency(str(Path(explain.__file__).with_name("pages") / f"{code.number}.md"))
            text = explain.page(code.number) or f"# {code.number} {code.name}\n\n{code.summary.capitalize()}.\n"
            # One level down: on its own a page has the highest heading, here it is a section.
            fenced = False
            for line in text.splitlines():
                fenced ^= line.startswith("```")
                lines.append(f"#{line}" if line.startswith("#") and not fenced else line)
            lines.append("")
        return parsed(self, lines)


def parsed(directive: SphinxDirective, lines: list[str]) -> list[nodes.Node]:
    """Lines of Markdown as nodes, sections included."""
    holder = nodes.Element()
    source = StringList(lines, source=directive.get_source_info()[0])
    directive.state.nested_parse(source, directive.content_offset, holder, match_titles=True)
    return holder.children


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("protolang-codes", CodeTable)
    app.add_directive("protolang-code-pages", CodePages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

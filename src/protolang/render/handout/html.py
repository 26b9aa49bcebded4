"""Handout -> one self-contained HTML file: no script, nothing loaded, readable on a phone and when printed."""

from importlib import resources
from typing import assert_never

from protolang.render.escape import escape_html
from protolang.render.handout.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Facts,
    Handout,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
    Section,
    Style,
    Table,
)
from protolang.render.handout.pdf import DRAFT_WORDS

__all__ = ["html_bytes"]

# Nothing may be loaded or run, whatever a text may hold.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_TAGS = {
    Style.STRONG: ("<strong>", "</strong>"),
    Style.MARK: ('<span class="mark">', "</span>"),
    Style.ALERT: ('<strong class="alert">', "</strong>"),
    Style.OPEN: ('<strong class="open">', "</strong>"),
    Style.NOTE: ("<sup>", "</sup>"),
    Style.CODE: ("<code>", "</code>"),
}


def html_bytes(handout: Handout) -> bytes:
    """The handout as one page."""
    style = (resources.files("protolang.render.handout") / "handout.css").read_text(encoding="utf-8")
    title = escape_html(handout.title)
    draft = bool(handout.draft)
    sections = "\n".join(_section(section) for section in handout.sections)
    links = "".join(
        f'<li><a href="#{section.anchor}">{escape_html(section.title)}</a></li>' for section in handout.sections
    )
    # The mark repeats down the page: it must be seen wherever a reader has scrolled to, and on each printed page.
    mark = '<div class="draft-mark" aria-hidden="true"><span>DRAFT</span></div>\n' if draft else ""
    footer = escape_html(handout.footer) + (" · <strong>DRAFT</strong>" if draft else "")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{"DRAFT: " if draft else ""}{title}</title>
<style>
{style}</style>
</head>
<body>
{mark}<main>
<header>
<h1>{title}</h1>
<p class="subtitle">{escape_html(handout.subtitle)}</p>
{_draft(handout)}{_facts(handout.facts)}
</header>
<nav aria-label="Sections"><ul>{links}</ul></nav>
{sections}
</main>
<footer>{footer}</footer>
</body>
</html>
""".encode()


def _draft(handout: Handout) -> str:
    if not handout.draft:
        return ""
    reasons = "; ".join(escape_html(reason) for reason in handout.draft)
    return (
        '<div class="draft" role="note"><strong class="word">DRAFT</strong>'
        f"<p><strong>{DRAFT_WORDS}</strong><br>{reasons}.</p></div>\n"
    )


def _section(section: Section) -> str:
    blocks = "\n".join(_block(block) for block in section.blocks)
    anchor, title = section.anchor, escape_html(section.title)
    return (
        f'<section id="{anchor}" aria-labelledby="{anchor}-title">\n'
        f'<h2 id="{anchor}-title">{title}</h2>\n{blocks}\n</section>'
    )


def _block(block: Block) -> str:
    match block:
        case Paragraph(line=line):
            return f"<p>{_line(line)}</p>"
        case Bullets(items=items):
            return f"<ul>{''.join(f'<li>{_line(item)}</li>' for item in items)}</ul>"
        case Facts(pairs=pairs):
            return _facts(pairs, small=block.small)
        case Heading(text=text):
            return f"<h3>{escape_html(text)}</h3>"
        case Table():
            return _table(block)
        case Box(tone=tone, title=title, blocks=blocks):
            inner = "\n".join(_block(one) for one in blocks)
            return f'<div class="box {tone.value}">\n<p class="box-title">{_line(title)}</p>\n{inner}\n</div>'
    assert_never(block)


def _facts(pairs: tuple[tuple[str, tuple[Line, ...]], ...], *, small: bool = False) -> str:
    rows = "".join(f"<dt>{escape_html(label)}</dt><dd>{_lines(lines)}</dd>" for label, lines in pairs)
    return f'<dl class="small">{rows}</dl>' if small else f"<dl>{rows}</dl>"


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col"{_across(cell)}>{_lines(cell.lines)}</th>' for cell in table.head)
    columns = "".join(f'<col style="width: {width * 100 // sum(table.widths)}%">' for width in table.widths)
    rows = "\n".join(_row(row) for row in table.rows)
    kind = ' class="centred"' if table.centred else ""
    return (
        f'<div class="scroll"><table{kind}>\n<caption>{escape_html(table.title)}</caption>\n'
        f"<colgroup>{columns}</colgroup>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )


def _row(row: Row) -> str:
    if row.band:
        cells = "".join(f'<th scope="colgroup"{_across(cell)}>{_lines(cell.lines)}</th>' for cell in row.cells)
        return f'<tr class="band">{cells}</tr>'
    first, *others = row.cells
    cells = "".join(f"<td{_due(cell)}{_across(cell)}>{_lines(cell.lines)}</td>" for cell in others)
    return f'<tr><th scope="row"{_across(first)}>{_lines(first.lines)}</th>{cells}</tr>'


def _across(cell: Cell) -> str:
    return f' colspan="{cell.across}"' if cell.across > 1 else ""


def _due(cell: Cell) -> str:
    return ' class="due"' if cell.due else ""


def _lines(lines: tuple[Line, ...]) -> str:
    return "<br>".join(_line(line) for line in lines)


def _line(line: Line) -> str:
    return "".join(_run(run) for run in line)


def _run(run: Run) -> str:
    before, after = _TAGS.get(run.style, ("", ""))
    return f"{before}{escape_html(run.text)}{after}"

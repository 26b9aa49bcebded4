"""Finished drawings in, one tagged PDF out: a page each, the same bytes for the same drawings."""

import json
from collections.abc import Sequence
from importlib import resources

import attrs

_TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set text(lang: "en", font: "DejaVu Sans")
#for sheet in data.sheets {
  let (across, down) = sheet.paper
  let (width, height) = sheet.size
  let drawing = image(bytes(sheet.svg), format: "svg", alt: sheet.text, width: width * 1pt, height: height * 1pt)
  page(width: across * 1pt, height: down * 1pt, margin: 17.5pt, align(center + top, drawing))
}
"""


class FlowchartError(RuntimeError):
    """Typst refused or warned: our own fault, since author text is never its code."""


@attrs.frozen
class Page:
    """A drawing, its text alternative, the paper and the printed size, in points."""

    svg: str
    text: str
    paper: tuple[float, float]
    size: tuple[float, float]


def pdf_of(title: str, pages: Sequence[Page]) -> bytes:
    """The pages as an accessible document (PDF/UA-1), with the bundled fonts only."""
    import typst

    sheets = [attrs.asdict(page) for page in pages]
    with resources.as_file(resources.files("protolang.render") / "fonts") as fonts:
        try:
            # A fixed time stamp, or the same chart would be another file every second.
            content, warnings = typst.compile_with_warnings(
                _TEMPLATE.encode(),
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=0,
                font_paths=typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]
                ),
                sys_inputs={"data": json.dumps({"title": title, "sheets": sheets}, ensure_ascii=False)},
            )
        except typst.TypstError as error:
            raise FlowchartError(f"the flowchart could not be typeset: {error}") from error
    if warnings:
        raise FlowchartError(f"the flowchart was typeset with warnings: {'; '.join(map(str, warnings))}")
    if not isinstance(content, bytes):
        raise FlowchartError("the flowchart was typeset as several files")
    return content

"""The text of a PDF as its own tables map it, read without the library that wrote it."""

from __future__ import annotations

import io
import re

import pikepdf

_HEX = r"<([0-9A-Fa-f]+)>"
_CHARACTERS = re.compile(r"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(r"beginbfrange(.*?)endbfrange", re.DOTALL)


def squeezed(text: str) -> str:
    """Without spaces of any kind, and without the marks of a divided word: a line may end anywhere."""
    return re.sub(r"[\s\u00ad]+", "", text)


def page_texts(content: bytes) -> list[tuple[str, str]]:
    """For each page what it says, and what is decoration to a screen reader; both without spaces."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [_page(page) for page in pdf.pages]


def document_text(content: bytes) -> str:
    """What all pages say, without spaces and without decoration."""
    return "".join(said for said, _ in page_texts(content))


def _page(page: pikepdf.Page) -> tuple[str, str]:
    maps = {name: _unicode_map(font) for name, font in page.resources.get("/Font", {}).items()}
    said: list[str] = []
    decoration: list[str] = []
    artifact: list[bool] = []
    table: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BMC" | "BDC":
                artifact.append(str(operands[0]) == "/Artifact" or any(artifact))
            case "EMC":
                artifact.pop()
            case "Tf":
                table = maps[str(operands[0])]
            case "Tj":
                (decoration if any(artifact) else said).append(_decoded(operands[0], table))
            case "TJ":
                strings = (item for item in operands[0] if isinstance(item, pikepdf.String))
                (decoration if any(artifact) else said).extend(_decoded(item, table) for item in strings)
    return squeezed("".join(said)), squeezed("".join(decoration))


def _decoded(string: pikepdf.Object, table: dict[int, str]) -> str:
    codes = bytes(string)
    return "".join(table[int.from_bytes(codes[at : at + 2], "big")] for at in range(0, len(codes), 2))


def _unicode_map(font: pikepdf.Object) -> dict[int, str]:
    source = font.ToUnicode.read_bytes().decode("ascii")
    found: dict[int, str] = {}
    for block in _CHARACTERS.findall(source):
        for code, text in re.findall(rf"{_HEX}\s*{_HEX}", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in _RANGES.findall(source):
        for first, last, text in re.findall(rf"{_HEX}\s*{_HEX}\s*{_HEX}", block):
            start = bytes.fromhex(text).decode("utf-16-be")
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = start[:-1] + chr(ord(start[-1]) + offset)
    return found

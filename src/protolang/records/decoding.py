"""Bytes to text. In: a record file as it was read. Out: its text, or why it cannot be read."""

import re

from protolang.diagnostics.codes import PL710
from protolang.records.mistakes import Mistakes
from protolang.source import SourceFile, Span

MOST_BYTES = 512 << 20
"""A million events have about 60 MB."""

_MAGIC = (
    (b"PK\x03\x04", "this is a ZIP archive, as Excel files are"),
    (b"\xd0\xcf\x11\xe0", "this is an old Excel file"),
    (b"%PDF-", "this is a PDF document"),
    (b"\x1f\x8b", "this is a compressed file"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Controls, and characters that cannot be seen or turn the direction of what a reader sees.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_MOST_CHARACTERS_TOLD = 20


def decode_record(path: str, data: bytes, mistakes: Mistakes) -> SourceFile | None:
    """The text of a file without its byte order mark; None when it cannot be used, which is then reported."""
    unread = Span(SourceFile(path, ""), 0, 0)
    for start, what in _MAGIC:
        if data.startswith(start):
            mistakes.report(PL710, f"{what}, not text", unread, "", help="save it as CSV in UTF-8")
            return None
    if data.startswith(_UTF16):
        mistakes.report(PL710, "the file is saved as UTF-16", unread, "", help="save it as UTF-8")
        return None
    content = data.removeprefix(b"\xef\xbb\xbf")
    try:
        source = SourceFile(path, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        _not_utf8(path, content, error, mistakes)
        return None
    if not source.text.strip():
        mistakes.report(PL710, "the file is empty", Span(source, 0, 0), "nothing stands here")
        return None
    return source if _is_plain(source, mistakes) else None


def _not_utf8(path: str, content: bytes, error: UnicodeDecodeError, mistakes: Mistakes) -> None:
    source = SourceFile(path, content.decode("utf-8", "replace"))
    place = len(content[: error.start].decode("utf-8"))
    mistakes.report(
        PL710,
        f"the byte {content[error.start]:02X} is not UTF-8",
        Span(source, place, place + 1),
        "cannot be read",
        help="save the file as UTF-8: Excel calls it `CSV UTF-8`",
    )


def _is_plain(source: SourceFile, mistakes: Mistakes) -> bool:
    plain = True
    for count, match in enumerate(_FORBIDDEN.finditer(source.text)):
        if count == _MOST_CHARACTERS_TOLD:
            break
        plain = False
        number = ord(match[0])
        what = "a NUL byte" if number == 0 else f"the invisible character U+{number:04X}"
        mistakes.report(
            PL710,
            f"{what} stands in the file",
            Span(source, match.start(), match.end()),
            "invisible",
            help="remove it, or export the file again: what surrounds it may be damaged",
        )
    return plain

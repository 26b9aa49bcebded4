"""Bytes to source text. In: a file as it was read. Out: its text, or why it cannot be the text of a protocol."""

import re
import unicodedata

from protolang.diagnostics import Diagnostic, Label, Outcome
from protolang.diagnostics.codes import PL001, PL002, PL003, PL011
from protolang.source import SourceFile, Span
from protolang.source.reading import MOST_BYTES

_MOST_CHARACTERS_TOLD = 20

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, as Word, Excel and OpenDocument files are"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

_BLANK = re.compile(r"(?:\s+|//[^\r\n]*|/\*.*?\*/|\#[^\r\n]*)*", re.DOTALL)
_PROTOBUF = re.compile(
    r"""(?:syntax|edition)\s*=\s*["'][^"'\r\n]*["']
      | package\s+[A-Za-z_][A-Za-z0-9_.]*\s*;
      | import\s+(?:(?:public|weak)\s+)?["'][^"'\r\n]*["']\s*;
      | option\s+[^;{}"\r\n]{1,200}=
      | (?:message|enum|service|extend)\s+[A-Za-z_][A-Za-z0-9_.]*\s*\{""",
    re.VERBOSE,
)
_MARKUP = re.compile(r"<(?:\?xml|!doctype|!--|[a-z][a-z0-9:_-]*[\s/>])", re.IGNORECASE)
_JSON = re.compile(r'\{\s*(?:"[^"\r\n]*"\s*:|\})|\[\s*[\[{"\]0-9]')

# Controls, and characters that are invisible or turn the direction of what a reader sees. Joiners are left alone:
# some scripts need them in a title; the lexer refuses them outside quotes.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def decode(path: str, data: bytes, imported_as: str = "") -> Outcome[SourceFile]:
    """The text of a file, without the mark that some editors put in front of UTF-8; `imported_as` is of `SourceFile`.

    The value is None when there is anything to say. A diagnostic about bytes that are no text is placed in a source
    in which U+FFFD stands for them, or in an empty one.
    """
    unread = Span(SourceFile(path, "", imported_as), 0, 0)
    magic = next((what for start, what in _MAGIC if data.startswith(start)), None)
    if magic is not None:
        return _refused(_another_kind(unread, magic))
    if len(data) > MOST_BYTES:
        message = f"the file has {len(data):,} bytes: a protocol may have {MOST_BYTES:,}"
        return _refused(Diagnostic(PL001, message, Label(unread, "")))
    if data.startswith(_UTF16):
        return _refused(Diagnostic(PL002, "the file is saved as UTF-16: save it as UTF-8", Label(unread, "")))
    content = data.removeprefix(b"\xef\xbb\xbf")
    try:
        source = SourceFile(path, content.decode("utf-8"), imported_as)
    except UnicodeDecodeError as error:
        unreadable = SourceFile(path, content.decode("utf-8", "replace"), imported_as)
        return _not_utf8(unreadable, data, content, error)
    other = _recognised(source)
    if other is not None:
        return _refused(other)
    return _forbidden(source)


def _refused(diagnostic: Diagnostic) -> Outcome[SourceFile]:
    return Outcome(None, (diagnostic,))


def _another_kind(span: Span, what: str) -> Diagnostic:
    help = 'a protocol is plain text and starts with `protocol NAME "title" {`'
    return Diagnostic(PL011, f"this is {what}, not a clinical protocol", Label(span, ""), help=help)


def _not_utf8(source: SourceFile, data: bytes, content: bytes, error: UnicodeDecodeError) -> Outcome[SourceFile]:
    place = len(content[: error.start].decode("utf-8"))
    offset = error.start + len(data) - len(content)
    message = f"the byte {content[error.start]:02X} at offset {offset:,} is not UTF-8"
    label = Label(Span(source, place, place + 1), "cannot be read")
    help = "save the file as UTF-8: editors call the other encodings Latin-1, ANSI or Windows-1252"
    return _refused(Diagnostic(PL002, message, label, help=help))


def _recognised(source: SourceFile) -> Diagnostic | None:
    text = source.text
    blank = _BLANK.match(text)
    start = blank.end() if blank else 0
    if text.startswith("protocol", start):
        return None
    protobuf = _PROTOBUF.match(text, start)
    if protobuf is not None:
        what = "a Protocol Buffers file, which has the same ending"
        return _another_kind(Span(source, start, protobuf.end()), what)
    for pattern, what in ((_MARKUP, "an XML or HTML file"), (_JSON, "a JSON file")):
        found = pattern.match(text, start)
        if found is not None:
            return _another_kind(Span(source, start, found.end()), what)
    return None


def _forbidden(source: SourceFile) -> Outcome[SourceFile]:
    text = source.text
    # Printable ASCII is all that most files hold, and this is the fastest way to know it.
    if text.isascii() and text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
        return Outcome(source)
    found: list[Diagnostic] = []
    for match in _FORBIDDEN.finditer(text):
        if len(found) == _MOST_CHARACTERS_TOLD:
            break
        found.append(_forbidden_character(Span(source, match.start(), match.end())))
    return Outcome(None if found else source, tuple(found))


def _forbidden_character(span: Span) -> Diagnostic:
    character = span.text
    name = unicodedata.name(character, "a control character").lower()
    shown = f"{name} (U+{ord(character):04X})"
    if _TURNING.match(character):
        message = f"{shown} can make the text read otherwise than it is"
        label = "from here on the text may be shown in another order"
    else:
        message, label = f"{shown} cannot be seen", "invisible"
    return Diagnostic(PL003, message, Label(span, label), help="remove it")

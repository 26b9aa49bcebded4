"""Author text made harmless, one function per sink. Text in, text of that sink out; nothing is ever lost.

A control character or a character that turns the direction of text becomes a visible glyph, so that what a reader
sees is what the file says. Each function escapes plain text once; it must not be applied to its own result.
"""

import re

# Control pictures for the ASCII controls; what has no picture becomes its code point in brackets.
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}
# C1 controls, direction marks and isolates, line and paragraph separators, the byte order mark, blank letters, and
# the invisible operators and tags: everything that shows nothing, yet changes what is read or where a line ends.
# Joiners (U+200C, U+200D) stay: Persian and Hindi are not written without them.
_INVISIBLE = re.compile(
    "[\u0080-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e00ff]"
)
# No file in UTF-8 and no XML document can hold these.
_IMPOSSIBLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def visible(text: str) -> str:
    """Plain text with every control and direction character shown as a glyph: `\\r` is `␍`, U+202E is `⟦U+202E⟧`."""
    text = text.translate(_PICTURES)
    return _IMPOSSIBLE.sub("\ufffd", _INVISIBLE.sub(_code_point, text))


def escape_dot(text: str) -> str:
    """The inside of a double-quoted DOT label: shown as it is, with no escape sequence left to expand.

    For labels only: Graphviz expands tooltips and links twice, so author text never goes into those.

    Entities are escaped as well, since Graphviz reads `&amp;` in a quoted string; angle brackets too, since the
    builder of DOT text takes `<…>` for an HTML-like label.
    """
    escaped = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\\", "\\\\").replace('"', '\\"')


def escape_dot_html(text: str) -> str:
    """Text of an HTML-like DOT label."""
    # A backslash before N, G, T … is expanded in HTML-like labels too, after entities were read; a pair is not.
    return escape_xml(text).replace("\\", "&#92;&#92;")


def escape_xml(text: str) -> str:
    """Text or an attribute value, in either quotation mark, of XML and SVG."""
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def escape_html(text: str) -> str:
    """Text or a quoted attribute value of HTML. Not for a script, a style or an address."""
    return escape_xml(text)


def escape_csv(text: str) -> str:
    """The value of one CSV cell, to be quoted by the writer: no spreadsheet takes it for a formula.

    A number below zero is no formula; write it as a number, not as author text.
    """
    shown = visible(text)
    # A quotation mark before the sign is what spreadsheets themselves write; they show the rest as text.
    active = text.lstrip(" \u00a0").startswith(_FORMULA_START) or shown.startswith(_FORMULA_START)
    return f"'{shown}" if active else shown


def safe_link(address: str) -> str | None:
    """The address when it is `https` or relative to the document, else None: no `javascript:`, no `data:`."""
    if visible(address) != address or any(character.isspace() for character in address):
        return None
    if address.startswith("https://"):
        return address
    scheme = re.match(r"[^/?#]*:", address)
    return None if scheme or address.startswith(("//", "\\", "/\\")) or "\\" in address else address


def _code_point(found: re.Match[str]) -> str:
    return f"⟦U+{ord(found[0]):04X}⟧"

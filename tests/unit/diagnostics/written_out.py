"""The files that examples stand for: escapes that a page explains become bytes, and marks say what is found where."""

import re

_REPEATED = re.compile(r"⟨(\d+) times: (.)⟩")
_CHARACTER = re.compile(r"⟨U\+([0-9A-F]{4})⟩")
_BYTE = re.compile(r"⟨byte ([0-9A-F]{2})⟩")
_MARK = re.compile(r"(error|warning|info)\[(PL\d{3})\]")


def written_out(example: str) -> bytes:
    """The bytes of an example: `⟨U+202E⟩` is a character, `⟨byte FC⟩` a byte, `⟨9 times: x⟩` nine letters."""
    text = _REPEATED.sub(lambda found: found[2] * int(found[1]), example)
    text = _CHARACTER.sub(lambda found: chr(int(found[1], 16)), text)
    parts = _BYTE.split(text)
    return b"".join(bytes.fromhex(part) if at % 2 else part.encode() for at, part in enumerate(parts))


def marked(example: str) -> list[tuple[int, str, str]]:
    """What the comments of an example promise, as (line, severity, code), in order."""
    return sorted(
        (line, severity, number)
        for line, text in enumerate(example.splitlines(), 1)
        for severity, number in _MARK.findall(text)
    )


def found(diagnostics) -> list[tuple[int, str, str]]:
    """The same of what was found."""
    return sorted(
        (item.primary.span.start_position.line, item.severity.value, item.code.number) for item in diagnostics
    )

"""What is no word of the language but can be read as one: pasted quotes, dashes and signs, letters of other scripts.

In: the text where it starts, and what the parser can take there. Out: what it is read as, and what to say about it.
"""

import re
import unicodedata

from protolang.diagnostics.codes import PL003, PL005, PL010
from protolang.syntax.confusable import ascii_reading, describe
from protolang.syntax.number_form import read_naked_decimal, read_other_digits
from protolang.syntax.tables import Row
from protolang.syntax.tokens import ODD, Odd, shortened

# Units that are misread on paper, and what to write. `U` is taken for a zero, `µ` for `m`.
UNSAFE_UNITS = {"U": "units", "\u00b5g": "mcg", "\u03bcg": "mcg", "\u00b5L": "uL", "\u03bcL": "uL"}

SYMBOL_READINGS = {"==": "=", "=<": "<=", "=>": ">=", "\u2264": "<=", "\u2265": ">=", "\u2026": ".."}
_NOT_EQUAL = frozenset({"!=", "<>", "\u2260"})

# A text that is not closed ends before a brace, so that a forgotten quote does not also unbalance the blocks.
_OPEN_STRING = re.compile(r'"[^"{}\r\n]*')
_PASTED_STRING = re.compile(r'[“”„«»‟][^“”„«»‟"\r\n]*[“”„«»‟"]')
_SINGLE_QUOTED = re.compile(r"'[^'\"\r\n]*'")
_LINE_COMMENT = re.compile(r"//[^\r\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?")
_SEMICOLONS = re.compile(r";+")
_WIDE_WORD = re.compile(r"\w+")
_WIDE_UNIT = re.compile(r"[\w%/^*µμ]+")
_ODD_RUN = re.compile(r"[^\w\s\"'#{}()=,:@<>+;.-]+|.", re.DOTALL)


def read_odd(text: str, start: int, row: Row) -> Odd:
    """What stands at `start`, where no plain token does."""
    character = text[start]
    if character == '"':
        return _open_string(text, start)
    if character == ".":
        if text[start + 1 : start + 2] in tuple("0123456789"):
            return read_naked_decimal(text, start)
    elif character == ";":
        run = _SEMICOLONS.match(text, start)
        end = run.end() if run else start + 1
        return Odd(end, None, "", PL010, "a statement needs no `;` behind it", write="")
    elif character == "'":
        quoted = _SINGLE_QUOTED.match(text, start)
        if quoted is not None:
            return _requoted(quoted)
    elif character == "/":
        comment = _LINE_COMMENT.match(text, start)
        if comment is not None:
            return Odd(comment.end(), None, "", PL010, "a comment starts with `#`", "this is not a comment")
    elif not character.isascii():
        return _beyond_ascii(text, start, row)
    elif not character.isprintable():
        return Odd(start + 1, None, "", PL003, f"a character that cannot be seen (U+{ord(character):04X})", write="")
    return _unknown(text, start)


def read_symbol(symbol: str, end: int) -> Odd | None:
    """What a sign that the language writes differently is read as; None for any other."""
    if len(symbol) > 2 and symbol.startswith(".."):
        return Odd(end, "_DOTS", "..", PL010, f"`{shortened(symbol)}` is written `..`", write="..")
    if symbol in _NOT_EQUAL:
        message = f"there is no `{symbol}`: write `not` before the comparison, and `=` in it"
        return Odd(end, "COMPARE", "=", PL010, message)
    reading = SYMBOL_READINGS.get(symbol)
    if reading is None:
        return None
    kind = "_DOTS" if reading == ".." else "COMPARE"
    return Odd(end, kind, reading, PL010, f"`{symbol}` is written `{reading}`", write=reading)


def read_wide(text: str, start: int, row: Row) -> Odd:
    """A word or number that starts at `start` and holds characters beyond ASCII; a word gets the kind NAME."""
    if "UNIT" in row:
        unit = _WIDE_UNIT.match(text, start)
        if unit is not None:
            return _confusable(unit.group(), unit.end(), "UNIT")
    match = _WIDE_WORD.match(text, start)
    if match is None:
        return _unknown(text, start)
    word = match.group()
    if word.isdigit():
        return read_other_digits(word, match.end())
    return _confusable(word, match.end(), "NAME")


def _confusable(word: str, end: int, kind: str) -> Odd:
    reading = ascii_reading(word)
    message = f"`{shortened(word)}` contains {describe(word)}"
    return Odd(end, kind, reading, PL005, message, "letters here are a to z", reading, spelling=True)


def _open_string(text: str, start: int) -> Odd:
    match = _OPEN_STRING.match(text, start)
    written = match.group().rstrip() if match else '"'
    # A backslash at the end would escape the closing quote that is read into the text.
    reading = written.replace("\\", "") + '"'
    return Odd(start + len(written), "STRING", reading)


def _requoted(quoted: re.Match[str]) -> Odd:
    content = quoted.group()[1:-1].replace("\\", "")
    mark = quoted.group()[0]
    message = f"a text stands between plain double quotes, not behind `{mark}`"
    return Odd(quoted.end(), "STRING", f'"{content}"', PL010, message, write=f'"{content}"')


def _beyond_ascii(text: str, start: int, row: Row) -> Odd:
    character = text[start]
    pasted = _PASTED_STRING.match(text, start)
    if pasted is not None:
        return _requoted(pasted)
    symbol = read_symbol(character, start + 1)
    if symbol is not None:
        return symbol
    category = unicodedata.category(character)
    if category == "Pd" or character == "\u2212":
        dash = "_DOTS" if "_DOTS" in row else "MINUS"
        reading = ".." if dash == "_DOTS" else "-"
        return Odd(start + 1, dash, reading, PL010, f"`{character}` is written `{reading}`", write=reading)
    if category[0] in "ZC":
        name = unicodedata.name(character, "a character that cannot be seen").lower()
        message = f"{name} (U+{ord(character):04X}) stands where only a plain space may"
        end = start + 1
        while text[end : end + 1] == character:
            end += 1
        return Odd(end, None, "", PL003, message, write=" ")
    return read_wide(text, start, row)


def _unknown(text: str, start: int) -> Odd:
    match = _ODD_RUN.match(text, start)
    end = match.end() if match else start + 1
    return Odd(end, ODD, text[start:end])

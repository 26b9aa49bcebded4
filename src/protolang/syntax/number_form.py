"""Forms of numbers that can be misread. In: the text where a number starts. Out: how far it goes and what is odd.

Called only where something odd was seen, so that plain numbers cost nothing.
"""

import re
import unicodedata

from protolang.diagnostics.codes import PL004, PL009
from protolang.syntax.tokens import Odd, shortened

MOST_DIGITS = 18

# `..` belongs to a range, so its points are no part of a number.
_FORMS = r"""(?P<number> [0-9]+ (?:\.[0-9]+)? ) (?:
      (?P<underscore> _[0-9_]* (?:\.[0-9_]+)? )
    | (?P<exponent> [eE][+-]?[0-9]+ )
    | (?P<points> (?:\.[0-9]+)+ )
    | (?P<open_point> \. (?![.0-9]) )
    %s)?"""
_IN_LIST = re.compile(_FORMS % "", re.VERBOSE)
_ALONE = re.compile(_FORMS % r"| (?P<comma> (?:,[0-9]+)+ (?:\.[0-9]+)? )", re.VERBOSE)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DIGITS = re.compile(r"[0-9]+")


def read_number(text: str, start: int, *, comma_lists: bool) -> Odd:
    """The number that starts with an ASCII digit at `start`; with `comma_lists`, a comma may lead to another number."""
    match = (_IN_LIST if comma_lists else _ALONE).match(text, start)
    if match is None:
        raise ValueError(f"no digit at {start}")
    kind = match.lastgroup
    number = match["number"]
    if kind == "number":
        return _plain(number, match.end("number"))
    written, end = match.group(), match.end()
    shown = shortened(written)
    if kind == "underscore":
        return _misread(end, f"`{shown}` has an underscore between its digits", written.replace("_", ""))
    if kind == "exponent":
        return _misread(end, f"`{shown}` has an exponent: write out all its digits", None, number)
    if kind == "points":
        return _misread(end, f"`{shown}` has more than one decimal point", None, number)
    if kind == "open_point":
        return _misread(end, f"`{shown}` has no digit behind its point", number)
    if _THOUSANDS.fullmatch(written):
        message = f"`{shown}` can be read with a decimal comma or as thousands"
        return _misread(end, message, None, written.replace(",", ""))
    if written.count(",") > 1 or "." in written:
        return _misread(end, f"`{shown}` has commas between its digits", None, number)
    return _misread(end, f"`{shown}` has a decimal comma: decimals stand behind a point", written.replace(",", "."))


def read_naked_decimal(text: str, start: int) -> Odd:
    """The number that starts with a point, as `.5`."""
    digits = _DIGITS.match(text, start + 1)
    if digits is None:
        raise ValueError(f"no decimal at {start}")
    written = "." + digits.group()
    message = f"`{shortened(written)}` has no digit before its point: the point is easily overlooked"
    return _misread(digits.end(), message, "0" + written[: MOST_DIGITS - 1])


def read_other_digits(word: str, end: int) -> Odd:
    """A number in other digits than 0 to 9, as `١٢`."""
    reading = "".join(str(unicodedata.digit(character, 0)) for character in word[:MOST_DIGITS])
    return _misread(end, f"`{shortened(word)}` is not written in the digits 0 to 9", reading)


def _misread(end: int, message: str, write: str | None, reading: str | None = None) -> Odd:
    return Odd(end, "NUMBER", (reading or write or "0")[:MOST_DIGITS], PL004, message, write=write)


def _plain(number: str, end: int) -> Odd:
    whole, _, decimals = number.partition(".")
    if len(whole) + len(decimals) > MOST_DIGITS:
        message = f"`{shortened(number)}` has more than {MOST_DIGITS} digits"
        return _misread(end, message, None, number[:MOST_DIGITS].rstrip("."))
    if len(whole) > 1 and whole.startswith("0"):
        stripped = whole.lstrip("0") or "0"
        better = f"{stripped}.{decimals}" if decimals else stripped
        return _misread(end, f"`{number}` starts with a zero that counts for nothing", better)
    if decimals.endswith("0"):
        rest = decimals.rstrip("0")
        better = f"{whole}.{rest}" if rest else whole
        overlooked = (whole + decimals).lstrip("0") or "0"
        message = f"`{number}` ends in a zero behind its point: with the point overlooked it is `{overlooked}`"
        return Odd(end, "NUMBER", number, PL009, message, write=better)
    return Odd(end, "NUMBER", number)

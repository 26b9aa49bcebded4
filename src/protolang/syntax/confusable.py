"""Letters that look like other letters. In: a word with characters beyond ASCII. Out: what is odd, what was meant."""

import unicodedata

# The letters of other scripts that a reader takes for the ASCII letter beside them. Accented and fullwidth letters
# are found by decomposition instead. Only used to explain and to read on, never to accept.
_PAIRS = (
    "аaеeоoрpсcуyхxіiкkмmнhтtвbгrзsѕsјjԛqԝwһhЅSІIЈJАAВBЕEКKМMНHОOРPСCТTХXУY"
    "αaοoρpνvιiκkτtυuχxηnγyΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX"
    "ıiɑaɡgℓl"
)
_LOOKALIKES = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


def ascii_reading(word: str) -> str:
    """What a reader takes the word for, in ASCII; `_` for a character that resembles none."""
    return "".join(character if character.isascii() else _reading(character) for character in word)


def _reading(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    plain = "".join(part for part in unicodedata.normalize("NFKD", character) if part.isascii() and part.isalnum())
    return plain or "_"


def describe(word: str) -> str:
    """The first character beyond ASCII in words: "`і` (U+0456, Cyrillic small letter i), which looks like `i`"."""
    character = next((letter for letter in word if not letter.isascii()), word[:1])
    name = unicodedata.name(character, "a character without a name").lower()
    for script in ("cyrillic", "greek", "latin", "arabic", "hebrew"):
        name = name.replace(script, script.capitalize())
    place = f"`{character}` (U+{ord(character):04X}, {name})"
    if character in _LOOKALIKES:
        return f"{place}, which looks like `{_LOOKALIKES[character]}`"
    return place

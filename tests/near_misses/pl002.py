"""PL002: a byte that is no character of UTF-8; repaired by the character, written in one to four bytes."""

from collections.abc import Iterator

from tests.unit.diagnostics.written_out import written_out

from protolang.diagnostics import explain

DEFECT = written_out(explain.examples("PL002")[0].text)
_BYTE = b"\xfc"


def repaired() -> Iterator[bytes]:
    """Letters of several alphabets and lengths, or none."""
    letters = "uüéñßøåæçğłőšžčřďťňûîâêôàèìòùáíóúýþðαβγджщאבعب中文語한글ไทयक™€–𝛼"
    yield DEFECT.replace(_BYTE, b"")
    yield DEFECT.replace(_BYTE, b"ue")
    for letter in letters:
        yield DEFECT.replace(_BYTE, letter.encode())

"""PL101: a drug that nothing declares; repaired by correcting the name where it is used, or by declaring it."""

from collections.abc import Iterator

from .pages import rejected

DEFECT = rejected("PL101")
_WRONG = "rituximub"
_DRUG = '  drug rituximab { dose 500 mg  assumed "an example" }\n'


def repaired() -> Iterator[str]:
    """The name that is declared; or a drug of the name that is used, at any dose, before or behind the other."""
    yield DEFECT.replace(_WRONG, "rituximab")
    yield DEFECT.replace("drug rituximab", f"drug {_WRONG}").replace("first rituximab", f"first {_WRONG}")
    for dose in range(10, 270, 10):
        more = f'  drug {_WRONG} {{ dose {dose} mg  assumed "an example" }}\n'
        yield DEFECT.replace(_DRUG, _DRUG + more)
        yield DEFECT.replace(_DRUG, more + _DRUG)

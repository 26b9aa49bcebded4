"""The name that an author probably meant."""

import re
from collections.abc import Iterable

_CUTOFF = 0.7

# Comparing is quadratic in the length, and nobody mistypes a name this long by a letter.
_LONGEST_NAME = 64

_DIGITS = re.compile(r"\d+")


def suggest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate nearest to an unknown name, or None when none is near, whatever the order of candidates.

    A candidate with other digits is never suggested: `cd19` is not a slip for `cd20`, it is another test.
    """
    if len(name) > _LONGEST_NAME:
        return None
    digits = _DIGITS.findall(name)
    possible = sorted(
        {
            candidate
            for candidate in candidates
            if candidate != name and len(candidate) <= _LONGEST_NAME and _DIGITS.findall(candidate) == digits
        }
    )
    folded = name.casefold()
    for candidate in possible:
        if candidate.casefold() == folded:
            return candidate
    import difflib

    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(folded)
    best, best_ratio = None, _CUTOFF
    for candidate in possible:
        matcher.set_seq1(candidate.casefold())
        if matcher.real_quick_ratio() < best_ratio or matcher.quick_ratio() < best_ratio:
            continue
        ratio = matcher.ratio()
        if ratio > best_ratio or (best is None and ratio == best_ratio):
            best, best_ratio = candidate, ratio
    return best

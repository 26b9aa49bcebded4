"""A generated protocol against itself in other words: under other names, in other units, in another order.

None of that weakens a safety rule. And without a stop rule, a hold, an alert or a veto of its own, one is missed.
"""

from __future__ import annotations

import random
import re

import attrs
import pytest

from protolang.compare.weakening import weakenings

from .language import Draft, draft_of, lowered
from .variants import MOVABLE, NAME, UNITS

SEEDS = range(40)


def protocol_of(text: str):
    return lowered(text)[0]


def moved(draft: Draft, seed: int) -> str:
    blocks = list(draft.declarations)
    places = [at for at, block in enumerate(blocks) if block[0].startswith(MOVABLE)]
    order = random.Random(seed).sample(places, len(places))
    shuffled = blocks[:]
    for place, source in zip(places, order, strict=True):
        shuffled[place] = blocks[source]
    return attrs.evolve(draft, declarations=tuple(shuffled)).text()


def rescaled(text: str) -> str:
    for name, (old, new) in UNITS.items():
        pattern = rf"^((?:lab|patient) {name}\b.*?\bunit ){re.escape(old)}\b"
        text = re.sub(pattern, lambda found, new=new: found[1] + new, text, flags=re.MULTILINE)
    return text


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_in_other_words_weakens_nothing(seed: int) -> None:
    draft = draft_of(seed)
    text = draft.text()
    base = protocol_of(text)
    if base is None:
        return
    names = {old: f"z_{old[2:]}_q" for old in sorted(set(NAME.findall(text)))}
    renamed = protocol_of(NAME.sub(lambda found: names[found[0]], text))
    assert renamed is not None
    assert weakenings(base, renamed, names) == ()
    for other in (rescaled(text), moved(draft, seed)):
        again = protocol_of(other)
        assert again is not None
        assert weakenings(base, again) == ()


def test_a_rule_that_is_taken_out_is_missed_or_follows_from_the_rest() -> None:
    missed = silent = 0
    for seed in SEEDS:
        base = protocol_of(draft_of(seed).text())
        for field in ("stops", "holds", "alerts", "vetoes", "requirements", "eligibility"):
            rules = () if base is None else getattr(base, field)
            for place in {rule.origin for rule in rules}:
                rest = tuple(rule for rule in rules if rule.origin != place)
                found = weakenings(base, attrs.evolve(base, **{field: rest}))
                assert all(item.base.origin == place for item in found)
                missed += bool(found)
                silent += not found
    # some rules are implied by others of their kind, or speak of a drug that nothing gives
    assert missed > 7 * silent > 0

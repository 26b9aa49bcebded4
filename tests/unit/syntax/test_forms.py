"""Each form that the grammar knows is accepted, and no alternative of the grammar is without an example."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from protolang.syntax.automaton import Automaton
from protolang.syntax.tables import Rule, tables

from .examples import mistakes

# Where the forms of each part of `forms.txt` stand.
PLACES = {
    "file": "%s",
    "header": "protocol p { %s }",
    "declaration": "protocol p { %s }",
    "drug": "protocol p { drug d { %s } }",
    "lab": "protocol p { lab l { %s } }",
    "level": "protocol p { level l { %s } }",
    "table": "protocol p { table t { %s } }",
    "track": "protocol p { track t { %s } }",
    "phase": "protocol p { track t { phase p { %s } } }",
    "timing": "protocol p { track t { phase p { give d %s } } }",
    "row": "protocol p { track t { phase p { decide { %s } } } }",
    "effect": "protocol p { track t { phase p { on entry : %s } } }",
    "step": 'protocol p { scenario "s" { %s } }',
    "condition": "protocol p { trigger t when %s }",
    "import": "%s protocol p { }",
    "library": "library l { %s }",
    "variant": "variant v of p { %s }",
    "reason": "variant v of p { remove event e %s }",
    "change phase": "variant v of p { change phase t.a { %s } }",
    "change track": "variant v of p { change track t { %s } }",
    "change drug": "variant v of p { change drug d { %s } }",
    "change lab": "variant v of p { change lab l { %s } }",
    "change patient": "variant v of p { change patient x { %s } }",
}
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
# What a second reading finds: the grammar takes it, and it is refused.
REFUSED = re.compile(r"start ([pq]) start \1|window 1\.\.|set x +(?!=)(?:[bw]|$)")


def forms() -> Iterator[tuple[str, str]]:
    place = ""
    for line in Path(__file__).with_name("forms.txt").read_text(encoding="utf-8").splitlines():
        if line.endswith(":") and line[:-1] in PLACES:
            place = line[:-1]
        elif line and not line.startswith("#"):
            yield place, line


def chosen(form: str) -> Iterator[str]:
    """A form with and without each part that may be absent."""
    # The innermost brackets first; a bracket that is left out takes what stands in it along.
    found = OPTIONAL.search(form)
    if found is None:
        yield form
        return
    for part in (found[1], ""):
        yield from chosen(form[: found.start()] + part + form[found.end() :])


FORMS = list(forms())


@pytest.mark.parametrize(("place", "form"), FORMS, ids=[f"{place}: {form}" for place, form in FORMS])
def test_a_form_is_read(place: str, form: str) -> None:
    for text in sorted(set(chosen(form))):
        said = [item for item in mistakes(PLACES[place] % text) if "PL009" not in item]
        assert bool(said) == bool(REFUSED.search(text)), text


def test_every_alternative_of_the_grammar_has_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = set(tables().rules.all())
    reduce = Automaton._reduce

    def noting(automaton: Automaton, rule: Rule) -> None:
        needed.discard(rule)
        reduce(automaton, rule)

    monkeypatch.setattr(Automaton, "_reduce", noting)
    for place, form in FORMS:
        for text in set(chosen(form)):
            mistakes(PLACES[place] % text)
    left = sorted(f"{rule.symbol} of {rule.size} {rule.node} {rule.kept}" for rule in needed)
    assert left == []

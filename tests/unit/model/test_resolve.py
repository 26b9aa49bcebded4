import pytest

from protolang.model.evidence import Citation, Evidence
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse

from .examples import BASE, changed, mistakes, one, small, told


@pytest.mark.parametrize(
    ("old", "new", "place", "message", "help"),
    [
        (
            "then treatment",
            "then treatmemt",
            "treatmemt",
            "no phase is called `treatmemt`",
            "did you mean `treatment`?",
        ),
        (
            "give ivig on",
            "give abc on",
            "abc",
            "no drug is called `abc`",
            "what could stand here are `rituximab` or `ivig`",
        ),
        ("measure creatinine", "measure cd21", "cd21", "no lab or recorded attribute is called `cd21`", None),
        ("when ill go", "when il go", "il", "no trigger, event or phase is called `il`", "did you mean `ill`?"),
        ("after pause", "after pausee", "pausee", "no parameter is called `pausee`", "did you mean `pause`?"),
        (
            "end of infusions",
            "end of infusion",
            "infusion",
            "no track is called `infusion`",
            "did you mean `infusions`?",
        ),
        ("dose 375 mg/m2 of bsa", "dose 375 mg/m2 of bse", "bse", "no patient attribute is called `bse`", None),
        ("mosteller(", "mostella(", "mostella", "no function is called `mostella`", "did you mean `mosteller`?"),
    ],
)
def test_an_undefined_name_says_what_is_expected(old, new, place, message, help):
    assert mistakes(old, new) == [("PL101", place, message)]
    if help is not None:
        assert one(old, new).help == help


def test_an_undefined_name_is_told_once_with_all_its_places():
    finding = one("go aborted", "go away", "go aborted", "go away", "phase aborted { stop }", "")
    assert finding.message == "no phase is called `away`"
    assert [label.text for label in finding.labels] == ["a phase is expected here", "used here too"]


@pytest.mark.parametrize(
    ("new", "help"),
    [
        ("until ivig", "write `count(ivig) >= 1`, of all doses so far; of one day a requirement has `given(ivig)`"),
        ("until once remission", "write `count(remission) >= 1`: it was ever reported"),
        ("until cd20", None),
    ],
)
def test_what_may_be_meant_by_a_name_of_another_kind(new: str, help: str | None) -> None:
    assert one("until depleted", new).help == help


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("give ivig on", "give cd20 on", "cd20", "`cd20` is a lab, not a drug"),
        ("until depleted", "until cd20", "cd20", "`cd20` is a lab, not a trigger, an event or a phase"),
        (
            "measure creatinine",
            "measure bsa",
            "bsa",
            "`bsa` is a computed attribute, not a lab or a recorded attribute",
        ),
        ("end of infusions", "end of opening", "opening", "`opening` is a phase, not a track"),
    ],
)
def test_a_name_of_another_kind(old, new, place, message):
    assert mistakes(old, new) == [("PL101", place, message)]


def test_the_label_of_a_wrong_kind_shows_the_declaration():
    finding = one("give ivig on", "give cd20 on")
    assert [label.text for label in finding.labels] == ["a drug is expected here", "declared here as a lab"]


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("param spare = 3 %", "parameter `spare` is never used"),
        ("lab spare { unit mg/dL  fresh for 1 week }", "lab `spare` is never used"),
        ("trigger spare when remission  if missing ignore", "trigger `spare` is never used"),
        ("drug spare { dose 10 mg }", "drug `spare` is never given"),
        ("patient spare { unit kg  fresh for 1 week }", "patient attribute `spare` is never used"),
        ("patient spare = mosteller(height, weight)", "computed attribute `spare` is never used"),
        ("event spare", "event `spare` is never used"),
        ('source spare "A book"', "source `spare` is never cited"),
    ],
)
def test_what_is_never_used(declared, message):
    assert mistakes("event remission", f"event remission  {declared}") == [("PL104", "spare", message)]


def test_a_phase_that_nothing_names():
    assert mistakes("phase aborted", "phase spare { stop }  phase aborted") == [
        ("PL104", "spare", "phase `spare` is never entered")
    ]


def test_giving_a_value_is_no_use():
    assert mistakes("after pause when", "after 3 weeks when") == [("PL104", "pause", "parameter `pause` is never used")]


def test_what_a_help_names_is_not_called_unused():
    assert mistakes("when ill go", "when il go") == [("PL101", "il", "no trigger, event or phase is called `il`")]


def test_an_unresolved_citation():
    finding = one("@trial", "@trail")
    assert (finding.code.number, finding.primary.span.text) == ("PL802", "trail")
    assert finding.message == "no source is called `trail`"
    assert finding.help == "did you mean `@trial`?"
    assert small("@trial", "@trial").drugs[1].dose.evidence == Evidence((Citation("trial", "abstract"),))


def test_nothing_is_said_of_names_in_text_that_was_not_read():
    source = SourceFile("small.proto", changed("then treatment", "then elsewhere", "@trial", "@lost"))
    tree = parse(source).value.tree
    assert len(told(lower(tree, source).diagnostics)) == 2
    assert told(lower(tree, source, frozenset({"elsewhere", "lost"})).diagnostics) == []


def test_a_clause_is_not_missing_when_it_may_stand_in_text_that_was_not_read():
    source = SourceFile("small.proto", BASE.replace("rounding to 10 mg", "").replace("fresh for 5 weeks", "", 1))
    tree = parse(source).value.tree
    assert len(told(lower(tree, source).diagnostics)) == 2
    assert told(lower(tree, source, frozenset({"rounding", "fresh"})).diagnostics) == []

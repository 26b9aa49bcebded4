from pathlib import Path

from protolang.source import SourceFile
from protolang.syntax.ast import ProtocolDecl
from protolang.syntax.parser import parse

FLAGSHIP = Path(__file__).with_name("flagship.proto")


def test_flagship_has_a_tree_and_nothing_to_say_against_it() -> None:
    outcome = parse(SourceFile("flagship.proto", FLAGSHIP.read_text(encoding="utf-8")))
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    assert isinstance(outcome.value.tree, ProtocolDecl)
    assert outcome.value.tree.name.text == "ahmed"

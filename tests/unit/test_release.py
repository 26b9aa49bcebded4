import tomllib
from pathlib import Path

import pytest

import protolang
from protolang.release import VERSION


def test_the_project_file_and_the_tool_name_one_version() -> None:
    declared = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["version"] == VERSION == protolang.__version__


@pytest.mark.parametrize("name", [name for name in protolang.__all__ if name != "__version__"])
def test_each_public_name_is_where_it_is_said_to_be(name: str) -> None:
    assert getattr(protolang, name).__name__ == name


def test_an_unknown_name_is_refused_as_usual() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = protolang.nothing

"""Commands and their exact output: each `$ protolang …` of tests/golden/cli/*.md is run, in that folder."""

import re
import shlex
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from protolang.cli.main import main

FOLDER = Path(__file__).parents[1] / "golden" / "cli"
TRANSCRIPTS = sorted(path.name for path in FOLDER.glob("*.md"))

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(arguments: list[str]) -> str:
    """What a command prints, on both streams together, and its exit code when it is not 0."""
    stream = TextIOWrapper(BytesIO(), encoding="utf-8", newline="")
    with redirect_stdout(stream), redirect_stderr(stream):
        code = main(arguments)
        stream.flush()
    said = stream.buffer.getvalue().decode()  # type: ignore[attr-defined]
    return said + (f"[exit {code}]\n" if code else "")


def transcribe(text: str, out: str) -> str:
    """The transcript with what each of its commands prints now; `OUT` is a folder that a command may write."""

    def block(match: re.Match[str]) -> str:
        shown = ""
        for command in re.findall(r"^\$ protolang ?(.*)$", match[1], re.MULTILINE):
            said = run([out if word == "OUT" else word for word in shlex.split(command)])
            shown += f"$ protolang {command}".rstrip() + f"\n{said.replace(out, 'OUT')}"
        # How far the verifier has to look is its own affair.
        shown = re.sub(r'"states": [0-9]+', '"states": 42', shown)
        # A line of Markdown that is printed must not end the block.
        return "```console\n" + shown.replace("\n```", "\n ```") + "```"

    return _BLOCK.sub(block, text)


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_commands_print_what_is_written_there(
    name: str, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(FOLDER)
    monkeypatch.delenv("PROTOLANG_DEBUG", raising=False)
    golden(f"cli/{name}", transcribe((FOLDER / name).read_text(encoding="utf-8"), str(tmp_path / "out")))

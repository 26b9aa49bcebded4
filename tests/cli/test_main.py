"""The outermost layer: exit codes, our own faults, terminals, start-up."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from protolang.cli import main as main_module
from protolang.cli.main import main

PROTOCOLS = Path(__file__).parents[1] / "golden" / "cli"
CLEAN, BROKEN, OPEN, WRONG = (str(PROTOCOLS / f"{name}.proto") for name in ("clean", "broken", "open", "wrong"))
VERBS = list(main_module._VERBS)


def protolang(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "protolang", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environment,
    )


@pytest.mark.parametrize("verb", VERBS)
def test_each_help_shows_an_example_on_the_flagship(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"Example:\n  protolang {verb}" in said.replace("  Example:\n    ", "Example:\n  ")
    assert verb == "explain" or "protocols/ahmed.proto" in said


def test_starting_loads_nothing_of_ours_that_is_heavy() -> None:
    code = (
        "import sys; from protolang.cli.main import main; main(['--version']); main(['--help']);"
        "print(sorted(m for m in sys.modules if m.startswith('protolang') or m in ('attr', 'rich', 'sphinx', 'typst')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['protolang', 'protolang.cli', 'protolang.cli.main', 'protolang.release']"


def test_our_own_fault_asks_for_a_report_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("wires \x1b[31mcrossed")

    monkeypatch.setattr("protolang.driver.analyse", fail)
    monkeypatch.delenv("PROTOLANG_DEBUG", raising=False)
    assert main(["check", CLEAN]) == 70
    said = capsys.readouterr().err
    assert "the fault is ours" in said
    assert "report" in said and "attach" in said
    assert "Traceback" not in said and "\x1b" not in said
    monkeypatch.setenv("PROTOLANG_DEBUG", "1")
    assert main(["check", CLEAN]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_lack_of_memory_and_depth_are_our_fault_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for fault in (MemoryError(), RecursionError("maximum recursion depth exceeded")):

        def fail(*_: object, fault: Exception = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr("protolang.driver.analyse", fail)
        assert main(["check", CLEAN]) == 70


def test_an_interrupt_is_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("protolang.driver.analyse", interrupt)
    assert main(["check", CLEAN]) == 130


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", CLEAN], 0),
        (["check", OPEN], 0),
        (["check", "--strict", OPEN], 1),
        (["check", "--strict", "--budget", "3", CLEAN], 1),
        (["check", BROKEN], 1),
        (["check", WRONG], 1),
        (["check", CLEAN, BROKEN], 1),
        (["check", "nothere"], 2),
        (["check", WRONG, "nothere"], 2),
        (["test", CLEAN], 0),
        (["test", BROKEN], 1),
        (["test", WRONG], 1),
        (["test", WRONG, "nothere"], 2),
        (["dump", WRONG], 1),
        (["dump", CLEAN, "-o", "/nothere/x"], 2),
        (["explain", "PL202"], 0),
        (["explain", "gap"], 0),
        (["explain"], 0),
        (["handout", WRONG], 1),
        (["flowchart", CLEAN, "-o", "x.doc"], 2),
        (["--nonsense"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == code


@pytest.mark.parametrize("verb", ["check", "test"])
@pytest.mark.parametrize("style", ["json", "sarif"])
def test_reports_for_programs_are_json_whatever_is_wrong(
    verb: str, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for files in ([CLEAN], [WRONG], [BROKEN, CLEAN], ["nothere"]):
        main([verb, "--format", style, *files])
        said = capsys.readouterr().out
        assert said.isascii()
        report = json.loads(said)
        if style == "json":
            assert isinstance(report, dict) is (files in ([CLEAN], [WRONG]))


@pytest.mark.parametrize("stage", ["ast", "model", "machine", "schedule"])
def test_a_dump_is_json_and_the_same_every_time(stage: str, tmp_path: Path) -> None:
    one, two = (protolang("dump", CLEAN, "--stage", stage, PYTHONHASHSEED=seed).stdout for seed in ("1", "2"))
    assert one == two
    json.loads(one)
    assert main(["dump", CLEAN, "--stage", stage, "-o", str(tmp_path / "x")]) == 0
    assert (tmp_path / "x").read_text() == one


def test_an_output_without_o_goes_to_standard_output() -> None:
    for arguments, start in (
        (["flowchart", CLEAN], b"<svg"),
        (["flowchart", CLEAN, "--output-format", "dot"], b"digraph"),
        (["handout", CLEAN], b"%PDF"),
        (["handout", CLEAN, "--output-format", "html"], b"<!DOCTYPE"),
        (["schedule", CLEAN], b"\xef\xbb\xbf"),
    ):
        done = subprocess.run([sys.executable, "-m", "protolang", *arguments], capture_output=True, check=True)
        assert start.lower() in done.stdout[:200].lower()


def on_terminal(*arguments: str, **environment: str) -> str:
    """What a person sees."""
    try:
        master, slave = pty.openpty()
    except OSError:
        pytest.skip("this system has no pseudo-terminals, as in a bare chroot")
    variables = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    variables |= {"TERM": "xterm"} | environment
    process = subprocess.Popen(
        [sys.executable, "-m", "protolang", *arguments], stdin=slave, stdout=slave, stderr=slave, env=variables
    )
    os.close(slave)
    said = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        said += piece
    os.close(master)
    process.wait()
    return said.decode()


def test_colour_is_for_terminals_that_want_it() -> None:
    assert "\x1b[" in on_terminal("check", BROKEN)
    assert "\x1b[" not in on_terminal("check", BROKEN, NO_COLOR="1")
    assert "\x1b[" not in on_terminal("check", BROKEN, TERM="dumb")
    assert "\x1b[" not in protolang("check", BROKEN).stdout


def test_a_pdf_is_not_written_to_a_terminal() -> None:
    assert "a PDF cannot be shown here" in on_terminal("handout", CLEAN)


def test_a_reader_that_stops_reading_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "protolang", "dump", CLEAN], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == b""
    process.wait()


def test_a_full_disk_behind_standard_output_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "protolang", "dump", CLEAN],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr and "ours" not in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete(shell: str) -> None:
    assert "protolang" in protolang(_PROTOLANG_COMPLETE=f"{shell}_source").stdout


def test_text_that_the_stream_cannot_encode_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", stream)
    assert main(["check", str(PROTOCOLS.parents[2] / "protocols" / "ahmed.proto")]) in (0, 1)


def test_a_missing_verb_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tset", CLEAN]) == 2
    assert "did you mean `test`?" in capsys.readouterr().err

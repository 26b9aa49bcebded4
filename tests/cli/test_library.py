"""A library treats nobody: no command about treatment says that it has errors, and none of them makes anything."""

from pathlib import Path

import pytest

from .patients import AHMED, EARLY, FILES, ROOT, said

BODY = "protocols/library/body.proto"
TOLD = f"{BODY}: this is a library, and treats nobody; name a protocol or a variant\n"
PATIENT = ["--patient", str(FILES / "patient.csv"), "--events", str(FILES / EARLY)]
COMMANDS = {
    "build": ["build", BODY, "-o", "OUT"],
    "flowchart": ["flowchart", BODY],
    "schedule": ["schedule", BODY],
    "handout": ["handout", BODY, "--output-format", "html"],
    "docs": ["docs", BODY, "-o", "OUT"],
    "dump": ["dump", BODY],
    "test --generate": ["test", "--generate", BODY],
    "run": ["run", BODY, *PATIENT],
    "next": ["next", BODY, *PATIENT, "--on", "2027-02-08"],
    "why": ["why", BODY, "weight", *PATIENT, "--on", "2027-02-08"],
    "diff": ["diff", AHMED, BODY],
    "migrate": ["migrate", AHMED, BODY],
}


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_that_a_library_treats_nobody(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    _, err, code = said([str(folder) if word == "OUT" else word for word in COMMANDS[name]])
    assert (err.removeprefix("protolang: "), code) == (TOLD, 2)
    assert not folder.exists()


def test_a_library_among_the_files_of_a_test_fails_nothing() -> None:
    out, err, code = said(["test", BODY, "docs/tutorials/first.proto"])
    assert (err, code) == ("", 0)
    assert f"{BODY}: a library has no scenarios; it treats nobody\n" in out
    assert "2 files: 1 passed, 0 failed\n" in out


def test_a_library_with_errors_fails_the_test(tmp_path: Path) -> None:
    broken = tmp_path / "broken.proto"
    broken.write_text("library broken { drug }\n", encoding="utf-8")
    out, _, code = said(["test", str(broken)])
    assert code == 1
    assert "no scenario was run; 1 error" in out

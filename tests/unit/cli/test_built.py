"""Outputs beside the text they were made from."""

import json
from hashlib import sha256

import pytest
from tests.near_misses.small_course import A, care, protocol

from protolang.cli.built import beside, read_manifest
from protolang.cli.options import WrongInput
from protolang.driver import analyse

TEXT = protocol(A, care("give a on days 0, 14"))


def built(folder, text=TEXT, settings=None, **files):
    """A folder with these outputs and their manifest, as `build` leaves it."""
    entries = []
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
        entries.append({"path": name, "sha256": sha256(content.encode()).hexdigest()})
    source = {"name": "example.proto", "sha256": sha256(text.encode()).hexdigest()}
    manifest = {"schema": "protolang.manifest/1", "source": source, "settings": settings or {}, "files": entries}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def told(folder, settings=None, text=TEXT):
    analysis = beside(analyse("example.proto", text.encode(), budget=0), folder, settings or {})
    return [item.message for item in analysis.diagnostics if item.code.number == "PL905"]


def test_outputs_of_this_very_text(tmp_path):
    built(tmp_path, handout="x", chart="y")
    assert told(tmp_path) == []


def test_another_text(tmp_path):
    built(tmp_path, handout="x")
    (found,) = told(tmp_path, text=TEXT.replace("0, 14", "0, 15"))
    assert found == f"the outputs in `{tmp_path}` were made from another text of this protocol"


def test_other_settings(tmp_path):
    built(tmp_path, settings={"interval": "4 weeks"})
    assert told(tmp_path, {"interval": "4 weeks"}) == []
    assert told(tmp_path) == [f"the outputs in `{tmp_path}` were made with other settings"]


@pytest.mark.parametrize("done", ["changed", "gone", "a folder"])
def test_an_output_that_is_not_as_it_was_made(done, tmp_path):
    built(tmp_path, handout="x", chart="y")
    if done == "changed":
        (tmp_path / "handout").write_text("z", encoding="utf-8")
    else:
        (tmp_path / "handout").unlink()
    if done == "a folder":
        (tmp_path / "handout").mkdir()
    assert told(tmp_path) == [f"1 of 2 outputs in `{tmp_path}` are not as they were made"]


def test_a_manifest_that_leads_outside_its_folder(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    built(inner)
    manifest = json.loads((inner / "manifest.json").read_bytes())
    manifest["files"] = [{"path": "../secret", "sha256": sha256(b"x").hexdigest()}]
    (inner / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert told(inner) == [f"1 of 1 outputs in `{inner}` are not as they were made"]


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{}", '{"schema": "other/1"}', '{"schema": "protolang.manifest/1"}']
)
def test_a_folder_without_a_manifest_of_ours(content, tmp_path):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(WrongInput):
        read_manifest(tmp_path)

"""PL905: a manifest of another text; repaired by the text it was made from, whatever that says.

A near-miss is a manifest, a line of dashes, and the text beside it.
"""

import json
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.near_misses.small_course import A, care, protocol

from protolang.cli.built import changed_since_built, read_manifest
from protolang.driver import analyse

_BETWEEN = "\n---\n"


def judge(text: str) -> tuple[set[str], bool]:
    """What is found of the text beside the manifest, and whether there was anything to compare."""
    manifest, _, source = text.partition(_BETWEEN)
    protocol_read = analyse("example.proto", source.encode(), budget=0).protocol
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "manifest.json").write_text(manifest, encoding="utf-8")
        (folder / "handout.txt").write_text("as it was made", encoding="utf-8")
        if protocol_read is None:
            return set(), True
        found = changed_since_built(protocol_read, read_manifest(folder), folder, {})
        return {item.code.number for item in found}, False


def beside(made_from: str, text: str, content: str = "as it was made") -> str:
    files = [{"path": "handout.txt", "sha256": sha256(content.encode()).hexdigest()}]
    source = {"name": "example.proto", "sha256": sha256(made_from.encode()).hexdigest()}
    manifest = {"schema": "protolang.manifest/1", "source": source, "settings": {}, "files": files}
    return json.dumps(manifest) + _BETWEEN + text


def course(days: str) -> str:
    return protocol(A, care(f"give a on days {days}"))


DEFECT = beside(course("0, 14"), course("0, 15"))


def repaired() -> Iterator[str]:
    """The outputs made again, each from its own text."""
    for day in range(1, 40):
        yield beside(course(f"0, {day}"), course(f"0, {day}"))
    for times in range(2, 18):
        text = protocol(A, care(f"give a every 1 week, {times} times"))
        yield beside(text, text)

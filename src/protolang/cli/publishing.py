"""A folder of outputs with its manifest. In: files and what they were made from. Out: the folder, brought up to date.

The manifest names every file, so the next build knows which ones are its own: it removes those that it no longer
makes, and neither replaces nor removes anything else.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from protolang.cli.check_json import check_summary, descent_entry, files_entry
from protolang.cli.options import WrongInput
from protolang.cli.reading import refuse_changed
from protolang.cli.writing import cannot_write, replace, sync_folder, temporary_of
from protolang.diagnostics.terminal import escape_terminal
from protolang.render.renderer import Artifact, Edition

MANIFEST = "manifest.json"
SCHEMA = "protolang.manifest/1"

# Names what is about to be written, so that files of a build that was killed are known to be ours.
_JOURNAL = ".protolang-build.json"


def publish(folder: Path, files: Sequence[Artifact], edition: Edition, settings: Mapping[str, str]) -> None:
    """Makes a folder hold these files and their manifest. Raises `WrongInput` when it cannot.

    Nothing is written when a protocol is no longer what it was when it was read.

    Each file is replaced as a whole, the manifest last: while its hashes fit, the folder is of one build.
    """
    refuse_changed()
    made = {file.name: file.content for file in sorted(files, key=lambda file: file.name)}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
    entries = [{"path": name, "sha256": sha256} for name, sha256 in hashes.items()]
    manifest = (
        json.dumps({"schema": SCHEMA, **_origin(edition, settings), "files": entries}, indent=2, ensure_ascii=True)
        + "\n"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone_in(folder):
            known = _listed(folder / MANIFEST) | _listed(folder / _JOURNAL)
            _refuse_foreign(folder, made, {name for name, _ in known})
            # INVARIANT: while files are being written, the manifest and the journal together name all that may be ours.
            written = sorted(known | set(hashes.items()))
            journal = {"files": [{"path": name, "sha256": sha256} for name, sha256 in written]}
            replace(folder / _JOURNAL, json.dumps(journal).encode())
            _write(folder, made)
            _remove_stale(folder, known, made)
            replace(folder / MANIFEST, manifest.encode())
            (folder / _JOURNAL).unlink()
            sync_folder(folder)
    except OSError as error:
        raise cannot_write(Path(error.filename or folder), error) from None


def _origin(edition: Edition, settings: Mapping[str, str]) -> dict[str, Any]:
    """What the outputs were made from: no times, and no path but the name of the file."""
    protocol = edition.protocol
    return {
        "tool": {"name": "protolang", "version": edition.tool_version},
        "protocol": protocol.id,
        "version": protocol.version,
        "source": {
            "name": PurePath(protocol.source.path).name,
            "sha256": protocol.sha256,
            **files_entry(protocol),
        },
        "machine": {"sha256": edition.machine_sha256},
        "settings": dict(sorted(settings.items())),
        "draft": list(edition.draft_reasons),
        **descent_entry(protocol, edition.weakened),
        "summary": check_summary(edition.diagnostics, edition.results),
    }


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """A second build into the same folder waits for the first."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _listed(path: Path) -> set[tuple[str, str]]:
    """The files that a manifest or a journal names, with their hashes; none when it is not one of ours."""
    if not path.is_file():  # a pipe would be waited for
        return set()
    try:
        entries = json.loads(path.read_bytes())["files"]
        found = {(str(entry["path"]), str(entry["sha256"])) for entry in entries}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return set()
    # A manifest may have been changed by anybody: it must not lead outside its folder.
    return {(name, sha256) for name, sha256 in found if _is_inside(name)}


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in name


def _refuse_foreign(folder: Path, made: Mapping[str, bytes], known: Set[str]) -> None:
    for name, content in made.items():
        path = folder / name
        if name not in known and path.is_file() and path.read_bytes() != content:
            shown = escape_terminal(str(path))
            raise WrongInput(f"{shown}: this file is not from an earlier build; move it, or choose another folder: -o")
    manifest = folder / MANIFEST
    if manifest.exists() and not _is_ours(manifest):
        raise WrongInput(
            f"{escape_terminal(str(manifest))}: this file is not from an earlier build; choose another folder: -o"
        )


def _is_ours(manifest: Path) -> bool:
    if not manifest.is_file():
        return False
    try:
        return str(json.loads(manifest.read_bytes())["schema"]).startswith("protolang.manifest/")
    except (ValueError, TypeError, KeyError, RecursionError):
        return False


def _write(folder: Path, made: Mapping[str, bytes]) -> None:
    folders = set()
    for name, content in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # What has not changed keeps its time, for tools that look at that.
        if not (path.is_file() and not path.is_symlink() and path.read_bytes() == content):
            replace(path, content)
            folders.add(path.parent)
    for changed in sorted(folders):
        sync_folder(changed)


def _remove_stale(folder: Path, known: Set[tuple[str, str]], made: Mapping[str, bytes]) -> None:
    root = folder.resolve()
    for name, sha256 in sorted(known):
        path = folder / name
        if not path.parent.resolve().is_relative_to(root):
            continue
        temporary_of(path).unlink(missing_ok=True)
        if name in made or path.is_symlink() or not path.is_file():
            continue
        # A file that somebody has changed since is no longer ours.
        if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            path.unlink()
            with suppress(OSError):
                for parent in path.relative_to(folder).parents[:-1]:
                    (folder / parent).rmdir()

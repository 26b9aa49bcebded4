"""PL905: outputs that were made from another text of a protocol, or changed since they were made.

The one record of what outputs were made from is the manifest that `build` writes beside them. It is compared with the
file as it stands, and each output with the hash that the manifest has of it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import attrs

from protolang.checks.pointing import opening
from protolang.cli.options import WrongInput
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL905
from protolang.diagnostics.source_order import in_source_order
from protolang.diagnostics.terminal import escape_terminal
from protolang.driver import Analysis
from protolang.model.protocol import Protocol

MANIFEST = "manifest.json"
_SHOWN = 12


def beside(analysis: Analysis, folder: Path, settings: Mapping[str, str]) -> Analysis:
    """The same, with what is found of the outputs in a folder. Raises `WrongInput` for a folder without a manifest.

    A protocol with errors that leave no model cannot be compared: those errors are told first.
    """
    manifest = read_manifest(folder)
    if analysis.protocol is None:
        return analysis
    found = changed_since_built(analysis.protocol, manifest, folder, settings)
    return attrs.evolve(analysis, diagnostics=in_source_order([*analysis.diagnostics, *found]))


def read_manifest(folder: Path) -> dict[str, Any]:
    """What `build` wrote of a folder. Raises `WrongInput` when it is not there, or not one of ours."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes()) if path.is_file() else None
        if manifest is not None and str(manifest["schema"]).startswith("protolang.manifest/"):
            return {**manifest, "files": [(str(one["path"]), str(one["sha256"])) for one in manifest["files"]]}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        pass
    raise WrongInput(f"{escape_terminal(str(folder))}: no outputs of `protolang build`, for want of a {MANIFEST}")


def changed_since_built(
    protocol: Protocol, manifest: Mapping[str, Any], folder: Path, settings: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """One finding for the text, one for the settings, and one for all outputs that are not as they were made."""
    source = manifest.get("source")
    was = str(source.get("sha256")) if isinstance(source, Mapping) else ""
    shown = escape_terminal(folder.as_posix())
    again = f"build them again: `protolang build {escape_terminal(protocol.source.path)} -o {shown}`"
    if was != protocol.sha256:
        yield _finding(
            protocol,
            f"the outputs in `{shown}` were made from another text of this protocol",
            f"this text: {protocol.sha256[:_SHOWN]}; theirs: {escape_terminal(was[:_SHOWN]) or 'not said'}",
            again,
        )
    elif manifest.get("settings", {}) != dict(settings):
        theirs = json.dumps(manifest.get("settings", {}), sort_keys=True)
        yield _finding(
            protocol,
            f"the outputs in `{shown}` were made with other settings",
            f"theirs: {escape_terminal(theirs)}",
            f"{again}, with the `--set` of this check",
        )
    changed = [name for name, sha256 in manifest["files"] if not _is_as_made(folder, name, sha256)]
    if changed:
        count = f"{len(changed)} of {len(manifest['files'])} outputs"
        names = ", ".join(escape_terminal(name) for name in changed[:3]) + (" …" if len(changed) > 3 else "")
        yield _finding(
            protocol,
            f"{count} in `{shown}` are not as they were made",
            f"changed or missing: {names}",
            f"what was changed by hand is no output of this protocol: {again}",
        )


def _is_as_made(folder: Path, name: str, sha256: str) -> bool:
    path = PurePosixPath(name)
    # a manifest may have been changed by anybody: it must not lead outside its folder
    if path.is_absolute() or ".." in path.parts or "\0" in name:
        return False
    try:
        return (
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256 if (folder / name).is_file() else False
        )
    except OSError:
        return False


def _finding(protocol: Protocol, message: str, label: str, help_text: str) -> Diagnostic:
    return Diagnostic(PL905, message, Label(opening(protocol.origin), label), help=help_text)

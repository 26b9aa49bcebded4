"""The only place that writes. A killed run leaves the old file or the new one, never a part of either."""

import errno
import os
from pathlib import Path

from protolang.cli.options import WrongInput
from protolang.cli.reading import refuse_changed
from protolang.diagnostics.terminal import escape_terminal

_REASONS = {
    errno.EACCES: "you may not write here",
    errno.EPERM: "you may not write here",
    errno.EROFS: "this disk cannot be written to",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EISDIR: "there is a folder of this name",
    errno.ENOTDIR: "a part of this path is not a folder",
    errno.EEXIST: "this is a file, not a folder",
    errno.ENOENT: "there is no such folder",
    errno.ENAMETOOLONG: "this name is too long for a file",
}


def write_file(name: str, content: bytes, *, mode: int | None = None) -> None:
    """Replaces one file as a whole, with permissions if they are given.

    Raises `WrongInput` when it cannot be written, or a protocol has changed.
    """
    refuse_changed()
    path = Path(name)
    try:
        replace(path, content, mode=mode)
        sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from None


def replace(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Puts a file in place by renaming; the name is only made durable by `sync_folder`."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    temporary = temporary_of(path)
    try:
        with temporary.open("wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def temporary_of(path: Path) -> Path:
    """Where a file is written before it gets its name: in its own folder, since only there a rename is one step."""
    return path.with_name(f".{path.name}.protolang-new")


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cannot_write(path: Path, error: OSError) -> WrongInput:
    """One friendly line about a place that cannot be written."""
    reason = _REASONS.get(error.errno or 0, error.strerror or "it cannot be written")
    return WrongInput(f"{escape_terminal(str(path))}: {reason}")

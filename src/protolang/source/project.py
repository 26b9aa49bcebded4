"""The files of one run. In: the path of a file, and what it imports. Out: real files of the project, and their bytes.

The only place that turns the path in an `import` into a file. A file is what its real path says, so that one file is
read once, under however many names; what was read is kept, so that a file that is changed meanwhile cannot be two
things in one run.
"""

# A path that an author wrote is judged as the text it is, and pathlib would be imported for nothing else.
# ruff: noqa: PTH110, PTH112, PTH118, PTH120, PTH208
import os
import re

import attrs

from protolang.source.reading import MOST_BYTES, Refusal, RefusedError, read_bytes, refused

_ROOT_MARKS = ("pyproject.toml", ".git")
_ENDING = ".proto"
# Windows opens a device for each of these, whatever the ending and the folder.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*", re.IGNORECASE)


@attrs.frozen
class _Kept:
    """A file as it was read: how it was reached, how the user knows it, its bytes, and how many it had."""

    reached: str
    shown: str
    data: bytes
    size: int
    most: int


class Project:
    """A main file, the folder that its imports may not leave, and what was read of it.

    `path` is the main file as the user named it, `root` the folder that `--root` names; without it, the root is the
    nearest folder above the file with a `pyproject.toml` or `.git`, else the file's own folder. A project `beside`
    another shares what that has read. Nothing is read until it is asked for.
    """

    def __init__(self, path: str, root: str | None = None, *, beside: "Project | None" = None) -> None:
        self.path = path
        self._asked_root = root
        self._root: str | None = None
        self._main: str | None = None
        self._reached: dict[str, str] = {}
        self._kept: dict[str, _Kept] = {} if beside is None else beside._kept

    @property
    def main(self) -> str:
        """The real path of the main file."""
        if self._main is None:
            self._main = _where(self.path)
        return self._main

    @property
    def root(self) -> str:
        """The real path of the root. Raises `RefusedError` when it is no folder, or the main file is not in it."""
        if self._root is None:
            self._root = _nearest_root(self.main) if self._asked_root is None else _real_path(self._asked_root)
            if not os.path.isdir(self._root):
                raise RefusedError(Refusal.OTHER, "this is not a folder")
            if not is_inside(self.main, self._root):
                raise RefusedError(Refusal.OUTSIDE, f"{self.path} does not lie in this folder")
        return self._root

    def read_main(self, most: int = MOST_BYTES) -> tuple[bytes, int]:
        """At most `most + 1` bytes of the main file, and how many it has. Raises `RefusedError`."""
        kept = self._kept.get(self.main)
        if kept is None or kept.most < most:
            data, size = read_bytes(self.path, most)
            kept = self._kept[self.main] = _Kept(self.path, self.path, data, size, most)
        return kept.data, kept.size

    def find(self, importer: str, path: str) -> str:
        """The real path of the file that a file, known by its real path, imports as `path`. Raises `RefusedError`.

        What is found exists and lies inside the root; whether it can be read is not known yet.
        """
        reason = _refusal_of(path)
        if reason is not None:
            raise RefusedError(reason)
        folder = os.path.dirname(importer)
        if not _stays_inside(folder, path, self.root):
            raise RefusedError(Refusal.OUTSIDE)
        reached = os.path.join(folder, path)
        real = _real_path(reached)
        if not is_inside(real, self.root):
            raise RefusedError(Refusal.LINK_OUTSIDE)
        self._reached.setdefault(real, reached)
        return real

    def read(self, real: str, shown: str) -> bytes:
        """The bytes of a file that was found, read once in a run. Raises `RefusedError`.

        `shown` is how the user knows the file.
        """
        kept = self._kept.get(real)
        if kept is None:
            reached = self._reached[real]
            data, size = read_bytes(real, MOST_BYTES, follow=False)
            # A folder on the way may have become a link out of the project since the path was resolved.
            if _where(reached) != real:
                raise RefusedError(Refusal.CHANGED)
            kept = self._kept[real] = _Kept(reached, shown, data, size, MOST_BYTES)
        if len(kept.data) > MOST_BYTES:
            words = f"it has {kept.size / (1 << 20):.1f} MB, a protocol may have {MOST_BYTES >> 20} MB"
            raise RefusedError(Refusal.TOO_LARGE, words)
        return kept.data

    def name_of(self, real: str) -> str:
        """A file of the project as it is named beside the main file: `../library/labs.proto`."""
        name = os.path.relpath(real, os.path.dirname(self.main))
        return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in name)

    def shown_as(self, real: str, main: str) -> str:
        """A file of the project as the user would name it who knows the main file as `main`."""
        shown = os.path.normpath(os.path.join(os.path.dirname(main), self.name_of(real)))
        # A folder of `main` may be a link, from which `..` leads elsewhere. Under another name it is not looked for.
        is_found = main != self.path or _where(shown) == real
        return shown if is_found else real

    def names_beside(self, importer: str, path: str) -> tuple[str, ...]:
        """The files that stand where an import looks for one: for a missing file, what the author may have meant."""
        folder, _, _ = path.rpartition("/")
        reached = os.path.join(os.path.dirname(importer), folder)
        try:
            if not is_inside(_real_path(reached), self.root):
                return ()
            names = sorted(name for name in os.listdir(reached) if name.endswith(_ENDING) and name.isprintable())
        except (RefusedError, OSError):
            return ()
        return tuple(f"{folder}/{name}" if folder else name for name in names)

    def changed(self) -> tuple[str, ...]:
        """The files, as the user knows them, that are no longer what was read in this run."""
        return tuple(kept.shown for real, kept in self._kept.items() if not _is_still(real, kept))


def is_inside(path: str, folder: str) -> bool:
    """Whether a real path lies in a folder, or is it."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _is_still(real: str, kept: _Kept) -> bool:
    try:
        return _where(kept.reached) == real and read_bytes(kept.reached, kept.most)[0] == kept.data
    except RefusedError:
        return False


def _where(path: str) -> str:
    """The real path; for what has none, as a file that was deleted while it is open, the path itself."""
    try:
        return _real_path(path)
    except RefusedError:
        return path


def _real_path(path: str) -> str:
    try:
        return os.path.realpath(path, strict=True)
    except OSError as error:
        raise refused(error) from None
    except ValueError:
        raise RefusedError(Refusal.BAD_NAME) from None


def _nearest_root(file: str) -> str:
    own = folder = os.path.dirname(file)
    while True:
        if any(os.path.exists(os.path.join(folder, mark)) for mark in _ROOT_MARKS):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return own
        folder = above


def _refusal_of(path: str) -> Refusal | None:
    """What is wrong with a path on any computer, whether or not there is such a file on this one."""
    if not path.strip():
        return Refusal.EMPTY
    if not path.isprintable():
        return Refusal.CONTROL
    if "\\" in path:
        return Refusal.BACKSLASH
    if path.startswith("/"):
        return Refusal.ABSOLUTE
    if ":" in path:
        return Refusal.DRIVE
    if any(_DEVICE.fullmatch(part.split(".")[0]) for part in path.split("/")):
        return Refusal.DEVICE
    return None if path.endswith(_ENDING) and not path.endswith("/" + _ENDING) else Refusal.ENDING


def _stays_inside(folder: str, path: str, root: str) -> bool:
    """Whether a path never goes above the root, not even to come back: there it may be kept under another name."""
    depth = len(os.path.relpath(folder, root).split("/")) if folder != root else 0
    for part in path.split("/"):
        depth += {"..": -1, ".": 0, "": 0}.get(part, 1)
        if depth < 0:
            return False
    return True

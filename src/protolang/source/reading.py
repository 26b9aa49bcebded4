"""The bytes of one file. In: a path. Out: its content, or why there is none."""

import errno
import os
import stat
from enum import Enum

# A protocol of a thousand lines has 60 kB.
MOST_BYTES = 1 << 20


class Refusal(Enum):
    """Why a file is not read: words that stand behind its path."""

    MISSING = "there is no such file"
    FOLDER = "this is a folder; name a file in it"
    FORBIDDEN = "you may not read this file"
    LOOP = "this link leads back to itself"
    LONG_NAME = "this name is too long for a file"
    UNREADABLE = "this is not a file that can be read"
    NOT_ORDINARY = "this is not an ordinary file"
    BAD_NAME = "no file can have this name"
    CHANGED = "it changed while it was read"
    OTHER = "it cannot be read"
    # of the path in an `import`
    EMPTY = "no file is named"
    ABSOLUTE = "a path starts from the importing file, not from the root of the disk"
    DRIVE = "a drive or a web address cannot be imported, only a file beside this one"
    BACKSLASH = "folders are separated by `/`, on every computer"
    CONTROL = "a path has no invisible characters"
    DEVICE = "this is the name of a device on some computers"
    OUTSIDE = "it lies outside the project"
    LINK_OUTSIDE = "this link leads out of the project"
    ENDING = "only files ending in `.proto` are imported"
    TOO_LARGE = "it is larger than a protocol may be"


_REFUSALS = {
    errno.ENOENT: Refusal.MISSING,
    errno.ENOTDIR: Refusal.MISSING,
    errno.EISDIR: Refusal.FOLDER,
    errno.EACCES: Refusal.FORBIDDEN,
    errno.EPERM: Refusal.FORBIDDEN,
    errno.ELOOP: Refusal.LOOP,
    errno.ENAMETOOLONG: Refusal.LONG_NAME,
    errno.ENXIO: Refusal.UNREADABLE,
}


class RefusedError(Exception):
    """A file that is not read: `reason` says why, `words` says it to a person."""

    def __init__(self, reason: Refusal, words: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words or reason.value


def read_bytes(path: str, most: int, *, follow: bool = True) -> tuple[bytes, int]:
    """At most `most + 1` bytes of an ordinary file, and how many it has. Raises `RefusedError`.

    With `follow` false the path itself may not be a link: somebody has put one there since it was resolved.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        # Without O_NONBLOCK a pipe that nobody writes to would be waited for, for ever.
        with os.fdopen(os.open(path, flags | os.O_NONBLOCK), "rb") as file:
            kind = os.fstat(file.fileno())
            if not stat.S_ISREG(kind.st_mode):
                raise RefusedError(Refusal.NOT_ORDINARY)
            data = file.read(most + 1)
    except OSError as error:
        raise refused(error) from None
    except ValueError:
        raise RefusedError(Refusal.BAD_NAME) from None
    return data, max(kind.st_size, len(data))


def refused(error: OSError) -> RefusedError:
    """What the system said, as a refusal."""
    reason = _REFUSALS.get(error.errno or 0, Refusal.OTHER)
    return RefusedError(reason, (error.strerror or "") if reason is Refusal.OTHER else "")

"""The only place that opens what a user names. In: a path. Out: bytes, or one friendly line."""

import errno
import os
import stat

from protolang.cli.options import WrongInput
from protolang.diagnostics.codes import PL001
from protolang.diagnostics.terminal import escape_terminal
from protolang.syntax.decode import MOST_BYTES, decode

_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.ENOTDIR: "there is no such file",
    errno.EISDIR: "this is a folder; name a file in it",
    errno.EACCES: "you may not read this file",
    errno.EPERM: "you may not read this file",
    errno.ELOOP: "this link leads back to itself",
    errno.ENAMETOOLONG: "this name is too long for a file",
    errno.ENXIO: "this is not a file that can be read",
}


def read(path: str, most: int = MOST_BYTES) -> bytes:
    """The content of a file. Raises `WrongInput` when it is not a readable, ordinary file of a sensible size."""
    try:
        # Without O_NONBLOCK a pipe that nobody writes to would be waited for, for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            kind = os.fstat(file.fileno())
            if not stat.S_ISREG(kind.st_mode):
                raise WrongInput(f"{escape_terminal(path)}: this is not an ordinary file")
            data = file.read(most + 1)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "it cannot be read")
        raise WrongInput(f"{escape_terminal(path)}: {reason}") from None
    except ValueError:
        raise WrongInput(f"{escape_terminal(path)}: no file can have this name") from None
    if len(data) > most > MOST_BYTES:
        raise WrongInput(f"{escape_terminal(path)}: it has more than {most >> 20} MB")
    if most == MOST_BYTES and len(data) > most and any(item.code is PL001 for item in decode(path, data).diagnostics):
        # Only here is it known how large the file is: no more of it than this is ever read.
        size = max(kind.st_size, len(data)) / (1 << 20)
        raise WrongInput(
            f"{escape_terminal(path)}: error[{PL001.number}]: {PL001.summary}: "
            f"it has {size:.1f} MB, a protocol may have {MOST_BYTES / (1 << 20):.0f} MB"
        )
    return data

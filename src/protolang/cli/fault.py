"""What is said when protolang itself fails. In: an exception. Out: a text that asks for a report, without traceback."""

import platform
import sys
import traceback
from pathlib import PurePath

from protolang.diagnostics.terminal import escape_terminal
from protolang.release import VERSION


def report(fault: Exception) -> str:
    """What happened, and what to attach to a report of it."""
    if isinstance(fault, MemoryError):
        what = "there was not enough memory"
    else:
        what = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
    places = traceback.extract_tb(fault.__traceback__)
    # The last place of ours: where a library failed says less than what we asked of it.
    ours = [place for place in places if f"{PurePath('protolang')}" in PurePath(place.filename).parts] or places
    where = f" in {PurePath(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    return (
        f"protolang failed; the fault is ours, not yours: {escape_terminal(what)[:300]}{where}\n"
        "Nothing half-written was left behind. Please report this, and attach:\n"
        "  - the protocol, if you may share it, or the smallest part of it that still fails\n"
        f"  - the command: protolang {escape_terminal(' '.join(sys.argv[1:]))}\n"
        f"  - protolang {VERSION}, Python {platform.python_version()}, {platform.platform(terse=True)}\n"
        "  - what it prints once more with PROTOLANG_DEBUG=1 before the command"
    )

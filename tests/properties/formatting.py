"""What must hold of the formatter: `python -m tests.properties.formatting --programs 100000`.

The programs are those of `language.draft_of`, with other white space and with comments in random places; some of them
as they are or broken as well. Every one is the same on every machine. `--program SEED` looks at one again.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import re
import sys
import time
from multiprocessing import get_context

import attrs

from protolang.source import SourceFile
from protolang.syntax.ast import FileTree
from protolang.syntax.format import format_source
from protolang.syntax.format.tree import read_tree
from protolang.syntax.parser import parse

from .language import draft_of

CHUNK = 25
_SPACES = (" ", "  ", "\n", "\r\n", "\t", "\r", " \n   ")
_COMMENTS = (" # why\n", "\n# a line of its own\n", "\n\n  # behind a blank line\n\n", " #\n", '\t# é { } "quoted\r\n')
_BREAKS = ("}", "{", '"', "xyz", "give", "=", "and", "1,5", ";", "×", "@", "phase q", "(")


def formatted(text: str) -> str:
    """The text in its canonical layout."""
    return format_source(SourceFile("formatted.proto", text)).text


def tree(text: str) -> FileTree | None:
    """The tree of a text without mistakes; None for others."""
    outcome = parse(SourceFile("formatted.proto", text))
    said = [item for item in outcome.diagnostics if item.code.number != "PL009"]
    return None if said or outcome.value is None else outcome.value.tree


def faults(text: str) -> list[str]:
    """What is wrong with how a text is laid out; nothing, if it is laid out as it should be."""
    before = tree(text)
    if before is None:
        return broken_faults(text)
    try:
        laid_out = formatted(text)
    except Exception as error:
        return [f"raised {error!r}"]
    after = tree(laid_out)
    if after is None:
        return ["what was laid out cannot be read"]
    found = []
    if after != before:
        found.append("another tree")
    if "".join(laid_out.split()) != "".join(text.split()):
        found.append("other tokens")
    if comments(laid_out, after) != comments(text, before):
        found.append("other comments, or elsewhere")
    if formatted(laid_out) != laid_out:
        found.append("laid out twice it is another text")
    if any(line != line.rstrip() or "\t" in line.partition("#")[0].partition('"')[0] for line in laid_out.split("\n")):
        found.append("blanks at the end of a line, or tabs")
    if not laid_out.endswith("\n") or laid_out.endswith("\n\n") or "\r" in laid_out or "\n\n\n" in laid_out:
        found.append("odd line ends")
    return found


def broken_faults(text: str) -> list[str]:
    """The same of a text with mistakes."""
    try:
        laid_out = formatted(text)
    except Exception as error:
        return [f"raised {error!r}"]
    found = []
    if "".join(laid_out.split()) != "".join(text.split()):
        found.append("other tokens")
    if formatted(laid_out) != laid_out:
        found.append("laid out twice it is another text")
    for start, end in read_tree(SourceFile("formatted.proto", text)).broken:
        if text[start:end] not in laid_out:
            found.append(f"a broken part was changed: {text[start:end]!r}")
    return found


def comments(text: str, read: FileTree) -> list[tuple[str, bool, str]]:
    """Each comment of a text with what stands before it, without white space, and whether it has its own line."""
    found, end = [], 0
    for comment in read.comments:
        before, end = text[end : comment.span.start], comment.span.end
        is_own = not before.rstrip(" \t") or before.rstrip(" \t")[-1] in "\r\n"
        found.append(("".join(before.split()), is_own, comment.text))
    return found


def respaced(text: str, chance: random.Random, *, comments: bool = False) -> str:
    """The same tokens and comments with other white space, and with more comments if asked for.

    Where nothing stood between two tokens nothing will. Without `comments` the canonical text is the same.
    """
    tokens = read_tree(SourceFile("formatted.proto", text)).tokens
    parts, before = [], 0
    for token in tokens:
        gap = text[before : token.start]
        if comments and gap and chance.random() < 0.1:
            gap += chance.choice(_COMMENTS)
        elif gap and not gap.strip() and not _has_blank_line(gap):
            gap = chance.choice(_SPACES)
        parts += [gap, text[token.start : token.end]]
        before = token.end
    return "".join(parts) + text[before:]


def _has_blank_line(gap: str) -> bool:
    return len(re.findall(r"\r\n|\r|\n", gap)) > 1


def broken(text: str, chance: random.Random) -> str:
    """The text with something cut out, put in, or both."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((0, 1, 1, 2, 8, 40)))
        put = chance.choice(_BREAKS) if chance.random() < 0.6 else ""
        text = text[:at] + put + text[end:]
    return text


def program_faults(seed: int) -> list[str]:
    """What is wrong with how the program of a seed is laid out: with other white space and more comments; and for some
    as it is, with other white space alone, and broken.
    """
    chance = random.Random(f"format {seed}")
    text = draft_of(seed).text()
    found = faults(respaced(text, chance, comments=True))
    if seed % 4 == 0:
        found += [f"as it is: {fault}" for fault in faults(text)]
        if tree(text) is not None and formatted(respaced(text, chance)) != formatted(text):
            found.append("with other white space: another layout")
    elif seed % 4 == 1:
        cut = broken(text, chance)
        found += [f"broken: {fault}" for fault in faults(cut)]
    return found


# ---- the campaign ----------------------------------------------------------------------------------------------------


@attrs.frozen
class Seen:
    """What one worker looked at."""

    programs: int
    failures: list[str]


def chunk(first: int) -> Seen:
    """Some programs."""
    gc.disable()
    found = [f"program {seed}: {fault}" for seed in range(first, first + CHUNK) for fault in program_faults(seed)]
    gc.collect()
    return Seen(CHUNK, found)


def campaign(programs: int, *, first: int, jobs: int, seconds: float) -> Seen:
    """Until so many programs were looked at, or the time is over."""
    started, told, count, failures = time.monotonic(), 0.0, 0, list[str]()
    with get_context("spawn").Pool(jobs) as pool:
        for seen in pool.imap_unordered(chunk, range(first, first + programs, CHUNK)):
            count += seen.programs
            failures += seen.failures
            for failure in seen.failures[:2]:
                say(failure)
            elapsed = time.monotonic() - started
            if elapsed - told > 60:
                told = elapsed
                say(f"  {elapsed:6.0f} s  {count} programs, {len(failures)} failures")
            if elapsed > seconds or len(failures) > 50:
                pool.terminate()
                break
    say(f"{count} programs, {time.monotonic() - started:.0f} s: {len(failures)} failures")
    return Seen(count, failures)


def say(text: str) -> None:
    """To the terminal, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after this time")
    parser.add_argument("--program", type=int, help="look at one program again")
    said = parser.parse_args()
    if said.program is not None:
        found = program_faults(said.program)
        say("\n".join(found) or "holds")
        return int(bool(found))
    return int(bool(campaign(said.programs, first=said.first, jobs=said.jobs, seconds=said.seconds).failures))


if __name__ == "__main__":
    sys.exit(main())

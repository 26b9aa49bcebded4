"""DOT text in, drawing out, on the Graphviz libraries inside pygraphviz; also the command `protolang-dot`.

The fonts are the ones beside this module and no others, so a drawing has the same bytes on every machine.
A system-wide `dot` is used only where pygraphviz cannot be loaded; its layout may differ.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["LayoutError", "main", "svg_from_dot"]

_FONTS = Path(__file__).with_name("fonts")
_FONT_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
_PDF_DATE = re.compile(rb"/CreationDate \(D:\d{14}[^)]*\)")
_NO_ENGINE = """Graphviz cannot be loaded ({reason}) and there is no `dot` command.
On Debian and Ubuntu: apt-get install libglib2.0-0 libx11-6 libxext6 libxrender1"""


class LayoutError(RuntimeError):
    """A graph that could not be drawn; the message says why in the words of the layout engine."""


def svg_from_dot(dot_source: str, *, timeout_seconds: int = 60) -> str:
    """Draw DOT text as SVG, the same bytes for the same text; LayoutError if that fails or takes too long."""
    # A process of its own, since the engine is C code that cannot be interrupted. By path and not by `-m`, to
    # load none of the package there; `-P`, since a module beside this one may bear a standard library's name.
    # Its scratch folder is ours, since a process that is killed cannot remove its own.
    with tempfile.TemporaryDirectory(prefix="protolang-dot-") as scratch:
        try:
            drawing = subprocess.run(
                [sys.executable, "-P", __file__, "-Tsvg"],
                input=dot_source.encode(),
                capture_output=True,
                timeout=timeout_seconds,
                env=os.environ | {"TMPDIR": scratch},
                check=False,
            )
        except subprocess.TimeoutExpired as expired:
            raise LayoutError(f"the layout engine had no drawing after {timeout_seconds} s") from expired
    if drawing.returncode != 0:
        complaint = drawing.stderr.decode(errors="replace").strip()
        raise LayoutError(complaint or f"the layout engine ended with exit code {drawing.returncode}")
    return drawing.stdout.decode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw one graph as `dot` does: `protolang-dot -Tsvg -o out.svg in.dot`, else from stdin to stdout."""
    options = _parser().parse_args(arguments)
    source = Path(options.file).read_bytes() if options.file else sys.stdin.buffer.read()
    try:
        drawing = _draw(source, options.format, options.engine)
    except LayoutError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if options.output:
        Path(options.output).write_bytes(drawing)
    else:
        sys.stdout.buffer.write(drawing)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="protolang-dot", description=main.__doc__, allow_abbrev=False)
    parser.add_argument("-T", dest="format", default="svg", metavar="FORMAT", help="svg, pdf, png, json …")
    parser.add_argument("-K", dest="engine", default="dot", metavar="ENGINE", help="dot, neato, fdp, circo …")
    parser.add_argument("-o", dest="output", metavar="FILE", help="where to write (default: stdout)")
    parser.add_argument("file", nargs="?", help="DOT text (default: stdin)")
    return parser


def _draw(source: bytes, output_format: str, engine: str) -> bytes:
    with _bundled_fonts(), tempfile.TemporaryFile() as complaints:
        try:
            import pygraphviz
            from pygraphviz.graphviz import gvContextWithBuiltins
        except ImportError as missing:
            drawing = _system_dot(source, output_format, engine, complaints.fileno(), reason=str(missing))
        else:
            with _native_stderr_to(complaints.fileno()):
                try:
                    # Before the text is read: a node without a label shows its name only by a default made here.
                    gvContextWithBuiltins()
                    # `string=`, since a bare argument may be taken for a file name.
                    graph = pygraphviz.AGraph(string=source.decode())
                    drawing = graph.draw(format=output_format, prog=engine)
                except (ValueError, TypeError, pygraphviz.DotError) as error:
                    drawing = b""
                    # The wrapper's own words ("Invalid Input") only where Graphviz gave no reason.
                    if os.fstat(complaints.fileno()).st_size == 0:
                        os.write(complaints.fileno(), f"Error: {error}\n".encode())
        complaints.seek(0)
        _raise_on_errors(complaints.read().decode(errors="replace"), drawing)
    return _PDF_DATE.sub(_undated, drawing) if output_format == "pdf" else drawing


def _system_dot(source: bytes, output_format: str, engine: str, stderr: int, *, reason: str) -> bytes:
    command = shutil.which("dot")
    if command is None:
        raise LayoutError(_NO_ENGINE.format(reason=reason))
    arguments = [command, f"-T{output_format}", f"-K{engine}"]
    return subprocess.run(arguments, input=source, stdout=subprocess.PIPE, stderr=stderr, check=False).stdout


def _raise_on_errors(complaints: str, drawing: bytes) -> None:
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    # The bundled fontconfig is older than most system configurations, and says so even when kept from them.
    lines = [line for line in lines if not line.startswith("Fontconfig")]
    if not drawing or any(line.startswith("Error:") for line in lines):
        raise LayoutError("; ".join(line.removeprefix("Error: ") for line in lines) or "nothing was drawn")
    sys.stderr.writelines(f"{line}\n" for line in lines)


def _undated(date: re.Match[bytes]) -> bytes:
    # INVARIANT: same length, or the offsets in the file's cross-reference table no longer hold.
    return b"/CreationDate (D:19700101000000Z)".ljust(len(date[0]))


@contextlib.contextmanager
def _bundled_fonts() -> Iterator[None]:
    """Show fontconfig our own fonts only, copied to a folder where it may write its caches."""
    with tempfile.TemporaryDirectory(prefix="protolang-fonts-") as folder:
        fonts = Path(folder, "fonts")
        shutil.copytree(_FONTS, fonts)
        configuration = Path(folder, "fonts.conf")
        text = _FONT_CONFIGURATION.format(fonts=fonts, cache=Path(folder, "cache"))
        configuration.write_text(text, encoding="utf-8")
        before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(configuration)
        try:
            yield
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


@contextlib.contextmanager
def _native_stderr_to(descriptor: int) -> Iterator[None]:
    """Send what C code writes to file descriptor 2 elsewhere: Graphviz names a bad label only there."""
    sys.stderr.flush()
    kept = os.dup(2)
    os.dup2(descriptor, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


if __name__ == "__main__":
    sys.exit(main())

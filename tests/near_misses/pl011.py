"""PL011: a file of another kind; repaired by protocols whose first lines look like one."""

from collections.abc import Iterator

from .pages import accepted, rejected

DEFECT = rejected("PL011")
_PLAIN = accepted("PL011")


def repaired() -> Iterator[str]:
    """A comment that quotes the head of another format, a title or a drug that is called like a word of one."""
    heads = ('syntax = "proto3";', "<!DOCTYPE html>", "<html>", "%PDF-1.7", "PK", "{", "[", "---", "<?xml?>", "\\begin")
    for head in (*heads, "message Dose {}", "package clinic;", "#!/bin/sh", "id,name", "SELECT 1", "import x"):
        yield f"# {head}\n{_PLAIN}"
        yield f"\n\n{_PLAIN}# {head}\n"
    for word in ("message", "syntax", "package", "service", "enum", "option", "html", "pdf", "xml", "json"):
        yield _PLAIN.replace('"A small example"', f'"{word}"')
        yield _PLAIN.replace("protocol example", f"protocol {word}")

"""How a message is written: for the tests of every part that speaks to the author."""

import re

_NAMES_OF_OURS = re.compile(
    r"\b(None|True|False|self|Traceback|lambda|tuple|dict|NoneType|isinstance)\b"
    r"|\b[a-z]+(_[a-z0-9]+)+\b"  # a snake_case name of a variable
    r"|\b[A-Z][a-z]+([A-Z][a-z]+)+\b"  # a CamelCase name of a class
    r"|__\w+__|\w\(|\bat 0x|<class|\.py\b"
)
_QUOTED = re.compile(r"`[^`\n]+`")


def message_style_problems(message: str) -> tuple[str, ...]:
    """What is amiss in the wording of a message; empty when nothing is.

    A message is one line, starts in lower case unless with a quoted name or a number, has no full stop, quotes
    with backticks only, and has no name of ours outside of them.
    """
    problems = []
    if not message.strip():
        return ("is empty",)
    if "\n" in message or "\r" in message:
        problems.append("is more than one line")
    if message != message.strip() or "  " in message:
        problems.append("has stray spaces")
    if not (message[0].islower() or message[0].isdigit() or message[0] == "`"):
        problems.append("does not start in lower case")
    if message.rstrip().endswith((".", "!")):
        problems.append("ends in a full stop")
    if message.count("`") % 2:
        problems.append("has an unpaired backtick")
    # the name of a terminology, written as its makers do
    plain = _QUOTED.sub("` `", message).replace("RxNorm", "terminology")
    if re.search(r"(?<!\w)'|\"", plain):
        problems.append("quotes with something else than backticks")
    found = _NAMES_OF_OURS.search(plain)
    if found:
        problems.append(f"has a name of ours: {found.group()}")
    return tuple(problems)

"""The formatter beside the parser, on the flagship: it reads a file, and then what it has made of it."""

from side_by_side import PROTOLANG, Subject, compare

AHMED = "protocols/ahmed.proto"

compare(
    "layout of the flagship",
    [
        Subject("protolang dump --stage ast", [PROTOLANG, "dump", AHMED, "--stage", "ast"]),
        Subject("protolang format --check", [PROTOLANG, "format", "--check", AHMED], goal=2),
        Subject("protolang format --diff", [PROTOLANG, "format", "--diff", AHMED]),
    ],
)

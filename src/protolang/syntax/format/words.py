"""A statement as words. In: its part of the tree. Out: what is printed, where a space stands, where a line may end."""

from collections.abc import Iterator, Sequence

import attrs

from protolang.syntax.format.style import COLUMNS, FIRST_WORD, MARKS, WRAPPERS
from protolang.syntax.format.tree import Branch, Tree
from protolang.syntax.tokens import Token

NEVER = 1_000_000

_NO_KEYWORD = frozenset({"NAME", "STRING", "NUMBER", "UNIT", "REF", "VERSION", "DATE"})
_TIMING = frozenset(
    {"on", "every", "growing", "window", "until", "dose", "missed", "next_due", "alongside", "following", "within"}
    | {"spaced"}
)


@attrs.frozen(eq=False, repr=False)
class Word:
    """One token as it is printed, with so many blanks before it.

    The line may end before it, the rather the lower `level` is; an even level is an `and` or `or`, or a clause.
    `cell`: a column starts here.
    """

    text: str
    blanks: int
    level: int
    cell: bool
    token: Token


@attrs.frozen(eq=False, repr=False)
class Block:
    """What stands between braces, and in what."""

    kind: str
    opening: Token
    body: list[Branch]
    closing: Token


Part = Tree | Block


def parts_of(statement: Branch) -> list[tuple[str, Part]]:
    """What a statement is made of, each with the kind of statement that it belongs to: `add give …` is of two."""
    found: list[tuple[str, Part]] = []
    _expand(statement, found)
    return found


def _expand(statement: Branch, found: list[tuple[str, Part]]) -> None:
    children = statement.children
    at = 0
    while at < len(children):
        child = children[at]
        closing = _closing(children, at)
        if closing is not None and isinstance(child, Token):
            body = list(_statements(children[at + 1 : closing[0]]))
            found.append((statement.kind, Block(statement.kind, child, body, closing[1])))
            at = closing[0]
        elif statement.kind in WRAPPERS and isinstance(child, Branch) and child.kind not in MARKS:
            _expand(child, found)
        else:
            found.append((statement.kind, child))
        at += 1


def _closing(children: Sequence[Tree], at: int) -> tuple[int, Token] | None:
    """The brace that closes what opens there, and where it is; None when nothing opens."""
    if _is(children[at], "LBRACE"):
        # Between the braces of a rule stand rules, and names: a brace can only be the last one.
        for place in range(len(children) - 1, at, -1):
            child = children[place]
            if isinstance(child, Token) and child.kind == "RBRACE":
                return place, child
    return None


def _is(tree: Tree, kind: str) -> bool:
    return isinstance(tree, Token) and tree.kind == kind


def _statements(children: Sequence[Tree]) -> Iterator[Branch]:
    """The statements of a block. Where its content are bare words, a name starts one: `weight 70 kg`."""
    at = 0
    while at < len(children):
        end = at + 1
        child = children[at]
        if isinstance(child, Branch):
            yield child
        else:
            while end < len(children) and not _is(children[end], "NAME"):
                end += 1
            yield Branch("pair", list(children[at:end]), child.start, children[end - 1].end)
        at = end


def words_of(parts: Sequence[tuple[str, Tree]], text: str, leading: int = 0, before_mark: int = 1) -> list[Word]:
    """The words of parts of a statement in the text of their file.

    So many blanks stand before the first of them, and before a mark.
    """
    order = [
        (at, number, *step) for at, (kind, part) in enumerate(parts) for number, step in enumerate(_walk(part, kind))
    ]
    found: list[Word] = []
    for place, (at, number, token, parent, depth) in enumerate(order):
        before = order[place - 1][2] if place else None
        behind = order[place + 1][2] if place + 1 < len(order) else None
        level = _level(token, before, parent, depth, is_top=not number)
        blanks = leading if before is None else _blanks(before, token, behind, parent)
        if before is not None and before.kind == "_DOTS":
            blanks = found[-1].blanks
        part = parts[at][1]
        if place and not number and isinstance(part, Branch) and part.kind in MARKS:
            level, blanks = 0, before_mark
        starts = place > 0 and not number and _starts_column(parts, at)
        found.append(Word(_text(token, text), blanks, level, starts, token))
    return found


def _walk(part: Tree, kind: str) -> Iterator[tuple[Token, str, int]]:
    """Tokens, each with the kind of what it stands in, and how deep."""
    # A sum of many terms is as deep as it is long.
    stack: list[tuple[Tree, str, int]] = [(part, kind, 0)]
    while stack:
        tree, parent, depth = stack.pop()
        if isinstance(tree, Branch):
            stack.extend((child, tree.kind, depth + 1) for child in reversed(tree.children))
        else:
            yield tree, parent, depth


def _text(token: Token, text: str) -> str:
    written = text[token.start : token.end]
    # `at   least` and `calendar   months` are one token each.
    return written if token.kind == "STRING" else " ".join(written.split())


def is_keyword(token: Token) -> bool:
    """Whether a token is a word of the language."""
    return token.kind not in _NO_KEYWORD and token.text[:1].isalpha()


def _level(token: Token, before: Token | None, parent: str, depth: int, *, is_top: bool) -> int:
    if before is None:
        return NEVER
    if before.kind == "COMMA":
        return 2 * depth + 1
    if token.text in ("and", "or") and parent in ("any", "all"):
        return 2 * depth
    if is_top and token.text in (":", "|"):
        return 0
    if is_top and before.kind == "STRING":
        return 0
    return 0 if is_top and is_keyword(token) and not is_keyword(before) else NEVER


def _starts_column(order: Sequence[tuple[str, Tree]], at: int) -> bool:
    kind, part = order[at]
    wanted = COLUMNS.get(kind)
    if wanted is None or not at or order[at - 1][0] != kind:
        return False
    if FIRST_WORD in wanted:
        return at == 1 or order[at - 2][0] != kind
    for start in wanted:
        if isinstance(part, Token):
            if start in (part.text, part.kind):
                return True
        elif start == part.kind or (start == "timing" and part.kind in _TIMING and _is(order[at - 1][1], "NAME")):
            return True
    if "claim" in wanted:
        return _is(order[at - 1][1], "COLON")
    return "band" in wanted and at == 1


def _blanks(before: Token, token: Token, behind: Token | None, parent: str) -> int:
    first, second = before.kind, token.kind
    if second in ("COMMA", "RPAR", "DOT") or first in ("LPAR", "DOT", "_AT_SIGN"):
        return 0
    if second == "LPAR":
        return 0 if parent == "call" else 1
    if second == "COLON" and parent == "require":
        return 0
    if parent == "window" and (first in ("MINUS", "PLUS", "_DOTS") or second == "_DOTS"):
        return 0
    if second == "_DOTS":
        return 0 if _is_whole(before) and behind is not None and _is_whole(behind) else 1
    return 1


def _is_whole(token: Token) -> bool:
    return token.kind == "NUMBER" and "." not in token.text

"""Braces that do not match: which one is missing, too many, or turned round. In: a text. Out: the fewest repairs.

Looked at only after a mistake, in a text whose braces do not balance. Indentation means nothing to the language, yet
it shows what the author meant; where it does not explain the difference, the plain count of braces decides.
"""

import re

import attrs

from protolang.syntax.tokens import Repair

# The same strings and comments that the lexer sees, so that a brace inside them counts for neither.
_PIECE = re.compile(
    r"""(?P<string> "(?:[^"\\\r\n]|\\[^\r\n])*" | "[^"{}\r\n]* ) | (?P<comment> \#[^\r\n]* )
      | (?P<brace> [{}] ) | (?P<line> \r\n | \r | \n )""",
    re.VERBOSE,
)
_TITLE = r'(?:\s+"[^"\r\n]*")?'
_HEADER = re.compile(
    # The block of a delta belongs to the line of the delta.
    r"(?<![A-Za-z0-9_])(?:(?:add|replace|change)\s+)?(?:"
    rf'(?P<named>(?:protocol|library|track|phase|drug|lab|patient|arms|level|table|variant\s+[^\s"{{}}]+\s+of)'
    rf'\s+[^\s"{{}}]+){_TITLE}(?:\s+on\s+stop)?'
    rf"|(?P<bare>policy|patient|scenario|background|decide){_TITLE}"
    r'|(?P<loop>repeat|decide|(?:table|taper)\s+[^\s"{}]+)\s[^{}]*'
    r")\s*\Z"
)
_LINE_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?![^\r\n])")
_LONGEST_HEADER = 400
_TAB = 4

# A block whose `{` was forgotten: behind its header stands something else.
_UNOPENED = re.compile(
    r"^[ \t]*(?:(?:add|replace|change)[ \t]+)?"
    r"(?P<header>patient(?=[ \t]+[a-z][a-z0-9_]*[ \t]+[0-9])|policy|background|scenario(?=[ \t]+\")"
    r"|(?:protocol|library|track|phase|drug|lab|patient|arms|level|variant[ \t]+[a-z][a-z0-9_]*[ \t]+of)"
    r"[ \t]+[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)(?![A-Za-z0-9_.])"
    r'(?:[ \t]+"[^"\r\n]*")*(?![ \t]+on[ \t]+stop\s*\{)(?:[ \t]+on[ \t]+stop(?![A-Za-z0-9_]))?'
    r'(?!\s*[{=])(?![ \t]*")'
    # The rest of such a header may be long; here it ends with its line.
    r"|^[ \t]*(?:(?:add|replace)[ \t]+)?"
    r"(?P<loop>decide|repeat|(?:table|taper)[ \t]+[a-z][a-z0-9_]*)(?![A-Za-z0-9_])(?=[^{}\r\n]*$)[^{}\r\n]*"
    r"(?!\s*(?:\{|(?:until|delay|every|if|by|on|of|at)(?![A-Za-z0-9_])))",
    re.MULTILINE,
)

# Guesses cost a pass each, so their number is bounded; so is what is worth explaining one by one.
_MOST_GUESSES = 8
_MOST_BRACES = 20_000
_MOST_REPAIRS = 100


@attrs.frozen(eq=False, repr=False)
class _Brace:
    """A brace, or with an empty text the start of a line, and the line it belongs to: for `{` that of its header.

    `gap` is where the text before that line ends, and `leads` says whether nothing stands before it on its line.
    `is_last` says of a `{` that nothing follows it on its line.
    """

    text: str
    offset: int
    line: int
    indent: int
    gap: int
    leads: bool
    header: str | None
    is_last: bool = False


def brace_repairs(text: str, suspects: frozenset[int] = frozenset()) -> tuple[Repair, ...]:
    """What to change so that the braces of a text match, in its order; empty when they do, or when that is hopeless.

    `suspects` are the offsets of braces that stood where the grammar knows none.
    """
    signs = [piece.group() for piece in _PIECE.finditer(text) if piece.lastgroup == "brace"]
    surplus = signs.count("{") - signs.count("}")
    if not surplus or len(signs) > _MOST_BRACES:
        return ()
    repairs = _best(text, surplus, suspects)
    return tuple(sorted(repairs, key=lambda repair: repair.offset)) if len(repairs) <= _MOST_REPAIRS else ()


def _best(text: str, surplus: int, suspects: frozenset[int]) -> list[Repair]:
    braces, end = _braces(text)
    for changed, wrong in _suspected(braces, surplus, suspects):
        if not _surplus(changed) and not _by_indentation(changed, end, is_strict=True):
            return [wrong]
    for changed, wrong in _doubtful(text, braces, surplus):
        repairs = _explained(changed, end)
        if repairs is not None:
            return [*repairs, wrong]
    for unopened in _unopened(text, -surplus):
        repairs = _explained(_braces(text, unopened)[0], end)
        if repairs is not None:
            return [*repairs, *unopened]
    repairs = _explained(braces, end)
    return _counted(braces, end) if repairs is None else repairs


def _surplus(braces: list[_Brace]) -> int:
    return sum((brace.text == "{") - (brace.text == "}") for brace in braces)


def _braces(text: str, unopened: tuple[Repair, ...] = ()) -> tuple[list[_Brace], int]:
    """The braces and line starts of a text, those to insert among them, and where its last content ends."""
    braces: list[_Brace] = []
    # For each line: where it starts, and where the content of the lines before it ends.
    lines: list[tuple[int, int]] = [(0, 0)]
    content_end = previous = floor = 0
    is_new_line = True
    missing = list(reversed(unopened))
    for piece in [*_PIECE.finditer(text), None]:
        start = piece.start() if piece else len(text)
        kind = piece.lastgroup if piece else "line"
        plain = text[previous:start]
        if plain.strip():
            if is_new_line:
                first = previous + len(plain) - len(plain.lstrip())
                braces.append(_placed(text, "", first, first, lines, None))
            is_new_line = False
            content_end = previous + len(plain.rstrip())
        while missing and missing[-1].offset <= start:
            floor = missing.pop().offset
            braces.append(_opening(text, floor, lines, max(0, floor - _LONGEST_HEADER)))
        if piece is None:
            break
        previous = piece.end()
        if kind == "line":
            lines.append((previous, content_end))
            is_new_line = True
        elif kind != "comment":
            content_end = previous
            is_new_line = False
            if kind == "brace" and piece.group() == "{":
                braces.append(_opening(text, start, lines, max(floor, start - _LONGEST_HEADER)))
            elif kind == "brace":
                braces.append(_placed(text, "}", start, start, lines, None))
            floor = previous if kind == "brace" else floor
    return braces, content_end


def _opening(text: str, offset: int, lines: list[tuple[int, int]], floor: int) -> _Brace:
    start, header = _header(text, offset, floor) or (offset, None)
    is_last = _LINE_REST.match(text, offset + 1) is not None
    return attrs.evolve(_placed(text, "{", offset, start, lines, header), is_last=is_last)


def _header(text: str, offset: int, floor: int) -> tuple[int, str] | None:
    """Where the header starts that ends at `offset`, not before `floor`, and what it opens."""
    found = _HEADER.search(text[floor:offset])
    if found is None:
        return None
    return floor + found.start(), " ".join((found["named"] or found["bare"] or found["loop"]).split())


def _placed(
    text: str, brace: str, offset: int, anchor: int, lines: list[tuple[int, int]], header: str | None
) -> _Brace:
    line = len(lines) - 1
    while lines[line][0] > anchor:
        line -= 1
    line_start, gap = lines[line]
    # On a line longer than that nobody sees where something stands.
    lead = text[line_start : min(anchor, line_start + _LONGEST_HEADER)]
    blank = lead[: len(lead) - len(lead.lstrip())]
    leads = line_start + len(blank) == anchor
    return _Brace(brace, offset, line, len(blank.expandtabs(_TAB)), gap, leads, header)


def _suspected(braces: list[_Brace], surplus: int, suspects: frozenset[int]) -> list[tuple[list[_Brace], Repair]]:
    """The braces without one of the suspects, where such braces are too many."""
    found: list[tuple[list[_Brace], Repair]] = []
    for index, brace in enumerate(braces):
        if brace.offset in suspects and brace.text == ("{" if surplus > 0 else "}"):
            found.append(([*braces[:index], *braces[index + 1 :]], Repair(brace.offset, brace.text, "")))
            if len(found) == _MOST_GUESSES:
                break
    return found


def _doubtful(text: str, braces: list[_Brace], surplus: int) -> list[tuple[list[_Brace], Repair]]:
    """The braces with one of them turned round or left out, where it stands as it should not."""
    found: list[tuple[list[_Brace], Repair]] = []
    floor = 0
    for index, brace in enumerate(braces):
        if surplus > 0 and brace.text == "{" and brace.header is None:
            if surplus > 1:
                found.append(_turned(braces, index, "}", None))
            if text[max(0, brace.offset - _LONGEST_HEADER) : brace.offset].rstrip().endswith("{"):
                found.append(([*braces[:index], *braces[index + 1 :]], Repair(brace.offset, "{", "")))
        elif surplus < -1 and brace.text == "}":
            header = _header(text, brace.offset, max(floor, brace.offset - _LONGEST_HEADER))
            if header is not None:
                found.append(_turned(braces, index, "{", header[1]))
        if brace.text:
            floor = brace.offset + 1
        if len(found) >= _MOST_GUESSES:
            break
    return found


def _turned(braces: list[_Brace], index: int, text: str, header: str | None) -> tuple[list[_Brace], Repair]:
    brace = braces[index]
    turned = attrs.evolve(brace, text=text, header=header)
    return [*braces[:index], turned, *braces[index + 1 :]], Repair(brace.offset, brace.text, text)


def _unopened(text: str, wanted: int) -> list[tuple[Repair, ...]]:
    if wanted <= 0:
        return []
    found = [
        Repair(match.end(), "", "{", (match.start(match.lastgroup), " ".join(match[match.lastgroup].split())))
        for match in _UNOPENED.finditer(text)
        if match.lastgroup is not None
    ]
    if len(found) > wanted:
        return [(repair,) for repair in found[:_MOST_GUESSES]] if wanted == 1 else []
    return [tuple(found)] if found else []


def _explained(braces: list[_Brace], end: int) -> list[Repair] | None:
    """The repairs that indentation asks for, if they are as many as braces are missing or too many."""
    wanted = _surplus(braces)
    for is_strict in (True, False) if wanted < 0 else (False, True):
        repairs = _by_indentation(braces, end, is_strict=is_strict)
        closed = sum(1 if repair.meant else -1 for repair in repairs)
        if closed == wanted and len(repairs) == abs(wanted):
            return repairs
    return None


def _by_indentation(braces: list[_Brace], end: int, *, is_strict: bool) -> list[Repair]:
    """One pass over the braces; `is_strict`: a `}` that is indented deeper than its block is one too many."""
    repairs: list[Repair] = []
    blocks: list[_Brace] = []
    flat: set[int] = set()
    first_inside: _Brace | None = None
    for brace in braces:
        if brace.text != "}":
            if first_inside is not None and first_inside.is_last and brace.indent <= first_inside.indent:
                # Its content is not indented, so indentation cannot show where it ends.
                flat.add(first_inside.offset)
            while blocks and blocks[-1].line != brace.line and _is_over(blocks[-1], brace, flat):
                repairs.append(_closing(blocks.pop(), brace.gap))
            first_inside = brace if brace.text else None
            if brace.text:
                blocks.append(brace)
            continue
        first_inside = None
        if brace.leads:
            while len(blocks) > 1 and blocks[-1].indent > brace.indent:
                repairs.append(_closing(blocks.pop(), brace.gap))
        is_deeper = bool(blocks) and blocks[-1].line != brace.line and blocks[-1].indent < brace.indent
        if not blocks or (is_strict and is_deeper):
            repairs.append(Repair(brace.offset, "}", ""))
        else:
            blocks.pop()
    repairs.extend(_closing(block, end) for block in reversed(blocks))
    return repairs


def _is_over(block: _Brace, brace: _Brace, flat: set[int]) -> bool:
    return block.indent >= brace.indent and block.offset not in flat


def _counted(braces: list[_Brace], end: int) -> list[Repair]:
    """The repairs that the plain count asks for: at the end, or where nothing is left to close."""
    repairs: list[Repair] = []
    blocks: list[_Brace] = []
    for brace in braces:
        if brace.text == "{":
            blocks.append(brace)
        elif brace.text == "}":
            if blocks:
                blocks.pop()
            else:
                repairs.append(Repair(brace.offset, "}", ""))
    repairs.extend(_closing(block, end) for block in reversed(blocks))
    return repairs


def _closing(block: _Brace, offset: int) -> Repair:
    return Repair(offset, "", "}", (block.offset, block.header or "block"))

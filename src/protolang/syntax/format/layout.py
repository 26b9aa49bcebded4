"""The lines of a file. In: what was read. Out: its canonical text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from protolang.syntax.format.align import align
from protolang.syntax.format.fold import fold, joined
from protolang.syntax.format.gaps import NOTHING, Gap
from protolang.syntax.format.row import Row, filled
from protolang.syntax.format.style import (
    COLUMNS,
    FAMILY,
    FILES,
    FIRST_WORD,
    HANG_BELOW_TEXT,
    INDENT,
    MARK_FAMILY,
    MARKS,
    ONE_LINE,
    REASONS,
    VALUE_IN_MARK,
    WIDTH,
    WRAPPERS,
)
from protolang.syntax.format.tree import Branch, Tree, tokens_of
from protolang.syntax.format.words import NEVER, Block, Part, Word, parts_of, words_of
from protolang.syntax.tokens import Token

Raw = tuple[int, int]
Parts = list[tuple[str, Tree]]


class Layout:
    """Lays out one file: `before` is what stands before each token, `raws` the stretches that stay as they are."""

    def __init__(self, text: str, before: Mapping[int, Gap], raws: Sequence[Raw]) -> None:
        self._text = text
        self._before = before
        self._raws = raws

    def file(self, root: Branch) -> list[str]:
        """All lines."""
        children = [child for child in root.children if isinstance(child, Branch)]
        return self._block(children, (0, len(self._text)), 0, "file")

    def _gap(self, start: int) -> Gap:
        return self._before.get(start, NOTHING)

    # ---- blocks ----

    def _block(self, statements: Sequence[Branch], around: Raw, indent: int, kind: str) -> list[str]:
        """The lines of what stands in a block of this kind, between two offsets."""
        start, end = around
        rows: list[Row] = []
        items: list[Branch | Raw] = [*statements, *self._raws_in(statements, start, end)]
        items = [item for item in items if isinstance(item, tuple) or not self._is_raw(item)]
        items.sort(key=_start)
        for item in items:
            self._comments(_start(item), indent, rows)
            after_blank = bool(rows) and self._gap(_start(item)).after_blank
            row = self._raw(item, indent) if isinstance(item, tuple) else self._statement(item, indent, kind)
            row.after_blank = after_blank
            rows.append(row)
        self._comments(end, indent, rows)
        align(rows)
        lines: list[str] = []
        for row in rows:
            lines += [""] if row.after_blank else []
            lines += row.rendered()
        return lines

    def _comments(self, start: int, indent: int, rows: list[Row]) -> None:
        gap = self._gap(start)
        if gap.trailing and rows:
            rows[-1].comment = gap.trailing
        for own in gap.own:
            rows.append(Row(indent, own.after_blank and bool(rows), lines=[" " * indent + own.text], is_comment=True))

    def _raws_in(self, statements: Sequence[Branch], start: int, end: int) -> list[Raw]:
        first = bisect_left(self._raws, (start, start))
        found: list[Raw] = []
        at = 0
        for raw in self._raws[first : bisect_right(self._raws, (end, end))]:
            while at < len(statements) and statements[at].end < raw[0]:
                at += 1
            # What is inside of a statement is met there.
            if at == len(statements) or not statements[at].start < raw[0] < statements[at].end:
                found.append(raw)
        return found

    def _is_raw(self, statement: Branch) -> bool:
        at = bisect_right(self._raws, (statement.start, len(self._text))) - 1
        return at >= 0 and self._raws[at][1] >= statement.end

    def _raw(self, raw: Raw, indent: int) -> Row:
        line_start = max(self._text.rfind("\n", 0, raw[0]), self._text.rfind("\r", 0, raw[0])) + 1
        lead = self._text[line_start : raw[0]]
        return Row(indent, lines=[(" " * indent if lead.strip() else lead) + self._text[raw[0] : raw[1]]])

    # ---- statements ----

    def _statement(self, statement: Branch, indent: int, parent: str) -> Row:
        parts = parts_of(statement)
        blocks = [at for at, (_, part) in enumerate(parts) if isinstance(part, Block)]
        if not blocks:
            row = self._simple(statement, _plain(parts), indent)
        else:
            row = self._one_line_block(statement, parts, blocks, indent) or self._with_blocks(parts, indent)
            row.mark_family = "block"
        if parent in FILES:
            row.mark_family = MARK_FAMILY.get(statement.kind, statement.kind)
        return row

    def _simple(self, statement: Branch, parts: Parts, indent: int) -> Row:
        if self._has_comments(tokens_of(statement)):
            words = words_of(parts, self._text, before_mark=2)
            return Row(indent, lines=self._broken_by_comments(words, indent, indent + INDENT))
        core, marks = _without_marks(parts)
        words, texts = words_of(core, self._text), self._mark_texts(marks)
        row = Row(indent, hang=indent + INDENT)
        kind = core[-1][0]
        below = HANG_BELOW_TEXT.get(FAMILY.get(kind, kind)) or HANG_BELOW_TEXT.get(kind)
        if below == "word" and words:
            name = next((at for at, word in enumerate(words) if word.token.kind == "NAME"), 0)
            row.hang = indent + len(joined(words[:name])) + 1
        row.hangs_below_cell = below == "cell"
        lines = fold(words, indent, row.hang)
        if len(lines) == 1 and not self._wants_a_break(words, texts, lines):
            row.cells = _cells(words)
            if kind == "columns" and len(row.cells) > 1:
                # The cells of the rows below begin behind a colon.
                row.cells[1] = (1, f"  {row.cells[1][1]}")
            row.signature = _signature(kind, row.cells, words, statement.kind)
            row.marks = texts
            row.wrap()
            if row.marks and len(words) - (statement.kind in WRAPPERS) == VALUE_IN_MARK.get(kind):
                row.cells.append((1, "  ".join(row.marks)))
                row.marks = []
                row.signature = _signature(kind, row.cells, words, statement.kind)
            return row
        if len(lines) == 1:
            at = next(at for at, word in enumerate(words) if word.text == "if")
            lines = [*fold(words[:at], indent, row.hang), *fold(words[at:], row.hang, row.hang + INDENT)]
        row.signature = (FAMILY.get(kind, kind),)
        row.lines = _followed(lines, texts, row.hang)
        return row

    def _one_line_block(
        self, statement: Branch, parts: list[tuple[str, Part]], blocks: list[int], indent: int
    ) -> Row | None:
        """A small block on one line, if it is of a kind that may be, and fits."""
        kind, block = parts[blocks[0]]
        if len(blocks) > 1 or not isinstance(block, Block) or block.kind not in ONE_LINE or not block.body:
            return None
        most, most_marks = ONE_LINE[block.kind]
        if len(block.body) > most or self._has_comments(tokens_of(statement)) or self._raws_in((), *_inside(block)):
            return None
        inner = [parts_of(item) for item in block.body]
        if any(isinstance(part, Block) for item in inner for _, part in item):
            return None
        if sum(isinstance(part, Branch) and part.kind in MARKS for item in inner for _, part in item) > most_marks:
            return None
        head = _plain(parts[: blocks[0]])
        words = words_of(head, self._text)
        clauses = [joined(words_of(_plain(item), self._text)) for item in inner]
        marks = self._mark_texts(_plain(parts[blocks[0] + 1 :]))
        row = Row(indent, hang=indent + INDENT)
        row.cells = _cells(words)
        row.cells.append((1, "{ " + clauses[0]))
        row.cells += [(2, clause) for clause in clauses[1:]]
        row.cells[-1] = (row.cells[-1][0], row.cells[-1][1] + " }")
        row.signature = (*_signature(kind, row.cells, words), *(item.kind for item in block.body))
        if block.kind not in COLUMNS:
            row.cells = [(0, row.core())]
        if indent + len(row.core()) > WIDTH:
            return None
        row.marks = marks
        row.wrap()
        return row

    def _with_blocks(self, parts: list[tuple[str, Part]], indent: int) -> Row:
        lines: list[str] = []
        pending: Parts = []
        lead = " " * indent
        for kind, part in parts:
            if not isinstance(part, Block):
                pending.append((kind, part))
                continue
            lines += self._line_of(pending, lead, indent, part.opening)
            lead = self._body(part, indent, lines)
            pending = []
        if pending:
            lines += self._line_of(pending, lead, indent, None)
        else:
            lines.append(lead)
        return Row(indent, lines=lines)

    def _body(self, block: Block, indent: int, lines: list[str]) -> str:
        """Adds the opening brace and what stands in a block to the lines; the start of the line that closes it."""
        start, end = _inside(block)
        body = self._block(block.body, (start, end), indent + INDENT, block.kind)
        raws = self._raws_in((), start, end)
        first = min([end, *(item.start for item in block.body[:1]), *(raw[0] for raw in raws[:1])])
        trailing = self._gap(first).trailing
        if trailing:
            lines[-1] += f"  {trailing}"
        elif not body:
            return lines.pop() + " }"
        lines += body
        return " " * indent + "}"

    def _line_of(self, parts: Parts, lead: str, indent: int, opening: Token | None) -> list[str]:
        """The lines up to the brace of a block, or behind the last one; `lead` is what stands before them."""
        closed = lead.strip()
        words = words_of(parts, self._text, leading=1, before_mark=2)
        if opening is not None:
            brace = words_of([("", opening)], self._text, leading=1)
            words += brace
        if closed:
            words = [Word(closed, 0, NEVER, False, words[0].token), *words]
            first = words[1:]
        else:
            first = words[1:] if words else []
        if any(self._gap(word.token.start).has_comment for word in first):
            return self._broken_by_comments(words, indent, indent + INDENT)
        if opening is not None:
            return fold(words, indent, indent + 2 * INDENT)
        core, marks = _without_marks(parts)
        texts = self._mark_texts(marks)
        text = lead + (" " + joined(words_of(core, self._text)) if core else "")
        if texts and len(text) + 1 + len(texts[0]) <= WIDTH and not core:
            text, texts = f"{text} {texts[0]}", texts[1:]
        return _followed([text], texts, indent + INDENT)

    def _mark_texts(self, marks: Parts) -> list[str]:
        texts: list[str] = []
        was_reason = False
        for mark in marks:
            text = joined(words_of([mark], self._text))
            is_reason = isinstance(mark[1], Branch) and mark[1].kind in REASONS
            if is_reason and was_reason:
                texts[-1] += f" {text}"
            else:
                texts.append(text)
            was_reason = is_reason
        return texts

    def _broken_by_comments(self, words: Sequence[Word], indent: int, hang: int) -> list[str]:
        """The lines of a statement with comments inside, which end lines."""
        lines: list[str] = []
        current: list[Word] = []
        for word in words:
            gap = self._gap(word.token.start)
            if current and gap.has_comment and word is not words[0]:
                lines += fold(current, hang if lines else indent, hang + INDENT)
                current = []
                if gap.trailing:
                    lines[-1] += f"  {gap.trailing}"
                lines += [" " * hang + own.text for own in gap.own]
            current.append(word)
        return [*lines, *fold(current, hang if lines else indent, hang + INDENT)]

    def _has_comments(self, tokens: Iterable[Token]) -> bool:
        """Whether a comment stands between some tokens."""
        rest = iter(tokens)
        next(rest, None)
        return any(self._gap(token.start).has_comment for token in rest)

    def _wants_a_break(self, words: Sequence[Word], marks: Sequence[str], lines: Sequence[str]) -> bool:
        """Whether `if missing` should go to the next line, with its mark."""
        if not marks or len(lines[0]) + 2 + len(marks[0]) <= WIDTH:
            return False
        return any(word.text == "if" and word.level == 0 for word in words)


def _start(item: Branch | Raw) -> int:
    return item[0] if isinstance(item, tuple) else item.start


def _inside(block: Block) -> tuple[int, int]:
    return block.opening.end, block.closing.start


def _plain(parts: Sequence[tuple[str, Part]]) -> Parts:
    return [(kind, part) for kind, part in parts if not isinstance(part, Block)]


def _without_marks(parts: Parts) -> tuple[Parts, Parts]:
    """A statement, and the marks it ends with."""
    end = len(parts)
    while end:
        last = parts[end - 1][1]
        if not isinstance(last, Branch) or last.kind not in MARKS:
            break
        end -= 1
    return parts[:end], parts[end:]


def _cells(words: Sequence[Word]) -> list[tuple[int, str]]:
    cells: list[list[Word]] = [[]]
    for word in words:
        if word.cell:
            cells.append([])
        cells[-1].append(word)
    return [(1, joined(cell)) for cell in cells]


def _signature(
    kind: str, cells: Sequence[tuple[int, str]], words: Sequence[Word], statement: str = ""
) -> tuple[str, ...]:
    is_by_word = FIRST_WORD in COLUMNS.get(kind, ())
    titles = tuple("text" for word in words if word.cell and word.token.kind == "STRING" and not is_by_word)
    return (FAMILY.get(kind, kind), statement if statement in WRAPPERS else "", str(len(cells)), *titles)


def _followed(lines: list[str], marks: Sequence[str], hang: int) -> list[str]:
    """The lines with marks behind them."""
    for number, mark in enumerate(marks):
        if len(lines[-1]) + 2 + len(mark) > WIDTH:
            return [*lines, *filled(list(marks[number:]), hang)]
        lines = [*lines[:-1], f"{lines[-1]}  {mark}"]
    return lines

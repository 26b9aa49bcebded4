"""Programs in the language of PRISM, for Storm: a place in the day is a value of `pc`, a day begins at 0.

What follows from what was chosen is put together into one command, so that states stand only between choices. A course
that is over keeps nothing but how it ended; `weight` is the reward of the last place of the day.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .program import Choose, Expr, If, Program, Set, Statement, conj, eq, ite, le, neg, show
from .promela import chooses

PRISM = {
    "true": "true",
    "false": "false",
    "not": "!",
    "and": "&",
    "or": "|",
    "==": "=",
    "<": "<",
    "<=": "<=",
    "+": "+",
    "-": "-",
    "?": "({0} ? {1} : {2})",
}

LARGE = 60
"""How much is put into one command before a new one begins."""

Written = dict[str, Expr]


@dataclass
class _Chart:
    """Commands, as lines."""

    commands: list[str] = field(default_factory=list)
    places: int = 0

    def place(self) -> int:
        self.places += 1
        return self.places

    def add(self, at: int, guard: Expr, written: Written, to: int) -> None:
        """One command; `to` is the next place."""
        guards = f"pc={at}" + ("" if guard is True else f" & {show(guard, PRISM)}")
        updates = [f"({name}'={show(value, PRISM)})" for name, value in written.items()]
        written_text = " & ".join([*updates, f"(pc'={to})"])
        self.commands.append(f"  [] {guards} -> {written_text};")


def model(program: Program) -> str:
    """The whole text."""
    chart = _Chart()
    over = chart.place()
    last = chart.place()
    reset: Written = {item.name: 0 for item in program.helpers}
    chart.add(last, eq("end", 0), reset, 0)
    chart.add(last, neg(eq("end", 0)), reset | {item.name: item.start for item in program.lasting[1:]}, over)
    chart.add(over, True, {}, over)
    _block(chart, program.body, last, first=0)
    variables = [f"  {item.name} : [{item.low}..{item.high}] init {item.start};" for item in program.variables]
    return "\n".join(
        (
            "mdp",
            "module patient",
            f"  pc : [0..{chart.places}] init 0;",
            *variables,
            *chart.commands,
            "endmodule",
            f'label "morning" = pc=0;\nlabel "complete" = pc={over} & end=1;',
            f'rewards "measure"\n  pc={last} : weight;\nendrewards\n',
        )
    )


def _block(
    chart: _Chart, statements: tuple[Statement, ...] | list[Statement], to: int, first: int | None = None
) -> int:
    """Adds the commands of statements that lead to place `to`; gives the place where they begin."""
    items: list[list[Statement]] = []
    size = 0
    for statement in statements:
        weighs = _size(statement)
        if items and not chooses(statement) and not chooses(items[-1][0]) and size + weighs < LARGE:
            items[-1].append(statement)
            size += weighs
        else:
            items.append([statement])
            size = weighs
    for number in reversed(range(len(items))):
        at = first if number == 0 and first is not None else chart.place()
        group = items[number]
        match group[0]:
            case Choose(name, high, most):
                for value in range(most + 1):
                    chart.add(at, le(value, high), {name: value}, to)
            case If(condition, then, otherwise) if chooses(group[0]):
                chart.add(at, condition, {}, _block(chart, then, to))
                chart.add(at, neg(condition), {}, _block(chart, otherwise, to))
            case _:
                written: Written = {}
                for statement in group:
                    _write(statement, written)
                chart.add(at, True, {name: value for name, value in written.items() if value != name}, to)
        to = at
    return to


def _size(statement: Statement) -> int:
    match statement:
        case If(_, then, otherwise):
            return 3 + sum(map(_size, (*then, *otherwise)))
        case _:
            return 2


def _write(statement: Statement, written: Written) -> None:
    """Carries a statement out on what the variables hold, as expressions over the place before."""
    match statement:
        case Set(name, value):
            written[name] = _read(value, written)
        case If(condition, then, otherwise):
            holds = _read(condition, written)
            one, two = dict(written), dict(written)
            for item in then:
                _write(item, one)
            for item in otherwise:
                _write(item, two)
            for name in {**one, **two}:
                written[name] = ite(holds, one.get(name, name), two.get(name, name))


def _read(expression: Expr, written: Written) -> Expr:
    match expression:
        case str():
            return written.get(expression, expression)
        case (name, *parts):
            read = [_read(part, written) for part in parts]
            return conj(*read) if name == "and" else (name, *read)
        case _:
            return expression

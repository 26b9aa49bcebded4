"""Programs as Promela for Spin: many protocols in one model, one of which is chosen before day 0.

A day is one atomic step, so that Spin stores a state only between days. How many states there are at the beginning of a
day, and the least and greatest total of a complete course, are counted in C beside the states.
"""

from __future__ import annotations

from .program import Choose, If, Program, Set, Statement, named, show

PROMELA = {
    "true": "1",
    "false": "0",
    "not": "!",
    "and": "&&",
    "or": "||",
    "==": "==",
    "<": "<",
    "<=": "<=",
    "+": "+",
    "-": "-",
    "?": "({0} -> {1} : {2})",
}

HEAD = """\
c_decl {{
  int states[{count}], least[{count}], greatest[{count}];
}}
c_code {{
  void report(void)
  {{
    int at;
    for (at = 0; at < {count}; at++)
      printf("protocol %d states %d least %d greatest %d\\n", at, states[at], least[at], greatest[at]);
  }}
  void prepare(void)
  {{
    int at;
    for (at = 0; at < {count}; at++) least[at] = greatest[at] = -1;
    atexit(report);
  }}
}}
"""


class _Names:
    """Variables of all programs share places, as many as the largest program has."""

    def __init__(self, program: Program) -> None:
        self.places = {item.name: f"x{at}" for at, item in enumerate(program.variables)}

    def __call__(self, name: str) -> str:
        return self.places[name]


def model(programs: list[Program]) -> str:
    """One model of several programs that carry their totals."""
    count = max(len(program.variables) for program in programs)
    text = [HEAD.format(count=len(programs))]
    # signed and small enough for clocks that run below 0; a total may be longer than a byte
    text += [f"short x{at};" for at in range(count)]
    text += ["short which;", "init {"]
    text += ["  atomic {", "    c_code { prepare(); };", "    if"]
    for at, program in enumerate(programs):
        names = _Names(program)
        starts = [f"{names(item.name)} = {item.start}" for item in program.variables if item.start]
        text.append(f"    :: {'; '.join([f'which = {at}', *starts])}")
    text += ["    fi", "  };", "  if"]
    for at, program in enumerate(programs):
        text += [f"  :: which == {at} ->", *_course(program, at)]
    text += ["  fi", "}"]
    return "\n".join(text) + "\n"


def _course(program: Program, at: int) -> list[str]:
    names = _Names(program)
    end, total = names("end"), f"now.{names('total')}"
    text = ["    do", "    :: atomic {", f"         c_code {{ states[{at}]++; }};"]
    text += _statements(program.body, names, 9)
    # what is only of the day is forgotten, and a course that is over keeps nothing
    text += [f"         {names(item.name)} = 0;" for item in program.helpers]
    text.append(f"         if :: {end} == 0 -> skip")
    text += [
        f"            :: {end} == 1 -> c_code {{",
        f"               if (least[{at}] < 0 || {total} < least[{at}]) least[{at}] = {total};",
        f"               if ({total} > greatest[{at}]) greatest[{at}] = {total};",
        "            }; break",
    ]
    text += [f"            :: {end} == 2 -> break", "         fi", "       }", "    od"]
    return text


def _statements(statements: tuple[Statement, ...] | list[Statement], names: _Names, depth: int) -> list[str]:
    pad, found = " " * depth, list[str]()
    for group, decided in _grouped(statements):
        if decided and len(group) + sum(isinstance(item, If) for item in group) > 1:
            found += [f"{pad}d_step {{", *_plain(group, names, depth + 2), f"{pad}}};"]
        else:
            found += _plain(group, names, depth)
    return found


def _grouped(statements: tuple[Statement, ...] | list[Statement]) -> list[tuple[list[Statement], bool]]:
    """Runs of statements without a choice, and the others one by one."""
    found: list[tuple[list[Statement], bool]] = []
    for item in statements:
        decided = not chooses(item)
        if decided and found and found[-1][1]:
            found[-1][0].append(item)
        else:
            found.append(([item], decided))
    return found


def chooses(item: Statement) -> bool:
    """Whether a statement leaves anything open."""
    match item:
        case Choose():
            return True
        case If(_, then, otherwise):
            return any(map(chooses, (*then, *otherwise)))
        case _:
            return False


def _plain(statements: list[Statement], names: _Names, depth: int) -> list[str]:
    pad, found = " " * depth, list[str]()
    for item in statements:
        match item:
            case Set(name, value):
                found.append(f"{pad}{names(name)} = {show(value, PROMELA, names)};")
            case Choose(name, high, most):
                high_text = show(high, PROMELA, names)
                # the bound may be the variable itself: all that is asked of it is asked before it is written
                picks = [
                    f":: {high_text} >= {at} -> {names(name)} = {at}"
                    if name in named(high) or not isinstance(high, int)
                    else f":: {names(name)} = {at}"
                    for at in range(most + 1)
                ]
                found += [f"{pad}if", *(f"{pad}{pick}" for pick in picks), f"{pad}fi;"]
            case If(condition, then, otherwise):
                inner = _plain if not chooses(item) else _statements
                found += [f"{pad}if", f"{pad}:: {show(condition, PROMELA, names)} ->"]
                found += inner(list(then), names, depth + 3) or [f"{pad}   skip;"]
                found.append(f"{pad}:: else ->")
                found += inner(list(otherwise), names, depth + 3) or [f"{pad}   skip;"]
                found.append(f"{pad}fi;")
    return found

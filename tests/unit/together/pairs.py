"""Small protocols to be looked at in pairs."""

from datetime import date

from protolang.diagnostics import explain
from protolang.driver import analyse
from protolang.together.examine import examine
from protolang.together.pairing import Pair, Side

START = date(2027, 1, 4)

HEAD = """\
protocol {name} "{name}" {{
  day 0 = enrolment  assumed "a test"
  policy {{
    missed   skip                                      assumed "a test"
    next_due after last given                          assumed "a test"
    hold     clock stops, at most 28 days then review  assumed "a test"
  }}
{body}
}}
"""


def written(name, body):
    """A whole file around declarations and tracks."""
    return HEAD.format(name=name, body=body)


def pair(one, two, offset=0, dated=False):
    """Two texts for one patient."""
    sides = []
    for name, text, day in (("one", one, 0), ("two", two, offset)):
        analysis = analyse(f"{name}.proto", text.encode(), budget=0)
        assert analysis.machine is not None, [str(item.message) for item in analysis.diagnostics]
        sides.append(Side(analysis.protocol, analysis.machine, analysis.protocol.id, day, START))
    return Pair(*sides, dated)


def looked_at(one, two, code=None, **others):
    """What is found in both, or only what has a code."""
    found = examine(pair(one, two, **others))
    return [item for item in found if code in (None, item.code.number)]


def rejected(number):
    """The two files of the page of a code."""
    example = explain.examples(number)[0]
    ((_, first),) = example.others
    return first, example.text

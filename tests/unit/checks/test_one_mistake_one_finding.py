"""One mistake is told once: what follows from it is not a finding of its own."""

import pytest

from protolang.driver import analyse

HEAD = """protocol example "Example" {
  day 0 = first rituximab  assumed "x"
  policy {
    missed   postpone at most 3 days then review       assumed "x"
    next_due after last given                          assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
  }
  event relapse "Relapse"
  drug rituximab { dose 500 mg  assumed "x" }
  lab cd20 "B cells" { unit % of "lymphocytes"  range 0..100 %  fresh for 5 weeks assumed "x" }
"""
MONITOR = """
  track monitoring {
    phase blood { measure cd20 every 4 weeks until end of infusions  assumed "x"  then end }
  }
"""


def codes(body):
    text = f"{HEAD}{body}}}\n"
    return [item.code.number for item in analyse("example.proto", text.encode()).diagnostics]


def course(inside, rest=""):
    return f"""
  track infusions {{
    start course
    phase course {{
      give rituximab on days 0, 14  assumed "x"
{inside}
    }}
{rest}
  }}
  stop when relapse  assumed "x"
"""


LOW = '  trigger low when cd20 < 1 %  if missing measure now  assumed "x"\n'
NEVER = '  trigger never when cd20 < 1 % and cd20 > 2 %  if missing measure now  assumed "x"\n'


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        # nothing completes, so no requirement can be decided
        (course("") + '  require two: count(rituximab) = 2  assumed "x"\n' + MONITOR + LOW.replace("low", "a"), None),
        # a dead trigger, named by an exit and by a stop rule
        (
            NEVER + course('when never go out  assumed "x"\nthen end', 'phase out { stop assumed "x" }') + MONITOR,
            ["PL203"],
        ),
        # an unreachable phase, with a gap, an overlap and a loop of its own
        (
            LOW
            + course(
                'when low go out assumed "x"\nthen end',
                """phase out { stop assumed "x" }
                phase lost {
                  give rituximab every 1 week  assumed "x"
                  when relapse go lost_too  assumed "x"
                  when low go out  assumed "x"
                }
                phase lost_too { then lost }""",
            )
            + MONITOR,
            ["PL501"],
        ),
        # a monitoring loop that ends with a track which never ends
        (
            LOW
            + course(
                "then loop",
                'phase loop { give rituximab every 4 weeks until low  assumed "x" then end }',
            )
            + MONITOR,
            ["PL403", "PL504"],
        ),
        # a circle without any end is not also a circle without a maximum
        (
            course(
                "then pause",
                """phase pause { after 4 weeks go again  assumed "x" }
                phase again { give rituximab assumed "x" then pause }""",
            ).replace('  stop when relapse  assumed "x"\n', '  stop when relapse and low assumed "x"\n')
            + LOW
            + MONITOR,
            ["PL506"],
        ),
    ],
)
def test_one_mistake(body, wanted):
    found = [number for number in codes(body) if number != "PL104"]
    assert found == (wanted if wanted is not None else ["PL502"])


def test_the_dose_of_a_parameter_comes_from_where_the_parameter_does():
    body = """
  param amount unstated "how much"
  drug other { dose amount }
  track infusions {
    phase course { give other on days 0, 14  assumed "x"  give rituximab on day 0  assumed "x"  then end }
  }
  stop when relapse  assumed "x"
"""
    assert "PL801" not in codes(body)
    assert "PL801" in codes(body.replace('unstated "how much"', "= 5 mg"))

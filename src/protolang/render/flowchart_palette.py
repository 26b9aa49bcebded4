"""The colours of the flowchart: told apart by colour-blind readers, and by lightness in black and white.

No meaning rests on colour alone: open decisions have a dashed thick border, a question mark and words; stops have
a thick border and the word STOP; ends have a double border.
"""

import attrs

PAPER = "#ffffff"
INK = "#1a1a1a"
GREY = "#5a5a5a"
BLUE = "#00568a"
RED = "#a33b00"
GREEN = "#00694e"
AMBER = "#7a4f00"
LANE_FILL = "#f1f4f7"
BOX_FILL = "#fefefe"
OPEN_FILL = "#fff5d9"
STOP_FILL = "#fdece4"


@attrs.frozen
class Tone:
    """A colour on paper and its counterpart on a dark screen."""

    name: str
    light: str
    dark: str


TONES = (
    Tone("paper", PAPER, "#14181c"),
    Tone("ink", INK, "#ececec"),
    Tone("grey", GREY, "#a9b0b6"),
    Tone("blue", BLUE, "#7cc4f0"),
    Tone("red", RED, "#ff9d6b"),
    Tone("green", GREEN, "#62d4b0"),
    Tone("amber", AMBER, "#f0bb55"),
    Tone("lane", LANE_FILL, "#1d2329"),
    Tone("box", BOX_FILL, "#252d35"),
    Tone("open", OPEN_FILL, "#3a3118"),
    Tone("stopped", STOP_FILL, "#40251b"),
)

"""Random scenarios, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .vocabulary import NUMBER_LABS

if TYPE_CHECKING:
    from .statements import Statements


class Story:
    """Draws scenarios for what a writer has declared."""

    def __init__(self, writer: Statements) -> None:
        self.writer = writer

    def scenarios(self) -> list[list[str]]:
        """A background, and one or two scenarios."""
        writer = self.writer
        blocks = []
        if writer.chance(0.5):
            start = ["  start 2027-01-04"] if writer.calendar or writer.chance(0.3) else []
            blocks.append(
                ["background {", *start, "  patient { n_weight 70 kg n_height 170 cm n_years 40 years }", "}"]
            )
        dated = bool(blocks) and "  start 2027-01-04" in blocks[0]
        for number in range(writer.number(1, 2)):
            steps = [] if dated or not writer.calendar else ["  start 2027-01-04"]
            here = dated or bool(steps)
            drawn = ["  " + self.step(dated=here) for _ in range(writer.number(2, 8))]
            blocks.append([f'scenario "number {number}" {{', *steps, *self.once(drawn), *self.corrected(), "}"])
        return blocks

    def once(self, steps: list[str]) -> list[str]:
        """Each thing is set once."""
        seen: set[str] = set()
        kept = []
        for step in steps:
            key = " ".join(step.split()[:2]) if step.startswith("  set ") else step
            if key not in seen:
                kept.append(step)
            seen.add(key)
        return kept

    def corrected(self) -> list[str]:
        """A sample that is corrected or cancelled."""
        writer = self.writer
        if not writer.chance(0.4):
            return []
        lab = writer.pick(writer.labs)
        day = f"day {6 + writer.first}"
        fate = writer.pick((f"corrected to {writer.quantity(lab)}", "cancelled"))
        late = writer.pick(("", f" reported day {8 + writer.first}"))
        return [
            f"  {lab} = {writer.quantity(lab)} at {day}{late}",
            f"  {lab} at {day} {fate} on day {9 + writer.first}",
        ]

    def step(self, *, dated: bool) -> str:
        """One step."""
        writer = self.writer
        lab, drug = writer.pick(writer.labs), writer.pick(writer.drugs)
        value = f"{lab} {writer.pick(('=', '=', '<', '>='))} {writer.quantity(lab)}"
        moment = "2027-01-06" if dated and writer.chance(0.2) else writer.moment()
        later = f"day {20 + writer.first}"
        options = [
            f"{value} from {moment}", f"{value} from {moment} every {writer.duration(1, 4)}",
            f"{value} at {moment}{writer.pick(('', ' preliminary'))}", f"{lab} missing from {moment}",
            f"{writer.pick(writer.events)} on {writer.moment(high=5)}, {later}",
            f"{drug} given on {moment}", f"{drug} missed on {moment}",
            f"{drug} missed from {writer.moment(high=3)} to {later}",
            f"{drug} delayed {writer.number(1, 2)} days on {moment}",
            f"{writer.pick(writer.tracks)} {writer.pick(('resume', 'skip', 'stop'))} on {moment}",
            "set n_wait = 2 days", self.expectation(moment),
            self.expectation(moment), "patient { n_weight 65 kg n_gender female n_grade 2 }",
        ]  # fmt: skip
        if writer.words:
            options.append(f"n_culture = n_positive at {moment}")
        if UNITLESS in writer.labs:
            options.append(f"{UNITLESS} = {NUMBER_LABS[UNITLESS][2][0]} from {moment}")
        if writer.arms:
            options.append(f"n_regimen = {writer.pick(writer.arms)} from {moment}")
        return writer.pick(options)

    def expectation(self, moment: str) -> str:
        """What the author expects."""
        writer = self.writer
        place = writer.pick((f"at {moment}", f"by {moment}", "at end"))
        drug = writer.pick(writer.drugs)
        phase = writer.pick(writer.phases)
        options = [
            f"expect {phase} {place}", f"expect not {phase} {place}", f"expect count({drug}) >= 1 {place}",
            f"expect given({drug}) at {moment}", f"expect dose(n_pill) = 20 mg at {moment}", f"expect end by {moment}",
            f"expect alert {place}", f'expect alert "Text" {place}', f"expect no alert {place}",
            f'expect no alert "Text" {place}', f"expect {writer.atom(1)} {place}",
        ]  # fmt: skip
        return writer.pick(options)


UNITLESS = "n_inr"

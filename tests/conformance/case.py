"""A case of the conformance suite: read from its file, and told to an executor as plain data (see README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

FOLDER = Path(__file__).parent
DEFAULT_START = "2027-01-04"
"""The civil date of day 0 of a case that names none: a Monday."""

_SECTION = re.compile(r"^--- (source|patient|inputs|amended|log|refused)$", re.MULTILINE)
_KEYS = ("rule", "row", "shows", "why", "fails under")


class CaseError(Exception):
    """A case file that does not follow the format; the message names the file and the line."""


@attrs.frozen
class Case:
    """One case. `log` is what every executor must write; None for a protocol that must be `refused` instead.

    With both, a compiler reports what is `refused`, and an executor that is given the protocol all the same writes it.
    """

    name: str
    rules: tuple[int, ...]
    row: str | None
    shows: str
    why: str
    fails_under: tuple[str, ...]
    source: str
    patient: str
    inputs: str
    amended: str
    log: tuple[str, ...] | None
    refused: tuple[str, ...]
    path: Path = attrs.field(eq=False, repr=False)

    def data(self) -> dict[str, Any]:
        """The inputs as an executor gets them: plain lists, dictionaries, texts and whole numbers."""
        told = {"name": self.name, "start": DEFAULT_START, "until": 0, "set": {}, "facts": []}
        for line in _lines(self.patient):
            _tell_patient(told, line, self.name)
        for line in _lines(self.inputs):
            _tell_input(told, line, self.name)
        if self.amended:
            told["amended"]["source"] = self.amended
        told["until"] = max([told["until"], *(fact["day"] for fact in told["facts"])])
        return told

    def with_log(self, log: tuple[str, ...]) -> str:
        """The text of its file with another log."""
        text = self.path.read_text(encoding="utf-8")
        start = next(found.end() for found in _SECTION.finditer(text) if found[1] == "log")
        return f"{text[:start]}\n" + "".join(f"{line}\n" for line in log)


def all_cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Every case, by rule and name."""
    found = [read(path) for path in folder.glob("*.case")]
    return tuple(sorted(found, key=lambda case: (case.rules[0], case.name)))


def read(path: Path) -> Case:
    """The case in one file; raises `CaseError` when it does not follow the format."""
    text = path.read_text(encoding="utf-8")
    parts = _SECTION.split(text)
    header, sections = _header(parts[0], path), dict(zip(parts[1::2], parts[2::2], strict=True))
    if "source" not in sections or not {"log", "refused"} & set(sections) or "log" in list(sections)[:-1]:
        raise CaseError(f"{path.name}: a case has a source, and what is refused, or last of all a log")
    rules = tuple(int(word.removeprefix("R")) for word in header["rule"].split())
    if not path.stem.startswith(f"R{rules[0]:02}-"):
        raise CaseError(f"{path.name}: the name of a case begins with its first rule, R{rules[0]:02}")
    return Case(
        path.stem,
        rules,
        header.get("row"),
        header["shows"],
        header.get("why", ""),
        tuple(word.strip() for word in header.get("fails under", "").split(",") if word.strip()),
        sections["source"].strip("\n") + "\n",
        sections.get("patient", ""),
        sections.get("inputs", ""),
        sections["amended"].strip("\n") + "\n" if "amended" in sections else "",
        tuple(_lines(sections["log"])) if "log" in sections else None,
        tuple(_lines(sections.get("refused", ""))),
        path,
    )


def _header(text: str, path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("  ") and key:
            found[key] += " " + line.strip()
            continue
        key, colon, rest = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not colon or key not in _KEYS:
            raise CaseError(f"{path.name}:{number}: one of {', '.join(_KEYS)} is expected")
        found[key] = rest
    for key in ("rule", "shows"):
        if not found.get(key):
            raise CaseError(f"{path.name}: the header has no `{key}`")
    return found


def _lines(text: str) -> Iterator[str]:
    return (line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


# ---- facts -----------------------------------------------------------------------------------------------------

_SIZE = re.compile(r"([a-z][a-z0-9_]*) ([0-9.]+) (\S+)")
_SET = re.compile(r"set ([a-z][a-z0-9_]*) = (.+)")
_FACT = re.compile(r"day (-?[0-9]+)(?: ([0-9]{2}:[0-9]{2}))? (result|given|event|decision) (.+)")
_RESULT = re.compile(
    r"(?P<name>[a-z][a-z0-9_]*) (?:none|(?P<word>[a-z][a-z0-9_]*)"
    r"|(?P<bound><=|>=|<|>)?(?P<value>-?[0-9]+(?:\.[0-9]+)?)(?: (?!sampled |status |id )(?P<unit>\S+))?)"
    r"(?: sampled (?P<sampled>-?[0-9]+))?(?: status (?P<status>preliminary|final|corrected|cancelled))?"
    r"(?: id (?P<id>\S+))?"
)


def _tell_patient(told: dict[str, Any], line: str, name: str) -> None:
    if line.startswith("start "):
        told["start"] = line.removeprefix("start ")
    elif found := _SET.fullmatch(line):
        told["set"][found[1]] = found[2]
    elif found := _SIZE.fullmatch(line):
        told["facts"].append(_result(0, found[1], value=found[2], unit=found[3]))
    else:
        raise CaseError(f"{name}: `{line}` is nothing that is known of a patient")


def _tell_input(told: dict[str, Any], line: str, name: str) -> None:
    if found := re.fullmatch(r"until day ([0-9]+)(?: ([0-9]{2}:[0-9]{2}))?", line):
        told["until"] = int(found[1])
        told |= {"until_time": found[2]} if found[2] else {}
        return
    if found := re.fullmatch(r"from day ([0-9]+) the amended text", line):
        told["amended"] = {"day": int(found[1])}
        return
    found = _FACT.fullmatch(line)
    if found is None:
        raise CaseError(f"{name}: `{line}` is no fact")
    day, time, kind, rest = int(found[1]), found[2], found[3], found[4]
    fact: dict[str, Any]
    if kind == "result":
        result = _RESULT.fullmatch(rest)
        if result is None:
            raise CaseError(f"{name}: `{rest}` is no result")
        fact = _result(day, **result.groupdict())
    elif kind == "given":
        drug, _, amount = rest.partition(" ")
        fact = {"day": day, "kind": "given", "drug": drug} | ({"amount": amount} if amount else {})
    elif kind == "event":
        fact = {"day": day, "kind": "event", "name": rest}
    else:
        track, _, ruling = rest.partition(" ")
        fact = {"day": day, "kind": "decision", "track": track, "ruling": ruling}
    told["facts"].append(fact | ({"time": time} if time else {}))


def _result(day: int, name: str, **said: str | None) -> dict[str, Any]:
    """A result; `value` None is a sample without a result. Left out of the data is what the line does not say."""
    fact: dict[str, Any] = {"day": day, "kind": "result", "name": name, "value": said.get("value") or said.get("word")}
    fact["sampled"] = day if said.get("sampled") is None else int(said["sampled"] or 0)
    return fact | {key: said[key] for key in ("unit", "bound", "status", "id") if said.get(key)}

"""A protocol in which every text of the author holds the same payload, each with a number of its own."""

from __future__ import annotations

from typing import Any

import attrs

from protolang.model.course import Phase, Track
from protolang.model.evidence import Citation, Evidence, OpenDecision, Source
from protolang.model.protocol import Protocol, Statement
from protolang.model.scenario import Scenario
from protolang.model.treatment import Attribute, DerivedAttribute, Drug, Event, Lab, Trigger
from protolang.source import SourceFile, Span

_TEXTS: dict[type, tuple[str, ...]] = {
    Protocol: ("title", "version", "status"),
    Statement: ("text",),
    Source: ("citation",),
    Citation: ("locator",),
    OpenDecision: ("question",),
    Scenario: ("title",),
    Drug: ("title", "route"),
    Lab: ("title", "whole"),
    Attribute: ("title",),
    DerivedAttribute: ("title",),
    Event: ("title",),
    Trigger: ("title",),
    Track: ("title",),
    Phase: ("title",),
}


class Poison:
    """Puts `payload` and a running number in place of each text; `placed` tells what stands where."""

    def __init__(self, payload: str) -> None:
        self.payload = payload
        self.placed: dict[int, str] = {}

    def protocol(self, protocol: Protocol) -> Protocol:
        poisoned = self._node(protocol, "protocol")
        assert isinstance(poisoned, Protocol)
        return poisoned

    def text(self, where: str) -> str:
        number = len(self.placed) + 1
        self.placed[number] = where
        return f"{self.payload}q{number}z"

    def _node(self, value: Any, where: str) -> Any:
        if isinstance(value, tuple):
            return tuple(self._node(item, where) for item in value)
        if not attrs.has(type(value)) or isinstance(value, Span | SourceFile):
            return value
        if isinstance(value, Evidence):
            return Evidence(
                self._node(value.citations, where),
                tuple(self.text(f"{where}.assumed") for _ in value.assumptions),
                tuple(self.text(f"{where}.unstated") for _ in value.open_questions),
            )
        changes: dict[str, Any] = {}
        for field in attrs.fields(type(value)):
            given = getattr(value, field.name)
            place = f"{where}.{field.name}"
            if isinstance(value, Source) and field.name == "identifiers":
                changes[field.name] = tuple((scheme, self.text(place)) for scheme, _ in given)
            elif field.name in _TEXTS.get(type(value), ()) and given is not None:
                changes[field.name] = self.text(place)
            else:
                changes[field.name] = self._node(given, place)
        return type(value)(**changes)

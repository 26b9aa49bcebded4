"""A small judge of JSON Schema: the keywords that our schemas use, and no others.

A schema with another keyword is refused, so that nothing in a schema is silently not looked at.
"""

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_SILENT = {"$schema", "$id", "$defs", "title", "description"}
_KNOWN = _SILENT | {
    "$ref",
    "type",
    "enum",
    "const",
    "anyOf",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "minItems",
    "minimum",
    "pattern",
}


def faults(value: Any, schema: dict[str, Any], whole: dict[str, Any] | None = None, at: str = "$") -> Iterator[str]:
    """What is wrong with a value, each with its place; nothing for a value that fits."""
    whole = schema if whole is None else whole
    if unknown := set(schema) - _KNOWN:
        raise ValueError(f"{at}: this judge does not know {sorted(unknown)}")
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from faults(value, whole["$defs"][name], whole, at)
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(_is(value, name) for name in names):
            yield f"{at}: {value!r:.60} is not of type {' or '.join(names)}"
            return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r:.60} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{at}: {value!r:.60} is not {schema['const']!r}"
    if "anyOf" in schema:
        tried = [list(faults(value, choice, whole, at)) for choice in schema["anyOf"]]
        if all(tried):
            yield f"{at}: fits none of {len(tried)} choices: {min(tried, key=len)[0]}"
    if isinstance(value, dict):
        yield from _object(value, schema, whole, at)
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{at}: has {len(value)} items, not {schema['minItems']}"
        for place, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), whole, f"{at}[{place}]")
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{at}: {value} is less than {schema['minimum']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: {value!r:.60} does not match {schema['pattern']}"


def _is(value: Any, name: str) -> bool:
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _object(value: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], at: str) -> Iterator[str]:
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{at}: has no {key!r}"
    others = schema.get("additionalProperties", {})
    for key, item in value.items():
        if key in schema.get("properties", {}):
            yield from faults(item, schema["properties"][key], whole, f"{at}.{key}")
        elif others is False:
            yield f"{at}: must not have {key!r}"
        elif others is not True:
            yield from faults(item, others, whole, f"{at}.{key}")

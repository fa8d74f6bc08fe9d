"""An example of every schema, made from the examples of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BY_FORMAT = {"date": "2026-10-23", "date-time": "2026-10-23T09:30:00+00:00", "binary": ""}
BY_TYPE: Mapping[str, Any] = {
    "string": "text", "integer": 1, "number": 1.0, "boolean": True, "null": None, "object": {},
}  # fmt: skip


def sample(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    """A value that the schema allows; `known` are the components that it may name."""
    if "$ref" in schema:
        return sample(known[schema["$ref"].rsplit("/", 1)[1]], known)
    for told in ("examples", "enum"):
        if schema.get(told):
            return schema[told][0]
    if "const" in schema:
        return schema["const"]
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return sample(schema[several][0], known)
    if "properties" in schema:
        parts = schema["properties"].items()
        return {name: sample(part, known) for name, part in parts}
    if schema.get("type") == "array":
        return [sample(schema.get("items", {}), known)]
    return BY_FORMAT.get(schema.get("format", ""), BY_TYPE.get(schema.get("type", ""), {}))

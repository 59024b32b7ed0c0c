"""An example for every body of the OpenAPI document, put together from the examples of its fields.

So an example always fits its schema: there is no second copy of it to fall behind.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
PLAIN = {"boolean": True, "null": None, "integer": 1}
FORMATS = {"date-time": "2026-11-21T09:00:00Z", "uuid": "01920000-0000-7000-8000-000000000001", "binary": "(a JPEG)"}


class NoExample(RuntimeError):
    """A programming error: a field of the API has nothing to make an example of."""


def example_of(schema: Schema, components: Schema, path: str = "") -> Any:
    """An instance of the schema. Raises NoExample naming the field."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return example_of(components[name], components, path or name)
    for given in ("examples", "enum"):
        if schema.get(given):
            return schema[given][0]
    if "const" in schema:
        return schema["const"]
    if "default" in schema and schema.get("type") != "object":
        return schema["default"]
    if choices := schema.get("anyOf") or schema.get("allOf"):
        return example_of(choices[0], components, path)
    return _of_type(schema, components, path)


def _of_type(schema: Schema, components: Schema, path: str) -> Any:
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {}).items()
            return {name: example_of(inner, components, f"{path}.{name}") for name, inner in fields}
        case "array":
            return [example_of(schema["items"], components, path)]
        case "string" if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        case kind if kind in PLAIN:
            return PLAIN[kind]
    raise NoExample(path)

"""JSON Schemas in short: what an argument may be and what an answer looks like, as the OpenAPI document says it."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}


def named(name: str) -> Schema:
    """A reference to a schema that the document lists by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Schema) -> Schema:
    """An array."""
    return {"type": "array", "items": items}


def exactly(**properties: Schema) -> Schema:
    """An object that has these properties and no other."""
    return {
        "type": "object", "required": list(properties), "additionalProperties": False, "properties": properties,
    }  # fmt: skip


def by_key(values: Schema) -> Schema:
    """An object with properties of any name."""
    return {"type": "object", "additionalProperties": values}

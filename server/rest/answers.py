"""JSON Schemas of what REST answers, as the OpenAPI document names them; a test holds real answers against them."""

from typing import Any

from services.forecast.reports.comparison_table import FIGURES, SIDES

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
# A cell by the type of its column: dates and moments are text in ISO 8601.
CELL: Schema = {"type": ["string", "number", "boolean", "null"]}


def named(name: str) -> Schema:
    """A reference to one of the schemas below."""
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


_TRENDS = ("forecast_trend", "capacity_trend", "actual_capacity_trend", "placeholder_capacity_trend")
_METRICS = (
    "forecast", "capacity", "gap", "fte_count", "actual_count", "placeholder_count", "fte_equivalent",
    "actual_equivalent", "placeholder_equivalent",
)  # fmt: skip
_PEOPLE = {"actual": WHOLE, "placeholder": WHOLE, "total": WHOLE}
_DEMAND = dict.fromkeys(("main_lob", "case_type", "state", "month"), TEXT)
_DIFFERENCE = exactly(**{side: {"type": ["number", "null"]} for side in SIDES})
_REPORT = {"type": ["string", "null"], "description": "a report by its month, such as 2025-04"}

SCHEMAS: dict[str, Schema] = {
    "Error": {
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": TEXT,
            "message": {"type": "string", "description": "what is wrong, and what would be accepted"},
            "permission": {"type": "string", "description": "the permission that is missing"},
        },
        "additionalProperties": False,
    },
    "Detail": exactly(detail=TEXT),
    "Status": exactly(status=TEXT),
    "Table": exactly(
        columns=listed(TEXT),
        next={"type": ["string", "null"], "format": "uri", "description": "the address of the next page"},
        rows=listed(listed(CELL)),
    ),
    "Record": by_key(CELL),
    "Records": listed(named("Record")),
    "ChartSeries": exactly(**{trend: listed(NUMBER) for trend in _TRENDS}),
    "Category": exactly(
        id=TEXT,
        name=TEXT,
        metrics=exactly(**dict.fromkeys(_METRICS, NUMBER)),
        tier_breakdown=by_key(exactly(**_PEOPLE)),
        children=listed(named("Category")),
    ),
    "Hierarchy": exactly(
        categories=listed(named("Category")), months=listed(TEXT), chart_series=named("ChartSeries")
    ),
    "Charts": exactly(
        months=listed(TEXT),
        chart_series=named("ChartSeries"),
        categories=listed(exactly(id=TEXT, name=TEXT, chart_series=named("ChartSeries"))),
    ),
    "TierBreakdown": by_key(exactly(**_PEOPLE, capacity=NUMBER)),
    "Tiers": exactly(
        tier_breakdown=named("TierBreakdown"),
        months=listed(exactly(month=TEXT, tier_breakdown=named("TierBreakdown"))),
    ),
    "Comparison": exactly(
        current=_REPORT,
        prior=_REPORT,
        rows=listed(
            exactly(
                **_DEMAND, presence={"enum": ["both", "added", "removed"]}, **dict.fromkeys(FIGURES, _DIFFERENCE)
            )
        ),
    ),
}  # fmt: skip


def _refusal(description: str, schema: str = "Error", **headers: Schema) -> Schema:
    content = {"application/json": {"schema": named(schema)}}
    sent = {name.replace("_", "-"): {"required": True, "schema": header} for name, header in headers.items()}
    return {"description": description, "headers": sent, "content": content}


RESPONSES: dict[str, Schema] = {
    "304": {"description": "The caller has this version, by If-None-Match.", "headers": {"ETag": {"schema": TEXT}}},
    "400": _refusal("An argument is wrong; the message says what would be accepted."),
    "401": _refusal("Nobody is signed in.", WWW_Authenticate={"const": "Bearer"}),
    "403": _refusal("The caller lacks the permission that the answer names."),
    "404": _refusal("There is no such entry.", "Detail"),
    "503": _refusal("The database cannot be reached now.", Retry_After={"type": "integer", "minimum": 1}),
}

"""What the OpenAPI document refers to by name: JSON Schemas of answers that every room has, and refusals."""

from server.graphql.idempotency import ACCEPTED, HEADER
from server.http.errors import BASIC
from server.rest.import_answers import PREVIEW
from services.shared.json_schema import TEXT, Schema, by_key, exactly, listed, named

# A cell by the type of its column: dates and moments are text in ISO 8601.
CELL: Schema = {"type": ["string", "number", "boolean", "null"]}

FILE: Schema = {**TEXT, "format": "binary"}
KEY_OF_REQUEST: Schema = {
    "name": HEADER,
    "in": "header",
    "description": "A name of the request: sent again, it gets the first answer.",
    "schema": {**TEXT, "pattern": f"^{ACCEPTED.pattern}$"},
}

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
        next_updated_since={"type": "string", "format": "date-time", "description": "since when to ask the next time"},
        rows=listed(listed(CELL)),
    ),
    "Template": exactly(
        kind=TEXT,
        title=TEXT,
        url={**TEXT, "format": "uri-reference"},
        permission=TEXT,
        columns=listed(exactly(heading=TEXT, needed={"type": "boolean"})),
    ),
    "ImportPreview": PREVIEW,
    "Record": by_key(CELL),
    "Records": listed(named("Record")),
}


def _refusal(description: str, schema: str = "Error", **headers: Schema) -> Schema:
    content = {"application/json": {"schema": named(schema)}}
    sent = {name.replace("_", "-"): {"required": True, "schema": header} for name, header in headers.items()}
    return {"description": description, "headers": sent, "content": content}


RESPONSES: dict[str, Schema] = {
    "304": {"description": "The caller has this version, by If-None-Match.", "headers": {"ETag": {"schema": TEXT}}},
    "400": _refusal("An argument or a header is wrong; the message says what would be accepted."),
    "401": _refusal("Nobody is signed in.", WWW_Authenticate={**TEXT, "examples": [f"Bearer, {BASIC}"]}),
    "403": _refusal("The caller lacks the permission that the answer names."),
    "404": _refusal("There is no such entry.", "Detail"),
    "408": _refusal("The body did not arrive in time."),
    "413": _refusal("The file is larger than the server reads."),
    "415": _refusal("The body is of a media type, a charset or a Content-Encoding that is not taken."),
    "422": _refusal("The Idempotency-Key named another request before."),
    "429": _refusal("Too many requests of the tenant wait already.", Retry_After={"type": "integer", "minimum": 1}),
    "431": _refusal("The address and the headers are larger than the server reads."),
    "503": _refusal("The database cannot be reached now.", Retry_After={"type": "integer", "minimum": 1}),
}

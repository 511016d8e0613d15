"""The scalars of the schema, each with the address of what it is specified by, for tools that map them."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from strawberry.file_uploads import Upload
from strawberry.scalars import JSON
from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition, UUIDDefinition
from strawberry.types.scalar import ScalarDefinition

from resolvers.decimals import DECIMAL
from resolvers.json_values import JSON_VALUE
from server.graphql.multipart import UPLOAD

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"

SCALARS: dict[object, ScalarDefinition] = {
    date: replace(
        DateDefinition, description='A day, in ISO 8601 as RFC 3339 has it: "2025-06-01".', specified_by_url=RFC_3339
    ),
    datetime: replace(
        DateTimeDefinition,
        description='A moment, in ISO 8601 as RFC 3339 has it, with its offset: "2025-06-01T08:00:00+00:00".',
        specified_by_url=RFC_3339,
    ),
    UUID: replace(
        UUIDDefinition,
        description='A universally unique id: "123e4567-e89b-12d3-a456-426614174000".',
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562#section-4",
    ),
    Decimal: DECIMAL,
    JSON: JSON_VALUE,
    Upload: UPLOAD,
}

"""The scalars of the schema, each with the address of what it is specified by, for tools that map them."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from strawberry.file_uploads import Upload
from strawberry.scalars import JSON
from strawberry.schema.types.base_scalars import UUIDDefinition
from strawberry.types.scalar import ScalarDefinition

from resolvers.days import DAYS
from resolvers.decimals import DECIMAL
from resolvers.json_values import JSON_VALUE
from server.graphql.multipart import UPLOAD

SCALARS: dict[object, ScalarDefinition] = {
    **DAYS,
    UUID: replace(
        UUIDDefinition,
        description='A universally unique id: "123e4567-e89b-12d3-a456-426614174000".',
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562#section-4",
    ),
    Decimal: DECIMAL,
    JSON: JSON_VALUE,
    Upload: UPLOAD,
}

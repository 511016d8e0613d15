"""The scalars Date and DateTime: days and moments in the forms that documents promise, as at every other door."""

from datetime import date, datetime
from operator import methodcaller

from strawberry import scalar
from strawberry.schema.types.base_scalars import wrap_parser
from strawberry.types.scalar import ScalarDefinition

from services.shared.iso_days import iso_day, iso_moment

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
_written = methodcaller("isoformat")

DATE: ScalarDefinition = scalar(
    name="Date",
    description="A day: 2025-06-01, in no other form.",
    serialize=_written,
    parse_value=wrap_parser(iso_day, "Date"),
    specified_by_url=RFC_3339,
)
DATE_TIME: ScalarDefinition = scalar(
    name="DateTime",
    description="A moment: 2025-06-01T08:00:00Z, of UTC where no offset is given; a day alone is its beginning.",
    serialize=_written,
    parse_value=wrap_parser(iso_moment, "DateTime", exceptions=(ValueError, OverflowError)),
    specified_by_url=RFC_3339,
)
DAYS: dict[object, ScalarDefinition] = {date: DATE, datetime: DATE_TIME}

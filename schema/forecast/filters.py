"""What demands can be narrowed by."""

import strawberry

from schema.shared.enums import WorkType
from schema.shared.lists import NO_VALUES


@strawberry.input(
    description=f"Values of one field are alternatives; fields add up. Letter case does not matter. {NO_VALUES}"
)
class DemandFilter:
    """Which demands."""

    platform: list[str] | None = strawberry.field(default=None, description='"Amisys".')
    locality: WorkType | None = strawberry.field(default=None, description="Domestic or Global.")
    main_lob: list[str] | None = strawberry.field(default=None, description='"Amisys Medicaid DOMESTIC".')
    state: list[str] | None = strawberry.field(default=None, description='Two-letter codes or "N/A".')
    case_type: list[str] | None = strawberry.field(default=None, description='"Appeals".')

"""What demands, and entries of the history log, can be narrowed by."""

from datetime import date

import strawberry

from schema.shared.combining import every, none, some
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
    and_: list["DemandFilter"] | None = every()
    or_: list["DemandFilter"] | None = some()
    not_: "DemandFilter | None" = none()


@strawberry.input(
    description="Main LOB, state, case type and case id are those of one record that changed. Values of one field are"
    f" alternatives; fields add up. Letter case does not matter. {NO_VALUES}"
)
class HistoryFilter:
    """Which entries of the history log."""

    main_lob: list[str] | None = strawberry.field(default=None, description="Of a record of these main LOBs.")
    state: list[str] | None = strawberry.field(default=None, description="Of a record of these states.")
    case_type: list[str] | None = strawberry.field(default=None, description="Of a record of these case types.")
    case_id: list[str] | None = strawberry.field(
        default=None, description="Of a record with one of these case ids, before or after the change."
    )
    user: list[str] | None = strawberry.field(default=None, description="Committed by exactly one of these.")
    from_: date | None = strawberry.field(name="from", default=None, description="Committed on this day or later, UTC.")
    to: date | None = strawberry.field(default=None, description="Committed on this day or earlier, UTC.")
    and_: list["HistoryFilter"] | None = every()
    or_: list["HistoryFilter"] | None = some()
    not_: "HistoryFilter | None" = none()

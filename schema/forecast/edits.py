"""What clients send to change a report: rows of the target CPH grid, edits of records, and whole records."""

import strawberry


@strawberry.input(description="A row of the report's targetCph grid, with the value it shall have.")
class CphRowInput:
    """As the grid gave it, but for modifiedTargetCph."""

    id: strawberry.ID = strawberry.field(description='The row\'s id, or its key: "cph_1".')
    lob: str = strawberry.field(description="Main LOB.")
    case_type: str = strawberry.field(description="Case type.")
    target_cph: float = strawberry.field(description="The value the grid showed.")
    modified_target_cph: float = strawberry.field(description="The new one: above 0, at most 200, two decimals.")


@strawberry.input(description="New people of one month of a record.")
class MonthFteInput:
    """A month of a forecast reallocation."""

    label: str = strawberry.field(description='"Apr-25".')
    fte_avail: int = strawberry.field(description="People available, 0 to 999.")


@strawberry.input(description="New values of one month of a record; what is left out stays.")
class MonthEditInput:
    """A month of a manual update."""

    label: str = strawberry.field(description='"Apr-25".')
    forecast: int | None = strawberry.field(default=None, description="Cases expected.")
    fte_avail: int | None = strawberry.field(default=None, description="People available, 0 to 999.")


@strawberry.input(description="New values of one record: target CPH, and people available by month.")
class ReallocationEditInput:
    """A record of a forecast reallocation."""

    case_id: str = strawberry.field(description="Call type id.")
    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')
    target_cph: float | None = strawberry.field(default=None, description="Above 0, at most 200, two decimals.")
    months: list[MonthFteInput] = strawberry.field(default_factory=list, description="Months that change.")


@strawberry.input(description="New values of one record: target CPH, and forecast and people available by month.")
class ManualEditInput:
    """A record of a manual update."""

    case_id: str = strawberry.field(description="Call type id.")
    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')
    target_cph: float | None = strawberry.field(default=None, description="Above 0, at most 200, two decimals.")
    months: list[MonthEditInput] = strawberry.field(default_factory=list, description="Months that change.")


@strawberry.input(description="One of the six months as a preview named it.")
class ReportMonthInput:
    """A line of the months mapping."""

    key: str = strawberry.field(description='"month1" to "month6".')
    label: str = strawberry.field(description='"Apr-25".')


@strawberry.input(description="A month of a changed record, as the preview returned it.")
class MonthChangeInput:
    """New values, and new less old."""

    label: str = strawberry.field(description='"Apr-25".')
    forecast: int = strawberry.field(description="Cases expected.")
    fte_req: int = strawberry.field(description="People required.")
    fte_avail: int = strawberry.field(description="People available.")
    capacity: int = strawberry.field(description="Cases they finish.")
    forecast_change: int = strawberry.field(description="New less old.")
    fte_req_change: int = strawberry.field(description="New less old.")
    fte_avail_change: int = strawberry.field(description="New less old.")
    capacity_change: int = strawberry.field(description="New less old.")


@strawberry.input(description="A changed record, as the preview returned it.")
class ChangeRecordInput:
    """It is computed anew; what does not follow from an edit is refused."""

    main_lob: str = strawberry.field(description='"Amisys Medicaid DOMESTIC".')
    state: str = strawberry.field(description='Two-letter code or "N/A".')
    case_type: str = strawberry.field(description='"Appeals".')
    case_id: str = strawberry.field(description="Call type id.")
    target_cph: float = strawberry.field(description="The new target CPH.")
    target_cph_change: float = strawberry.field(description="New less old.")
    modified_fields: list[str] = strawberry.field(description="What changed, in dot notation.")
    months: list[MonthChangeInput] = strawberry.field(description="All six months.")
    case_id_before: str | None = strawberry.field(
        default=None, description="The case id before, where it changes: compared with the one that is there now."
    )

"""Reports whose cells no longer follow the configured hours: after other hours, until they are recalculated."""

from db.forecast.rows import StaleReportRow
from services.shared.calendar import Month, report_months


def stale_months(row: StaleReportRow) -> list[Month]:
    """The months of a stale report of which cells do not follow, in order."""
    months = report_months(Month.of(row.first_month))
    return [months[index - 1] for index in row.month_indexes]


def stale_warning(row: StaleReportRow) -> str:
    """A stale report in a sentence, for who changes hours without seeing the report."""
    labels = ", ".join(month.label for month in stale_months(row))
    records = f"{row.records:,} record{'' if row.records == 1 else 's'}"
    return (
        f"report {Month.named(row).value} no longer follows the configured hours in {labels} ({records});"
        " previewRecalculation brings it up to date"
    )

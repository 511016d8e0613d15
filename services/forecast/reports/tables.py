"""Reports, and the history log, as tables."""

from datetime import date

from db.forecast.history_table import history_table
from db.forecast.reports_table import reports_table
from db.shared.keyed_pages import Span
from services.forecast.reports.history_sheets import FIGURES
from services.shared.relations import CONSTANT
from services.shared.report import Relation
from services.shared.table import MARKS, Column, ColumnType

T = ColumnType
REPORTS_COLUMNS = [
    Column("report", T.TEXT),
    Column("label", T.TEXT),
    Column("first_month", T.DATE),
    Column("last_month", T.DATE),
    Column("records", T.INTEGER),
    Column("is_newest", T.BOOLEAN),
    Column("uploaded_at", T.DATETIME),
    Column("uploaded_by", T.TEXT),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
REPORTS_PLACE = (str,)
"""The report's value."""

HISTORY_COLUMNS = [
    Column("entry", T.TEXT),
    Column("record", T.INTEGER),
    Column("line", T.INTEGER),
    Column("report", T.TEXT),
    Column("change_type", T.TEXT),
    Column("created_at", T.DATETIME),
    Column("created_by", T.TEXT),
    Column("main_lob", T.TEXT),
    Column("state", T.TEXT),
    Column("case_type", T.TEXT),
    Column("case_id", T.TEXT),
    Column("month", T.TEXT),
    Column("month_start", T.DATE),
    Column("field", T.TEXT),
    Column("old", T.DECIMAL),
    Column("new", T.DECIMAL),
    Column("change", T.DECIMAL),
    Column("old_text", T.TEXT),
    Column("new_text", T.TEXT),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
HISTORY_PLACE = (int, int, int)
"""The order of commits, the record of the entry, and the field of the record."""


def reports(span: Span) -> Relation:
    """Every report, oldest first; what is there stays."""
    return Relation(reports_table(span), CONSTANT)


def history(report_id: int | None, months: tuple[date | None, date | None], span: Span) -> Relation:
    """The history log, oldest entry first: a row a field of a record, as in the workbook's sheet of data.

    A case id is text, and stands in columns of its own.
    """
    return Relation(history_table(report_id, months, span, figures=FIGURES), CONSTANT)

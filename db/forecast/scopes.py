"""Scopes of single reports, found by how people name them."""

from sqlalchemy import ARRAY, Integer, Select, Text, bindparam, cast, func, literal, select

from db.forecast.models import Report

REPORT_SCOPES: Select[str] = select(literal("report:").concat(cast(Report.id, Text))).where(
    Report.year * 100 + Report.month == func.any(bindparam("members", type_=ARRAY(Integer)))
)
"""The scopes "report:<id>" of the reports of some months, each given as year * 100 + month."""

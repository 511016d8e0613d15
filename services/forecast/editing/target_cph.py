"""The target CPH grid of a report: one row per main LOB and case type, over all states."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast.case_types import case_type_cphs
from db.forecast.rows import CaseTypeCphRow
from services.shared.computing import computed
from services.shared.text import natural_order


class CphRow(NamedTuple):
    """A row of the grid; its key is stable within the report, because later demands only add lines."""

    key: str
    main_lob: str
    case_type: str
    target_cph: Decimal
    is_mixed: bool


async def target_cph_grids(session: ReadSession, report_ids: Collection[int]) -> dict[int, list[CphRow]]:
    """The grids of reports, by their ids; one statement, and nothing for reports without lines."""
    rows = await case_type_cphs(session, report_ids)
    return await computed(lambda: _by_report_id(rows), parts=len(rows))


def _by_report_id(rows: Sequence[CaseTypeCphRow]) -> dict[int, list[CphRow]]:
    return {report_id: target_cph_grid(list(some)) for report_id, some in groupby(rows, key=lambda row: row.report_id)}


def target_cph_grid(case_types: Sequence[CaseTypeCphRow]) -> list[CphRow]:
    """The grid of a report's case types, by main LOB and case type, numbers as numbers.

    Rows are numbered in the order in which their first line came into the report.
    """
    as_they_came = sorted(case_types, key=lambda row: row.first_line)
    numbered = [
        CphRow(f"cph_{number}", row.main_lob, row.case_type, row.target_cph, row.is_mixed)
        for number, row in enumerate(as_they_came, start=1)
    ]
    return sorted(numbered, key=lambda row: (natural_order(row.main_lob), natural_order(row.case_type)))

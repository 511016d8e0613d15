"""The comparison of two reports as a flat table and as the dashboard's nested form."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from db.engine import ReadSession
from db.forecast.demands import demands_by_ids
from db.forecast.rows import DemandNameRow, DemandRow
from services.shared.calendar import Month
from services.shared.numbers import shown
from services.shared.report import Key, KeyedRow
from services.shared.sorting import by_key
from services.shared.table import COUNTS, MARKS, Column, ColumnType
from services.workforce.reports.compare_reports import Comparison, ComparisonLine, FormerLine

T = ColumnType
FIRST_FIGURES = ("forecast", "capacity", "gap", "headcount")
LAST_FIGURES = ("fte_gap",)  # after the moment: a table only grows at its end
FIGURES = FIRST_FIGURES + LAST_FIGURES
SIDES = ("current", "prior", "change", "percent")
COMPARISON_COLUMNS = [
    *(Column(name, T.TEXT) for name in ("main_lob", "case_type", "state", "month", "presence")),
    *(Column(f"{figure}_{side}", T.NUMBER) for figure in FIRST_FIGURES for side in SIDES),
    Column("month_start", T.DATE),
    Column("updated_at", T.DATETIME),
    *(Column(f"{figure}_{side}", T.NUMBER) for figure in LAST_FIGURES for side in SIDES),
    *MARKS,
    Column("report", T.TEXT),
]
COMPARISON_PLACE = (str, str, str, int, int)
"""Main LOB, state, case type, and the month as year and number."""

NOTHING_COMPARED: dict[str, Any] = {"current": None, "prior": None, "rows": []}
"""The nested form while there is no report."""


async def compared_demands(session: ReadSession, comparison: Comparison) -> dict[int, DemandRow]:
    """The demands of a comparison's lines, by id."""
    rows = await demands_by_ids(session, {line.demand_id for line in comparison.lines})
    return {row.id: row for row in rows}


def comparison_rows(
    comparison: Comparison,
    demands: Mapping[int, DemandRow],
    updated_at: datetime | None,
    gone: Iterable[FormerLine] = (),
) -> list[KeyedRow]:
    """One row per demand and calendar month; percent is a fraction of the prior value's size.

    Lines that stood only while other reports were compared are told as gone, without figures.
    """
    rows: dict[Key, Sequence[Any]] = {}
    report = Month.named(comparison.current).value
    for former in gone:
        words = [former.main_lob, former.case_type, former.state, former.month.label, None]
        unknown, moments = [None] * len(SIDES), [former.month.start, updated_at]
        rows[_key(former, former.month)] = [
            *words, *unknown * len(FIRST_FIGURES), *moments, *unknown * len(LAST_FIGURES), False, updated_at, report
        ]  # fmt: skip
    for line in comparison.lines:
        first, last = (_figures(line, figures) for figures in (FIRST_FIGURES, LAST_FIGURES))
        row = [*_words(line, demands), *first, line.month.start, updated_at, *last, *COUNTS, report]
        rows[_key(demands[line.demand_id], line.month)] = row
    return by_key(rows.items())


def _key(demand: DemandNameRow | FormerLine, month: Month) -> Key:
    return (demand.main_lob, demand.state, demand.case_type, month.year, month.number)


def comparison_nested(comparison: Comparison, demands: Mapping[int, DemandRow]) -> dict[str, Any]:
    """The reports by value, and one object per demand and calendar month."""
    names = [column.name for column in COMPARISON_COLUMNS[:5]]
    return {
        "current": Month.named(comparison.current).value,
        "prior": Month.named(comparison.prior).value if comparison.prior else None,
        "rows": [
            {
                **dict(zip(names, _words(line, demands), strict=True)),
                **{figure: _side(getattr(line, figure)) for figure in FIGURES},
            }
            for line in comparison.lines
        ],
    }


def _words(line: ComparisonLine, demands: Mapping[int, DemandRow]) -> list[str]:
    demand = demands[line.demand_id]
    return [demand.main_lob, demand.case_type, demand.state, line.month.label, line.presence.value.lower()]


def _figures(line: ComparisonLine, figures: Sequence[str]) -> list[float | None]:
    return [value for figure in figures for value in _side(getattr(line, figure)).values()]


def _side(difference: Any) -> dict[str, float | None]:
    values = difference._asdict()
    return {side: None if values[side] is None else shown(values[side]) for side in SIDES[:3]} | {
        "percent": None if difference.percent is None else round(difference.percent, 4)
    }

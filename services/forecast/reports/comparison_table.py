"""The comparison of two reports as a flat table and as the dashboard's nested form."""

from collections.abc import Mapping
from typing import Any

from db.forecast.rows import DemandRow
from services.forecast.reports.compare_reports import Comparison, ComparisonLine
from services.shared.calendar import Month
from services.shared.numbers import shown
from services.shared.table import Column, ColumnType, Table, pages

T = ColumnType
FIGURES = ("forecast", "capacity", "gap", "headcount")
SIDES = ("current", "prior", "change", "percent")
_COLUMNS = [
    *(Column(name, T.TEXT) for name in ("main_lob", "case_type", "state", "month", "presence")),
    *(Column(f"{figure}_{side}", T.NUMBER) for figure in FIGURES for side in SIDES),
    Column("month_start", T.DATE),
    Column("updated_at", T.DATETIME),
]


def comparison_table(found: Comparison, demands: Mapping[int, DemandRow], updated_at: Any) -> Table:
    """One row per demand and calendar month; percent is a fraction of the prior value's size."""
    rows = [[*_words(line, demands), *_figures(line), line.month.start, updated_at] for line in found.lines]
    return Table(_COLUMNS, pages(rows))


def comparison_nested(found: Comparison, demands: Mapping[int, DemandRow]) -> dict[str, Any]:
    """The reports by value, and one object per demand and calendar month."""
    names = [column.name for column in _COLUMNS[:5]]
    return {
        "current": Month.named(found.current).value,
        "prior": Month.named(found.prior).value if found.prior else None,
        "rows": [
            {
                **dict(zip(names, _words(line, demands), strict=True)),
                **{figure: _side(getattr(line, figure)) for figure in FIGURES},
            }
            for line in found.lines
        ],
    }


def _words(line: ComparisonLine, demands: Mapping[int, DemandRow]) -> list[str]:
    demand = demands[line.demand_id]
    return [demand.main_lob, demand.case_type, demand.state, line.month.label, line.presence.value.lower()]


def _figures(line: ComparisonLine) -> list[float | None]:
    return [value for figure in FIGURES for value in _side(getattr(line, figure)).values()]


def _side(difference: Any) -> dict[str, float | None]:
    values = difference._asdict()
    return {side: None if values[side] is None else shown(values[side]) for side in SIDES[:3]} | {
        "percent": None if difference.percent is None else round(difference.percent, 4)
    }

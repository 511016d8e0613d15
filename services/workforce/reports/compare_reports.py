"""Comparing a report with another: per demand and calendar month, current against prior."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast.filters import DemandFilter
from db.forecast.rows import ReportRow
from db.freeing import FreedInPieces, free
from db.workforce import summary_rows
from db.workforce.figure_rows import ComparedFiguresRow
from services.shared.calendar import Month


class Presence(StrEnum):
    """In which report a row stands."""

    BOTH = "BOTH"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


class Difference(NamedTuple):
    """A figure in both reports; `percent` is a fraction of the prior value's size."""

    current: float | None
    prior: float | None
    change: float | None
    percent: float | None


class ComparisonLine(NamedTuple):
    """One demand in one calendar month."""

    demand_id: int
    month: Month
    presence: Presence
    forecast: Difference
    capacity: Difference
    gap: Difference
    headcount: Difference
    fte_gap: Difference


class FormerLine(NamedTuple):
    """One demand in one calendar month of a report that was compared before."""

    main_lob: str
    state: str
    case_type: str
    month: Month


@dataclass(frozen=True)
class Comparison(FreedInPieces):
    """Two reports and their lines, by demand key and month; no prior report where none is older."""

    current: ReportRow
    prior: ReportRow | None
    lines: list[ComparisonLine]


async def compare_reports(
    session: ReadSession, *, current: ReportRow, prior: ReportRow | None, chosen: DemandFilter
) -> Comparison:
    """Compare a report with another.

    Both sides come from the stored summaries, which freeze when a newer report takes their assignments over.
    """
    report_id = current.id
    ids = [report_id] if prior is None else [report_id, prior.id]
    rows = list(await summary_rows.summaries_by_report_ids(session, ids, chosen))
    first = {row.id: Month.of(row.first_month) for row in (current, prior) if row is not None}
    pairs: dict[tuple[int, Month], list[ComparedFiguresRow | None]] = {}
    order: dict[tuple[int, Month], tuple[str, str, str, Month]] = {}
    for row in rows:
        month = first[row.report_id].plus(row.forecast_month_index - 1)
        key = (row.demand_id, month)
        order[key] = (row.main_lob, row.state, row.case_type, month)
        pair = pairs.setdefault(key, [None, None])
        if row.report_id == report_id:
            pair[0] = row
        if prior is not None and row.report_id == prior.id:
            pair[1] = row
    lines = [_line(key, *pairs[key]) for key in sorted(pairs, key=order.__getitem__)]
    free(pairs, order, rows)
    return Comparison(current, prior, lines)


async def former_lines(session: ReadSession, reports: Sequence[ReportRow], *, chosen: DemandFilter) -> list[FormerLine]:
    """The demands and calendar months of reports that were compared before; none for no reports, unasked."""
    if not reports:
        return []
    first = {report.id: Month.of(report.first_month) for report in reports}
    rows = await summary_rows.cells_by_report_ids(session, list(first), chosen)
    return [
        FormerLine(row.main_lob, row.state, row.case_type, first[row.report_id].plus(row.forecast_month_index - 1))
        for row in rows
    ]


def _line(
    key: tuple[int, Month], current: ComparedFiguresRow | None, prior: ComparedFiguresRow | None
) -> ComparisonLine:
    presence = Presence.BOTH if current and prior else Presence.ADDED if current else Presence.REMOVED
    figures = ("total_forecast", "total_capacity", "capacity_gap", "total_headcount", "fte_gap")
    return ComparisonLine(*key, presence, *_differences(figures, current, prior))


def _differences(
    figures: Iterable[str], current: ComparedFiguresRow | None, prior: ComparedFiguresRow | None
) -> Iterable[Difference]:
    for figure in figures:
        now = getattr(current, figure) if current else None
        then = getattr(prior, figure) if prior else None
        if now is None or then is None:
            yield Difference(now, then, None, None)
        else:
            yield Difference(now, then, now - then, (now - then) / abs(then) if then else None)

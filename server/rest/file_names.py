"""What tables of reports are saved as: which table, of which report or days, and when it was asked for."""

from collections.abc import Sequence

from server.rest.asking import pinned
from services.shared.report import FlatReport, ReportRequest


def table_filename(report: FlatReport, asked: ReportRequest, suffix: str) -> str:
    """The name of a file, such as "headroom-monthly-summary-2025-04-2025-06-18.csv"."""
    return f"{'-'.join(['headroom', report.name, *pinned(report, asked).values(), *_days(report, asked)])}.{suffix}"


def _days(report: FlatReport, asked: ReportRequest) -> Sequence[str]:
    """The days that were chosen, from one to another; the day of the request where none were."""
    if report.days is None:
        return [str(asked.today)]
    chosen = [asked.value(argument) or asked.today for argument in (report.days.first, report.days.last)]
    return ["-to-".join(dict.fromkeys(map(str, chosen)))]

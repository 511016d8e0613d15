"""Two reports side by side as nouns."""

from resolvers.forecast.mapping import report
from schema.shared.month import Month as MonthNoun
from schema.workforce.comparison import ComparisonRow, Delta, ReportComparison
from schema.workforce.enums import ComparisonPresence
from services.workforce.reports.compare_reports import Comparison, Difference


def comparison(compared: Comparison) -> ReportComparison:
    """Two reports side by side."""
    return ReportComparison(
        current=report(compared.current),
        prior=report(compared.prior) if compared.prior else None,
        rows=[
            ComparisonRow(
                demand_id=line.demand_id,
                month=MonthNoun.of(line.month),
                presence=ComparisonPresence(line.presence.value),
                forecast=_delta(line.forecast),
                capacity=_delta(line.capacity),
                gap=_delta(line.gap),
                headcount=_delta(line.headcount),
                fte_gap=_delta(line.fte_gap),
            )
            for line in compared.lines
        ],
    )


def _delta(difference: Difference) -> Delta:
    return Delta(**difference._asdict())

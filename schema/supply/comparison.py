"""Versions of a forecast beside each other."""

from datetime import date
from decimal import Decimal

import strawberry

from db.supply.enums import SupplyScope
from schema.shared.noun import list_field, noun
from schema.supply.forecast import SupplyForecast
from schema.workforce.enums import ComparisonPresence


@noun(description="One version's value of a bucket, against the first version given.", scopes=(SupplyScope.SUPPLY,))
class ForecastComparisonCell:
    """A cell; change and percent are null unless both versions have the bucket."""

    presence: ComparisonPresence = strawberry.field(description="In which of the two the bucket is.")
    quantity: Decimal | None = strawberry.field(description="This version's value.")
    change: Decimal | None = strawberry.field(description="This version's value less the first one's.")
    percent: float | None = strawberry.field(
        description="The change in percent of the first value; null where that is 0."
    )


@noun(description="One bucket of all versions.", scopes=(SupplyScope.SUPPLY,))
class ForecastComparisonRow:
    """A row."""

    start: date = strawberry.field(description="The bucket's first day.")
    label: str = strawberry.field(description='"2026-07-14", "2026-W29" or "2026-07".')
    cells: list[ForecastComparisonCell] = list_field(description="In the order of the versions.", size=3)


@noun(description="Forecasts of one product, location and bucket beside each other.", scopes=(SupplyScope.SUPPLY,))
class ForecastComparison:
    """A table of versions by buckets."""

    versions: list[SupplyForecast] = list_field(description="In the order given.", size=3)
    rows: list[ForecastComparisonRow] = list_field(description="Every bucket that any has, by date.", size=50)

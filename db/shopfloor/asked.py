"""Which rows of the shop floor's tables are asked for: by work order, product, place in the works, state and days.

Every text is a key, matched without regard to letter case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.supply.filters import Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorAsked:
    """Rows of some work orders, products, locations, departments and stages, in some states, on some days."""

    number_keys: Keys = None
    sku_keys: Keys = None
    location_keys: Keys = None
    department_keys: Keys = None
    stage_keys: Keys = None
    statuses: Keys = None
    first: date | None = None
    last: date | None = None

    def values(self) -> Mapping[str, Any]:
        """The values of the parameters that `OF_ORDERS`, and conditions of states and days, have."""
        lists = (name for name in self.__slots__ if name not in ("first", "last"))
        kept = {name: getattr(self, name) for name in lists}
        return {
            **{name: None if keys is None else list(keys) for name, keys in kept.items()},
            "first": self.first,
            "last": self.last,
        }


def _spelled(kind: str, parameter: str) -> str:
    return f"(SELECT t.spelling FROM term t WHERE t.kind = '{kind}' AND t.key = ANY(CAST(:{parameter} AS text[])))"


def _among(column: str, parameter: str, values: str | None = None) -> str:
    chosen = f"= ANY(CAST(:{parameter} AS text[]))" if values is None else f"IN {values}"
    return f"(CAST(:{parameter} AS text[]) IS NULL OR {column} {chosen})"


def of_orders(*, order: str = "o", product: str = "p", location: str | None = None) -> str:
    """The condition on a work order, a product and where something lies that the lists of keys make."""
    return " AND ".join(
        (
            _among(f"{order}.number_key", "number_keys"),
            _among(f"{product}.sku_key", "sku_keys"),
            _among(f"{location or order}.location", "location_keys", _spelled("LOCATION", "location_keys")),
            _among(f"{order}.department", "department_keys", _spelled("DEPARTMENT", "department_keys")),
            _among(f"{order}.stage", "stage_keys", _spelled("STAGE", "stage_keys")),
        )
    )


def in_states(column: str) -> str:
    """The condition that a state is one of those asked for."""
    return _among(column, "statuses")


def on_days(start: str, end: str | None = None) -> str:
    """The condition that a day, or the days from one to another, meet those asked for."""
    return (
        f"{end or start} >= coalesce(CAST(:first AS date), '-infinity')"
        f" AND {start} <= coalesce(CAST(:last AS date), 'infinity')"
    )


def changed(counts: str, changed_at: str) -> str:
    """What a table holds: the rows that count; since a moment, those that have changed, whether they count or not."""
    since = "CAST(:since AS timestamptz)"
    return f"CASE WHEN {since} IS NULL THEN {counts} ELSE {changed_at} >= {since} END"

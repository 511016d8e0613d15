"""Forecasts, plans and safety stocks for tests, written as sets; products and movements are in support/stock.py."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import text

from db.engine import WriteSession

_FORECASTS = text("""
    WITH given AS (
        SELECT * FROM unnest(CAST(:statuses AS text[]), CAST(:wapes AS float8[]))
            WITH ORDINALITY AS given (status, wape, place)
    ), written AS (
        INSERT INTO supply_forecast (tenant_id, number, version, name, product_id, sku_sort, location, bucket,
                                     horizon_start, horizon_end, status, method, wape, created_by)
        SELECT :tenant, 'FC-' || lpad(CAST(CAST(:first AS bigint) + place - 1 AS text), 5, '0'), 1,
               'Forecast ' || place, p.id,
               p.sku_sort, :location, 'MONTH', CAST(:start AS date),
               CAST(CAST(:start AS date) + interval '2 months - 1 day' AS date), status,
               'MANUAL', wape, 'tester'
        FROM given JOIN product p ON p.id = :product
        ORDER BY place
        RETURNING id
    ), valued AS (
        INSERT INTO supply_forecast_value (tenant_id, forecast_id, start, quantity)
        SELECT :tenant, written.id, CAST(CAST(:start AS date) + make_interval(months => month) AS date),
               CAST(:quantity AS numeric)
        FROM written CROSS JOIN generate_series(0, 1) AS month
    )
    SELECT id FROM written ORDER BY id""")

_FORECAST = text("""
    WITH written AS (
        INSERT INTO supply_forecast (tenant_id, number, version, name, product_id, sku_sort, location, bucket,
                                     horizon_start, horizon_end, status, method, created_by, activated_at,
                                     superseded_at)
        SELECT :tenant, 'FC-' || lpad(CAST(CAST(:first AS bigint) AS text), 5, '0'), 1, :name, p.id, p.sku_sort, 'MAIN',
               'MONTH', :start,
               CAST(CAST(:start AS date) + make_interval(months => cardinality(CAST(:quantities AS numeric[])))
                    - interval '1 day' AS date), :status, 'MANUAL', 'tester',
               CAST(CAST(:activated_at AS text) AS timestamptz), CAST(CAST(:superseded_at AS text) AS timestamptz)
        FROM product p WHERE p.id = :product
        RETURNING id
    ), valued AS (
        INSERT INTO supply_forecast_value (tenant_id, forecast_id, start, quantity)
        SELECT :tenant, written.id,
               CAST(CAST(:start AS date) + make_interval(months => CAST(place - 1 AS int)) AS date), quantity
        FROM written CROSS JOIN unnest(CAST(:quantities AS numeric[])) WITH ORDINALITY AS value (quantity, place)
    )
    SELECT id FROM written""")

_PLAN = text("""
    INSERT INTO production_plan (tenant_id, number, name, product_id, location, forecast_id, quantity, planned_start,
                                 planned_end, status, last_changed_by, created_by)
    VALUES (:tenant, :number, :number, :product, :location, :forecast, :quantity, :start, :until, :status, 'tester',
            'tester')
    RETURNING id""")

_SAFETY_STOCK = text("""
    INSERT INTO safety_stock (tenant_id, product_id, sku_sort, location, policy, fixed_quantity, lead_time_days,
                              lead_time_deviation, mean_daily_demand, demand_deviation, safety_stock_quantity,
                              reorder_point, created_by)
    SELECT :tenant, p.id, p.sku_sort, :location, 'FIXED_QUANTITY', CAST(:quantity AS numeric), 0, 0, 0, 0,
           CAST(:quantity AS numeric), CAST(:reorder_point AS numeric),
           'tester'
    FROM product p WHERE p.id = :product
    RETURNING id""")


async def add_forecasts(
    session: WriteSession,
    product: int,
    *,
    statuses: Sequence[str] = ("ACTIVE",),
    wapes: Sequence[float | None] | None = None,
    location: str = "MAIN",
    start: date = date(2026, 1, 1),
    quantity: Decimal = Decimal(100),
    first: int = 1,
) -> list[int]:
    """Forecasts of two months, one a status, numbered from `first` on; returns their ids."""
    given = {"statuses": list(statuses), "wapes": list(wapes or [None] * len(statuses)), "location": location}
    given |= {"tenant": session.tenant_id, "product": product, "start": start, "quantity": quantity, "first": first}
    return [row.id for row in await session.rows(_FORECASTS, given)]


async def add_forecast_of_months(
    session: WriteSession,
    product: int,
    quantities: Sequence[int],
    *,
    name: str = "Forecast",
    status: str = "DRAFT",
    start: date = date(2025, 1, 1),
    first: int = 1,
    activated_at: str | None = None,
    superseded_at: str | None = None,
) -> int:
    """A forecast of a product at MAIN, one quantity a month; returns its id."""
    given = {"tenant": session.tenant_id, "product": product, "name": name, "status": status, "start": start}
    given |= {"first": first, "quantities": [Decimal(quantity) for quantity in quantities]}
    given |= {"activated_at": activated_at, "superseded_at": superseded_at}
    return int(await session.scalar(_FORECAST, given))


async def add_plan(
    session: WriteSession,
    product: int,
    *,
    number: str = "PP-00001",
    status: str = "DRAFT",
    location: str = "MAIN",
    forecast: int | None = None,
    quantity: Decimal = Decimal(100),
    start: date = date(2026, 1, 5),
    until: date = date(2026, 1, 30),
) -> int:
    """A plan; returns its id."""
    given = {"tenant": session.tenant_id, "product": product, "number": number, "status": status, "until": until}
    given |= {"location": location, "forecast": forecast, "quantity": quantity, "start": start}
    return int(await session.scalar(_PLAN, given))


async def add_safety_stock(
    session: WriteSession,
    product: int,
    *,
    location: str = "MAIN",
    quantity: Decimal = Decimal(88),
    reorder_point: Decimal = Decimal(788),
) -> int:
    """An active safety stock of a fixed quantity; returns its id."""
    given = {"tenant": session.tenant_id, "product": product, "location": location}
    given |= {"quantity": quantity, "reorder_point": reorder_point}
    return int(await session.scalar(_SAFETY_STOCK, given))

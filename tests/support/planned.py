"""Forecasts, plans and safety stocks for tests, written as sets; products and movements are in support/stock.py."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import text

from db.engine import WriteSession
from services.shared.floor_rules import FloorRules
from services.shopfloor.alerts.evaluate import evaluate
from tests.support.clocks import today

_FORECASTS = text("""
    WITH given AS (
        SELECT * FROM unnest(CAST(:statuses AS text[]), CAST(:wapes AS float8[]))
            WITH ORDINALITY AS given (status, wape, place)
    ), written AS (
        INSERT INTO supply_forecast (tenant_id, number, version, name, product_id, sku_sort, location, bucket,
                                     horizon_start, horizon_end, status, method, wape, created_by, activated_at,
                                     activated_by, superseded_at, superseded_by, archived_at, archived_by)
        SELECT :tenant, 'FC-' || lpad(CAST(CAST(:first AS bigint) + place - 1 AS text), 5, '0'), 1,
               'Forecast ' || place, p.id,
               p.sku_sort, :location, 'MONTH', CAST(:start AS date),
               CAST(CAST(:start AS date) + interval '2 months - 1 day' AS date), status,
               'MANUAL', wape, 'tester',
               CASE WHEN status IN ('ACTIVE', 'SUPERSEDED') THEN now() END,
               CASE WHEN status IN ('ACTIVE', 'SUPERSEDED') THEN 'tester' END,
               CASE status WHEN 'SUPERSEDED' THEN now() END, CASE status WHEN 'SUPERSEDED' THEN 'tester' END,
               CASE status WHEN 'ARCHIVED' THEN now() END, CASE status WHEN 'ARCHIVED' THEN 'tester' END
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
                                     activated_by, superseded_at, superseded_by)
        SELECT :tenant, 'FC-' || lpad(CAST(CAST(:first AS bigint) AS text), 5, '0'), 1, :name, p.id, p.sku_sort, 'MAIN',
               'MONTH', :start,
               CAST(CAST(:start AS date) + make_interval(months => cardinality(CAST(:quantities AS numeric[])))
                    - interval '1 day' AS date), CAST(:status AS text), 'MANUAL', 'tester',
               given.activated_at, CASE WHEN given.activated_at IS NOT NULL THEN 'tester' END,
               given.superseded_at, CASE WHEN given.superseded_at IS NOT NULL THEN 'tester' END
        FROM product p CROSS JOIN (
            SELECT coalesce(CAST(CAST(:activated_at AS text) AS timestamptz),
                            CASE WHEN CAST(:status AS text) IN ('ACTIVE', 'SUPERSEDED') THEN now() END) AS activated_at,
                   coalesce(CAST(CAST(:superseded_at AS text) AS timestamptz),
                            CASE WHEN CAST(:status AS text) = 'SUPERSEDED' THEN now() END) AS superseded_at
        ) AS given
        WHERE p.id = :product
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
                                 planned_end, status, last_changed_by, created_by, submitted_at, submitted_by,
                                 approved_at, approved_by, started_at, started_by, completed_at, completed_by,
                                 cancelled_at, cancelled_by)
    SELECT :tenant, :number, :number, :product, :location, :forecast, :quantity, :start, :until,
           CAST(:status AS text), 'tester',
           'tester', taken[1], by[1], taken[2], by[2], taken[3], by[3], taken[4], by[4], taken[5], by[5]
    FROM (
        SELECT array_agg(CASE WHEN CAST(:status AS text) = ANY(step.of) THEN now() END ORDER BY step.place) AS taken,
               array_agg(CASE WHEN CAST(:status AS text) = ANY(step.of) THEN 'tester' END ORDER BY step.place) AS by
        FROM (VALUES
            (1, ARRAY['PENDING_APPROVAL', 'APPROVED', 'IN_PROGRESS', 'COMPLETED']),
            (2, ARRAY['APPROVED', 'IN_PROGRESS', 'COMPLETED']),
            (3, ARRAY['IN_PROGRESS', 'COMPLETED']),
            (4, ARRAY['COMPLETED']),
            (5, ARRAY['CANCELLED'])
        ) AS step (place, of)
    ) AS steps
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


async def let_alerts_follow(session: WriteSession) -> None:
    """Open and close alerts by what stands now: rows that tests write by themselves pass whoever notes what follows."""
    await evaluate(session, None, as_of=today(), thresholds=FloorRules().alerts)

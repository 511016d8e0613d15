"""What is asked by OData: addresses, and the rows of the same page by plain SQL."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from benchmarks.ledger import DAYS_BACK, FIRST, OF_A_LEVEL

PAGE = 1_000  # rows of the pages that are compared
LATELY = "2999-01-01T00:00:00Z"  # nothing did

_MOVEMENT = """m.number, m.kind, p.sku, l.location, m.occurred_on, m.quantity, m.on_hand_change, m.allocated_change,
    m.in_transit_change, m.reference, m.reason, m.created_by, m.created_at"""
_FROM = "FROM inventory_level l JOIN product p ON p.id = l.product_id JOIN inventory_movement m ON m.level_id = l.id"
_MOVEMENTS = f"SELECT {_MOVEMENT} {_FROM} WHERE {{}} ORDER BY l.sku_sort, l.location, m.occurred_on, m.id LIMIT {PAGE}"
_LEVELS = f"""
    SELECT p.sku, p.name, p.kind, l.location, l.on_hand, l.allocated, l.in_transit, l.last_counted_on, l.updated_at
    FROM inventory_level l JOIN product p ON p.id = l.product_id ORDER BY l.sku_sort, l.location LIMIT {PAGE}"""

_ORDER = """w.number, p.sku, p.name, w.department, w.stage, w.location, w.target_qty, w.planned_start, w.deadline,
    w.status, w.updated_at"""
_PAGE_OF_ORDERS = f"(SELECT * FROM work_order WHERE {{}} ORDER BY number_sort LIMIT {PAGE}) AS w"
_PLAIN_ORDERS = f"""
    SELECT {_ORDER} FROM {_PAGE_OF_ORDERS} JOIN product p ON p.id = w.product_id ORDER BY w.number_sort"""
# What was made, and the pace of the last five days, of each order of the page; the days that it has and had.
_ORDERS = f"""
    SELECT {_ORDER}, made.quantity, made.scrap, round(100 * made.quantity / w.target_qty, 2) AS progress,
           round(100.0 * days.elapsed / days.planned, 2) AS expected,
           CASE WHEN made.quantity >= w.target_qty THEN 'COMPLETED' WHEN w.deadline < current_date THEN 'DELAYED'
                WHEN days.elapsed * w.target_qty - days.planned * made.quantity > 0.1 * days.planned * w.target_qty
                THEN 'OFF_TRACK'
                WHEN days.days_left <= 3 AND w.target_qty - made.quantity > recent.pace * days.days_left THEN 'AT_RISK'
                ELSE 'ON_TRACK' END AS health,
           ceil((w.target_qty - made.quantity) / nullif(recent.pace, 0)) AS days_to_go
    FROM {_PAGE_OF_ORDERS} JOIN product p ON p.id = w.product_id
    CROSS JOIN LATERAL (SELECT sum(d.quantity) AS quantity, sum(d.scrap_quantity) AS scrap, max(d.updated_at) AS changed
                        FROM daily_production d WHERE d.work_order_id = w.id) AS made
    CROSS JOIN LATERAL (
        SELECT avg(last.quantity) AS pace FROM (SELECT d.quantity FROM daily_production d WHERE d.work_order_id = w.id
                                                ORDER BY d.production_date DESC LIMIT 5) AS last) AS recent
    CROSS JOIN LATERAL (
        SELECT count(*) AS planned, count(*) FILTER (WHERE day < current_date) AS elapsed,
               count(*) FILTER (WHERE day >= current_date) AS days_left
        FROM generate_series(CAST(w.planned_start AS timestamp), CAST(w.deadline AS timestamp), interval '1 day') AS day
        WHERE extract(isodow FROM day) <= 5) AS days
    ORDER BY w.number_sort"""
_ENTRIES = f"""
    SELECT w.number, p.sku, w.department, w.stage, d.production_date, d.quantity, d.scrap_quantity, d.entered_by,
           d.updated_at
    FROM work_order w JOIN product p ON p.id = w.product_id JOIN daily_production d ON d.work_order_id = w.id
    WHERE {{}} ORDER BY w.number_sort, d.production_date LIMIT {PAGE}"""


class Question(NamedTuple):
    """A title, the address, and the rows by plain SQL."""

    title: str
    address: str
    sql: str


def of_movements(middle: str, movements: int) -> Sequence[Question]:
    """Pages of so many movements, `middle` being the link to one in their middle; and of their levels."""
    of, sku = "/odata/InventoryMovements", f"P-{movements // OF_A_LEVEL // 2}"
    of_product = _MOVEMENTS.format(f"p.sku_key = '{sku.lower()}'")
    further = _MOVEMENTS.format(f"l.sku_sort >= (SELECT sku_sort FROM product WHERE sku = '{sku}')")
    day = FIRST + timedelta(days=DAYS_BACK // 2)
    of_day, lately = (
        _MOVEMENTS.format(condition) for condition in (f"m.occurred_on = '{day}'", f"m.created_at >= '{LATELY}'")
    )
    by_key = _MOVEMENTS.format(f"m.id = {movements // 2}")
    return [
        Question("the first page", of, _MOVEMENTS.format("true")),
        Question("the page in the middle", middle, further),
        Question("of one product", f"{of}?$filter=sku eq '{sku}'", of_product),
        Question("of one day", f"{of}?$filter=occurred_on eq {day}", of_day),
        Question("what changed lately", f"{of}?$filter=updated_at ge {LATELY}", lately),
        Question("a movement by its key", f"{of}('MV-{movements // 2}')", by_key),
        Question("levels, which are computed", "/odata/InventoryLevels", _LEVELS),
        Question("a level by its key", f"/odata/InventoryLevels(sku='{sku}',location='MAIN')", of_product),
    ]


def of_orders(orders: int, today: date) -> Sequence[Question]:
    """Pages of so many work orders, and of what was made every day."""
    of, made, number = "/odata/WorkOrders", "/odata/DailyProduction", f"W-{orders // 2}"
    plain = "$select=number,sku,product,department,stage,location,target_qty,planned_start,deadline,status"
    of_order = f"w.number = '{number}'"
    return [
        Question("work orders with their health", of, _ORDERS.format("true")),
        Question("work orders, plain columns", f"{of}?{plain}", _PLAIN_ORDERS.format("true")),
        Question(
            "work orders of a department",
            f"{of}?$filter=department eq 'LINE-7'",
            _ORDERS.format("department = 'LINE-7'"),
        ),
        Question("a work order by its key", f"{of}('{number}')", _ORDERS.format(f"number = '{number}'")),
        Question("daily production", made, _ENTRIES.format("true")),
        Question("daily production of an order", f"{made}?$filter=number eq '{number}'", _ENTRIES.format(of_order)),
        Question(
            "daily production of a day",
            f"{made}?$filter=production_date eq {today}",
            _ENTRIES.format(f"d.production_date = '{today}'"),
        ),
        Question(
            "daily production lately",
            f"{made}?$filter=updated_at ge {LATELY}",
            _ENTRIES.format(f"d.updated_at >= '{LATELY}'"),
        ),
    ]

"""How work orders are getting on as of a date, over any number of them; `services/shopfloor/health` says the rules.

Numbers are brought to whole multiples of each other before they are compared or rounded, so that both are exact.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BindParameter, Date, Integer, Numeric, bindparam, text
from sqlalchemy.sql.selectable import LateralFromClause
from sqlalchemy.types import TypeEngine

from db.base import stored
from db.shared.days import finite
from db.shopfloor.enums import WorkOrderHealth, WorkOrderStatus
from db.shopfloor.thresholds import HealthThresholds


def _weekdays_until(day: str) -> str:
    """SQL of how many days from Monday to Friday there were until a day; the first of all days was a Monday."""
    days = f"({day} - DATE '0001-01-01')"
    return f"({days} / 7 * 5 + least({days} % 7 + 1, 5))"


def weekdays_between(first: str, last: str) -> str:
    """SQL of how many days from Monday to Friday there are from one finite day to another, both included."""
    return f"greatest({_weekdays_until(last)} - {_weekdays_until(f'({first} - 1)')}, 0)"


def nearest(numerator: str, denominator: str, places: int) -> str:
    """SQL of an exact ratio with a denominator above 0, rounded to some places, a half going away from zero."""
    whole = f"div({2 * 10**places} * abs({numerator}) + {denominator}, 2 * {denominator})"
    return f"sign({numerator}) * {whole} * {Decimal(1).scaleb(-places)}"


_OF_ORDER = """daily_production p WHERE p.tenant_id = work_order.tenant_id AND p.work_order_id = work_order.id"""
_SUMS = f"""
    SELECT coalesce(sum(p.quantity) FILTER (WHERE p.production_date <= CAST(:as_of AS date)), 0) AS made,
           coalesce(sum(p.scrap_quantity) FILTER (WHERE p.production_date <= CAST(:as_of AS date)), 0) AS scrap,
           count(*) FILTER (WHERE p.production_date <= CAST(:as_of AS date)) AS entries,
           coalesce(sum(p.quantity), 0) AS cumulative_qty, coalesce(sum(p.scrap_quantity), 0) AS scrap_qty
    FROM {_OF_ORDER}"""
# Where it stands in a list it is looked for only if it is needed: of few orders it says anything.
RECENT_SUM = f"""
    (SELECT coalesce(sum(recent.quantity), 0)
     FROM (SELECT p.quantity FROM {_OF_ORDER} AND p.production_date <= CAST(:as_of AS date)
           ORDER BY p.production_date DESC LIMIT 5) AS recent)"""
RECENT_ENTRIES = "least(sums.entries, 5)"
_MADE = f"""
    SELECT sums.*, {RECENT_SUM} AS recent_sum, {RECENT_ENTRIES} AS recent_entries FROM ({_SUMS}) AS sums"""

# What has elapsed ends with the day before the date; without a working day in the span all is expected.
DAYS = f"""
    SELECT {weekdays_between("span.start", "span.deadline")} AS planned,
           {weekdays_between("span.start", "least(span.as_of - 1, span.deadline)")} AS elapsed,
           {weekdays_between("greatest(span.as_of, span.start)", "span.deadline")} AS days_left
    FROM (SELECT {finite("work_order.planned_start")} AS start, {finite("work_order.deadline")} AS deadline,
                 {finite("CAST(:as_of AS date)")} AS as_of OFFSET 0) AS span
    OFFSET 0"""
POINTS = """
    SELECT 100 * (CASE WHEN days.planned = 0 THEN 1 ELSE days.elapsed END * work_order.target_qty
                  - greatest(days.planned, 1) * sums.made) AS behind,
           greatest(days.planned, 1) * work_order.target_qty AS a_point
    OFFSET 0"""

# Of the sums, days and points of an order `work_order`; unknown of one that is cancelled.
HEALTH = f"""
    CASE WHEN work_order.status = 'CANCELLED' THEN NULL
         WHEN sums.made >= work_order.target_qty THEN 'COMPLETED'
         WHEN CAST(:as_of AS date) > work_order.deadline THEN 'DELAYED'
         WHEN points.behind > CAST(:off_track_points AS numeric) * points.a_point THEN 'OFF_TRACK'
         WHEN points.behind > CAST(:at_risk_points AS numeric) * points.a_point
              OR days.days_left <= CAST(:at_risk_days AS int)
                 AND (work_order.target_qty - sums.made) * greatest({RECENT_ENTRIES}, 1)
                     > {RECENT_SUM} * days.days_left THEN 'AT_RISK'
         ELSE 'ON_TRACK' END"""
POINTS_BEHIND = f"CASE WHEN work_order.status <> 'CANCELLED' THEN {nearest('points.behind', 'points.a_point', 2)} END"

_STANDING = text(f"""
    SELECT sums.*, {RECENT_SUM} AS recent_sum, {RECENT_ENTRIES} AS recent_entries, days.days_left,
           CASE WHEN work_order.status = 'CANCELLED' THEN 'CANCELLED'
                WHEN sums.made >= work_order.target_qty THEN 'COMPLETED'
                WHEN sums.made > 0 THEN 'IN_PROGRESS'
                ELSE 'NOT_STARTED' END AS status_then,
           {HEALTH} AS health,
           {POINTS_BEHIND} AS points_behind
    FROM ({_SUMS}) AS sums CROSS JOIN LATERAL ({DAYS}) AS days CROSS JOIN LATERAL ({POINTS}) AS points""")
_SUM_COLUMNS: dict[str, TypeEngine[Any]] = {
    "made": Numeric(28, 4),
    "scrap": Numeric(28, 4),
    "entries": Integer(),
    "cumulative_qty": Numeric(28, 4),
    "scrap_qty": Numeric(28, 4),
    "recent_sum": Numeric(28, 4),
    "recent_entries": Integer(),
}
_COLUMNS: dict[str, TypeEngine[Any]] = {
    **_SUM_COLUMNS,
    "days_left": Integer(),
    "status_then": stored(WorkOrderStatus, "status_then"),
    "health": stored(WorkOrderHealth, "health"),
    "points_behind": Numeric(),
}


def sums_until(as_of: date | None = None) -> LateralFromClause:
    """What was made of every work order of a statement up to a date, alone: the sums of `standing`."""
    return text(_MADE).bindparams(_day(as_of)).columns(**_SUM_COLUMNS).lateral("sums")


def standing(as_of: date | None, thresholds: HealthThresholds) -> LateralFromClause:
    """What every work order of a statement stands at as of a date: to be joined on true.

    Its columns are what was made and spoilt up to the date (`made`, `scrap`), how many entries that are, what was made
    and spoilt until now (`cumulative_qty`, `scrap_qty`), the sum of the last five entries up to the date and how many
    these are, working days left, which status follows from that, health, and points behind to two places; the last two
    are NULL for an order that is cancelled. Without a date the statement is told it, as `as_of`.
    """
    bound = _STANDING.bindparams(
        _day(as_of),
        bindparam("off_track_points", thresholds.off_track_points, type_=Numeric),
        bindparam("at_risk_points", thresholds.at_risk_points, type_=Numeric),
        bindparam("at_risk_days", thresholds.at_risk_days, type_=Integer),
    )
    return bound.columns(**_COLUMNS).lateral("standing")


def _day(as_of: date | None) -> BindParameter[date]:
    return bindparam("as_of", type_=Date) if as_of is None else bindparam("as_of", as_of, type_=Date)

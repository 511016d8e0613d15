"""What planners of the demo have made: a forecast that counts, a plan that was approved, and one that was begun.

They lie around today, so that what is ahead of them has numbers; files cannot say that, and two people have to act.
"""

from datetime import date, timedelta
from decimal import Decimal

from db.engine import WriteSession
from db.supply.enums import TimeBucket
from db.supply.filters import ProductionPlanFilter
from db.supply.plans import plan_count
from server.commands.installation import Installation
from services.supply.demand.buckets import bucket_end, bucket_start, earlier
from services.supply.forecasts.activate_forecast import activate_forecast
from services.supply.forecasts.create_forecast import Draft, create_forecast
from services.supply.forecasts.values import Value
from services.supply.locations import MAIN
from services.supply.plans.create_plan import create_plan
from services.supply.plans.decide_plan import approve_plan
from services.supply.plans.submit_plan import submit_plan

PLANNER, MANAGER = "planner", "manager"
SKU = "TOY-BEAR-S"
A_MONTH = (1_700, 1_600, 1_350, 1_000, 1_150, 1_250)
WEEKS = 4


async def add_plans(installed: Installation, tenant: str, *, today: date) -> None:
    """Make them in a tenant that has no plan yet; one person submits what the other approves."""
    async with installed.write(tenant, subject=PLANNER) as session:
        if await plan_count(session, ProductionPlanFilter()):
            return
        forecast = await create_forecast(session, draft=_forecast(today))
        await activate_forecast(session, id=forecast, today=today)
        begun, monday = today, today - timedelta(days=today.weekday())
        submitted = await _plan(session, "Bears for the season", Decimal(2_000), begun, forecast)
        await submit_plan(session, id=submitted, today=today)
        await _plan(session, "Bears for the month after", Decimal(1_200), monday + timedelta(weeks=WEEKS), None)
    async with installed.write(tenant, subject=MANAGER) as session:
        await approve_plan(session, id=submitted, expected_version=None, note=None)


def _forecast(today: date) -> Draft:
    """Demand of this month and the five that follow."""
    month = bucket_start(today, TimeBucket.MONTH)
    starts = [earlier(month, TimeBucket.MONTH, -number) for number in range(len(A_MONTH))]
    values = [Value(start, Decimal(quantity)) for start, quantity in zip(starts, A_MONTH, strict=True)]
    end = bucket_end(starts[-1], TimeBucket.MONTH)
    return Draft(
        sku=SKU, name="Half a year ahead", bucket=TimeBucket.MONTH, horizon_start=month, horizon_end=end, values=values
    )


async def _plan(session: WriteSession, name: str, quantity: Decimal, start: date, forecast: int | None) -> int:
    plan = {
        "name": name,
        "forecast_id": forecast,
        "quantity": quantity,
        "planned_start": start,
        "planned_end": start + timedelta(weeks=WEEKS) - timedelta(days=1),
        "schedule": None,
        "constraints": None,
    }
    return await create_plan(session, sku=SKU, location=MAIN, plan=plan)

"""What is told of plans: those that were named, or after a lost connection whatever has changed since."""

from typing import Any
from uuid import UUID

from db.engine import Database
from db.supply.enums import ProductionPlanStatus
from db.supply.plans import PlanStep, insert_plan, update_plan
from services.supply.plans.heard import Told, last_told, told
from tests.support.stock import add_product
from tests.support.supply_rows import plan_of

PENDING = ProductionPlanStatus.PENDING_APPROVAL


async def test_what_changed_while_nobody_listened_is_told_once(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        product = await add_product(session)
        first, second, _ = [
            (await insert_plan(session, plan_of(product, number=f"PP-{number}"))).id for number in range(3)
        ]
    async with database.read(demo_id) as session:
        since = await last_told(session)

    async def heard(ids: list[int] | None, since: Any = since, **more: Any) -> Told:
        async with database.read(demo_id) as session:
            return await told(session, ids, since=since, statuses=more.get("statuses", ()))

    assert len((await heard(None)).plans) == 0
    assert (await heard([second])).plans.column("id") == [second]
    assert len((await heard([second], statuses=[PENDING])).plans) == 0
    for id in (second, first):
        async with database.write(demo_id, subject="tester") as session:
            await update_plan(session, id, {"status": PENDING}, version=1, step=PlanStep.SUBMITTED)
    news = await heard(None, statuses=[PENDING])
    assert news.plans.column("id") == [second, first], "in the order of their changes"
    assert news.plans.column("submitted_by") == ["tester"] * 2
    assert len((await heard(None, since=news.latest)).plans) == 0

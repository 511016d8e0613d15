"""What the neighbour's shop floor has: work orders, one of them of a plan, a change that waits, and debts."""

from collections.abc import Mapping
from typing import Any

from tests.graphql.planning.conftest import Planner
from tests.support import clocks
from tests.support.api import token
from tests.support.cluster import OTHER_TENANT

DEBT_KEY, PRODUCTION_KEY = "Zetaasked", "Zetamade"
DEPARTMENT, ORDER = "Zetadepartment", "ZETA-SPK-2"


async def work(zelda: Planner, made: Mapping[str, str], *, part: str, year: int) -> None:
    """Orders of a product at a location: one that is to make more, and one that is short of a part."""
    days = {"plannedStart": f"{year}-02-04", "deadline": f"{year}-02-08"}
    common = {**made, **days, "department": DEPARTMENT, "stage": "ZETASTAGE"}
    await _owe(zelda, {**common, "targetQty": "918", "number": ORDER}, {"materialSku": part, **_at(made)})
    await _change(zelda, {**common, "targetQty": "919", "number": "ZETA-SPK-3"})
    today = str(clocks.today())
    begun = {"plannedStart": today, "deadline": today, "targetQty": "922", "number": "ZETA-SPK-4"}
    await _record(zelda, {**common, **begun}, {"productionDate": today, "quantity": "921", "notes": "Zeta."})
    planned = {"targetQty": "923", "number": "ZETA-SPK-5", "planId": await _planned(zelda, made, year=year)}
    await _do_everything(zelda, {**common, **begun, **planned}, {"sku": part, **_at(made)})


def _at(made: Mapping[str, str]) -> dict[str, str]:
    return {"location": made["location"]}


async def _owe(zelda: Planner, order: Mapping[str, Any], short: Mapping[str, str]) -> None:
    """A debt of a work order's material that others approved and a part of which came, and one that waits."""
    asked = {**short, "workOrderId": await _ordered(zelda, order), "reason": "Zeta.", "quantity": "7"}
    debts = []
    for key in (DEBT_KEY, "Zetaasked too"):
        made = await zelda.done("requestMaterialDebt", "debt { id }", input={**asked, "clientKey": key})
        debts.append(made["debt"])
    for colleague in ("zoltan", "zora"):  # nobody knows what the material is worth: two must approve
        other = Planner(zelda.http, token("ADMIN", tenant=OTHER_TENANT, subject=colleague))
        await other.done("approveMaterialDebt", "debt { id }", id=debts[0]["id"])
    await zelda.done("settleMaterialDebt", "debt { id }", id=debts[0]["id"], input={"receivedQty": "3"})


async def _change(zelda: Planner, order: Mapping[str, Any]) -> None:
    """Another target of a work order that waits for a decision."""
    asked = {"workOrderId": await _ordered(zelda, order), "field": "TARGET_QTY", "newQty": "920", "reason": "Zeta."}
    await zelda.done("requestWorkOrderChange", "change { id }", input=asked)


async def _record(zelda: Planner, order: Mapping[str, Any], made: Mapping[str, str]) -> None:
    """What was made of a work order on a day."""
    asked = {**made, "workOrderId": await _ordered(zelda, order), "clientKey": PRODUCTION_KEY}
    await zelda.done("recordDailyProduction", "entry { id }", input=asked)


async def _planned(zelda: Planner, made: Mapping[str, str], *, year: int) -> str:
    """A plan that somebody else approved."""
    given = {**made, "name": "Zetaplan too", "quantity": "924"}
    days = {"plannedStart": f"{year}-02-04", "plannedEnd": f"{year}-03-01"}
    plan = (await zelda.done("createProductionPlan", "plan { id }", input={**given, **days}))["plan"]["id"]
    await zelda.done("submitProductionPlan", "plan { id }", id=plan)
    colleague = Planner(zelda.http, token("ADMIN", tenant=OTHER_TENANT, subject="zoltan"))
    await colleague.done("approveProductionPlan", "plan { id }", id=plan)
    return str(plan)


async def _do_everything(zelda: Planner, order: Mapping[str, Any], part: Mapping[str, str]) -> None:
    """The last of the orders: of a plan, with output, a movement and a debt of its own."""
    made = await _ordered(zelda, order)
    output = {"workOrderId": made, "productionDate": order["plannedStart"], "quantity": "921"}
    await zelda.done("recordDailyProduction", "entry { id }", input=output)
    moved = {**part, "kind": "RECEIPT", "quantity": "925", "workOrderId": made}
    await zelda.done("recordInventoryMovement", "movements { id }", input=moved)
    owed = {"materialSku": part["sku"], "location": part["location"], "workOrderId": made, "quantity": "926"}
    await zelda.done("requestMaterialDebt", "debt { id }", input={**owed, "reason": "Zeta."})


async def _ordered(zelda: Planner, order: Mapping[str, Any]) -> str:
    made = await zelda.done("createWorkOrder", "workOrder { id }", input=order)
    return str(made["workOrder"]["id"])
